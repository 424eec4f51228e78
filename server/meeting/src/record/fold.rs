use std::collections::{BTreeMap, BTreeSet};

use crate::fact::{EndReason, Event, Fact, LinkSummary, NamesOfTheDay};
use crate::id::{DelegationId, PersonId};
use crate::plan::{Delegation, Plan};
use crate::time::Timestamp;

use super::agenda::Held;
use super::attendance::{Attendance, curve};
use super::cues::held_cues;
use super::films::films;
use super::floor::Talks;
use super::interval::{Span, total};
use super::notes::notes;
use super::photos::photos;
use super::sides::sides;
use super::signings::signings;
use super::stage::stays;
use super::votes::votes;
use super::{
    CurvePoint, DelegationRecord, HallRecord, HeldItem, Interval, ParticipantRecord, PersonName,
    Planned, Record, Totals, seconds,
};

/// The record of a session from its plan and its facts, in their order. While the session lasts,
/// it is the record as of `now`.
pub fn record(plan: &Plan, facts: &[Fact], now: Timestamp) -> Record {
    let attendance = Attendance::of(facts);
    let window = attendance.window(now);
    let talks = Talks::of(facts, now);
    let mut participants = participants(plan, &attendance, window);
    for one in &mut participants {
        one.speaking_seconds = talks.by_person(one.person);
    }
    let names = participants
        .iter()
        .map(|one| {
            let name = PersonName {
                person: one.person,
                name: one.name.clone(),
            };
            (one.person, name)
        })
        .collect();
    let delegations: Vec<DelegationRecord> = plan
        .delegations
        .iter()
        .map(|delegation| DelegationRecord {
            quality: quality(facts, delegation.id),
            speaking_seconds: talks.by_people(|person| {
                let mut people = participants.iter().filter(|one| one.person == person);
                people.any(|one| one.delegation == delegation.id)
            }),
            ..delegation_record(plan, delegation, &attendance, window, &participants)
        })
        .collect();
    let curve = curve(participants.iter().map(|one| one.intervals.as_slice()));
    let mut agenda = Held::of(facts).against(plan, closed_at(&attendance, window), &names);
    for item in &mut agenda {
        item.speaking_seconds = talks.on_item(item.item);
    }
    let stage = stays(facts, window, &participants, &names);
    let totals = totals(&participants, &delegations, &curve, &agenda);
    Record {
        session: plan.session,
        title: plan.title.clone(),
        planned: Planned {
            from: plan.starts_at,
            to: plan.ends_at(),
        },
        opened_at: attendance.opened_at,
        ended_at: attendance.ended.map(|(at, _)| at),
        ended: attendance.ended.map(|(_, reason)| reason),
        partial: attendance.ended.is_none(),
        zone: plan.zone.clone(),
        rehearsal: plan.rehearsal,
        chaired_by: chairs(facts)
            .into_iter()
            .filter_map(|person| names.get(&person).cloned())
            .collect(),
        totals,
        gaps: attendance.gaps(window),
        hall: plan.hall.as_ref().map(|hall| HallRecord {
            place: hall.place().clone(),
            expected: count(plan.hall_guests()),
            line: attendance.online(window, |one| one == hall.seat.id),
        }),
        amended_at: attendance.amended_at,
        turns: talks.turns(&participants, &names),
        participants,
        delegations,
        agenda,
        cues: held_cues(plan, facts),
        curve,
        filed: Vec::new(),
        retain_until: None,
        votes: votes(facts, &names),
        notes: notes(facts, &names),
        stage,
        sides: sides(facts, &names),
        signings: signings(facts, &names),
        photos: photos(facts, &names),
        films: films(facts, now, &names),
    }
}

fn totals(
    participants: &[ParticipantRecord],
    delegations: &[DelegationRecord],
    curve: &[CurvePoint],
    agenda: &[HeldItem],
) -> Totals {
    let peak = curve
        .iter()
        .rev()
        .max_by_key(|point| point.present)
        .copied();
    Totals {
        invited: count(participants.iter()),
        present: count(participants.iter().filter(|one| one.present)),
        peak: peak.map_or(0, |peak| peak.present),
        peak_at: peak.map(|peak| peak.at),
        delegations_invited: count(delegations.iter()),
        delegations_present: count(delegations.iter().filter(|one| one.present > 0)),
        online: count(
            participants
                .iter()
                .filter(|one| one.online_seconds.is_some()),
        ),
        in_hall: count(participants.iter().filter(|one| !one.hall.is_empty())),
        overrun_seconds: overrun(agenda),
    }
}

fn participants(
    plan: &Plan,
    attendance: &Attendance,
    window: Option<Span>,
) -> Vec<ParticipantRecord> {
    let planned = plan.people.iter().map(|one| one.id);
    let taken_off = attendance.order.iter().copied();
    let taken_off = taken_off.filter(|person| plan.person(*person).is_none());
    planned
        .chain(taken_off)
        .filter_map(|person| {
            let names = names_of(plan, attendance, person);
            participant(plan, person, names, attendance, window)
        })
        .collect()
}

