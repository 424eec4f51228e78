//! One sends, many receive.

use std::time::{Duration, Instant};

use anyhow::bail;

use super::generator::Generator;
use super::janus::{Janus, Mode, Wanted};
use super::own::Own;
use super::packet::Outlet;
use super::process::Measured;
use super::script::Script;
use super::sdp::{Camera, Lines};

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Own,
    Janus(Mode),
}

pub(super) enum Server {
    Own(Own),
    Janus(Janus),
}

impl Server {
    pub(super) async fn start(kind: Kind) -> anyhow::Result<Self> {
        Ok(match kind {
            Kind::Own => Server::Own(Own::start()?),
            Kind::Janus(mode) => Server::Janus(Janus::start(mode).await?),
        })
    }

    pub(super) fn process(&self) -> &Measured {
        match self {
            Server::Own(own) => &own.process,
            Server::Janus(janus) => &janus.process,
        }
    }
}

/// What one run showed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    /// Microseconds of CPU for each packet that arrived.
    pub(super) cost: f64,
    /// Packets that arrived in a second.
    pub(super) rate: f64,
    /// Share of one core, 1 is all of it.
    pub(super) busy: f64,
    pub(super) lost: u64,
    /// The generator kept up with what it should send.
    pub(super) in_time: bool,
}

pub(super) struct FanOut {
    pub(super) server: Server,
    pub(super) load: Generator,
    publisher: usize,
    /// The publisher's number at Janus.
    pub(super) feed: u64,
    receivers: u64,
}

const TILE: (u16, u16) = (1280, 720);

/// Before the first figure: key frames have come, buffers and estimates have grown.
const WARM_UP: Duration = Duration::from_secs(1);
const WARM_UPS: usize = 20;

impl FanOut {
    pub(super) async fn set(kind: Kind, receivers: usize) -> anyhow::Result<Self> {
        let mut server = Server::start(kind).await?;
        let mut load = Generator::new()?;
        let sends = Lines {
            camera: Camera::Single,
            ..Lines::default()
        };
        let (publisher, feed) = match &mut server {
            Server::Own(own) => (own.join(&mut load, sends)?, 0),
            Server::Janus(janus) => janus.publish(&mut load, sends).await?,
        };
        load.connect()?;
        for _ in 0..receivers {
            match &mut server {
                Server::Own(own) => {
                    let receives = Lines {
                        video: 1,
                        ..Lines::default()
                    };
                    let receiver = own.join(&mut load, receives)?;
                    own.view(receiver, &[publisher], TILE)?;
                }
                Server::Janus(janus) => {
                    let wanted = Wanted {
                        feed,
                        mid: 0,
                        layer: None,
                    };
                    janus.subscribe(&mut load, &[wanted]).await?;
                }
            }
            load.idle(Duration::from_millis(1))?;
        }
        load.connect()?;
        let outlet = Outlet::picture(4000, "0", None, TILE);
        load.send(publisher, vec![outlet], Script::steady(300, 10));
        Ok(Self {
            server,
            load,
            publisher,
            feed,
            receivers: receivers as u64,
        })
    }

    /// Until everybody gets everything: a sender with congestion control begins carefully.
    pub(super) fn warm_up(&mut self, script: &Script) -> anyhow::Result<()> {
        self.load.follow(self.publisher, script);
        for _ in 0..WARM_UPS {
            let before = self.load.sums();
            self.load.run(WARM_UP)?;
            let sums = self.load.sums() - before;
            if sums.arrived > 0 && sums.arrived >= sums.sent * self.receivers {
                return Ok(());
            }
        }
        bail!("not everything arrives")
    }

    /// Sends by the script for so long.
    pub(super) fn run(&mut self, script: &Script, length: Duration) -> anyhow::Result<Sample> {
        self.load.follow(self.publisher, script);
        let (before, cpu, began) = (
            self.load.sums(),
            self.server.process().cpu()?,
            Instant::now(),
        );
        self.load.run(length)?;
        let (used, took) = (self.server.process().cpu()? - cpu, began.elapsed());
        let sums = self.load.sums() - before;
        // Of fewer packets there may be no sample.
        let unseen = sums.intact == 0 && sums.arrived > 1000 * self.receivers;
        if sums.broken > 0 || unseen {
            bail!("{} of a sample were not what was sent", sums.broken);
        }
        Ok(Sample {
            cost: used.as_secs_f64() * 1e6 / sums.arrived.max(1) as f64,
            rate: sums.arrived as f64 / length.as_secs_f64(),
            busy: used.as_secs_f64() / took.as_secs_f64(),
            lost: (sums.sent * self.receivers).saturating_sub(sums.arrived),
            in_time: sums.skipped == 0,
        })
    }

    /// Climbs by `step` packets a second until something is lost; the last run without loss.
    pub(super) fn highest(
        &mut self,
        step: u32,
        length: Duration,
    ) -> anyhow::Result<Option<Sample>> {
        self.warm_up(&Script::steady(step / self.receivers as u32, 10))?;
        let receivers = self.receivers as u32;
        climb(step, receivers, |script| self.run(script, length))
    }
}

/// Goes up by `step` packets a second until something is lost; the last run without loss.
pub(super) fn climb(
    step: u32,
    receivers: u32,
    mut run: impl FnMut(&Script) -> anyhow::Result<Sample>,
) -> anyhow::Result<Option<Sample>> {
    let mut best = None;
    for rate in (1..).map(|number| step * number) {
        let script = Script::steady(rate / receivers, 10);
        let mut sample = run(&script)?;
        // Once is chance: another process may have had the core.
        if sample.lost > 0 {
            sample = run(&script)?;
        }
        if sample.lost > 0 || !sample.in_time {
            break;
        }
        best = Some(sample);
    }
    Ok(best)
}
