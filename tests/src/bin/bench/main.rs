//! `make bench NAME`: measures the service from outside, prints a table, and writes
//! `target/bench/NAME.json`. Figures of other tools under the same name stay where they are.
//! `sfu` is the media engine alone, beside a peer; `history` the registry and the history when they
//! have grown large; any other name the service as a whole. Parts may be named after it
//! (`bench meeting crowd`), or all are measured.

mod cpu;
mod crowd;
mod figure;
mod forward;
mod history;
mod sfu;
mod slots;
mod start;

use std::path::PathBuf;

use anyhow::Context;
use figure::Figure;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let name = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "meeting".to_owned());
    let parts: Vec<String> = std::env::args().skip(2).collect();
    let figures = match name.as_str() {
        "sfu" => sfu::measure(&parts).await?,
        "history" => history::measure().await?,
        _ => service(&parts).await?,
    };
    for figure in &figures {
        println!("{figure}");
    }
    let file = results()?.join(format!("{name}.json"));
    figure::write(&file, &figures)?;
    println!("written to {}", file.display());
    Ok(())
}

/// The named parts, or all.
async fn service(parts: &[String]) -> anyhow::Result<Vec<Figure>> {
    let wants = |part| parts.is_empty() || parts.iter().any(|one| one == part);
    let mut figures = Vec::new();
    if wants("start") {
        figures.extend(start::measure().await?);
    }
    if wants("crowd") {
        figures.extend(crowd::measure().await?);
    }
    if wants("forward") {
        figures.push(forward::measure().await?);
    }
    if wants("slots") {
        figures.push(slots::measure().await?);
    }
    Ok(figures)
}

/// `bench` in the target folder that this program was built into.
fn results() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).context("the target folder")?;
    let folder = target.join("bench");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
