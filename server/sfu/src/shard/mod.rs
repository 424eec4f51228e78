//! The pure core of one thread: commands and datagrams in, datagrams and events out. It reads no
//! clock and rolls no dice.
//!
//! A room lives on one shard with all its peers, so packets never cross threads.

mod arrival;
mod budget;
mod connection;
mod datagram;
mod faults;
mod feedback;
mod kept;
mod mapping;
mod membership;
mod needed;
mod offer;
mod pace;
mod peer;
mod pictures;
mod publishing;
mod quality;
mod redundancy;
mod reports;
mod sound;
mod speech;
mod streams;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rtc_crypto::RTCCryptoProvider;

use crate::api::{Command, Event, PeerKey, Source};
use crate::dtls::{ConnectionNumber, Dtls, DtlsError, Fingerprint, Identity};
use crate::figures::Figures;
use crate::limit::TokenBucket;
use crate::media::layer::Layer;
use crate::media::{LayerRef, PeerIndex};
use crate::outbox::{Outbox, Path};
use crate::random::Randomness;
use crate::room::loudness::Loudness;
use crate::room::speaker::Election;
use crate::sdp::answer::Candidates;
use crate::timeline::Timeline;
use peer::{Allowed, Peers, Place};
use pictures::Pictures;

/// How often the shard wants to be woken while it has peers.
const TICK: Duration = Duration::from_millis(20);

/// Requests from strangers whose password is checked, at once and in a second: a check costs an HMAC,
/// and anybody can ask for one.
const STRANGERS_BURST: u32 = 500;
const STRANGERS_PER_SECOND: u32 = 500;

/// What a shard is made of; all that is random or wall-clock comes in here.
pub(crate) struct Setup {
    pub(crate) provider: Arc<dyn RTCCryptoProvider>,
    pub(crate) dice: Box<dyn Randomness>,
    pub(crate) identity: Identity,
    /// Number of the thread that it runs on.
    pub(crate) thread: usize,
    pub(crate) candidates: Candidates,
    pub(crate) timeline: Timeline,
}

pub(crate) struct Shard {
    provider: Arc<dyn RTCCryptoProvider>,
    dice: Box<dyn Randomness>,
    fingerprint: Fingerprint,
    thread: usize,
    candidates: Candidates,
    timeline: Timeline,
    dtls: Dtls,
    strangers: TokenBucket,
    peers: Peers,
    rooms: BTreeMap<Place, Room>,
    by_key: HashMap<PeerKey, PeerIndex>,
    by_user: HashMap<String, PeerIndex>,
    by_path: HashMap<Path, PeerIndex>,
    by_number: HashMap<ConnectionNumber, PeerIndex>,
    next_number: u64,
    outbox: Outbox,
    events: VecDeque<Event>,
    timers: Timers,
    pictures: Pictures,
    /// Whose pictures are being sent on.
    showing: Option<ConnectionNumber>,
    /// Those for whom something waits to be sent.
    paced: Vec<PeerIndex>,
    /// Connections that had a fault, and are to be lost for it.
    faulty: Vec<ConnectionNumber>,
    /// Where nothing can be done without a fault, after it was done so many times.
    #[cfg(test)]
    broken: Vec<(ConnectionNumber, usize)>,
    figures: Figures,
}

/// One part of a room.
#[derive(Default)]
struct Room {
    members: Vec<PeerIndex>,
    loudness: BTreeMap<Source, Loudness>,
    election: Election,
    /// Somebody has begun to speak since the slots were last allotted.
    speaks_up: bool,
    /// The last levels told were of somebody.
    audible: bool,
}

/// When the periodic work is due next.
struct Timers {
    tick: Instant,
    transport_feedback: Instant,
    attention: Instant,
    levels: Instant,
    reports: Instant,
    quality: Instant,
}

impl Timers {
    fn starting(now: Instant) -> Self {
        Timers {
            tick: now,
            transport_feedback: now,
            attention: now,
            levels: now,
            reports: now,
            quality: now + quality::INTERVAL,
        }
    }
}

/// Whether the moment has come; if so the next one is `interval` from now.
fn is_due(timer: &mut Instant, interval: Duration, now: Instant) -> bool {
    let due = *timer <= now;
    if due {
        *timer = now + interval;
    }
    due
}

