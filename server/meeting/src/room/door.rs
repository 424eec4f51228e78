//! Who may come in: acknowledgements, admissions, and those who were turned away.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::fact::{Event, LeaveReason};
use crate::id::{DelegationId, PersonId};
use crate::plan::{Plan, Role};
use crate::protocol::{Goodbye, NOTICE, Named, Reason};
use crate::time::{Instant, Timestamp};

use super::Room;
use super::arrive::Greeting;
use super::device::Place;

/// Hosts and technicians may look in a day before.
const EARLY: Duration = Duration::from_secs(24 * 3600);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Comes straight in, now and later.
    Admitted,
    /// Their link is dead until a host admits them again.
    Removed,
}

#[derive(Debug, Default)]
pub(super) struct Door {
    pub(super) standing: BTreeMap<PersonId, Standing>,
    /// Who acknowledged the current edition of the notice.
    pub(super) acknowledged: BTreeSet<PersonId>,
}

impl Door {
    pub(super) fn is_admitted(&self, person: PersonId) -> bool {
        self.standing.get(&person) == Some(&Standing::Admitted)
    }

    fn is_removed(&self, person: PersonId) -> bool {
        self.standing.get(&person) == Some(&Standing::Removed)
    }

    /// Why somebody may not even stand in the lobby. `edition` is what their device says was
    /// acknowledged.
    pub(super) fn turns_away(
        &self,
        plan: &Plan,
        (person, role): (PersonId, Role),
        edition: Option<&str>,
        now: Timestamp,
    ) -> Option<Goodbye> {
        if self.is_removed(person) {
            return Some(Goodbye::Removed);
        }
        if !self.acknowledged.contains(&person) && edition != Some(NOTICE) {
            return Some(Goodbye::NotAcknowledged);
        }
        if !self.standing.contains_key(&person) && now < doors(plan, role) {
            return Some(Goodbye::TooEarly);
        }
        None
    }
}

fn doors(plan: &Plan, role: Role) -> Timestamp {
    match role {
        Role::Host | Role::Technician => plan.doors_at().min(plan.starts_at.minus(EARLY)),
        Role::Delegate | Role::Interpreter | Role::Observer | Role::Press => plan.doors_at(),
    }
}

impl Room {
    /// Attendance counts from the moment at which a host is in and the doors are open to all:
    /// what hosts try out before that is not the session.
    pub(super) fn open_when_due(&mut self) {
        if self.opened_at.is_some() || self.now.timestamp < self.plan.doors_at() {
            return;
        }
        if let Some(by) = self.host_here() {
            self.opened_at = Some(self.now.timestamp);
            self.keep(Event::Opened { by });
        }
    }

    /// When it opens because a host is in already.
    pub(super) fn opens_at(&self) -> Option<Instant> {
        let is_due = self.opened_at.is_none() && self.host_here().is_some();
        is_due.then(|| self.instant_of(self.plan.doors_at()))
    }

    fn host_here(&self) -> Option<PersonId> {
        let here = self.devices.at(Place::Meeting);
        let mut here = here.filter(|device| device.is_connected());
        let host = here.find(|device| self.roles.of(device.person) == Some(Role::Host));
        host.map(|device| device.person)
    }

    /// Opens the door to one person for good, whether they wait, were removed, or are yet to come.
    pub(super) fn admit(&mut self, person: PersonId, by: Option<PersonId>) {
        if self.door.is_admitted(person) {
            return;
        }
        self.door.standing.insert(person, Standing::Admitted);
        self.log.forget_for(person);
        self.keep(Event::Admitted { person, by });
        for mut device in self
            .devices
            .take_all(|device| device.person == person && device.place == Place::Lobby)
        {
            if !device.is_connected() {
                continue;
            }
            device.place = Place::Meeting;
            device.outside = self.outside_for(person);
            device.greeting = Some(Greeting::Snapshot);
            let connection = device.connection;
            self.devices.push(device);
            self.join(person, connection);
        }
    }

    /// Those at the door who are `chosen`.
    pub(super) fn admit_waiting(
        &mut self,
        by: Option<PersonId>,
        chosen: impl Fn(PersonId) -> bool,
    ) {
        let waiting = self.devices.at(Place::Lobby);
        let waiting: Vec<PersonId> = waiting.map(|device| device.person).collect();
        for person in waiting.into_iter().filter(|person| chosen(*person)) {
            self.admit(person, by);
        }
    }

    /// Those of one delegation who wait; whoever of it comes later is let in then.
    pub(super) fn admit_delegation(
        &mut self,
        delegation: DelegationId,
        by: PersonId,
    ) -> Result<(), Reason> {
        if self.plan.delegation(delegation).is_none() {
            return Err(Reason::NoSuchPerson);
        }
        let members = self.plan.participants();
        let members = members.filter(|one| one.delegation == delegation);
        let members: BTreeSet<PersonId> = members.map(|one| one.id).collect();
        self.admit_waiting(Some(by), |one| members.contains(&one));
        Ok(())
    }

    /// Those whom a host removed and none admitted again, in the order of the plan.
    pub(super) fn removed_view(&self) -> Vec<Named> {
        let mut standing = self.door.standing.values();
        if !standing.any(|one| *one == Standing::Removed) {
            return Vec::new();
        }
        let people = self.plan.participants();
        let removed = people.filter(|one| self.door.is_removed(one.id));
        removed.filter_map(|one| self.named(one.id)).collect()
    }

    /// Turns somebody away from the lobby, or out of the meeting.
    pub(super) fn remove(&mut self, person: PersonId, by: PersonId) -> Result<(), Reason> {
        self.known(person)?;
        if person == by && !self.has_other_host(person) {
            return Err(Reason::LastHost);
        }
        let before = self.door.standing.insert(person, Standing::Removed);
        if before != Some(Standing::Removed) {
            self.log.forget_for(person);
            self.keep(Event::Removed { person, by });
            self.put_out(person, LeaveReason::Removed, Goodbye::Removed);
        }
        Ok(())
    }
}
