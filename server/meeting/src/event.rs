//! What takes place as several sessions of the same people: a forum with its panels and side rooms.
//!
//! The event owns the roster. A session of it says who of the roster comes and as what; the rest of
//! a person, and every delegation, is written down once.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{DelegationId, EventId, PersonId, SeriesId, SessionId, TrackId};
use crate::plan::{Delegation, Invitee, Localized, Plan, Rank, Role};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A forum of mayors.
    Forum,
    /// The International Day of a city, on 5 September.
    InternationalDay,
    /// The meeting of a regional committee.
    Council,
    /// A cloud meeting with one partner city, in several sessions.
    Bilateral,
    Other,
}

/// Events of the same name, one after another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Series {
    pub id: SeriesId,
    pub kind: EventKind,
    pub name: Localized,
}

/// A room in which sessions follow one another; several go on side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Track {
    pub id: TrackId,
    pub name: Localized,
}

/// Somebody whom the kind of event wants in a delegation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Expected {
    /// Of the host city's own delegation, else of each delegation of a partner.
    pub home: bool,
    pub role: Role,
    /// At least of this rank.
    pub rank: Option<Rank>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    pub id: EventId,
    pub kind: EventKind,
    pub series: Option<SeriesId>,
    /// Which one of its series: 7 for the seventh.
    pub edition: Option<u16>,
    pub title: Localized,
    pub theme: Localized,
    /// IANA zone of the programme.
    pub zone: String,
    /// Languages of the event, the first is its main one.
    pub languages: Vec<String>,
    pub tracks: Vec<Track>,
    pub delegations: Vec<Delegation>,
    /// Everybody of the event, each with the role they have where nothing else is said.
    pub people: Vec<Invitee>,
    pub expected: Vec<Expected>,
}

/// Somebody that the kind of event wants is not in this delegation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Vacancy {
    pub delegation: DelegationId,
    pub role: Role,
    pub rank: Option<Rank>,
}

/// What cannot be in two places at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Conflict {
    #[serde(flatten)]
    pub of: Twice,
    /// Two sessions that overlap, the earlier first.
    pub sessions: [SessionId; 2],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "twice", rename_all = "snake_case")]
pub enum Twice {
    Person { person: PersonId },
    Track { track: TrackId },
}

impl Event {
    pub fn person(&self, id: PersonId) -> Option<&Invitee> {
        self.people.iter().find(|person| person.id == id)
    }

    /// A plan of one of its sessions with people and delegations as the roster has them now: in its
    /// order, without those who are no longer in it, with those `new` who come of themselves. A
    /// speaker who does not come is not named.
    pub fn applied_to(&self, mut plan: Plan, new: &[PersonId]) -> Plan {
        let comes_as = |person: &Invitee| match plan.person(person.id) {
            Some(before) => Some((before.role, before.venue)),
            None => new
                .contains(&person.id)
                .then_some((person.role, person.venue)),
        };
        let people = self.people.iter();
        let people: Vec<Invitee> = people
            .filter_map(|person| {
                let (role, venue) = comes_as(person)?;
                Some(Invitee {
                    role,
                    venue,
                    ..person.clone()
                })
            })
            .collect();
        let comes = |id: PersonId| people.iter().any(|person| person.id == id);
        let head = |id| plan.delegation(id).and_then(|planned| planned.head);
        plan.delegations = self.delegations_of(&people, head);
        plan.hall = plan.hall.map(|hall| hall.among(&plan.delegations));
        for item in &mut plan.agenda {
            item.speaker = item.speaker.filter(|id| comes(*id));
        }
        for cue in &mut plan.cues {
            cue.owned_among(comes);
        }
        plan.track = plan
            .track
            .filter(|id| self.tracks.iter().any(|track| track.id == *id));
        plan.people = people;
        plan
    }

    /// The delegations that somebody of these people belongs to, in the order of the roster. Where
    /// the head does not come, the plan's own stays: a deputy, say, who comes in their place.
    pub fn delegations_of(
        &self,
        people: &[Invitee],
        planned_head: impl Fn(DelegationId) -> Option<PersonId>,
    ) -> Vec<Delegation> {
        let of = |id: DelegationId| people.iter().any(|person| person.delegation == id);
        let delegations = self.delegations.iter();
        delegations
            .filter(|delegation| of(delegation.id))
            .map(|delegation| {
                let comes = |head: &PersonId| {
                    let mut people = people.iter();
                    people.any(|one| one.id == *head && one.delegation == delegation.id)
                };
                let head = delegation.head.filter(comes);
                Delegation {
                    head: head.or_else(|| planned_head(delegation.id).filter(comes)),
                    ..delegation.clone()
                }
            })
            .collect()
    }

    /// Whom the kind of event wants, and the roster does not have yet.
    pub fn missing(&self) -> Vec<Vacancy> {
        let pairs = self.delegations.iter().flat_map(|delegation| {
            let home = delegation.partner.is_none();
            let expected = self.expected.iter();
            let expected = expected.filter(move |expected| expected.home == home);
            expected.map(move |expected| (delegation.id, expected))
        });
        pairs
            .filter(|(delegation, expected)| !self.has(*delegation, expected))
            .map(|(delegation, expected)| Vacancy {
                delegation,
                role: expected.role,
                rank: expected.rank,
            })
            .collect()
    }

    fn has(&self, delegation: DelegationId, expected: &Expected) -> bool {
        self.people.iter().any(|person| {
            person.delegation == delegation
                && person.role == expected.role
                && expected.rank.is_none_or(|rank| person.rank <= rank)
        })
    }
}

/// Who, and which room, is planned for two of these sessions at once: earlier sessions first (those
/// that start together as they are given), rooms before people. Sessions that follow one another without a pause do not overlap.
pub fn conflicts(plans: &[&Plan]) -> Vec<Conflict> {
    let mut plans = plans.to_vec();
    plans.sort_by_key(|plan| plan.starts_at);
    let mut found = Vec::new();
    for (place, earlier) in plans.iter().enumerate() {
        let later = plans[place + 1..].iter();
        for later in later.take_while(|later| later.starts_at < earlier.ends_at()) {
            let sessions = [earlier.session, later.session];
            let track = earlier.track.filter(|track| later.track == Some(*track));
            let people = earlier.people.iter();
            let people = people.filter(|person| later.person(person.id).is_some());
            let twice = track.map(|track| Twice::Track { track }).into_iter();
            let twice = twice.chain(people.map(|person| Twice::Person { person: person.id }));
            found.extend(twice.map(|of| Conflict { of, sessions }));
        }
    }
    found
}
