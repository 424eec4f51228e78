//! Going: by oneself, by a broken connection, by a host, at the end.

use crate::fact::{EndReason, Event, LeaveReason};
use crate::id::{ConnectionId, PersonId};
use crate::photo::PhotoEnd;
use crate::protocol::{Change, Goodbye};
use crate::time::{Instant, Timestamp};

use super::device::Device;
use super::log::Audience;
use super::{Effect, MediaCommand, Phase, Room};

impl Room {
    /// The WebSocket is gone; the device is waited for.
    pub(super) fn disconnect(&mut self, connection: ConnectionId) {
        let until = self.now.instant.plus(self.limits.grace);
        let Some(device) = self.devices.connected(connection) else {
            return;
        };
        device.lost_until = Some(until);
        let person = device.person;
        self.note_left(person, connection, LeaveReason::Dropped);
    }

    pub(super) fn leave(&mut self, connection: ConnectionId) {
        self.dismiss(
            |device| device.connection == connection,
            LeaveReason::Left,
            Goodbye::Left,
        );
    }

    /// All devices of one person.
    pub(super) fn put_out(&mut self, person: PersonId, why: LeaveReason, goodbye: Goodbye) {
        self.dismiss(|device| device.person == person, why, goodbye);
    }

    /// A newer hello of the same device is taking this one's place.
    pub(super) fn replace(&mut self, old: &Device) {
        if old.is_connected() {
            self.note_left(old.person, old.connection, LeaveReason::Replaced);
            self.close(old.connection, Goodbye::Replaced);
        }
    }

    pub(super) fn drop_media(&mut self, device: &Device) {
        if device.has_media() {
            self.command(MediaCommand::Leave {
                connection: device.connection,
            });
        }
    }

    /// A link that is dead: nobody comes in by it, and whoever did goes.
    pub(super) fn revoke(&mut self, person: PersonId) {
        self.put_out(person, LeaveReason::Revoked, Goodbye::Revoked);
    }

    pub(super) fn end(&mut self, by: Option<PersonId>, reason: EndReason) {
        self.finish_floor(by);
        self.finish_film(by);
        self.give_up_vote(by);
        self.give_up_signing();
        self.give_up_photo(PhotoEnd::Ended, by);
        self.delta(Audience::Everyone, Change::Ended);
        self.dismiss(|_| true, LeaveReason::Ended, Goodbye::Ended);
        self.keep_quality();
        self.keep(Event::Ended { by, reason });
        self.farewells.push(Effect::Finished);
        self.phase = Phase::Ended;
    }

    pub(super) fn stop(&mut self) {
        let somebody_is_here_or_missed = self.devices.len() > 0;
        self.stop_clock();
        self.keep_quality();
        self.dismiss(|_| true, LeaveReason::Stopped, Goodbye::Restart);
        if somebody_is_here_or_missed || self.opened_at.is_some() {
            self.keep(Event::Stopped);
        }
        self.phase = Phase::Stopped;
    }

    /// What was due before this moment.
    pub(super) fn expire(&mut self) {
        if self.phase != Phase::Live {
            return;
        }
        self.open_when_due();
        self.close_at_limit();
        self.end_film_in_time();
        let now = self.now.instant;
        for device in self
            .devices
            .take_all(|device| device.lost_until.is_some_and(|until| until <= now))
        {
            self.drop_media(&device);
        }
        if self.ends_empty_at().is_some_and(|due| due <= now) {
            self.end(None, EndReason::Empty);
        }
    }

    /// When the session ends because nobody is in it. Never before it should have begun; and while
    /// one that nobody opened may still begin, whoever waits at the door may wait. A rehearsal is tried
    /// again and again, with hours between.
    fn ends_empty_at(&self) -> Option<Instant> {
        let earliest = match self.opened_at {
            Some(_) if !self.plan.rehearsal => self.plan.starts_at.plus(self.limits.empty),
            Some(_) | None => self.plan.missed_at(),
        };
        let earliest = self.instant_of(earliest);
        Some(self.empty_since?.plus(self.limits.empty).max(earliest))
    }

    /// When the wall clock will say `at`, if it runs on evenly; now, if it already did.
    pub(super) fn instant_of(&self, at: Timestamp) -> Instant {
        self.now.instant.plus(at.since(self.now.timestamp))
    }

    /// Asks for the wake-up that the state needs next.
    pub(super) fn arm(&mut self) {
        if self.phase != Phase::Live {
            return;
        }
        let next = self
            .devices
            .iter()
            .flat_map(|device| [device.lost_until, device.sending.deadline(self.now.instant)])
            .chain([
                self.ends_empty_at(),
                self.opens_at(),
                self.floor_due(),
                self.side_due(),
            ])
            .chain([self.films.due()])
            .flatten()
            .min();
        if let Some(next) = next
            && self.wake != Some(next)
        {
            self.effects.push_back(Effect::WakeAt(next));
        }
        self.wake = next;
    }

    pub(super) fn dismiss(
        &mut self,
        chosen: impl FnMut(&Device) -> bool,
        why: LeaveReason,
        goodbye: Goodbye,
    ) {
        for device in self.devices.take_all(chosen) {
            self.drop_media(&device);
            if device.is_connected() {
                self.close(device.connection, goodbye);
            }
            // A broken connection has left already; only a revocation is news of it.
            if device.is_connected() || why == LeaveReason::Revoked {
                self.note_left(device.person, device.connection, why);
            }
        }
    }

    fn note_left(&mut self, person: PersonId, connection: ConnectionId, reason: LeaveReason) {
        self.keep(Event::Left {
            person,
            connection,
            reason,
        });
    }
}
