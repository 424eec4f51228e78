//! A spreadsheet of all exchanges taken in as an officer does it: chosen, looked at, begun.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::{Value, json};
use support::{Desk, Dice, Folder, Server};
use tokio::time::sleep;

use super::world::{World, exchange};
use super::{Size, most_memory, take_over};
use crate::figure::Figure;

const HEADINGS: &str = "Title (Chinese),Title (English),Kind,Date,Partners,Field,Direction,Mode,\
                        Rank,Headcount,Substance,Organiser class,Note";
/// 300 MB.
const MOST_MEMORY: f64 = 300e6 / (1024.0 * 1024.0);
/// How often it is asked how far it is.
const WAIT: Duration = Duration::from_millis(100);

/// Into a registry with all partners and no history.
pub(super) async fn measure(world: &World, size: Size) -> anyhow::Result<Vec<Figure>> {
    let folder = Folder::new();
    let data = folder.path().join("data");
    let archive = folder.path().join("partners.zip");
    world.write(&archive, false)?;
    take_over(&archive, &data).await?;
    let server = Server::start_in(&data, &[]).await?;
    let desk = server.desk().await?;
    let file = rows(world, size);
    println!("a sheet of {} bytes", file.len());
    let begun = Instant::now();
    let (rows, batch) = taken_in(&desk, file).await?;
    let seconds = begun.elapsed().as_secs_f64();
    if rows != size.exchanges {
        bail!("{rows} rows were taken in, not {}", size.exchanges);
    }
    let peak = most_memory(server.pid());
    let begun = Instant::now();
    let undo = format!("/api/batches/{batch}/undo");
    let undone = desk.post(&undo, &json!({})).await?.ok()?;
    let taken_back = begun.elapsed().as_secs_f64();
    if undone["removed"] != size.exchanges {
        bail!("not all was taken back: {undone}");
    }
    let peak_back = most_memory(server.pid());
    let time = "import of all exchanges from CSV, preview and all";
    let memory = "the same: most memory of the service";
    let back = "the same, taken back";
    let memory_back = "the same, taken back: most memory of the service";
    Ok(vec![
        Figure::lower(time, "s", Some(60.0), &[seconds]),
        Figure::lower(memory, "MiB", Some(MOST_MEMORY), &[peak]),
        Figure::lower(back, "s", None, &[taken_back]),
        Figure::lower(memory_back, "MiB", None, &[peak_back]),
    ])
}

/// Gives how many were added, and the batch that they are.
async fn taken_in(desk: &Desk, file: Vec<u8>) -> anyhow::Result<(u64, i64)> {
    let import = desk
        .upload("/api/imports", "exchanges.csv", file)
        .await?
        .ok()?;
    let path = format!("/api/imports/{}", import["id"].as_str().context("an id")?);
    let proposal = &import["proposal"];
    let mut wish = json!({ "sheet": import["sheet"], "kind": "exchange",
        "mapping": proposal["mapping"] });
    let preview = desk.post(&format!("{path}/preview"), &wish).await?.ok()?;
    if preview["counts"]["error"] != 0 {
        bail!("rows are wrong: {}", preview["errors"]);
    }
    wish["choices"] = json!({ "duplicates": true, "except": [], "despite_errors": false });
    desk.post(&format!("{path}/run"), &wish).await?.ok()?;
    loop {
        let progress = desk.get(&path).await?.ok()?["progress"].clone();
        match progress["stage"].as_str() {
            Some("done") => {
                let added = progress["counts"]["added"].as_u64().context("a number")?;
                return Ok((added, progress["batch"].as_i64().context("a batch")?));
            }
            Some("failed" | "cancelled") => bail!("it failed: {progress}"),
            _ => sleep(WAIT).await,
        }
    }
}

/// None of the values has a comma in it.
fn rows(world: &World, size: Size) -> Vec<u8> {
    let mut dice = Dice::new(63);
    let mut rows = String::from(HEADINGS);
    for number in 0..size.exchanges {
        let exchange = exchange(&mut dice, world, number);
        let text = |key: &str| exchange[key].as_str().unwrap_or_default().to_owned();
        let all = |key: &str| exchange[key].as_array().cloned().unwrap_or_default();
        let partners = all("partners");
        let partners = partners.iter().filter_map(Value::as_str);
        let partners: Vec<String> = partners.map(|id| world.slug_of(id)).collect();
        let people = &exchange["headcount"];
        let more = if people["at_least"] == true { "+" } else { "" };
        let cells = [
            exchange["title"]["zh-CN"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            exchange["title"]["en"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            text("kind"),
            text("on"),
            partners.join("; "),
            text("field"),
            text("direction"),
            text("mode"),
            text("rank"),
            format!("{}{more}", people["number"]),
            text("substance"),
            all("organisers")
                .first()
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            "Generated by dice".to_owned(),
        ];
        rows.push_str("\r\n");
        rows.push_str(&cells.join(","));
    }
    rows.into_bytes()
}
