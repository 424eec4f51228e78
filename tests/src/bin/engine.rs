//! `engine LISTEN`: the media engine with the settings of the service, driven by `support::host`.

use std::io::{BufRead as _, Write as _, stdin, stdout};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::Context;
use sfu::{Command, Config, Engine, Kind, OwnerKey, PeerKey, RoomKey, Source, Want};
use support::host::{Order, Report, Tile};

/// The engine answers within microseconds, or never.
const PATIENCE: Duration = Duration::from_secs(10);

fn main() -> anyhow::Result<()> {
    let listen = std::env::args().nth(1).context("engine LISTEN")?;
    let config = Config {
        listen: listen.parse()?,
        public: Vec::new(),
        threads: 1,
        tcp: None,
    };
    let engine = Engine::start(config, |_| {})?;
    let address = *engine.addresses().first().context("a socket")?;
    report(&Report::Listening { address })?;
    for line in stdin().lock().lines() {
        let order = serde_json::from_str(&line?)?;
        report(&obey(&engine, order)?)?;
    }
    engine.stop();
    Ok(())
}

fn report(report: &Report) -> anyhow::Result<()> {
    let mut out = stdout().lock();
    serde_json::to_writer(&mut out, report)?;
    writeln!(out)?;
    Ok(())
}

fn obey(engine: &Engine, order: Order) -> anyhow::Result<Report> {
    Ok(match order {
        Order::Join { room, peer, sdp } => return join(engine, RoomKey(room), PeerKey(peer), sdp),
        Order::View { peer, wants } => {
            engine.command(Command::View {
                peer: PeerKey(peer),
                wants: wants.iter().map(want).collect(),
                audio_only: false,
            });
            Report::Done
        }
        Order::Leave { peer } => {
            let peer = PeerKey(peer);
            engine.command(Command::Leave { peer });
            Report::Done
        }
        Order::Count => {
            let figures = engine.figures();
            let sum = |of: fn(&sfu::Figures) -> u64| figures.iter().map(of).sum();
            Report::Counted {
                received: sum(|one| one.received.packets),
                forwarded: sum(|one| one.forwarded.packets),
                retransmitted: sum(|one| one.retransmitted.packets),
                unauthenticated: sum(|one| one.unauthenticated),
            }
        }
    })
}

fn join(engine: &Engine, room: RoomKey, peer: PeerKey, sdp: String) -> anyhow::Result<Report> {
    engine.command(Command::Enter {
        room,
        peer,
        owner: OwnerKey(peer.0),
    });
    engine.command(Command::Allow {
        peer,
        microphone: true,
        camera: true,
        screen: true,
    });
    let (tell, told) = mpsc::channel();
    engine.command(Command::Offer {
        peer,
        sdp,
        fresh: true,
        reply: Box::new(move |answer| {
            // Whoever asked has given up; the next question is another.
            let _ = tell.send(answer);
        }),
    });
    Ok(match told.recv_timeout(PATIENCE)? {
        Ok(sdp) => Report::Joined { sdp },
        Err(refusal) => Report::Refused {
            reason: refusal.to_string(),
        },
    })
}

fn want(tile: &Tile) -> Want {
    Want {
        source: Source {
            peer: PeerKey(tile.peer),
            kind: Kind::Camera,
        },
        width: tile.width,
        height: tile.height,
    }
}
