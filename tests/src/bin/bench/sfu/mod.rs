//! The media engine beside Debian's Janus on one machine and in one run: the measured process on one
//! core, all clients on the other, CPU from the kernel's accounting, loss by the numbers in the packets.

mod fan_out;
mod feedback;
mod floor;
mod forum;
mod generator;
mod janus;
mod meeting;
mod memory;
mod own;
mod packet;
mod peer;
mod process;
mod rubbish;
mod script;
mod sdp;
mod socket;
mod tally;

use std::time::Duration;

use crate::figure::{Figure, median};
use fan_out::{FanOut, Kind, Sample, climb};
use floor::Floor;
use janus::Mode;
use script::Script;

const RUNS: usize = 3;
const LENGTH: Duration = Duration::from_secs(4);
/// Of each step on the way to the highest rate.
const STEP_LENGTH: Duration = Duration::from_secs(2);
const RECEIVERS: usize = 100;
/// More at the highest rate: nobody is sent more than 50 Mbit/s.
const MANY_RECEIVERS: usize = 250;
const STEP: u32 = 25_000;

/// A camera of a real Chromium through our server; how it was recorded stands in the file.
const RECORDED: &str = include_str!("../../../../traces/chromium-720p.csv");

/// Parts can be left out, by naming those that are wanted.
pub(crate) async fn measure(only: &[String]) -> anyhow::Result<Vec<Figure>> {
    process::move_generator()?;
    let peers: Vec<Mode> = match janus::missing() {
        None => vec![Mode::Default, Mode::OneLoop],
        Some(reason) => {
            println!("{reason}");
            Vec::new()
        }
    };
    let wanted = |part: &str| only.is_empty() || only.iter().any(|name| name == part);
    let mut figures = Vec::new();
    if wanted("floor") {
        figures.extend(floor_figures()?);
    }
    if wanted("fan-out") {
        figures.extend(fan_out_figures(&peers).await?);
    }
    if wanted("recorded") {
        figures.push(recorded(&peers).await?);
    }
    if wanted("single") {
        figures.push(single(&peers).await?);
    }
    if wanted("meeting") {
        figures.push(meeting::measure(&peers).await?);
    }
    if wanted("memory") {
        figures.extend(memory::measure(&peers).await?);
    }
    if wanted("forum") {
        figures.extend(forum::measure()?);
    }
    if wanted("rubbish") {
        figures.extend(rubbish::measure().await?);
    }
    Ok(figures)
}

/// Ours, and the same of each peer.
struct Compared {
    own: Vec<f64>,
    peers: Vec<(Mode, f64)>,
}

impl Compared {
    fn lower(self, figure: &'static str, unit: &'static str, target: Option<f64>) -> Figure {
        let best = self
            .peers
            .iter()
            .min_by(|one, other| one.1.total_cmp(&other.1));
        let figure = Figure::lower(figure, unit, target, &self.own);
        self.tell(figure.figure);
        match best {
            Some((mode, value)) => figure.against(mode.name(), *value),
            None => figure,
        }
    }

    fn higher(self, figure: &'static str, unit: &'static str, target: Option<f64>) -> Figure {
        let best = self
            .peers
            .iter()
            .max_by(|one, other| one.1.total_cmp(&other.1));
        let figure = Figure::higher(figure, unit, target, &self.own);
        self.tell(figure.figure);
        match best {
            Some((mode, value)) => figure.against(mode.name(), *value),
            None => figure,
        }
    }

    /// The table has the better mode only.
    fn tell(&self, figure: &str) {
        for (mode, value) in &self.peers {
            println!("  {}: {figure}: {value:.2}", mode.name());
        }
    }
}

/// The same runs on every server.
async fn compare(
    peers: &[Mode],
    receivers: usize,
    script: &Script,
    what: &str,
) -> anyhow::Result<Compared> {
    let mut compared = Compared {
        own: Vec::new(),
        peers: Vec::new(),
    };
    let mut stage = FanOut::set(Kind::Own, receivers).await?;
    stage.warm_up(script)?;
    for _ in 0..RUNS {
        compared
            .own
            .push(told("own", what, stage.run(script, LENGTH)?).cost);
    }
    drop(stage);
    for mode in peers {
        let mut stage = FanOut::set(Kind::Janus(*mode), receivers).await?;
        stage.warm_up(script)?;
        let mut costs = Vec::new();
        for _ in 0..RUNS {
            costs.push(told(mode.name(), what, stage.run(script, LENGTH)?).cost);
        }
        compared.peers.push((*mode, median(&costs)));
    }
    Ok(compared)
}

