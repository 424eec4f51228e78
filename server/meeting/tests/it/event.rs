//! The roster of an event, and what is planned twice.

use meeting::event::{Conflict, Event, EventKind, Expected, Track, Twice, conflicts};
use meeting::id::{EventId, PersonId, SessionId, TrackId};
use meeting::plan::{Invitee, Plan, Rank, Role};
use std::time::Duration;

use crate::people::*;

const HALL: TrackId = TrackId::from_bits(1);
const SIDE: TrackId = TrackId::from_bits(2);

fn event() -> Event {
    let track = |id, name| Track {
        id,
        name: text(name),
    };
    Event {
        id: EventId::from_bits(1),
        kind: EventKind::Forum,
        series: None,
        edition: None,
        title: text("Forum"),
        theme: text("Water"),
        zone: "Asia/Shanghai".to_owned(),
        languages: vec!["en".to_owned()],
        tracks: vec![track(HALL, "Hall"), track(SIDE, "Side room")],
        delegations: plan().delegations,
        people: plan().people,
        expected: Vec::new(),
    }
}

#[test]
fn a_session_has_people_as_the_roster_has_them_in_the_role_they_have_there() {
    let mut event = event();
    event.people[2].name = text("Robert");
    event.people.swap(0, 2);
    let mut before = plan();
    before.people.retain(|person| person.id != IVAN);
    before.people[0].role = Role::Observer;
    let after = event.applied_to(before, &[]);
    let ids: Vec<_> = after.people.iter().map(|person| person.id).collect();
    assert_eq!(ids, [BOB, HEIDI, ALICE, CAROL, OLGA, PAUL, TOM]);
    assert_eq!(after.person(BOB).unwrap().name, text("Robert"));
    assert_eq!(after.person(ALICE).unwrap().role, Role::Observer);
}

#[test]
fn who_leaves_the_roster_leaves_its_sessions() {
    let mut event = event();
    event.people.retain(|person| person.delegation != AACHEN);
    let after = event.applied_to(plan(), &[]);
    assert!(after.delegation(AACHEN).is_none());
    assert!(after.person(BOB).is_none());
    assert_eq!(after.item(SPEECH).unwrap().speaker, None);
    assert_eq!(after.item(OPENING).unwrap().speaker, Some(ALICE));
}

#[test]
fn who_is_new_comes_where_they_are_said_to_come_and_a_head_who_does_not_is_not_named() {
    let mut before = plan();
    before.people.retain(|person| person.id == OLGA);
    let after = event().applied_to(before.clone(), &[IVAN]);
    let ids: Vec<_> = after.people.iter().map(|person| person.id).collect();
    assert_eq!(ids, [IVAN, OLGA]);
    let delegations: Vec<_> = after
        .delegations
        .iter()
        .map(|one| (one.id, one.head))
        .collect();
    assert_eq!(delegations, [(OURS, None), (AACHEN, None)]);
    assert_eq!(
        event().applied_to(before.clone(), &[]).people,
        before.people
    );
}

#[test]
fn who_heads_a_delegation_in_a_session_heads_it_until_the_head_of_the_roster_comes() {
    let mut event = event();
    let deputy = Invitee {
        id: PersonId::from_bits(99),
        ..plan().person(ALICE).unwrap().clone()
    };
    event.people.push(deputy.clone());
    event.delegations[0].head = Some(ALICE);
    let mut planned = plan();
    planned.delegations[0].head = Some(deputy.id);
    let place = planned.people.iter_mut().find(|one| one.id == ALICE);
    *place.unwrap() = deputy.clone();
    let head = |event: &Event, planned: &Plan, new: &[PersonId]| {
        let after = event.applied_to(planned.clone(), new);
        after.delegation(OURS).unwrap().head
    };
    assert_eq!(head(&event, &planned, &[]), Some(deputy.id));
    assert_eq!(head(&event, &planned, &[ALICE]), Some(ALICE));
    // Nobody heads a delegation that they no longer belong to.
    event.people.last_mut().unwrap().delegation = AACHEN;
    assert_eq!(head(&event, &planned, &[]), None);
}

#[test]
fn a_room_that_is_gone_holds_no_session() {
    let mut event = event();
    let planned = Plan {
        track: Some(SIDE),
        ..plan()
    };
    assert_eq!(event.applied_to(planned.clone(), &[]).track, Some(SIDE));
    event.tracks.pop();
    assert_eq!(event.applied_to(planned, &[]).track, None);
}

#[test]
fn what_the_kind_of_event_wants_is_asked_of_each_delegation() {
    let mut event = event();
    let wanted = |home, role, rank| Expected { home, role, rank };
    event.expected = vec![
        wanted(true, Role::Host, None),
        wanted(false, Role::Delegate, Some(Rank::ViceMayor)),
        wanted(false, Role::Technician, None),
    ];
    let missing = event.missing();
    let missing: Vec<_> = missing
        .iter()
        .map(|one| (one.delegation, one.role))
        .collect();
    assert_eq!(
        missing,
        [
            (AACHEN, Role::Technician),
            // A director is there; a vice-mayor is wanted.
            (NARA, Role::Delegate),
            (NARA, Role::Technician),
        ]
    );
}

fn at(session: u64, minute: u64, minutes: u16, track: TrackId) -> Plan {
    Plan {
        session: SessionId::from_bits(session),
        starts_at: START.plus(Duration::from_secs(60 * minute)),
        minutes,
        track: Some(track),
        people: Vec::new(),
        ..plan()
    }
}

#[test]
fn nobody_and_no_room_is_planned_twice_at_once() {
    let mut long = at(1, 0, 90, HALL);
    let mut inside = at(2, 30, 30, SIDE);
    let mut touching = at(3, 60, 30, SIDE);
    let after = at(4, 90, 30, HALL);
    long.people = vec![plan().people[2].clone()];
    inside.people = vec![plan().people[2].clone(), plan().people[3].clone()];
    touching.people = vec![plan().people[3].clone()];
    let twice = |of, first, second| Conflict {
        of,
        sessions: [SessionId::from_bits(first), SessionId::from_bits(second)],
    };
    // In whatever order they are given.
    let found = conflicts(&[&after, &touching, &inside, &long]);
    assert_eq!(found, [twice(Twice::Person { person: BOB }, 1, 2)]);
    let same_room = at(5, 45, 30, HALL);
    let found = conflicts(&[&long, &same_room]);
    assert_eq!(found, [twice(Twice::Track { track: HALL }, 1, 5)]);
    assert_eq!(conflicts(&[&long, &after]), []);
}
