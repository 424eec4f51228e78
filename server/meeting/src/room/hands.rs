//! Raised hands: one order, kept here, the same for everybody.

use crate::fact::Event;
use crate::id::PersonId;
use crate::protocol::Reason;

use super::Room;
use super::roles::takes_part;

/// First come first.
#[derive(Debug, Default)]
pub(super) struct Hands(Vec<PersonId>);

impl Hands {
    /// False when it was up already.
    pub(super) fn raise(&mut self, person: PersonId) -> bool {
        let new = !self.0.contains(&person);
        if new {
            self.0.push(person);
        }
        new
    }

    /// False when it was not up.
    pub(super) fn lower(&mut self, person: PersonId) -> bool {
        let before = self.0.len();
        self.0.retain(|raised| *raised != person);
        self.0.len() < before
    }

    pub(super) fn in_order(&self) -> &[PersonId] {
        &self.0
    }
}

impl Room {
    pub(super) fn hand(&mut self, person: PersonId, raised: bool) -> Result<(), Reason> {
        if !raised {
            self.lower_hand(person, person);
        } else if !takes_part(self.known(person)?) {
            return Err(Reason::NotAllowed);
        } else if self.hands.raise(person) {
            self.keep(Event::HandRaised { person });
        }
        Ok(())
    }

    pub(super) fn lower_hand(&mut self, person: PersonId, by: PersonId) {
        if self.hands.lower(person) {
            self.keep(Event::HandLowered { person, by });
        }
    }

    /// Whoever is no longer waited for takes their hand with them.
    pub(super) fn lower_hands_of_the_gone(&mut self) {
        let gone: Vec<PersonId> = self
            .hands
            .in_order()
            .iter()
            .copied()
            .filter(|person| !self.devices.is_in_meeting(*person))
            .collect();
        for person in gone {
            self.lower_hand(person, person);
        }
    }
}
