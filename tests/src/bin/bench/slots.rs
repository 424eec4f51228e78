use std::time::Instant;

use anyhow::{Context, bail};
use serde_json::{Value, json};
use support::{Folder, Server, program};
use tokio::process::Command;

use crate::figure::Figure;

const CITIES: usize = 70;
const RUNS: usize = 21;

/// A month searched for seventy cities, both slots and pairs, as the desk asks for it: from the
/// question to the last byte of the answer.
pub(crate) async fn measure() -> anyhow::Result<Figure> {
    let folder = Folder::new();
    let data = folder.path().join("data");
    let file = folder.path().join("seventy.csv");
    let slugs = write_registry(&file)?;
    let import = Command::new(program()?)
        .args(["import", "partners"])
        .arg(&file)
        .env("YUNQIAO__DATA__DIR", &data)
        .output();
    let import = import.await?;
    if !import.status.success() {
        bail!("{}", String::from_utf8_lossy(&import.stderr));
    }
    let server = Server::start_in(&data, &[]).await?;
    let desk = server.desk().await?;
    let question = json!({
        "partners": slugs, "host_counts": true, "minutes": 120,
        "from": "2027-03-01", "to": "2027-03-30",
    });
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        let answer = desk.post("/api/slots", &question).await?.ok()?;
        runs.push(begun.elapsed().as_secs_f64() * 1000.0);
        let pairs = answer["pairs"].as_array().map_or(0, Vec::len);
        if answer["proposals"][0]["cities"].as_array().map(Vec::len) != Some(CITIES + 1)
            || pairs == 0
        {
            bail!(
                "not the search that is measured: {}",
                answer["proposals"][0]
            );
        }
    }
    let name = "slot finder, 70 cities, 30 days";
    Ok(Figure::lower(name, "ms", Some(100.0), &runs))
}

/// The registry, and its first cities once more under other names until there are seventy.
fn write_registry(file: &std::path::Path) -> anyhow::Result<Vec<Value>> {
    let registry = include_str!("../../../../config/partners.csv");
    let mut lines = registry.lines();
    let mut text = lines.next().context("the heads")?.to_owned();
    let rows: Vec<&str> = lines.collect();
    let mut slugs = Vec::new();
    for number in 0..CITIES {
        let row = rows.get(number % rows.len()).context("a row")?;
        let (_, rest) = row.split_once(',').context("a slug")?;
        let slug = format!("T{number:02}");
        text += &format!("\n{slug},{rest}");
        slugs.push(json!(slug));
    }
    std::fs::write(file, text + "\n")?;
    Ok(slugs)
}
