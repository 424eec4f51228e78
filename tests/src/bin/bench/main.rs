//! `make bench NAME`: measures the service from outside, prints a table, and writes
//! `target/bench/NAME.json`. Figures of other tools under the same name stay where they are.

mod cpu;
mod figure;
mod forward;
mod start;

use std::path::PathBuf;

use anyhow::Context;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let name = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "meeting".to_owned());
    let mut figures = start::measure().await?;
    figures.push(forward::measure().await?);
    for figure in &figures {
        println!("{figure}");
    }
    let file = results()?.join(format!("{name}.json"));
    figure::write(&file, &figures)?;
    println!("written to {}", file.display());
    Ok(())
}

/// `bench` in the target folder that this program was built into.
fn results() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).context("the target folder")?;
    let folder = target.join("bench");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
