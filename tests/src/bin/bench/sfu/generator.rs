//! One thread that is all the clients: it sends what the scripts say, counts what arrives, and keeps
//! every connection alive.

use std::time::{Duration, Instant};

use anyhow::bail;

use super::packet::Outlet;
use super::peer::{Identity, Peer};
use super::script::Script;
use super::socket::{self, Poll, Receiver};

/// How often timers of the peers are looked at.
const TICK: Duration = Duration::from_millis(10);

/// A sender that is so late has not sent what it should; it goes on from now.
const LATE: Duration = Duration::from_millis(50);

/// Until everybody is connected.
const PATIENCE: Duration = Duration::from_secs(30);

/// Packets on the way at the end of a run.
const DRAIN: Duration = Duration::from_millis(300);

pub(super) struct Generator {
    pub(super) identity: Identity,
    pub(super) peers: Vec<Peer>,
    senders: Vec<Sender>,
    receiver: Receiver,
    poll: Poll,
    tick_at: Instant,
    /// Frames that the generator was too slow for.
    skipped: u64,
}

struct Sender {
    peer: usize,
    outlets: Vec<Outlet>,
    transport_sequence: u16,
    script: Script,
    next: usize,
    /// When the present cycle began.
    cycle: Instant,
    started: Instant,
    sent: u64,
}

/// Sums over all peers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) sent: u64,
    pub(super) arrived: u64,
    pub(super) missing: u64,
    pub(super) intact: u64,
    pub(super) broken: u64,
    pub(super) skipped: u64,
}

impl std::ops::Sub for Sums {
    type Output = Sums;

    fn sub(self, before: Sums) -> Sums {
        Sums {
            sent: self.sent - before.sent,
            arrived: self.arrived - before.arrived,
            missing: self.missing.saturating_sub(before.missing),
            intact: self.intact - before.intact,
            broken: self.broken - before.broken,
            skipped: self.skipped - before.skipped,
        }
    }
}

impl Generator {
    pub(super) fn new() -> anyhow::Result<Self> {
        socket::allow_many();
        Ok(Self {
            identity: Identity::new()?,
            peers: Vec::new(),
            senders: Vec::new(),
            receiver: Receiver::new(),
            poll: Poll::new()?,
            tick_at: Instant::now(),
            skipped: 0,
        })
    }

    /// A new peer, by its number.
    pub(super) fn add(&mut self) -> anyhow::Result<usize> {
        let number = self.peers.len();
        let peer = Peer::new(&self.identity, number)?;
        self.poll.add(&peer.socket, number)?;
        self.peers.push(peer);
        Ok(number)
    }

    /// The peer sends this from the next run on. It replaces what it sent.
    pub(super) fn send(&mut self, peer: usize, outlets: Vec<Outlet>, script: Script) {
        let now = Instant::now();
        self.senders.retain(|sender| sender.peer != peer);
        self.senders.push(Sender {
            peer,
            outlets,
            transport_sequence: 0,
            script,
            next: 0,
            cycle: now,
            started: now,
            sent: 0,
        });
    }

    /// Changes what the peer sends; its streams go on.
    pub(super) fn follow(&mut self, peer: usize, script: &Script) {
        for sender in self.senders.iter_mut().filter(|it| it.peer == peer) {
            sender.script = script.clone();
            sender.next = 0;
        }
    }

    pub(super) fn sums(&self) -> Sums {
        let tallies = || self.peers.iter().map(|peer| &peer.tally);
        Sums {
            sent: self.senders.iter().map(|sender| sender.sent).sum(),
            arrived: tallies().map(|tally| tally.packets).sum(),
            missing: tallies().map(|tally| tally.missing()).sum(),
            intact: tallies().map(|tally| tally.intact).sum(),
            broken: tallies().map(|tally| tally.broken).sum(),
            skipped: self.skipped,
        }
    }

    /// Until every peer has its keys.
    pub(super) fn connect(&mut self) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while !self.peers.iter().all(Peer::is_secured) {
            if Instant::now() > deadline {
                let left = self.peers.iter().filter(|peer| !peer.is_secured());
                bail!("{} of {} never connected", left.count(), self.peers.len());
            }
            self.turn()?;
        }
        Ok(())
    }

    /// Sends for so long, and waits for the last packets.
    pub(super) fn run(&mut self, length: Duration) -> anyhow::Result<()> {
        let now = Instant::now();
        for sender in &mut self.senders {
            sender.cycle = now;
            sender.next = 0;
        }
        let end = now + length;
        self.keep_sending(end)?;
        self.idle(DRAIN)
    }

    /// Goes on sending until then, in the midst of a run that is driven from outside.
    pub(super) fn keep_sending(&mut self, until: Instant) -> anyhow::Result<()> {
        while Instant::now() < until {
            self.send_due(Instant::now());
            self.turn()?;
        }
        Ok(())
    }

    /// Only receives.
    pub(super) fn idle(&mut self, length: Duration) -> anyhow::Result<()> {
        let end = Instant::now() + length;
        while Instant::now() < end {
            self.turn()?;
        }
        Ok(())
    }

    fn send_due(&mut self, now: Instant) {
        for sender in &mut self.senders {
            let peer = &mut self.peers[sender.peer];
            for ssrc in peer.key_frames.drain(..) {
                for outlet in sender.outlets.iter_mut().filter(|it| it.ssrc == ssrc) {
                    outlet.wants_key_frame = true;
                }
            }
            let late = now.saturating_duration_since(sender.due());
            if late > LATE {
                self.skipped += 1;
                sender.cycle += late;
            }
            while sender.due() <= now {
                sender.send(peer, now);
            }
        }
    }

    /// Takes what is there. It never sleeps, having a core of its own: on loopback the one who sends
    /// pays for waking the one who receives, which no server does in a real network.
    fn turn(&mut self) -> anyhow::Result<()> {
        for number in self.poll.ready() {
            let now = Instant::now();
            let peer = &mut self.peers[number];
            let socket = peer.socket.clone();
            self.receiver
                .drain(&socket, |datagram| peer.receive(datagram, now));
        }
        let now = Instant::now();
        if self.tick_at <= now {
            self.tick_at = now + TICK;
            for peer in &mut self.peers {
                peer.tick(now)?;
            }
        }
        Ok(())
    }
}

impl Sender {
    fn due(&self) -> Instant {
        self.cycle + self.script.frames[self.next].at
    }

    fn send(&mut self, peer: &mut Peer, now: Instant) {
        let frame = &self.script.frames[self.next];
        if let Some(outlet) = self.outlets.get_mut(frame.outlet) {
            let rate = if outlet.size.is_some() {
                90_000.0
            } else {
                48_000.0
            };
            let timestamp = ((now - self.started).as_secs_f64() * rate) as u32;
            for packet in outlet.frame(&frame.packets, timestamp, &mut self.transport_sequence) {
                peer.send(&packet);
                self.sent += 1;
            }
        }
        self.next += 1;
        if self.next == self.script.frames.len() {
            self.next = 0;
            self.cycle += self.script.period;
        }
    }
}
