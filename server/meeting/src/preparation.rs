//! What is still missing before a session, computed from what is known now and stored nowhere.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

use crate::id::{ItemId, PersonId, SessionId, TrackId};
use crate::plan::{Invitee, Localized, PaperWish, Plan, Role};
use crate::readiness::Verdict;

/// What is known of a session before it.
#[derive(Debug, Clone, Copy)]
pub struct Preparation<'a> {
    pub plan: &'a Plan,
    /// Items with one paper at least.
    pub papers: &'a BTreeSet<ItemId>,
    /// Of whom nothing is said, nothing is known.
    pub people: &'a BTreeMap<PersonId, Contact>,
    /// The sessions that are still to come and not called off; this one may be among them.
    pub ahead: &'a [&'a Plan],
}

/// How far it has come with one invited person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contact {
    /// There is a link that opens.
    pub has_link: bool,
    /// The link was sent or handed over, or it was opened.
    pub has_received: bool,
    pub reply: Option<Coming>,
    /// The latest connection test.
    pub tested: Option<Verdict>,
}

/// What an answer says of whether somebody comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coming {
    Yes,
    No,
    /// They named a deputy or another time, and the office has not decided.
    Undecided,
}

/// Something that is missing, or planned twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "gap", rename_all = "snake_case")]
#[schema(as = PreparationGap)]
pub enum Gap {
    NoHost,
    /// Somebody is in another session at the same time.
    PersonTwice {
        person: PersonId,
        other: SessionId,
    },
    /// The room is taken by another session of the event.
    RoomTwice {
        track: TrackId,
        other: SessionId,
    },
    /// The item wants a paper, and there is none; the speaker owes it.
    PaperMissing {
        item: ItemId,
        speaker: Option<PersonId>,
    },
    /// Their link was withdrawn: they cannot come in.
    NoLink {
        person: PersonId,
    },
    LinkNotSent {
        person: PersonId,
    },
    Declined {
        person: PersonId,
    },
    Undecided {
        person: PersonId,
    },
    NoReply {
        person: PersonId,
    },
    NotTested {
        person: PersonId,
    },
    /// Their connection test did not come out well.
    TestedPoorly {
        person: PersonId,
        verdict: Verdict,
    },
}

/// Everything that is missing: of the session, of its agenda, then of one person after the other, in
/// the order of the plan.
pub fn gaps(of: &Preparation<'_>) -> Vec<Gap> {
    let hosts = |person: &Invitee| person.role == Role::Host;
    let mut gaps = Vec::new();
    if !of.plan.people.iter().any(hosts) {
        gaps.push(Gap::NoHost);
    }
    gaps.extend(of.ahead.iter().flat_map(|other| twice(of.plan, other)));
    gaps.extend(missing_papers(of));
    let people = of.plan.people.iter();
    gaps.extend(people.flat_map(|person| missing_of(person.id, of.people.get(&person.id))));
    gaps
}

/// What these two sessions cannot both have. Those that follow one another without a pause do not
/// overlap.
fn twice(plan: &Plan, other: &Plan) -> Vec<Gap> {
    let overlap = plan.starts_at < other.ends_at() && other.starts_at < plan.ends_at();
    if plan.session == other.session || !overlap {
        return Vec::new();
    }
    let of = other.session;
    let is_there = |person: &&Invitee| {
        let others = other.people.iter();
        others
            .into_iter()
            .any(|one| is_same_person((plan, person), (other, one)))
    };
    let people = plan.people.iter().filter(is_there);
    let people = people.map(|person| Gap::PersonTwice {
        person: person.id,
        other: of,
    });
    let room = plan.track.filter(|track| other.track == Some(*track));
    let room = room.map(|track| Gap::RoomTwice { track, other: of });
    room.into_iter().chain(people).collect()
}

/// The same identity, as in the sessions of one event; else the same mail address, unless the names
/// say that two people share it; else the same name in the same delegation.
fn is_same_person((here, a): (&Plan, &Invitee), (there, b): (&Plan, &Invitee)) -> bool {
    let mail = |person: &Invitee| person.email.as_deref().map(str::to_lowercase);
    let same_mail = mail(a).is_some_and(|address| mail(b) == Some(address));
    let (agree, differ) = compared(&a.name, &b.name);
    a.id == b.id || (same_mail && !differ) || (agree && is_same_body((here, a), (there, b)))
}

/// Whether two texts are the same in some language, and whether they share languages and are the
/// same in none of them.
fn compared(a: &Localized, b: &Localized) -> (bool, bool) {
    let shared = || {
        a.0.iter()
            .filter_map(|(tag, text)| Some((text, b.0.get(tag)?)))
    };
    let agree = shared().any(|(one, other)| one == other);
    (agree, shared().count() > 0 && !agree)
}

fn is_same_body((here, a): (&Plan, &Invitee), (there, b): (&Plan, &Invitee)) -> bool {
    match (
        here.delegation(a.delegation),
        there.delegation(b.delegation),
    ) {
        (Some(a), Some(b)) if a.partner.is_none() => {
            b.partner.is_none() && compared(&a.city, &b.city).0
        }
        (Some(a), Some(b)) => a.partner == b.partner,
        (None, _) | (_, None) => false,
    }
}

fn missing_papers<'a>(of: &'a Preparation<'_>) -> impl Iterator<Item = Gap> + 'a {
    let wanted = of.plan.agenda.iter();
    let wanted = wanted.filter(|item| item.paper == PaperWish::Wanted);
    let missing = wanted.filter(|item| !of.papers.contains(&item.id));
    missing.map(|item| Gap::PaperMissing {
        item: item.id,
        speaker: item.speaker,
    })
}

/// Of whoever declined nothing more is asked.
fn missing_of(person: PersonId, contact: Option<&Contact>) -> Vec<Gap> {
    let contact = contact.copied().unwrap_or_default();
    if contact.reply == Some(Coming::No) {
        return vec![Gap::Declined { person }];
    }
    let way = match (contact.has_link, contact.has_received) {
        (false, _) => Some(Gap::NoLink { person }),
        (true, false) => Some(Gap::LinkNotSent { person }),
        (true, true) => None,
    };
    let answer = match contact.reply {
        Some(Coming::Yes | Coming::No) => None,
        Some(Coming::Undecided) => Some(Gap::Undecided { person }),
        None => Some(Gap::NoReply { person }),
    };
    let test = match contact.tested {
        Some(Verdict::Ready) => None,
        Some(verdict) => Some(Gap::TestedPoorly { person, verdict }),
        None => Some(Gap::NotTested { person }),
    };
    [way, answer, test].into_iter().flatten().collect()
}
