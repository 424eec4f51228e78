//! The order of delegations (礼宾次序): by a rule that is chosen for the session, with what the office
//! decided otherwise; and what follows from it at a table for two.
//!
//! Names are compared by keys of a collation, which the caller makes: which alphabet counts is the
//! office's choice, and its data are not of this crate.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{DelegationId, OrganizerId, PersonId};
use crate::plan::Rank;
use crate::time::Timestamp;

/// What decides first. Ties are broken by [`Rule::tie_break`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PrecedenceRule)]
pub enum Rule {
    /// The rank of the head, the highest first.
    #[default]
    Rank,
    /// The name of the country/region, in the alphabet of a language.
    Country,
    /// The day on which the delegation accepted, the earliest first.
    Accepted,
}

/// One thing by which two delegations are compared. Who lacks it comes after those who have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    Rank,
    Country,
    City,
    Accepted,
    /// Of the delegation in this service: says nothing, but never ties.
    Identity,
}

impl Rule {
    /// What is compared, one after another, where the rule itself finds no difference.
    pub fn tie_break(self) -> &'static [Criterion] {
        use Criterion::{City, Country, Identity, Rank};
        match self {
            Rule::Rank => &[Country, City, Identity],
            Rule::Country => &[Rank, City, Identity],
            Rule::Accepted => &[Rank, Country, City, Identity],
        }
    }
    fn first(self) -> Criterion {
        match self {
            Rule::Rank => Criterion::Rank,
            Rule::Country => Criterion::Country,
            Rule::Accepted => Criterion::Accepted,
        }
    }
}

/// What is known of a delegation that is to be placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub delegation: DelegationId,
    pub rank: Option<Rank>,
    /// Key of the name of the country/region; empty where none is known.
    pub country: Vec<u8>,
    /// Key of the name of the city; empty where none is known.
    pub city: Vec<u8>,
    pub accepted: Option<Timestamp>,
}

impl Candidate {
    fn compare(&self, other: &Self, by: Criterion) -> Ordering {
        match by {
            Criterion::Rank => or_last(self.rank, other.rank),
            Criterion::Accepted => or_last(self.accepted, other.accepted),
            Criterion::Country => or_last(known(&self.country), known(&other.country)),
            Criterion::City => or_last(known(&self.city), known(&other.city)),
            Criterion::Identity => self.delegation.cmp(&other.delegation),
        }
    }
}

fn known(key: &[u8]) -> Option<&[u8]> {
    (!key.is_empty()).then_some(key)
}

fn or_last<T: Ord>(one: Option<T>, other: Option<T>) -> Ordering {
    (one.is_none(), one).cmp(&(other.is_none(), other))
}

/// The order by the rule alone, whatever the order in which the delegations are given.
pub fn by_rule(candidates: &[Candidate], rule: Rule) -> Vec<DelegationId> {
    let mut sorted: Vec<&Candidate> = candidates.iter().collect();
    sorted.sort_unstable_by(|one, other| {
        let ties = rule.tie_break().iter().copied();
        let criteria = std::iter::once(rule.first()).chain(ties);
        let differences = criteria.map(|by| one.compare(other, by));
        differences.fold(Ordering::Equal, Ordering::then)
    });
    sorted
        .into_iter()
        .map(|candidate| candidate.delegation)
        .collect()
}

/// One delegation put to a place by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    pub delegation: DelegationId,
    /// From 1. Beyond the last it is the last.
    pub place: u16,
    pub reason: Option<String>,
    pub by: OrganizerId,
    pub at: Timestamp,
}

/// How the office arranges one session.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Arrangement {
    pub rule: Rule,
    /// BCP 47 tag of the language in whose alphabet names are compared. Empty: the session's main one.
    pub language: String,
    /// In the order in which they were made.
    pub moves: Vec<Move>,
}

/// An order after the moves, one after another: each puts its delegation exactly where it says, and
/// the others keep their order among themselves. Moves of delegations that are not there say nothing.
pub fn after_moves(mut order: Vec<DelegationId>, moves: &[Move]) -> Vec<DelegationId> {
    for one in moves {
        if let Some(from) = order.iter().position(|id| *id == one.delegation) {
            let moved = order.remove(from);
            let place = usize::from(one.place.max(1)) - 1;
            order.insert(place.min(order.len()), moved);
        }
    }
    order
}

/// What is known of a person within a delegation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// Not the head. The fields are in the order in which they count.
    pub follows: bool,
    pub rank: Rank,
    /// Key of the name.
    pub name: Vec<u8>,
    pub person: PersonId,
}

/// The people of a delegation: its head, then by rank, name, identity.
pub fn within(mut members: Vec<Member>) -> Vec<PersonId> {
    members.sort_unstable();
    members.into_iter().map(|member| member.person).collect()
}

/// Somebody's place on one side of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Seat {
    pub person: PersonId,
    /// Along the table, as seen from the near side: 0 the middle, 1 the next to the right, -1 the
    /// next to the left.
    pub place: i16,
}

/// Two delegations that face each other over a table, each from left to right as the near side
/// sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Facing {
    pub near: Vec<Seat>,
    pub far: Vec<Seat>,
}

/// Seats two delegations, each given in its order: heads in the middle, opposite each other; the
/// second at the right hand of the head, the third at the left, and so on outwards.
pub fn facing(near: &[PersonId], far: &[PersonId]) -> Facing {
    Facing {
        near: side(near, 1),
        far: side(far, -1),
    }
}

/// `right`: which way along the table the right hand of this side points.
fn side(order: &[PersonId], right: i16) -> Vec<Seat> {
    let seat = |(person, index): (&PersonId, i16)| {
        let distance = (index + 1) / 2;
        let hand = if index % 2 == 1 { right } else { -right };
        Seat {
            person: *person,
            place: distance * hand,
        }
    };
    let mut seats: Vec<Seat> = order.iter().zip(0..).map(seat).collect();
    seats.sort_unstable_by_key(|seat| seat.place);
    seats
}

/// Whose rank is fitting to receive a guest of `rank`: those of the same, else those of the nearest
/// higher one, in the order given. Nobody is received by somebody of lower rank.
pub fn counterparts(rank: Rank, hosts: &[(PersonId, Rank)]) -> Option<(Rank, Vec<PersonId>)> {
    // The higher the rank, the smaller it is.
    let fitting = hosts.iter().map(|(_, rank)| *rank);
    let nearest = fitting.filter(|host| *host <= rank).max()?;
    let people = hosts.iter().filter(|(_, host)| *host == nearest);
    Some((nearest, people.map(|(person, _)| *person).collect()))
}
