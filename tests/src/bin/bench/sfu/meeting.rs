//! Thirty people with three layers each, and everybody sees twenty-five of the others.

use std::time::{Duration, Instant};

use anyhow::bail;

use super::fan_out::{Kind, Server};
use super::generator::Generator;
use super::janus::{Janus, Mode, Wanted};
use super::own::Own;
use super::packet::Outlet;
use super::script::Script;
use super::sdp::{Camera, LAYERS, Lines};
use super::{Compared, LENGTH, RUNS};
use crate::figure::{Figure, median};

const PEOPLE: usize = 30;
const TILES: usize = 25;
/// Three speak at once; the others are silent, and their browsers send no sound.
const SPEAKERS: usize = 3;
const TILE: (u16, u16) = (320, 180);

/// Before the first figure: all layers have begun and are chosen.
const WARM_UP: Duration = Duration::from_secs(3);

const SENDS: Lines = Lines {
    microphone: true,
    camera: Camera::Simulcast,
    screen: false,
    audio: 0,
    video: 0,
};

pub(super) async fn measure(peers: &[Mode]) -> anyhow::Result<Figure> {
    let own = costs(Kind::Own).await?;
    let mut compared = Compared {
        own,
        peers: Vec::new(),
    };
    for mode in peers {
        let costs = costs(Kind::Janus(*mode)).await?;
        compared.peers.push((*mode, median(&costs)));
    }
    // The target is half of what the peer takes.
    let best = compared.peers.iter().map(|(_, value)| value / 2.0);
    let target = best.min_by(f64::total_cmp);
    Ok(compared.lower("meeting of 30 with 25 tiles each", "% of a core", target))
}

async fn costs(kind: Kind) -> anyhow::Result<Vec<f64>> {
    let mut load = Generator::new()?;
    let mut server = Server::start(kind).await?;
    match &mut server {
        Server::Own(own) => fill(own, &mut load)?,
        Server::Janus(janus) => fill_janus(janus, &mut load).await?,
    }
    load.run(WARM_UP)?;
    let mut costs = Vec::new();
    for _ in 0..RUNS {
        let (before, cpu, began) = (load.sums(), server.process().cpu()?, Instant::now());
        load.run(LENGTH)?;
        let used = server.process().cpu()? - cpu;
        let sums = load.sums() - before;
        let share = used.as_secs_f64() / began.elapsed().as_secs_f64() * 100.0;
        println!(
            "  {kind:?}: meeting: {share:.1} % of a core, {} forwarded, {:.2} us each, {} lost",
            sums.arrived,
            used.as_secs_f64() * 1e6 / sums.arrived.max(1) as f64,
            sums.missing
        );
        if sums.broken > 0 {
            bail!("{} of a sample were not what was sent", sums.broken);
        }
        costs.push(share);
    }
    let seen = load.peers.iter().map(|peer| peer.tally.streams());
    if seen.filter(|streams| *streams >= TILES).count() < PEOPLE {
        bail!("not everybody sees everybody");
    }
    Ok(costs)
}

fn send(load: &mut Generator, peer: usize, number: usize) {
    let base = 10_000 + number as u32 * 10;
    let mut outlets = vec![Outlet::sound(base, "0")];
    for (layer, name) in LAYERS.into_iter().enumerate() {
        let size = (320 << layer, 180 << layer);
        let ssrc = base + 1 + layer as u32;
        outlets.push(Outlet::picture(ssrc, "1", Some(name), size));
    }
    let phase = Duration::from_millis(100) * number as u32 / PEOPLE as u32 / 2;
    let script = Script::participant(number < SPEAKERS, phase);
    load.send(peer, outlets, script);
}

/// Those after `number`, in a circle.
fn others(number: usize) -> impl Iterator<Item = usize> {
    (1..=TILES).map(move |step| (number + step) % PEOPLE)
}

fn fill(own: &mut Own, load: &mut Generator) -> anyhow::Result<()> {
    let lines = Lines {
        audio: SPEAKERS,
        video: TILES,
        ..SENDS
    };
    for number in 0..PEOPLE {
        let peer = own.join(load, lines)?;
        send(load, peer, number);
    }
    load.connect()?;
    for number in 0..PEOPLE {
        let whom: Vec<usize> = others(number).collect();
        own.view(number, &whom, TILE)?;
    }
    Ok(())
}

async fn fill_janus(janus: &Janus, load: &mut Generator) -> anyhow::Result<()> {
    let mut feeds = Vec::new();
    for number in 0..PEOPLE {
        let (peer, feed) = janus.publish(load, SENDS).await?;
        send(load, peer, number);
        feeds.push(feed);
    }
    load.connect()?;
    load.run(WARM_UP)?;
    for number in 0..PEOPLE {
        let pictures = others(number).map(|other| Wanted {
            feed: feeds[other],
            mid: 1,
            layer: Some(0),
        });
        let sounds = (0..SPEAKERS)
            .filter(|speaker| *speaker != number)
            .map(|speaker| Wanted {
                feed: feeds[speaker],
                mid: 0,
                layer: None,
            });
        let wanted: Vec<Wanted> = pictures.chain(sounds).collect();
        janus.subscribe(load, &wanted).await?;
        load.idle(Duration::from_millis(1))?;
    }
    load.connect()
}
