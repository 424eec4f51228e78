//! What a session bears.

use std::collections::BTreeSet;

use crate::id::PersonId;

use super::Room;

impl Room {
    /// Whoever has a place, in the meeting or at its door, keeps it: with another device, and while
    /// they reconnect.
    pub(super) fn is_full_for(&self, person: PersonId) -> bool {
        let people: BTreeSet<PersonId> = self.devices.iter().map(|device| device.person).collect();
        !people.contains(&person) && people.len() >= self.limits.participants
    }
}
