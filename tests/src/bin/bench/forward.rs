use std::time::Duration;

use participant::media::Camera;
use participant::{LAYERS, Media, Options, Participant};
use support::{Part, Stage, delegate, host};
use tokio::time::sleep;

use crate::cpu;
use crate::figure::Figure;

const LISTENERS: usize = 20;
const RUNS: usize = 5;
const LENGTH: Duration = Duration::from_secs(4);
/// About ten packets a frame, as a camera at 1.5 Mbit/s sends them.
const FRAME_BYTES: usize = 11_000;
/// Names of the engine's threads begin so.
const ENGINE: &str = "media";

const NAMES: [&str; LISTENERS] = [
    "L01", "L02", "L03", "L04", "L05", "L06", "L07", "L08", "L09", "L10", "L11", "L12", "L13",
    "L14", "L15", "L16", "L17", "L18", "L19", "L20",
];

/// One sender, twenty listeners: CPU time of the engine's threads by packets that arrived.
pub(crate) async fn measure() -> anyhow::Result<Figure> {
    let mut cast: Vec<Part> = vec![host("Speaker")];
    cast.extend(NAMES.map(|name| delegate(name, 1)));
    let stage = Stage::set(&cast).await?;
    let speaker = stage.enter("Speaker", speaker()).await?;
    let mut listeners = Vec::new();
    for name in NAMES {
        let listener = stage.enter(name, listener()).await?;
        listener.look_at(&[speaker.id()], LAYERS[2]).await?;
        listeners.push(listener);
    }
    for listener in &listeners {
        listener.perceive(&speaker).await?;
    }
    sleep(LENGTH).await;
    let mut costs = Vec::new();
    for _ in 0..RUNS {
        let (before, packets) = (cpu::used(stage.server.pid(), ENGINE)?, arrived(&listeners));
        sleep(LENGTH).await;
        let used = cpu::used(stage.server.pid(), ENGINE)? - before;
        let packets = arrived(&listeners) - packets;
        costs.push(used.as_secs_f64() * 1e6 / packets as f64);
    }
    let name = "engine CPU a forwarded packet, 1 to 20";
    Ok(Figure::lower(name, "us", None, &costs))
}

fn speaker() -> Options {
    let mut speaker = Options::sends(1);
    speaker.setup.camera = Camera::filled_to(FRAME_BYTES);
    speaker
}

fn listener() -> Options {
    let mut listener = Options {
        media: Media::Listens,
        ..Options::default()
    };
    listener.setup.sound_slots = 1;
    listener.setup.picture_slots = 1;
    listener
}

fn arrived(listeners: &[Participant]) -> u64 {
    let reports = listeners.iter().map(Participant::reports);
    reports
        .map(|reports| reports.iter().map(|(_, slot)| slot.packets).sum::<u64>())
        .sum()
}