impl Shard {
    pub(crate) fn new(setup: Setup, now: Instant) -> Result<Self, DtlsError> {
        Ok(Shard {
            dtls: Dtls::new(&setup.identity, setup.provider.clone())?,
            provider: setup.provider,
            dice: setup.dice,
            fingerprint: setup.identity.fingerprint,
            thread: setup.thread,
            candidates: setup.candidates,
            timeline: setup.timeline,
            strangers: TokenBucket::new(STRANGERS_BURST, STRANGERS_PER_SECOND, now),
            peers: Peers::default(),
            rooms: BTreeMap::new(),
            by_key: HashMap::new(),
            by_user: HashMap::new(),
            by_path: HashMap::new(),
            by_number: HashMap::new(),
            next_number: 1,
            outbox: Outbox::default(),
            events: VecDeque::new(),
            timers: Timers::starting(now),
            pictures: Pictures::default(),
            showing: None,
            paced: Vec::new(),
            faulty: Vec::new(),
            #[cfg(test)]
            broken: Vec::new(),
            figures: Figures::default(),
        })
    }

    pub(crate) fn command(&mut self, command: Command, now: Instant) {
        match command {
            Command::Enter { room, peer, owner } => self.enter(room, peer, owner),
            Command::Offer {
                peer,
                sdp,
                fresh,
                reply,
            } => reply(self.negotiate(peer, &sdp, fresh, now)),
            Command::Allow {
                peer,
                microphone,
                camera,
                screen,
            } => {
                let allowed = Allowed {
                    microphone,
                    camera,
                    screen,
                };
                self.allow(peer, allowed, now);
            }
            Command::View {
                peer,
                wants,
                audio_only,
            } => self.view(peer, wants, audio_only, now),
            Command::Move { peer, part } => self.move_to(peer, part, now),
            Command::Leave { peer } => self.leave(peer, now),
        }
        self.transmit_handshakes();
        self.lose_faulty(now);
    }

    /// When [`Shard::tick`] should be called next; never, while there is nobody.
    pub(crate) fn next_tick(&self) -> Option<Instant> {
        let tick = (!self.peers.is_empty()).then_some(self.timers.tick)?;
        Some(self.next_turn().map_or(tick, |turn| turn.min(tick)))
    }

    /// Does what is due.
    pub(crate) fn tick(&mut self, now: Instant) {
        self.take_turns(now);
        if is_due(&mut self.timers.tick, TICK, now) {
            self.take_care(now);
        }
        self.lose_faulty(now);
    }

    fn take_care(&mut self, now: Instant) {
        self.go_on_with_handshakes(now);
        self.check_paths(now);
        self.ask_again(now);
        self.listen_up(now);
        if is_due(
            &mut self.timers.transport_feedback,
            reports::FEEDBACK_INTERVAL,
            now,
        ) {
            self.report_arrivals();
        }
        if is_due(&mut self.timers.attention, sound::ATTENTION_INTERVAL, now) {
            self.attend(now);
        }
        if is_due(&mut self.timers.levels, sound::LEVELS_INTERVAL, now) {
            self.tell_levels(now);
        }
        if is_due(&mut self.timers.reports, reports::REPORT_INTERVAL, now) {
            self.report_streams(now);
            self.watch_for_freezes(now);
            self.expire(now);
        }
        if is_due(&mut self.timers.quality, quality::INTERVAL, now) {
            self.tell_quality(now);
        }
    }

    pub(crate) fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    pub(crate) fn figures(&self) -> Figures {
        Figures {
            connections: self.by_number.len() as u64,
            ..self.figures
        }
    }

    pub(crate) fn outbox(&mut self) -> &mut Outbox {
        &mut self.outbox
    }

    pub(crate) fn outgoing(&self) -> &Outbox {
        &self.outbox
    }

    /// There is much to send, or to send on, and more had better wait.
    pub(crate) fn is_laden(&self) -> bool {
        self.outbox.is_full() || self.pictures.are_many()
    }

    /// What has gathered had better wait a moment for the rest of a picture.
    pub(crate) fn take_is_amid_picture(&mut self) -> bool {
        self.pictures.take_is_amid()
    }

    /// Says goodbye to every client.
    pub(crate) fn close(&mut self, now: Instant) {
        for index in self.peers.indexes() {
            self.part_with(index, now);
        }
    }

    fn layer(&self, layer: LayerRef) -> Option<&Layer> {
        let connection = self.peers.connection(layer.peer)?;
        if connection.number != layer.connection {
            return None;
        }
        let mut publications = connection.publications();
        let (_, publication) = publications.find(|(line, _)| *line == layer.line)?;
        publication.layers.get(layer.layer)
    }

    fn layer_mut(&mut self, layer: LayerRef) -> Option<&mut Layer> {
        let connection = self.peers.connection_mut(layer.peer)?;
        if connection.number != layer.connection {
            return None;
        }
        let publication = connection.publication_mut(layer.line)?;
        publication.layers.get_mut(layer.layer)
    }
}
