//! Who of the host's side receives whom, and at which table two delegations sit.

use std::collections::BTreeSet;

use meeting::event::Event;
use meeting::id::{DelegationId, PersonId};
use meeting::plan::{Delegation, Invitee, Localized, Plan, Rank, Role};
use meeting::precedence::{Facing, counterparts, facing};
use serde::Serialize;
use utoipa::ToSchema;

use super::list::Row;
use crate::config::HomeCity;
use crate::display::is_same_name;

/// Whose rank is fitting to receive the head of a delegation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Reception {
    /// That of the guest, else the nearest higher one that the host's side has.
    pub(crate) rank: Rank,
    pub(crate) people: Vec<Receiver>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Receiver {
    pub(crate) person: PersonId,
    pub(crate) name: Localized,
    pub(crate) title: Localized,
    /// Is on the list of this session, not only on that of its event.
    pub(crate) invited: bool,
}

/// Two delegations at a table, as the near side sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Seating {
    pub(crate) near: DelegationId,
    pub(crate) far: DelegationId,
    pub(crate) seats: Facing,
}

/// The people of the host's side who may receive somebody.
pub(super) struct Hosts<'a> {
    people: Vec<(&'a Invitee, bool)>,
}

impl<'a> Hosts<'a> {
    /// Those of the session first, then those of the roster of its event.
    pub(super) fn of(plan: &'a Plan, event: Option<&'a Event>, home: &HomeCity) -> Self {
        let invited: BTreeSet<PersonId> = plan.people.iter().map(|person| person.id).collect();
        let roster = event.map(|event| (&event.delegations, &event.people));
        let sides = std::iter::once((&plan.delegations, &plan.people)).chain(roster);
        let mut people: Vec<(&Invitee, bool)> = Vec::new();
        for (delegations, of_side) in sides {
            let ours = |id| {
                delegations
                    .iter()
                    .any(|one| one.id == id && is_home(one, home))
            };
            let side = of_side.iter().filter(|person| {
                let known = people.iter().any(|(one, _)| one.id == person.id);
                ours(person.delegation) && may_receive(person.role) && !known
            });
            let side: Vec<_> = side
                .map(|person| (person, invited.contains(&person.id)))
                .collect();
            people.extend(side);
        }
        Hosts { people }
    }

    pub(super) fn for_guest(&self, rank: Rank) -> Option<Reception> {
        let ranks: Vec<(PersonId, Rank)> = self
            .people
            .iter()
            .map(|(person, _)| (person.id, person.rank))
            .collect();
        let (rank, fitting) = counterparts(rank, &ranks)?;
        let people = self
            .people
            .iter()
            .filter(|(one, _)| fitting.contains(&one.id));
        let receiver = |(person, invited): &(&Invitee, bool)| Receiver {
            person: person.id,
            name: person.name.clone(),
            title: person.title.clone(),
            invited: *invited,
        };
        Some(Reception {
            rank,
            people: people.map(receiver).collect(),
        })
    }
}

fn may_receive(role: Role) -> bool {
    matches!(role, Role::Host | Role::Delegate)
}

/// The host city's own delegation: of no city of the registry, not from abroad, and called as the
/// host city is in some language. Other guests without a country/region are guests.
pub(super) fn is_home(delegation: &Delegation, home: &HomeCity) -> bool {
    let country = delegation.country.as_deref();
    let ours = |name: &String| home.names.0.values().any(|own| is_same_name(own, name));
    delegation.partner.is_none()
        && country.is_none_or(|country| country == home.country.as_str())
        && delegation.city.0.values().any(ours)
}

/// The host facing each guest; without a host, two delegations facing each other.
pub(super) fn seatings(rows: &[Row]) -> Vec<Seating> {
    let Some(home) = rows.iter().find(|row| row.home) else {
        return match rows {
            [near, far] => vec![seating(near, far)],
            _ => Vec::new(),
        };
    };
    let guests = rows.iter().filter(|row| !row.home);
    guests.map(|guest| seating(home, guest)).collect()
}

fn seating(near: &Row, far: &Row) -> Seating {
    Seating {
        near: near.delegation,
        far: far.delegation,
        seats: facing(&at_table(near), &at_table(far)),
    }
}

/// Those who watch, report or see to the machines do not sit at the table.
fn at_table(row: &Row) -> Vec<PersonId> {
    let seated = |role| matches!(role, Role::Host | Role::Delegate | Role::Interpreter);
    let people = row.people.iter().filter(|person| seated(person.role));
    people.map(|person| person.person).collect()
}