fn participant(
    plan: &Plan,
    person: PersonId,
    names: NamesOfTheDay,
    attendance: &Attendance,
    window: Option<Span>,
) -> Option<ParticipantRecord> {
    let (seen, invitee) = (attendance.seen.get(&person), plan.person(person));
    let role = seen
        .map(|seen| seen.role)
        .or(invitee.map(|invitee| invitee.role))?;
    // Rank and delegation may have been put right after they came in, and whether they came in
    // again since must make no difference.
    let (rank, delegation) = invitee
        .map(|invitee| (invitee.rank, invitee.delegation))
        .or(seen.map(|seen| (seen.rank, seen.delegation)))?;
    let intervals = attendance.intervals(window, |one| one == person);
    let online = attendance.online(window, |one| one == person);
    let hall = attendance.in_hall(window, person);
    Some(ParticipantRecord {
        person,
        name: names.name,
        title: names.title,
        delegation,
        role,
        rank,
        seconds: length(&intervals),
        late_seconds: lateness(plan, &intervals),
        present: !intervals.is_empty(),
        online_seconds: (!online.is_empty()).then(|| length(&online)),
        hall_seconds: (!hall.is_empty()).then(|| length(&hall)),
        hall,
        speaking_seconds: 0,
        outside: attendance.outside_of(person, window, &online),
        intervals,
    })
}

/// As they were called when they last came in; as in the plan if they never came.
fn names_of(plan: &Plan, attendance: &Attendance, person: PersonId) -> NamesOfTheDay {
    let nobody = NamesOfTheDay::default();
    if attendance.erased.contains(&person) {
        return nobody;
    }
    match (attendance.seen.get(&person), plan.person(person)) {
        (Some(seen), _) => NamesOfTheDay::unsealed(&seen.names).unwrap_or(nobody),
        (None, Some(invitee)) => NamesOfTheDay {
            name: invitee.name.clone(),
            title: invitee.title.clone(),
        },
        (None, None) => nobody,
    }
}

fn delegation_record(
    plan: &Plan,
    delegation: &Delegation,
    attendance: &Attendance,
    window: Option<Span>,
    participants: &[ParticipantRecord],
) -> DelegationRecord {
    let members = members(participants, delegation.id);
    let intervals = attendance.intervals(window, |person| members.contains_key(&person));
    DelegationRecord {
        id: delegation.id,
        city: delegation.city.clone(),
        country: delegation.country.clone(),
        display: delegation.display.clone(),
        partner: delegation.partner,
        seconds: length(&intervals),
        late_seconds: lateness(plan, &intervals),
        present: count(members.values().filter(|present| **present)),
        people: count(members.iter()),
        intervals,
        quality: None,
        speaking_seconds: 0,
    }
}

/// Over all lives of the room.
fn quality(facts: &[Fact], of: DelegationId) -> Option<LinkSummary> {
    let summaries = facts.iter().filter_map(|fact| {
        let Event::Quality {
            delegation,
            summary,
        } = fact.event
        else {
            return None;
        };
        (delegation == of).then_some(summary)
    });
    summaries.reduce(LinkSummary::and)
}

/// The people of a delegation, and whether each was present.
fn members(participants: &[ParticipantRecord], of: DelegationId) -> BTreeMap<PersonId, bool> {
    let members = participants.iter().filter(|one| one.delegation == of);
    members.map(|one| (one.person, one.present)).collect()
}

fn length(intervals: &[Interval]) -> u64 {
    let spans = intervals.iter().map(|one| Span::new(one.from, one.to));
    seconds(total(spans))
}

fn lateness(plan: &Plan, intervals: &[Interval]) -> Option<u64> {
    let first = intervals.first()?;
    Some(seconds(first.from.since(plan.starts_at)))
}

/// When an item that nobody ended was over: at the end, or when the last one had left.
fn closed_at(attendance: &Attendance, window: Option<Span>) -> Option<Timestamp> {
    let (at, reason) = attendance.ended?;
    match reason {
        EndReason::ByHost => Some(at),
        EndReason::Empty => {
            let present = attendance.online(window, |_| true);
            Some(present.last().map_or(at, |last| last.to))
        }
    }
}

fn overrun(agenda: &[HeldItem]) -> u64 {
    agenda
        .iter()
        .filter_map(|item| item.deviation_seconds)
        .map(|deviation| u64::try_from(deviation).unwrap_or(0))
        .sum()
}

/// Delegations of people who came and are no longer in the plan: it must not lose them, see
/// [`Plan::keeping_delegations_of`].
pub fn left_delegations(plan: &Plan, facts: &[Fact]) -> BTreeSet<DelegationId> {
    let seen = Attendance::of(facts).seen;
    seen.into_iter()
        .filter(|(person, _)| plan.person(*person).is_none())
        .map(|(_, seen)| seen.delegation)
        .collect()
}

/// Whether the hall of a plan was in use: somebody was marked at its door, or it was connected. A
/// plan must not lose it then.
pub fn used_hall(plan: &Plan, facts: &[Fact]) -> bool {
    facts.iter().any(|fact| {
        matches!(fact.event, Event::HallMarked { .. })
            || matches!(fact.event, Event::Joined { person, .. } if plan.is_seat(person))
    })
}

fn chairs(facts: &[Fact]) -> Vec<PersonId> {
    let mut chairs: Vec<PersonId> = Vec::new();
    for fact in facts {
        let (Event::Opened { by }
        | Event::ItemStarted { by, .. }
        | Event::ItemEnded { by, .. }
        | Event::ItemSkipped { by, .. }
        | Event::Ended { by: Some(by), .. }) = fact.event
        else {
            continue;
        };
        if !chairs.contains(&by) {
            chairs.push(by);
        }
    }
    chairs
}

fn count(things: impl Iterator) -> u32 {
    u32::try_from(things.count()).unwrap_or(u32::MAX)
}
