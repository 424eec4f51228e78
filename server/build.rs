//! Tells cargo to look again when the web client was built anew. It never builds it: make does.

use std::io;
use std::path::Path;

fn main() -> io::Result<()> {
    let built = Path::new("../web-client/dist");
    // A folder that is missing would make cargo build this crate again every time.
    std::fs::create_dir_all(built)?;
    println!("cargo::rerun-if-changed={}", built.display());
    Ok(())
}
