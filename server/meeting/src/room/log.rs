//! What was told, in order, so that a device which lost its connection can be told what it missed.

use std::collections::{BTreeMap, VecDeque};

use crate::id::{ConnectionId, PersonId};
use crate::plan::Role;
use crate::protocol::{Change, ServerMessage};

use super::cues::is_crew;
use super::roles::takes_part;
use super::{Effect, Room};

/// How many deltas are kept for those who come back.
const KEPT: usize = 1000;

/// Whom a change concerns, among those in the meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    Everyone,
    Hosts,
    Person(PersonId),
    /// Hosts and technicians.
    Crew,
    CrewAnd(PersonId),
    /// All but observers and press.
    TakingPart,
    /// Observers and press.
    Onlookers,
}

impl Audience {
    fn includes(self, person: PersonId, role: impl FnOnce() -> Option<Role>) -> bool {
        match self {
            Audience::Everyone => true,
            Audience::Hosts => role() == Some(Role::Host),
            Audience::Person(one) => one == person,
            Audience::Crew => role().is_some_and(is_crew),
            Audience::CrewAnd(one) => one == person || role().is_some_and(is_crew),
            Audience::TakingPart => role().is_some_and(takes_part),
            Audience::Onlookers => role().is_some_and(Role::is_shut_out),
        }
    }
}

#[derive(Debug)]
struct Entry {
    seq: u64,
    to: Audience,
    change: Change,
}

#[derive(Debug, Default)]
pub(super) struct Log {
    seq: u64,
    entries: VecDeque<Entry>,
    /// The first `seq` from which a person's deltas make sense to them: they may see more or less
    /// since then, and whoever saw nothing later needs a whole view.
    valid_from: BTreeMap<PersonId, u64>,
}

impl Log {
    pub(super) fn seq(&self) -> u64 {
        self.seq
    }

    pub(super) fn forget_for(&mut self, person: PersonId) {
        self.valid_from.insert(person, self.seq + 1);
    }

    fn push(&mut self, to: Audience, change: Change) -> u64 {
        let seq = self.skip();
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry { seq, to, change });
        seq
    }

    /// A number for a delta that is not repeated, since every welcome says it anew.
    fn skip(&mut self) -> u64 {
        self.seq += 1;
        self.seq
    }

    /// What a person missed after `seq`; `None` when only a whole view can tell.
    pub(super) fn since(
        &self,
        seq: u64,
        person: PersonId,
        role: Role,
    ) -> Option<Vec<ServerMessage>> {
        let valid_from = self.valid_from.get(&person).copied().unwrap_or(0);
        // Until the ring is full, its first entry is the first that was ever told.
        let oldest = match self.entries.front() {
            Some(entry) if self.entries.len() == KEPT => entry.seq,
            Some(_) | None => 0,
        };
        if seq > self.seq || seq < valid_from || seq + 1 < oldest {
            return None;
        }
        let missed = self
            .entries
            .iter()
            .filter(|entry| entry.seq > seq && entry.to.includes(person, || Some(role)))
            .map(|entry| ServerMessage::Delta {
                seq: entry.seq,
                change: entry.change.clone(),
            });
        Some(missed.collect())
    }
}

impl Room {
    /// Tells a change to everybody of `to` who follows the meeting.
    pub(super) fn delta(&mut self, audience: Audience, change: Change) {
        let following = self.devices.following();
        let to: Vec<ConnectionId> = following
            .filter(|(_, person)| audience.includes(*person, || self.roles.of(*person)))
            .map(|(connection, _)| connection)
            .collect();
        let seq = self.log.push(audience, change.clone());
        if !to.is_empty() {
            let message = ServerMessage::Delta { seq, change };
            self.effects.push_back(Effect::Broadcast { to, message });
        }
    }

    /// Tells a change to one device only.
    pub(super) fn send_delta(&mut self, to: ConnectionId, change: Change) {
        let seq = self.log.skip();
        let message = ServerMessage::Delta { seq, change };
        self.effects.push_back(Effect::Send { to, message });
    }
}
