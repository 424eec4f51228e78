//! Programs of others, in Python: what they make of the files that the service writes.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::bail;
use serde_json::Value;
use tokio::process::Command;

const PEERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers");

/// The Python with the packages of the peers, installed by `tools/need`. None: this machine cannot.
pub(crate) fn python() -> Option<&'static Path> {
    static PYTHON: OnceLock<Option<PathBuf>> = OnceLock::new();
    let find = || {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
        let mut need = std::process::Command::new(root.join("tools/need"));
        need.arg("python").current_dir(root).status().ok()?;
        let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let folder = root
            .join(target.unwrap_or_else(|| "target".into()))
            .join("python");
        folder
            .join("installed")
            .exists()
            .then(|| folder.join("bin/python"))
    };
    PYTHON.get_or_init(find).as_deref()
}

pub(crate) fn program(name: &str) -> String {
    format!("{PEERS}/{name}")
}

/// Tables as PyPI's `openpyxl` and the parser for separated text of Python read them. None: the machine
/// has no Python packages.
///
/// # Errors
/// When they cannot be read.
pub async fn read_tables(files: &[PathBuf]) -> anyhow::Result<Option<Vec<Value>>> {
    read("tables/read.py", files).await
}

/// Calendars of whole days (`.ics`) as PyPI's `icalendar` reads them, the entries of each file. None: the
/// machine has no Python packages.
///
/// # Errors
/// When they cannot be read.
pub async fn read_days(files: &[PathBuf]) -> anyhow::Result<Option<Vec<Value>>> {
    read("mail/days.py", files).await
}

/// What one of the peers prints about these files, a value a line.
pub(crate) async fn read(name: &str, files: &[PathBuf]) -> anyhow::Result<Option<Vec<Value>>> {
    let Some(python) = python() else {
        return Ok(None);
    };
    let mut command = Command::new(python);
    command.arg(program(name)).args(files);
    let output = command.output().await?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8(output.stdout)?;
    let read = text.lines().map(|line| Ok(serde_json::from_str(line)?));
    read.collect::<anyhow::Result<_>>().map(Some)
}
