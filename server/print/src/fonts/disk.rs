//! The only place of this crate that reads from the disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How deep fonts may lie under a folder; a loop of links ends there.
const DEPTH: u8 = 6;

/// The files under these folders by name; where two have one name, that of the first folder.
pub(super) fn files(folders: &[PathBuf]) -> BTreeMap<String, PathBuf> {
    let mut files = BTreeMap::new();
    for folder in folders {
        walk(folder, DEPTH, &mut files);
    }
    files
}

fn walk(folder: &Path, depth: u8, files: &mut BTreeMap<String, PathBuf>) {
    #[expect(clippy::disallowed_methods, reason = "this is the loader of fonts")]
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            if depth > 0 {
                walk(&path, depth - 1, files);
            }
        } else if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
            files.entry(name.to_owned()).or_insert(path);
        }
    }
}

pub(super) fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    #[expect(clippy::disallowed_methods, reason = "this is the loader of fonts")]
    std::fs::read(file)
}
