//! Points of order: anybody who takes part may raise one, a host hears or dismisses it.

use crate::floor::FloorFact;
use crate::id::PersonId;
use crate::protocol::Reason;
use crate::room::Room;

impl Room {
    pub(super) fn point(&mut self, person: PersonId, raised: bool) -> Result<(), Reason> {
        if !raised {
            self.close_point(person, person);
        } else if !self.may_speak(person) {
            return Err(Reason::NotAllowed);
        } else if !self.floor.points.contains(&person) {
            self.note_floor(FloorFact::PointRaised { person });
        }
        Ok(())
    }

    /// One is heard at a time; the one before it is settled by that.
    pub(super) fn hear_point(&mut self, person: PersonId, by: PersonId) -> Result<(), Reason> {
        if self.floor.heard == Some(person) {
            return Ok(());
        }
        if !self.floor.points.contains(&person) {
            return Err(Reason::WrongState);
        }
        if let Some(before) = self.floor.heard {
            self.close_point(before, by);
        }
        self.note_floor(FloorFact::PointHeard { person, by });
        Ok(())
    }

    pub(in crate::room) fn close_point(&mut self, person: PersonId, by: PersonId) {
        if self.floor.points.contains(&person) {
            self.note_floor(FloorFact::PointClosed { person, by });
        }
    }

    /// Whoever is gone, or may speak no longer, takes their point with them.
    pub(super) fn close_points_of_the_gone(&mut self) {
        let points = self.floor.points.iter().copied();
        let gone: Vec<PersonId> = points
            .filter(|person| !self.devices.is_in_meeting(*person) || !self.may_speak(*person))
            .collect();
        for person in gone {
            self.close_point(person, person);
        }
    }
}
