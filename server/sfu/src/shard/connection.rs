//! One client's transport and what runs over it.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::publishing::Binding;
use super::quality::Tally;
use crate::congestion::allocation::Allocator;
use crate::dtls::{Budget, ConnectionNumber, Fingerprint};
use crate::egress::Egress;
use crate::ice::Agent;
use crate::media::publication::Publication;
use crate::media::slot::Slot;
use crate::outbox::Path;
use crate::rtcp::transport_feedback::FeedbackRecorder;
use crate::rtp::extension::ExtensionMap;
use crate::srtp::{Inbound, Outbound};

/// From the first proved path to the end of the handshake.
const HANDSHAKE_TIME: Duration = Duration::from_secs(20);

pub(super) struct Connection {
    pub(super) number: ConnectionNumber,
    pub(super) agent: Agent,
    /// Certificates that the offer allows.
    pub(super) fingerprints: Vec<Fingerprint>,
    /// There once the handshake is done and the certificate compared.
    pub(super) secured: Option<Secured>,
    /// The caller has been told of the connection.
    pub(super) announced: bool,
    pub(super) extensions: ExtensionMap,
    /// One for each m-line.
    pub(super) lines: Vec<Line>,
    /// Which incoming stream is what.
    pub(super) bindings: HashMap<u32, Binding>,
    pub(super) feedback: FeedbackRecorder,
    /// Divides what can be sent among the slots.
    pub(super) allocator: Allocator,
    /// Where our part of the handshake went.
    pub(super) handshake: HandshakeWay,
    pub(super) handshake_budget: Budget,
    pub(super) tally: Tally,
    /// Answers given.
    pub(super) version: u64,
    pub(super) heard_at: Instant,
    /// When the client first proved a path.
    reached_at: Option<Instant>,
    /// Stream numbers given away; none is given twice under the same keys.
    pub(super) used_ssrcs: Vec<u32>,
}

/// The paths by which our part of a handshake went. Who finishes it has received it by one of them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum HandshakeWay {
    #[default]
    None,
    Only(Path),
    Several,
}

impl HandshakeWay {
    pub(super) fn went_by(&mut self, path: Path) {
        *self = match *self {
            HandshakeWay::None => HandshakeWay::Only(path),
            HandshakeWay::Only(before) if before == path => HandshakeWay::Only(path),
            HandshakeWay::Only(_) | HandshakeWay::Several => HandshakeWay::Several,
        };
    }

    /// The path by which it must have arrived.
    pub(super) fn proven(self) -> Option<Path> {
        match self {
            HandshakeWay::Only(path) => Some(path),
            HandshakeWay::None | HandshakeWay::Several => None,
        }
    }
}

/// Keys of both directions.
pub(super) struct Secured {
    pub(super) inbound: Inbound,
    pub(super) egress: Egress,
}

impl Secured {
    pub(super) fn new(inbound: Inbound, outbound: Outbound, now: Instant) -> Self {
        Secured {
            inbound,
            egress: Egress::new(outbound, now),
        }
    }
}

pub(super) struct Line {
    pub(super) mid: String,
    pub(super) role: Role,
}

/// What an m-line is for. It keeps its role while it lives.
pub(super) enum Role {
    Idle,
    Publication(Box<Publication>),
    Slot(Box<Slot>),
}

impl Line {
    pub(super) fn slot_mut(&mut self) -> Option<&mut Slot> {
        match &mut self.role {
            Role::Slot(slot) => Some(slot),
            Role::Publication(_) | Role::Idle => None,
        }
    }
}

impl Connection {
    pub(super) fn new(
        number: ConnectionNumber,
        agent: Agent,
        fingerprints: Vec<Fingerprint>,
        now: Instant,
    ) -> Self {
        Connection {
            number,
            agent,
            fingerprints,
            secured: None,
            announced: false,
            extensions: ExtensionMap::default(),
            lines: Vec::new(),
            bindings: HashMap::new(),
            feedback: FeedbackRecorder::default(),
            allocator: Allocator::default(),
            handshake: HandshakeWay::default(),
            handshake_budget: Budget::default(),
            tally: Tally::default(),
            version: 0,
            heard_at: now,
            reached_at: None,
            used_ssrcs: Vec::new(),
        }
    }

    /// An authentic packet came by this path.
    pub(super) fn heard(&mut self, path: Path, now: Instant) {
        self.heard_at = now;
        self.agent.heard(path, now);
    }

    /// The client has proved a path.
    pub(super) fn reached(&mut self, now: Instant) {
        self.heard_at = now;
        self.reached_at = self.reached_at.or(Some(now));
    }

    /// Silent for too long, or never secured.
    pub(super) fn is_lost(&self, now: Instant) -> bool {
        let since = |at: Instant| now.saturating_duration_since(at);
        let is_late = self.secured.is_none()
            && self
                .reached_at
                .is_some_and(|at| since(at) >= HANDSHAKE_TIME);
        is_late || since(self.heard_at) >= crate::ice::PATH_LIFETIME
    }

    /// Where media can be sent, if it can.
    pub(super) fn media_path(&self) -> Option<Path> {
        self.secured.as_ref()?;
        self.agent.nominated()
    }

    pub(super) fn publications(&self) -> impl Iterator<Item = (usize, &Publication)> {
        let lines = self.lines.iter().enumerate();
        lines.filter_map(|(index, line)| match &line.role {
            Role::Publication(publication) => Some((index, &**publication)),
            Role::Slot(_) | Role::Idle => None,
        })
    }

    pub(super) fn publications_mut(&mut self) -> impl Iterator<Item = (usize, &mut Publication)> {
        let lines = self.lines.iter_mut().enumerate();
        lines.filter_map(|(index, line)| match &mut line.role {
            Role::Publication(publication) => Some((index, &mut **publication)),
            Role::Slot(_) | Role::Idle => None,
        })
    }

    pub(super) fn publication_mut(&mut self, line: usize) -> Option<&mut Publication> {
        match &mut self.lines.get_mut(line)?.role {
            Role::Publication(publication) => Some(publication),
            Role::Slot(_) | Role::Idle => None,
        }
    }

    pub(super) fn slots(&self) -> impl Iterator<Item = (usize, &str, &Slot)> {
        let lines = self.lines.iter().enumerate();
        lines.filter_map(|(index, line)| match &line.role {
            Role::Slot(slot) => Some((index, line.mid.as_str(), &**slot)),
            Role::Publication(_) | Role::Idle => None,
        })
    }

    pub(super) fn slot(&self, line: usize) -> Option<&Slot> {
        match &self.lines.get(line)?.role {
            Role::Slot(slot) => Some(slot),
            Role::Publication(_) | Role::Idle => None,
        }
    }

    pub(super) fn slot_mut(&mut self, line: usize) -> Option<&mut Slot> {
        self.lines.get_mut(line)?.slot_mut()
    }

    /// `None` where nothing can be sent.
    pub(super) fn outlet(&mut self, line: usize) -> Option<Outlet<'_>> {
        let path = self.agent.nominated()?;
        Some(Outlet {
            slot: self.lines.get_mut(line)?.slot_mut()?,
            egress: &mut self.secured.as_mut()?.egress,
            path,
        })
    }
}

/// A slot, and the way to the client that it is of.
pub(super) struct Outlet<'a> {
    pub(super) slot: &'a mut Slot,
    pub(super) egress: &'a mut Egress,
    pub(super) path: Path,
}
