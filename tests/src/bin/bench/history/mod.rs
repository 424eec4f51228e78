//! The registry and the history at the size of a large office after many years: what somebody waits
//! for who looks at it.
//!
//! What is entered comes in through `yunqiao import`. The meetings that were held here cannot: their
//! facts are chained and sealed, and a million of them would take days to happen. So their records,
//! which follow from facts, are written straight into the tables that they are filed in; the service
//! reads them as it reads those of meetings.

mod meetings;
mod names;
mod sheet;
mod world;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use support::{Desk, Dice, Folder, Server, program};
use tokio::process::{Child, Command};
use tokio::time::sleep;

use crate::figure::Figure;
use world::World;

/// Questions of each kind.
const RUNS: u64 = 40;
/// Names that are typed, letter by letter.
const TYPED: usize = 60;

/// How large the world is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) partners: u64,
    /// Those that were held here among them.
    pub(crate) exchanges: u64,
    pub(crate) intents: u64,
    pub(crate) meetings: u64,
    /// Of each meeting.
    pub(crate) people: u64,
}

impl Size {
    /// All of it, or the part that `YUNQIAO_BENCH_PART` says: 100 is a hundredth.
    fn wanted() -> Size {
        let part = std::env::var("YUNQIAO_BENCH_PART").ok();
        let part: u64 = part.and_then(|part| part.parse().ok()).unwrap_or(1).max(1);
        Size {
            partners: 20_000 / part,
            exchanges: 200_000 / part,
            intents: 10_000 / part,
            meetings: 5_000 / part,
            people: 200,
        }
    }
}

pub(crate) async fn measure() -> anyhow::Result<Vec<Figure>> {
    let size = Size::wanted();
    println!("{size:?}");
    let folder = Folder::new();
    let data = folder.path().join("data");
    let archive = folder.path().join("history.zip");
    let world = World::of(size, &mut Dice::seeded(6));
    world.write(&archive, true)?;
    let mut figures = import(&archive, &data).await?;
    meetings::write(&data.join("yunqiao.sqlite"), &world, size).await?;
    let server = Server::start_in(&data, &[]).await?;
    let started = [server.started_in.as_secs_f64()];
    let name = "start with the whole history";
    figures.push(Figure::lower(name, "s", None, &started));
    let desk = server.desk().await?;
    size_is(&desk, size).await?;
    figures.extend(dashboards(&desk).await?);
    figures.push(pages(&desk, &world).await?);
    figures.push(search(&desk, &world).await?);
    figures.extend(tables(&server, &desk, size).await?);
    let memory = [server.memory()? as f64 / (1024.0 * 1024.0)];
    let name = "resident memory with the whole history";
    figures.push(Figure::lower(name, "MiB", None, &memory));
    drop(server);
    figures.extend(sheet::measure(&world, size).await?);
    Ok(figures)
}

/// The archive into an empty folder, by the command that an office uses.
async fn import(archive: &Path, data: &Path) -> anyhow::Result<Vec<Figure>> {
    let begun = Instant::now();
    let peak = take_over(archive, data).await?;
    let seconds = begun.elapsed().as_secs_f64();
    Ok(vec![
        Figure::lower("import of the archive", "s", None, &[seconds]),
        Figure::lower("import of the archive: memory", "MiB", None, &[peak]),
    ])
}

/// Gives the most memory that it took, in MiB.
async fn take_over(archive: &Path, data: &Path) -> anyhow::Result<f64> {
    let mut child = Command::new(program()?)
        .arg("import")
        .arg(archive)
        .env("YUNQIAO__DATA__DIR", data)
        .kill_on_drop(true)
        .spawn()?;
    let peak = peak_memory(&mut child).await?;
    let status = child.wait().await?;
    if !status.success() {
        bail!("the import ended with {status}");
    }
    Ok(peak)
}

/// The most that a process holds until it ends, in MiB.
async fn peak_memory(child: &mut Child) -> anyhow::Result<f64> {
    let id = child.id().context("a process")?;
    let mut peak = 0.0_f64;
    while child.try_wait()?.is_none() {
        peak = peak.max(most_memory(id));
        sleep(Duration::from_millis(20)).await;
    }
    Ok(peak)
}

/// The most that a process has held so far, in MiB; nothing of one that is gone.
fn most_memory(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    let kilobytes: f64 = kilobytes.and_then(|text| text.parse().ok()).unwrap_or(0.0);
    kilobytes / 1024.0
}

