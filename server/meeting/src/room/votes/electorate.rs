//! Who would vote now.

use std::collections::BTreeSet;

use crate::id::{DelegationId, PersonId};
use crate::plan::{Delegation, Role};
use crate::vote::{Electorate, Voter};

use super::super::Room;

/// Speaking for a delegation, and so voting for it, is not for those who interpret, watch, report
/// or look after the devices.
fn speaks_for_delegation(role: Role) -> bool {
    match role {
        Role::Host | Role::Delegate => true,
        Role::Interpreter | Role::Observer | Role::Press | Role::Technician => false,
    }
}

impl Room {
    /// In the order of the plan: of its delegations, and of the people of each, the head first.
    pub(super) fn electorate(&self, electorate: &Electorate) -> Vec<Voter> {
        match electorate {
            Electorate::Delegation => self.voting_delegations(),
            Electorate::Person { roles } => self.voting_people(roles),
        }
    }

    pub(in super::super) fn may_vote_for(
        &self,
        delegation: DelegationId,
        person: PersonId,
    ) -> bool {
        let mut people = self.plan.people.iter();
        people.any(|one| {
            let role = self.roles.of(person);
            one.id == person
                && one.delegation == delegation
                && role.is_some_and(speaks_for_delegation)
        })
    }

    /// Those that have somebody who could speak for them.
    fn voting_delegations(&self) -> Vec<Voter> {
        let delegations = self.plan.delegations.iter();
        delegations
            .filter(|one| {
                let mut people = self.plan.people.iter();
                people.any(|person| self.may_vote_for(one.id, person.id))
            })
            .map(|one| Voter {
                delegation: one.id,
                person: self.voter_of(one),
            })
            .collect()
    }

    fn voter_of(&self, delegation: &Delegation) -> Option<PersonId> {
        let deputy = self.votes.book.deputy(delegation.id);
        [deputy, delegation.head]
            .into_iter()
            .flatten()
            .find(|person| self.may_vote_for(delegation.id, *person))
    }

    fn voting_people(&self, roles: &BTreeSet<Role>) -> Vec<Voter> {
        let mut voters = Vec::new();
        for delegation in &self.plan.delegations {
            let people = self.plan.people.iter();
            let mut people: Vec<PersonId> = people
                .filter(|one| one.delegation == delegation.id)
                .filter(|one| {
                    let role = self.roles.of(one.id);
                    role.is_some_and(|role| roles.contains(&role))
                })
                .map(|one| one.id)
                .collect();
            people.sort_by_key(|person| Some(*person) != delegation.head);
            voters.extend(people.into_iter().map(|person| Voter {
                delegation: delegation.id,
                person: Some(person),
            }));
        }
        voters
    }
}
