//! The clock of a speaker: when it runs, when it stands, and what happens when the time is over.

use std::time::Duration;

use crate::floor::{FloorEnd, FloorFact, Pause};
use crate::id::PersonId;
use crate::plan::AtLimit;
use crate::time::Instant;

use super::{Turn, millis};
use crate::room::Room;
use crate::room::device::Place;
use crate::room::roles::takes_part;

impl Turn {
    /// What the clock shows.
    pub(super) fn spent(&self, now: Instant) -> Duration {
        let runs = self.since.map(|since| now.since(since.instant));
        self.within_limit(self.before + runs.unwrap_or_default())
    }

    /// Nobody is heard for longer than a limit that closes the microphone.
    pub(super) fn within_limit(&self, spent: Duration) -> Duration {
        match (self.at_limit, self.limit) {
            (AtLimit::CloseMicrophone, Some(limit)) => spent.min(limit.max(self.before)),
            (AtLimit::CloseMicrophone | AtLimit::Soft, _) => spent,
        }
    }

    /// When the microphone is closed, if the clock goes on running.
    fn closes_at(&self) -> Option<Instant> {
        match self.at_limit {
            AtLimit::Soft => None,
            AtLimit::CloseMicrophone => {
                let left = self.limit?.saturating_sub(self.before);
                Some(self.since?.instant.plus(left))
            }
        }
    }
}

impl Room {
    /// Brings the floor up to date with who is here.
    pub(in crate::room) fn settle_floor(&mut self) {
        self.free_floor_of_the_gone();
        self.close_points_of_the_gone();
        self.start_or_stop_clock();
        self.close_at_limit();
    }

    /// When the floor needs to be looked at next.
    pub(in crate::room) fn floor_due(&self) -> Option<Instant> {
        self.floor.turn.as_ref()?.closes_at()
    }

    /// Whoever's time is over by a limit that closes the microphone is heard no longer.
    pub(in crate::room) fn close_at_limit(&mut self) {
        if self.floor_due().is_some_and(|due| due <= self.now.instant) {
            self.pause_clock(Pause::Limit);
        }
    }

    /// The service stops, and nobody speaks until it is back.
    pub(in crate::room) fn stop_clock(&mut self) {
        if self.clock_runs() {
            self.pause_clock(Pause::Stopped);
        }
    }

    fn clock_runs(&self) -> bool {
        let turn = self.floor.turn.as_ref();
        turn.is_some_and(|turn| turn.since.is_some())
    }

    fn pause_clock(&mut self, why: Pause) {
        if let Some(turn) = &self.floor.turn {
            let spent_ms = millis(turn.spent(self.now.instant));
            self.note_floor(FloorFact::Paused { why, spent_ms });
        }
    }

    fn start_or_stop_clock(&mut self) {
        let Some(turn) = &self.floor.turn else {
            return;
        };
        let waits = if self.floor.heard.is_some() {
            Some(Pause::Point)
        } else if !self.is_connected(turn.person) {
            Some(Pause::Dropped)
        } else if self.films.are_shown() {
            Some(Pause::Film)
        } else {
            None
        };
        match waits {
            Some(why) if self.clock_runs() => self.pause_clock(why),
            None if !self.clock_runs() && !turn.closed => self.note_floor(FloorFact::Resumed),
            Some(_) | None => {}
        }
    }

    /// Whoever left, went aside, or may speak no longer, has the floor no longer.
    fn free_floor_of_the_gone(&mut self) {
        let Some(turn) = &self.floor.turn else {
            return;
        };
        let speaks = self.roles.of(turn.person).is_some_and(takes_part);
        let is_aside = self.sides.of(turn.person).is_some();
        if !speaks || is_aside || !self.devices.is_in_meeting(turn.person) {
            self.end_turn(FloorEnd::Gone, None);
        }
    }

    /// Whether a person is in the main room with a connection that works.
    pub(super) fn is_connected(&self, person: PersonId) -> bool {
        if self.sides.of(person).is_some() {
            return false;
        }
        let mut devices = self.devices.of(person);
        devices.any(|device| device.place == Place::Meeting && device.is_connected())
    }
}
