//! What a session bears: so many people, and of each so many words and comings that are to be kept.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::id::PersonId;
use crate::pace::Pace;
use crate::time::Instant;

use super::Room;

/// Hellos of one person: networks that come and go, and eight devices after a restart, need some.
const HELLOS: Pace = Pace::new(Duration::from_secs(1), 60);
/// Lines of chat and movements of the hand of one person.
const WORDS: Pace = Pace::new(Duration::from_secs(1), 40);

#[derive(Debug, Default)]
pub(super) struct Paces {
    hellos: BTreeMap<PersonId, Pace>,
    words: BTreeMap<PersonId, Pace>,
}

impl Paces {
    pub(super) fn may_come(&mut self, person: PersonId, now: Instant) -> bool {
        self.hellos.entry(person).or_insert(HELLOS).take(now)
    }

    pub(super) fn may_speak(&mut self, person: PersonId, now: Instant) -> bool {
        self.words.entry(person).or_insert(WORDS).take(now)
    }
}

impl Room {
    /// Whoever has a place, in the meeting or at its door, keeps it: with another device, and while
    /// they reconnect.
    pub(super) fn is_full_for(&self, person: PersonId) -> bool {
        let people: BTreeSet<PersonId> = self.devices.iter().map(|device| device.person).collect();
        !people.contains(&person) && people.len() >= self.limits.participants
    }
}