fn told(who: &str, what: &str, sample: Sample) -> Sample {
    let Sample {
        cost,
        rate,
        busy,
        lost,
        in_time,
    } = sample;
    let share = busy * 100.0;
    let late = if in_time { "" } else { ", generator late" };
    println!(
        "  {who}: {what}: {cost:.2} us, {rate:.0}/s, {share:.0} % of a core, {lost} lost{late}"
    );
    sample
}

/// What is compared with figures of ours that have the same names without this.
fn floor_figures() -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (name, receivers, script) in [
        (
            "floor: forwarded packet, 1 to 100, frames, 30k/s",
            RECEIVERS,
            Script::steady(300, 10),
        ),
        (
            "floor: forwarded packet, 1 to 100, evenly spaced, 30k/s",
            RECEIVERS,
            Script::even(300),
        ),
        (
            "floor: forwarded packet, 1 to 100, a recorded Chromium",
            RECEIVERS,
            recording()?,
        ),
        (
            "floor: forwarded packet, 1 to 1, 3k/s",
            1,
            Script::steady(3000, 1),
        ),
    ] {
        let mut floor = Floor::set(receivers)?;
        let mut costs = Vec::new();
        for _ in 0..RUNS {
            let what = name.trim_start_matches("floor: ");
            costs.push(told("floor", what, floor.run(&script, LENGTH)?).cost);
        }
        figures.push(Figure::lower(name, "us", None, &costs));
    }
    let mut floor = Floor::set(MANY_RECEIVERS)?;
    let run = |script: &Script| floor.run(script, STEP_LENGTH);
    if let Some(sample) = climb(STEP, MANY_RECEIVERS as u32, run)? {
        told("floor", "highest rate", sample);
        figures.push(Figure::lower(
            "floor: forwarded packet, at its highest rate",
            "us",
            None,
            &[sample.cost],
        ));
        figures.push(Figure::higher(
            "floor: most forwarded on one core without loss",
            "packets/s",
            None,
            &[sample.rate],
        ));
    }
    Ok(figures)
}

async fn fan_out_figures(peers: &[Mode]) -> anyhow::Result<Vec<Figure>> {
    let bursts = compare(peers, RECEIVERS, &Script::steady(300, 10), "bursts").await?;
    let even = compare(peers, RECEIVERS, &Script::even(300), "evenly spaced").await?;
    let mut figures = vec![
        bursts.lower("forwarded packet, 1 to 100, frames, 30k/s", "us", Some(2.0)),
        even.lower(
            "forwarded packet, 1 to 100, evenly spaced, 30k/s",
            "us",
            Some(3.5),
        ),
    ];
    let (mut cost, mut rate) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        if let Some(sample) = highest(Kind::Own, "own").await? {
            cost.push(sample.cost);
            rate.push(sample.rate);
        }
    }
    let (mut costs, mut rates) = (Vec::new(), Vec::new());
    for mode in peers {
        if let Some(sample) = highest(Kind::Janus(*mode), mode.name()).await? {
            costs.push((*mode, sample.cost));
            rates.push((*mode, sample.rate));
        }
    }
    let compared = |own, peers| Compared { own, peers };
    figures.push(compared(cost, costs).lower(
        "forwarded packet, at its highest rate",
        "us",
        Some(1.2),
    ));
    figures.push(compared(rate, rates).higher(
        "most forwarded on one core without loss",
        "packets/s",
        Some(600_000.0),
    ));
    Ok(figures)
}

async fn highest(kind: Kind, who: &str) -> anyhow::Result<Option<Sample>> {
    let mut stage = FanOut::set(kind, MANY_RECEIVERS).await?;
    let best = stage.highest(STEP, STEP_LENGTH)?;
    Ok(best.map(|sample| told(who, "highest rate", sample)))
}

/// The high layer of the recording, fast enough for 30,000 a second.
fn recording() -> anyhow::Result<Script> {
    let camera = Script::recorded(RECORDED)?.only(3);
    let times = 300.0 / camera.rate();
    Ok(camera.faster(times))
}

async fn recorded(peers: &[Mode]) -> anyhow::Result<Figure> {
    let compared = compare(peers, RECEIVERS, &recording()?, "recorded").await?;
    Ok(compared.lower(
        "forwarded packet, 1 to 100, a recorded Chromium",
        "us",
        Some(2.0),
    ))
}

async fn single(peers: &[Mode]) -> anyhow::Result<Figure> {
    let compared = compare(peers, 1, &Script::steady(3000, 1), "one to one").await?;
    Ok(compared.lower("forwarded packet, 1 to 1, 3k/s", "us", Some(7.0)))
}
