//! Three on a stage, and as many listeners as there can be; and how fast many come in.

use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::LENGTH;
use super::generator::Generator;
use super::own::Own;
use super::packet::Outlet;
use super::script::Script;
use super::sdp::{Camera, LAYERS, Lines};
use crate::figure::Figure;

const STAGE: usize = 3;
const LISTENERS: [usize; 4] = [250, 500, 750, 1000];
/// Of what each of the fewest gets: who is sent less has pictures left out, which is no loss on the way.
const WHOLE: f64 = 0.98;
/// Of 640 x 360.
const TILE: (u16, u16) = (640, 360);

const COMING: usize = 300;
const WITHIN: Duration = Duration::from_secs(10);

const WARM_UP: Duration = Duration::from_secs(3);

const LISTENER: Lines = Lines {
    microphone: false,
    camera: Camera::None,
    screen: false,
    audio: STAGE,
    video: 1,
};

pub(super) fn measure() -> anyhow::Result<Vec<Figure>> {
    let (carried, busy) = carried()?;
    let joins = joins()?;
    let late = joins.iter().filter(|join| join.is_none()).count();
    let mut took: Vec<f64> = joins.into_iter().flatten().collect();
    took.sort_by(f64::total_cmp);
    let p95 = took.get(took.len() * 95 / 100).copied();
    println!("  {COMING} came within {WITHIN:?}, {late} of them got no packet");
    Ok(vec![
        Figure::higher(
            "forum, listeners of 3 without loss",
            "listeners",
            Some(1000.0),
            &[carried],
        ),
        Figure::lower("forum, engine at that number", "% of a core", None, &[busy]),
        Figure::lower(
            "offer to first packet, 300 within 10 s, p95",
            "s",
            Some(3.0),
            &[p95.context("nobody came in")?],
        ),
    ])
}

fn stage(own: &mut Own, load: &mut Generator) -> anyhow::Result<()> {
    let lines = Lines {
        microphone: true,
        camera: Camera::Simulcast,
        ..Lines::default()
    };
    for number in 0..STAGE {
        let peer = own.join(load, lines)?;
        let base = 10_000 + number as u32 * 10;
        let mut outlets = vec![Outlet::sound(base, "0")];
        for (layer, name) in LAYERS.into_iter().enumerate() {
            let size = (320 << layer, 180 << layer);
            outlets.push(Outlet::picture(
                base + 1 + layer as u32,
                "1",
                Some(name),
                size,
            ));
        }
        let phase = Duration::from_millis(10) * number as u32;
        load.send(peer, outlets, Script::participant(true, phase));
    }
    load.connect()
}

/// The most listeners without loss, and the share of a core that they take.
fn carried() -> anyhow::Result<(f64, f64)> {
    let (mut own, mut load) = (Own::start()?, Generator::new()?);
    stage(&mut own, &mut load)?;
    let mut best = (0.0, 0.0);
    let mut whole = None;
    for listeners in LISTENERS {
        while load.peers.len() < STAGE + listeners {
            let listener = own.join(&mut load, LISTENER)?;
            own.view(listener, &[listener % STAGE], TILE)?;
            load.idle(Duration::from_millis(1))?;
        }
        load.connect()?;
        load.run(WARM_UP)?;
        let (before, cpu, began) = (load.sums(), own.process.cpu()?, Instant::now());
        load.run(LENGTH)?;
        let used = own.process.cpu()? - cpu;
        let busy = used.as_secs_f64() / began.elapsed().as_secs_f64() * 100.0;
        let sums = load.sums() - before;
        println!(
            "  own: forum of {listeners}: {busy:.0} % of a core, {} forwarded, {:.2} us each, {} lost, \
             generator {}",
            sums.arrived,
            used.as_secs_f64() * 1e6 / sums.arrived.max(1) as f64,
            sums.missing,
            if sums.skipped == 0 { "in time" } else { "late" },
        );
        let each = sums.arrived as f64 / listeners as f64;
        let is_whole = each >= *whole.get_or_insert(each) * WHOLE;
        if sums.missing > 0 || sums.skipped > 0 || !is_whole {
            break;
        }
        best = (listeners as f64, busy);
    }
    Ok(best)
}

/// Seconds from the offer to the first packet of each who came.
fn joins() -> anyhow::Result<Vec<Option<f64>>> {
    let (mut own, mut load) = (Own::start()?, Generator::new()?);
    stage(&mut own, &mut load)?;
    load.run(WARM_UP)?;
    let began = Instant::now();
    let mut offered = Vec::new();
    while offered.len() < COMING {
        let due = began + WITHIN * offered.len() as u32 / COMING as u32;
        load.keep_sending(due)?;
        offered.push(Instant::now());
        let listener = own.join(&mut load, LISTENER)?;
        own.view(listener, &[0], TILE)?;
    }
    load.keep_sending(Instant::now() + WARM_UP)?;
    let arrivals = load.peers.iter().skip(STAGE).map(|peer| peer.first_packet);
    let joins = arrivals.zip(&offered).map(|(arrived, offered)| {
        arrived.map(|arrived| arrived.saturating_duration_since(*offered).as_secs_f64())
    });
    Ok(joins.collect())
}
