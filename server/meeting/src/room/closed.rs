//! Closed items: press and observers are outside while one runs, and come back when it ends.
//!
//! The engine has no peer of a device that is outside, so nothing flows to it or from it by any way;
//! no delta is for it; and it may ask for nothing but to leave.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::fact::Event;
use crate::id::{ConnectionId, ItemId, PersonId};
use crate::plan::Role;
use crate::protocol::{ItemState, Outside};

use super::arrive::Greeting;
use super::device::Place;
use super::{MediaCommand, Room};

/// What was kept of it.
#[derive(Debug, Default)]
pub(super) struct Closed {
    /// The closed item that runs.
    item: Option<ItemId>,
    /// Who was sent out since the meeting was closed, and not let back; they may have gone.
    outside: BTreeSet<PersonId>,
}

impl Closed {
    pub(super) fn is_closed(&self) -> bool {
        self.item.is_some()
    }

    pub(super) fn recall(&mut self, event: &Event) {
        if let Event::Closed { item } = event {
            self.item = Some(*item);
        } else if let Event::Reopened = event {
            *self = Self::default();
        } else if let Event::SentOut { person } = event {
            self.outside.insert(*person);
        } else if let Event::LetBack { person } = event {
            self.outside.remove(person);
        }
    }
}

impl Room {
    /// What somebody who is outside now is told; `None` for whoever may be in.
    pub(super) fn outside_for(&self, person: PersonId) -> Option<Outside> {
        let shut_out = self.roles.of(person)?.is_shut_out();
        self.closed_now().filter(|_| shut_out)
    }

    /// The closed item that runs, as it is told to those outside.
    fn closed_now(&self) -> Option<Outside> {
        let item = self.plan.item(self.agenda.running()?)?;
        let ItemState::Running { started_at: since } = self.agenda.state(item.id) else {
            return None;
        };
        let minutes = self.programme.minutes(item);
        let until = since.plus(Duration::from_secs(u64::from(minutes) * 60));
        (!item.open).then_some(Outside { since, until })
    }

    /// Takes out and brings back whom the running item, their role or the plan lets in no more, or
    /// again.
    pub(super) fn settle_closed(&mut self) {
        self.note_closing();
        let now = self.closed_now();
        let is_shut_out = |person| self.roles.of(person).is_some_and(Role::is_shut_out);
        let here = self.devices.at(Place::Meeting);
        let moved = here.filter_map(|device| {
            let outside = now.filter(|_| is_shut_out(device.person));
            (device.outside != outside).then_some((device.connection, outside))
        });
        for (connection, outside) in moved.collect::<Vec<_>>() {
            self.move_device(connection, outside);
        }
        self.note_outside();
    }

    fn note_closing(&mut self) {
        let running = self.agenda.running();
        let closed = running.filter(|id| self.plan.item(*id).is_some_and(|item| !item.open));
        if closed == self.closed.item {
            return;
        }
        match closed {
            Some(item) => {
                self.closed.item = Some(item);
                self.keep(Event::Closed { item });
            }
            None => {
                self.closed = Closed::default();
                self.keep(Event::Reopened);
            }
        }
    }

    fn move_device(&mut self, connection: ConnectionId, outside: Option<Outside>) {
        let Some(device) = self.devices.by_line(connection) else {
            return;
        };
        let person = device.person;
        let had_media = device.has_media();
        let before = std::mem::replace(&mut device.outside, outside);
        if before.is_none() {
            device.forget_media();
        }
        if device.is_connected() {
            device.greeting.get_or_insert(Greeting::Snapshot);
        }
        let has_media = device.has_media();
        match (had_media, has_media) {
            (true, false) => self.command(MediaCommand::Leave { connection }),
            (false, true) => self.command(MediaCommand::Enter { connection, person }),
            _ => {}
        }
        self.log.forget_for(person);
    }

    fn note_outside(&mut self) {
        let people = self
            .devices
            .iter()
            .filter(|device| device.outside.is_some());
        let outside: BTreeSet<PersonId> = people.map(|device| device.person).collect();
        for person in outside {
            if self.closed.outside.insert(person) {
                self.keep(Event::SentOut { person });
            }
        }
        let sent_out = self.closed.outside.iter().copied();
        let back: Vec<PersonId> = sent_out
            .filter(|person| {
                let role = self.roles.of(*person);
                role.is_some_and(|role| !role.is_shut_out())
            })
            .collect();
        for person in back {
            self.closed.outside.remove(&person);
            self.keep(Event::LetBack { person });
        }
    }
}
