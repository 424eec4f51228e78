//! The TypeScript of the wire. `UPDATE_GENERATED=1` writes it; otherwise the committed files are
//! compared with what the Rust types say.

#![expect(
    clippy::disallowed_methods,
    reason = "generated files are read from and written to the working tree"
)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use meeting::protocol::{ClientMessage, NOTICE, ServerMessage, TrialAnswer, TrialRequest, VERSION};
use ts_rs::{Config, TS, TypeVisitor};

const HEADER: &str =
    "// Generated from server/meeting/src/protocol by `make types`. Do not edit.\n";

#[test]
fn the_committed_typescript_says_what_the_rust_types_say() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web-client/src/generated/protocol");
    let wanted = all_files();
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        write(&folder, &wanted);
    }
    let found = read(&folder);
    for (name, text) in &wanted {
        assert_eq!(
            found.get(name),
            Some(text),
            "{name} is stale: run `make types`"
        );
    }
    for name in found.keys() {
        assert!(
            wanted.contains_key(name),
            "{name} is no longer generated: run `make types`"
        );
    }
}

/// Every type that a message can contain, one file a type, and an `index.ts` for all of them.
fn all_files() -> BTreeMap<String, String> {
    let mut visitor = Collect {
        config: Config::new().with_large_int("number"),
        files: BTreeMap::new(),
    };
    visitor.visit::<ClientMessage>();
    visitor.visit::<ServerMessage>();
    visitor.visit::<TrialRequest>();
    visitor.visit::<TrialAnswer>();
    let mut index = HEADER.to_owned();
    for name in visitor.files.keys() {
        let name = name.trim_end_matches(".ts");
        let _ = writeln!(index, "export type {{ {name} }} from \"./{name}\";");
    }
    let _ = writeln!(
        index,
        "\n/** The protocol spoken by this client; the server's may be newer: reload. */\n\
         export const PROTOCOL = {VERSION};\n\
         \n/** Edition of the privacy notice that this client shows. */\n\
         export const NOTICE = \"{NOTICE}\";"
    );
    visitor.files.insert("index.ts".to_owned(), index);
    visitor.files
}

struct Collect {
    config: Config,
    files: BTreeMap<String, String>,
}

impl TypeVisitor for Collect {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        let Some(path) = T::output_path() else {
            return;
        };
        let name = path.display().to_string();
        if self.files.contains_key(&name) {
            return;
        }
        let text = T::export_to_string(&self.config).expect("a type of the wire can be exported");
        let (_, declaration) = text
            .split_once('\n')
            .expect("the generator writes a note of its own on the first line");
        self.files.insert(name, format!("{HEADER}{declaration}"));
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

fn write(folder: &Path, files: &BTreeMap<String, String>) {
    std::fs::create_dir_all(folder).unwrap();
    for path in typescript_in(folder) {
        std::fs::remove_file(path).unwrap();
    }
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

fn read(folder: &Path) -> BTreeMap<String, String> {
    typescript_in(folder)
        .into_iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect()
}

fn typescript_in(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ts"))
        .collect()
}