/// What is measured is there.
async fn size_is(desk: &Desk, size: Size) -> anyhow::Result<()> {
    for (list, meant) in [
        ("partners", size.partners),
        ("exchanges", size.exchanges),
        ("intents", size.intents),
    ] {
        let page = desk.get(&format!("/api/{list}?per=1")).await?.ok()?;
        if page["total"] != meant {
            bail!("{} {list} instead of {meant}", page["total"]);
        }
    }
    let figures = desk
        .get("/api/analytics?as_of=2025-12-31&months=240")
        .await?
        .ok()?;
    let figures = figures["figures"].as_array().context("figures")?;
    let there = figures
        .iter()
        .find(|one| one["key"] == "attendance.late_minutes");
    if there.is_none_or(|one| one["part"] != size.meetings) {
        bail!("the meetings are not in the measures: {there:?}");
    }
    Ok(())
}

/// Each dashboard as of another day every time, and then once more.
async fn dashboards(desk: &Desk) -> anyhow::Result<Vec<Figure>> {
    let boards = [
        "/api/analytics?",
        "/api/analytics/heatmap?",
        "/api/analytics/map?",
        "/api/analytics/dormancy?",
        "/api/analytics/funnel?",
        "/api/analytics/districts?",
        "/api/analytics/anniversaries?",
        "/api/analytics/list?figure=exchanges&",
    ];
    let mut slowest: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for board in boards {
        let (mut cold, mut warm) = (Vec::new(), Vec::new());
        for run in 0..RUNS {
            let day = format!("as_of=20{:02}-{:02}-17", 24 - run / 12, run % 12 + 1);
            let path = format!("{board}{day}&owner=any");
            cold.push(timed(desk, &path).await?);
            warm.push(timed(desk, &path).await?);
        }
        for (name, runs) in [("cold", cold), ("warm", warm)] {
            let slow = percentile(&runs, 95);
            println!("{board} {name}: p95 {slow:.1} ms");
            let so_far = slowest.entry(name).or_default();
            if so_far.is_empty() || percentile(so_far, 95) < slow {
                *so_far = runs;
            }
        }
    }
    let figure = |name, target, runs: Option<&Vec<f64>>| {
        let runs = runs.map(Vec::as_slice).unwrap_or_default();
        Figure::percentile(name, "ms", Some(target), (runs, 95))
    };
    let cold = figure("slowest dashboard, cold, p95", 150.0, slowest.get("cold"));
    let warm = figure("slowest dashboard, warm, p95", 30.0, slowest.get("warm"));
    Ok(vec![cold, warm])
}

async fn pages(desk: &Desk, world: &World) -> anyhow::Result<Figure> {
    let mut dice = Dice::new(60);
    let mut runs = Vec::new();
    for _ in 0..RUNS * 5 {
        let slug = world.slug(dice.below(world.size()));
        runs.push(timed(desk, &format!("/api/partners/{slug}")).await?);
    }
    let name = "page of a partner, p95";
    Ok(Figure::percentile(name, "ms", Some(50.0), (&runs, 95)))
}

/// Names in all scripts as they are typed: after each letter what there is so far is looked up.
async fn search(desk: &Desk, world: &World) -> anyhow::Result<Figure> {
    let mut dice = Dice::new(61);
    let mut runs = Vec::new();
    let mut scripts: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for _ in 0..TYPED {
        for (script, name) in world.typed(dice.below(world.size())) {
            let letters: Vec<char> = name.chars().collect();
            for end in 1..=letters.len().min(8) {
                let typed: String = letters.iter().take(end).collect();
                let mut path = String::from("/api/partners?per=20&q=");
                typed
                    .bytes()
                    .for_each(|byte| path += &format!("%{byte:02X}"));
                let took = timed(desk, &path).await?;
                runs.push(took);
                scripts.entry(script).or_default().push(took);
            }
        }
    }
    for (script, runs) in scripts {
        println!("search, {script}: p95 {:.1} ms", percentile(&runs, 95));
    }
    let name = "search as you type, p95";
    Ok(Figure::percentile(name, "ms", Some(30.0), (&runs, 95)))
}

/// All exchanges as a workbook, and what the service holds more while it writes it.
async fn tables(server: &Server, desk: &Desk, size: Size) -> anyhow::Result<Vec<Figure>> {
    let before = server.memory()?;
    let begun = Instant::now();
    let book = desk.download("/api/tables/exchanges?format=xlsx").await?;
    let seconds = begun.elapsed().as_secs_f64();
    println!("{} exchanges in {} bytes", size.exchanges, book.len());
    let more = server.memory()?.saturating_sub(before) as f64 / (1024.0 * 1024.0);
    Ok(vec![
        Figure::lower("all exchanges as XLSX", "s", None, &[seconds]),
        Figure::lower("all exchanges as XLSX: more memory", "MiB", None, &[more]),
    ])
}

/// Until the last byte is there, in milliseconds.
async fn timed(desk: &Desk, path: &str) -> anyhow::Result<f64> {
    let begun = Instant::now();
    desk.download(path).await?;
    Ok(begun.elapsed().as_secs_f64() * 1000.0)
}

fn percentile(runs: &[f64], of: usize) -> f64 {
    crate::figure::percentile(runs, of)
}
