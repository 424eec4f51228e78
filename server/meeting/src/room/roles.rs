//! Who is what in this session, as planned or as changed by a host.

use std::collections::BTreeMap;

use crate::fact::Event;
use crate::id::PersonId;
use crate::plan::{Plan, Role};
use crate::protocol::Reason;

use super::Room;
use super::arrive::Greeting;
use super::cues::is_crew;
use super::device::Place;

/// Changes of role outlive changes of the plan: what a host said in the meeting counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Roles {
    changed: BTreeMap<PersonId, Role>,
    /// Of everybody in the plan.
    current: BTreeMap<PersonId, Role>,
}

impl Roles {
    pub(super) fn planned(plan: &Plan) -> Self {
        let mut roles = Self::default();
        roles.follow(plan);
        roles
    }

    pub(super) fn follow(&mut self, plan: &Plan) {
        self.current = plan
            .participants()
            .map(|invitee| {
                let changed = self.changed.get(&invitee.id).copied();
                (invitee.id, changed.unwrap_or(invitee.role))
            })
            .collect();
    }

    pub(super) fn change(&mut self, person: PersonId, role: Role) {
        self.changed.insert(person, role);
        if let Some(current) = self.current.get_mut(&person) {
            *current = role;
        }
    }

    /// `None` when they are not in the plan.
    pub(super) fn of(&self, person: PersonId) -> Option<Role> {
        self.current.get(&person).copied()
    }
}

/// Observers and press follow; everybody else may send, raise a hand and write.
pub(super) fn takes_part(role: Role) -> bool {
    !role.is_shut_out()
}

/// Slides and films come from those who speak, and from the technicians who show them for others.
pub(super) fn may_share(role: Role) -> bool {
    match role {
        Role::Host | Role::Delegate | Role::Technician => true,
        Role::Interpreter | Role::Observer | Role::Press => false,
    }
}

impl Room {
    pub(super) fn known(&self, person: PersonId) -> Result<Role, Reason> {
        self.roles.of(person).ok_or(Reason::NoSuchPerson)
    }

    pub(super) fn has_other_host(&self, than: PersonId) -> bool {
        let mut here = self.devices.at(Place::Meeting);
        here.any(|device| device.person != than && self.roles.of(device.person) == Some(Role::Host))
    }

    pub(super) fn set_role(
        &mut self,
        person: PersonId,
        role: Role,
        by: PersonId,
    ) -> Result<(), Reason> {
        let before = self.known(person)?;
        if before == role {
            return Ok(());
        }
        if before == Role::Host && !self.has_other_host(person) {
            return Err(Reason::LastHost);
        }
        self.roles.change(person, role);
        self.keep(Event::RoleChanged { person, role, by });
        self.follow_role(person, (before, role), Some(by));
        Ok(())
    }

    /// What comes with another role, whoever gave it.
    pub(super) fn follow_role(
        &mut self,
        person: PersonId,
        (before, role): (Role, Role),
        by: Option<PersonId>,
    ) {
        self.told.outdate_votes();
        let sees = |role: Role| (role == Role::Host, is_crew(role), role.is_shut_out());
        if sees(before) != sees(role) {
            self.show_anew(|one| one == person);
        }
        if !takes_part(role) {
            self.lower_hand(person, by.unwrap_or(person));
            self.return_from_side(person, by);
        }
        if role == Role::Host {
            self.admit_waiting(by, |one| one == person);
        }
    }

    /// They see more, or other things, from now on.
    pub(super) fn show_anew(&mut self, chosen: impl Fn(PersonId) -> bool) {
        let people: Vec<PersonId> = self.plan.participants().map(|one| one.id).collect();
        for person in people.into_iter().filter(|person| chosen(*person)) {
            self.log.forget_for(person);
        }
        for device in self.devices.iter_mut() {
            if device.follows() && chosen(device.person) {
                device.greeting = Some(Greeting::Snapshot);
            }
        }
    }
}
