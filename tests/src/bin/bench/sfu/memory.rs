//! What one more connection takes, connected and receiving.

use std::time::Duration;

use super::fan_out::{FanOut, Kind, Server};
use super::janus::{Mode, Wanted};
use super::sdp::{Camera, Lines};
use super::{Compared, RUNS};
use crate::figure::{Figure, median};

const CONNECTIONS: usize = 100;
const KIB: f64 = 1024.0;
const TILE: (u16, u16) = (1280, 720);

/// Sending goes on so long before memory is looked at.
const SETTLE: Duration = Duration::from_secs(2);

const LISTENER: Lines = Lines {
    microphone: false,
    camera: Camera::None,
    screen: false,
    audio: 4,
    video: 3,
};

const PARTICIPANT: Lines = Lines {
    microphone: true,
    camera: Camera::Simulcast,
    screen: true,
    audio: 4,
    video: 9,
};

pub(super) async fn measure(peers: &[Mode]) -> anyhow::Result<Vec<Figure>> {
    let mut listener = Compared {
        own: repeated(Kind::Own, LISTENER).await?,
        peers: Vec::new(),
    };
    for mode in peers {
        let taken = repeated(Kind::Janus(*mode), LISTENER).await?;
        listener.peers.push((*mode, median(&taken)));
    }
    let participant = repeated(Kind::Own, PARTICIPANT).await?;
    Ok(vec![
        listener.lower("memory of a listener, 4 + 3 slots", "KiB", Some(60.0)),
        Figure::lower(
            "memory of a participant, own senders, 4 + 9 slots",
            "KiB",
            Some(100.0),
            &participant,
        ),
    ])
}

async fn repeated(kind: Kind, lines: Lines) -> anyhow::Result<Vec<f64>> {
    let mut taken = Vec::new();
    for _ in 0..RUNS {
        taken.push(one_more(kind, lines).await?);
    }
    Ok(taken)
}

/// Some connections are there before, so that what is shared by all is not counted.
async fn one_more(kind: Kind, lines: Lines) -> anyhow::Result<f64> {
    let mut stage = FanOut::set(kind, 10).await?;
    stage.load.run(SETTLE)?;
    let before = stage.server.process().memory()?;
    for _ in 0..CONNECTIONS {
        match &mut stage.server {
            Server::Own(own) => {
                let peer = own.join(&mut stage.load, lines)?;
                own.view(peer, &[0], TILE)?;
            }
            Server::Janus(janus) => {
                let wanted = Wanted {
                    feed: stage.feed,
                    mid: 0,
                    layer: None,
                };
                janus.subscribe(&mut stage.load, &[wanted]).await?;
            }
        }
        stage.load.idle(Duration::from_millis(1))?;
    }
    stage.load.connect()?;
    stage.load.run(SETTLE)?;
    let grown = stage.server.process().memory()? - before;
    Ok(grown / KIB / CONNECTIONS as f64)
}
