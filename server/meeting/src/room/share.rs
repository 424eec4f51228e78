//! The one screen that is shared at a time.

use crate::id::{ConnectionId, PersonId};
use crate::plan::Role;
use crate::protocol::{Change, Reason};

use super::Room;
use super::log::Audience;
use super::roles::may_share;
use super::stage::Reach;

impl Room {
    /// Who shares a screen. While a connection is broken its share goes on: its media may as well.
    pub(super) fn sharing(&self) -> Option<PersonId> {
        let mut devices = self.devices.iter();
        devices
            .find(|device| device.has_media() && device.sending.open().screen)
            .map(|device| device.person)
    }

    pub(super) fn share(&mut self, connection: ConnectionId, on: bool) -> Result<(), Reason> {
        let person = self.person_of(connection)?;
        if on {
            self.may_begin(connection, person)?;
            if let Some(before) = self.sharing().filter(|before| *before != person) {
                self.end_share(before, person);
            }
        }
        if let Some(device) = self.devices.connected(connection) {
            device.sending.share(on);
        }
        Ok(())
    }

    /// A host takes the place of whoever shares; others ask them to stop first.
    fn may_begin(&self, connection: ConnectionId, person: PersonId) -> Result<(), Reason> {
        let role = self.known(person)?;
        if !may_share(role) {
            return Err(Reason::NotAllowed);
        }
        let sender = self.devices.sender(person);
        if sender.is_none_or(|sender| sender.connection != connection) {
            return Err(Reason::OtherDevice);
        }
        if self.reach(person) != Reach::Everybody {
            return Err(Reason::NotOnStage);
        }
        let is_taken = self.sharing().is_some_and(|sharing| sharing != person);
        if is_taken && role != Role::Host {
            return Err(Reason::ScreenTaken);
        }
        Ok(())
    }

    pub(super) fn stop_share(&mut self, person: PersonId, by: PersonId) -> Result<(), Reason> {
        self.known(person)?;
        if self.sharing() == Some(person) {
            self.end_share(person, by);
        }
        Ok(())
    }

    fn end_share(&mut self, person: PersonId, by: PersonId) {
        for device in self.devices.iter_mut() {
            if device.person == person {
                device.sending.share(false);
            }
        }
        if person != by {
            self.delta(Audience::Person(person), Change::ShareStopped { by });
        }
    }
}
