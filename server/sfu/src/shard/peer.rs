//! One peer of a room, connected or not.

use std::time::{Duration, Instant};

use super::connection::Connection;
use crate::api::{Kind, OwnerKey, PartKey, PeerKey, RoomKey, Source, Want};
use crate::media::PeerIndex;

/// Without a packet for so long a source does not arrive any more.
const SILENT: Duration = Duration::from_secs(3);

/// A part of a room: those in one hear and see each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) room: RoomKey,
    pub(super) part: PartKey,
}

pub(super) struct Peer {
    pub(super) key: PeerKey,
    pub(super) place: Place,
    pub(super) owner: OwnerKey,
    pub(super) allowed: Allowed,
    pub(super) wants: Vec<Want>,
    pub(super) audio_only: bool,
    pub(super) connection: Option<Connection>,
    /// As last told to the caller.
    pub(super) arriving: Arriving,
    pub(super) told_slots: Vec<(String, Option<Source>)>,
    /// Nothing yet, of this connection.
    pub(super) told_paused: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Allowed {
    pub(super) microphone: bool,
    pub(super) camera: bool,
    pub(super) screen: bool,
}

impl Allowed {
    pub(super) fn permits(self, kind: Kind) -> bool {
        match kind {
            Kind::Microphone => self.microphone,
            Kind::Camera => self.camera,
            Kind::Screen | Kind::ScreenSound => self.screen,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Arriving {
    pub(super) microphone: bool,
    pub(super) camera: bool,
}

impl Peer {
    pub(super) fn new(key: PeerKey, room: RoomKey, owner: OwnerKey) -> Self {
        Peer {
            key,
            place: Place {
                room,
                part: PartKey::default(),
            },
            owner,
            allowed: Allowed::default(),
            wants: Vec::new(),
            audio_only: false,
            connection: None,
            arriving: Arriving::default(),
            told_slots: Vec::new(),
            told_paused: None,
        }
    }

    /// Whether packets of the source arrive and may be forwarded.
    pub(super) fn delivers(&self, kind: Kind, now: Instant) -> bool {
        self.delivered_within(SILENT, kind, now)
    }

    pub(super) fn delivered_within(&self, time: Duration, kind: Kind, now: Instant) -> bool {
        let Some(connection) = &self.connection else {
            return false;
        };
        self.allowed.permits(kind)
            && connection
                .publications()
                .filter(|(_, publication)| publication.kind == kind)
                .flat_map(|(_, publication)| &publication.layers)
                .any(|layer| layer.activity.was_heard_within(time, now))
    }

    /// The m-line of a source that may be shown to others.
    pub(super) fn line_of(&self, kind: Kind) -> Option<usize> {
        if !self.allowed.permits(kind) {
            return None;
        }
        let mut publications = self.connection.as_ref()?.publications();
        let (line, _) = publications.find(|(_, publication)| publication.kind == kind)?;
        Some(line)
    }
}

/// The peers of a thread, by index. Indexes are used again.
#[derive(Default)]
pub(super) struct Peers {
    places: Vec<Option<Box<Peer>>>,
}

impl Peers {
    pub(super) fn insert(&mut self, peer: Peer) -> PeerIndex {
        let free = self.places.iter().position(Option::is_none);
        let index = free.unwrap_or_else(|| {
            self.places.push(None);
            self.places.len() - 1
        });
        self.places[index] = Some(Box::new(peer));
        PeerIndex(index)
    }

    pub(super) fn remove(&mut self, index: PeerIndex) -> Option<Peer> {
        Some(*self.places.get_mut(index.0)?.take()?)
    }

    pub(super) fn get(&self, index: PeerIndex) -> Option<&Peer> {
        self.places.get(index.0)?.as_deref()
    }

    pub(super) fn get_mut(&mut self, index: PeerIndex) -> Option<&mut Peer> {
        self.places.get_mut(index.0)?.as_deref_mut()
    }

    pub(super) fn connection(&self, index: PeerIndex) -> Option<&Connection> {
        self.get(index)?.connection.as_ref()
    }

    pub(super) fn connection_mut(&mut self, index: PeerIndex) -> Option<&mut Connection> {
        self.get_mut(index)?.connection.as_mut()
    }

    pub(super) fn indexes(&self) -> Vec<PeerIndex> {
        let places = self.places.iter().enumerate();
        places
            .filter(|(_, place)| place.is_some())
            .map(|(index, _)| PeerIndex(index))
            .collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.places.iter().all(Option::is_none)
    }
}
