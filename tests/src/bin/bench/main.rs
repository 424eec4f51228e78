//! `make bench NAME`: measures the service from outside, prints a table, and writes
//! `target/bench/NAME.json`. Figures of other tools under the same name stay where they are.
//! `sfu` is the media engine alone, beside a peer; any other name the service as a whole.

mod cpu;
mod figure;
mod forward;
mod sfu;
mod slots;
mod start;

use std::path::PathBuf;

use anyhow::Context;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let name = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "meeting".to_owned());
    let figures = if name == "sfu" {
        let parts: Vec<String> = std::env::args().skip(2).collect();
        sfu::measure(&parts).await?
    } else {
        let mut figures = start::measure().await?;
        figures.push(forward::measure().await?);
        figures.push(slots::measure().await?);
        figures
    };
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
