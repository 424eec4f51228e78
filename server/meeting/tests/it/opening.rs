//! When a session opens, and how long one is waited for that nobody opens.

use std::time::Duration;

use meeting::fact::Event;
use meeting::plan::Plan;
use meeting::protocol::{Command, Goodbye, Reason};

use crate::people::*;
use crate::world::World;

/// Somebody looks in this long before the planned start.
fn before_start(seconds: u64) -> World {
    let mut now = World::new().now;
    now.timestamp = START.minus(Duration::from_secs(seconds));
    World::at(plan(), now)
}

/// The same with a rehearsal, days before.
fn days_before(days: u64) -> World {
    let now = before_start(days * 24 * 3600).now;
    let rehearsal = Plan {
        rehearsal: true,
        ..plan()
    };
    World::at(rehearsal, now)
}

fn openings(world: &World) -> usize {
    let opened = |event: &Event| matches!(event, Event::Opened { .. });
    let facts = world.facts.iter();
    facts.filter(|fact| opened(&fact.event)).count()
}

#[test]
fn looking_in_early_is_not_the_session() {
    let mut world = before_start(2 * 3600);
    let alice = world.arrive(ALICE);
    let tom = world.arrive(TOM);
    world.ask(alice, Command::AdmitAll).unwrap();
    for command in [
        Command::StartItem { item: OPENING },
        Command::SkipItem { item: BREAK },
        Command::EndSession,
    ] {
        assert_eq!(world.ask(alice, command), Err(Reason::TooEarly));
    }
    world.wait(3599);
    assert_eq!(world.room.opened_at(), None);
    world.wait(1);
    let doors = Some(START.minus(Duration::from_secs(3600)));
    assert_eq!(world.clients[&tom].view().opened_at, doors);
    world.wait(3600);
    let item = Command::StartItem { item: OPENING };
    assert_eq!(world.ask(alice, item), Ok(()));
    assert_eq!(world.ask(alice, Command::EndSession), Ok(()));
    let record = world.record();
    assert_eq!(record.opened_at, doors);
    assert!(
        record
            .participants
            .iter()
            .all(|one| !one.present || one.seconds == 3600)
    );
}

#[test]
fn who_has_gone_home_before_the_doors_open_opens_nothing() {
    let mut world = before_start(2 * 3600);
    let alice = world.arrive(ALICE);
    world.drop_connection(alice);
    world.wait(3600);
    assert_eq!(world.room.opened_at(), None);
    world.arrive(ALICE);
    assert_eq!(world.room.opened_at(), Some(world.now.timestamp));
    world.arrive(HEIDI);
    assert_eq!(openings(&world), 1);
}

#[test]
fn whoever_becomes_a_host_opens_the_session() {
    let mut world = before_start(2 * 3600);
    let alice = world.arrive(ALICE);
    world.arrive(TOM);
    let role = Command::SetRole {
        person: TOM,
        role: meeting::plan::Role::Host,
    };
    world.ask(alice, role).unwrap();
    world.ask(alice, Command::Leave).unwrap();
    world.wait(3600);
    let by = Event::Opened { by: TOM };
    assert!(world.facts.iter().any(|fact| fact.event == by));
}

#[test]
fn who_waits_at_the_door_may_wait_while_the_session_may_still_begin() {
    let mut world = World::new();
    let bob = world.arrive(BOB);
    world.wait(600 + 3600 + 3599);
    assert!(!world.finished);
    let alice = world.arrive(ALICE);
    assert_eq!(world.ask(alice, Command::AdmitAll), Ok(()));
    assert!(world.clients[&bob].is_inside());
}

#[test]
fn a_session_that_nobody_opens_is_missed_an_hour_after_its_planned_end() {
    let mut world = World::new();
    let bob = world.arrive(BOB);
    world.wait(600 + 3600 + 3600);
    assert!(world.finished);
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Ended));
    assert_eq!(world.record().opened_at, None);
}

#[test]
fn the_doors_of_a_rehearsal_are_open_days_before() {
    let mut world = days_before(3);
    let bob = world.arrive(BOB);
    assert_eq!(world.clients[&bob].goodbye, None);
    let alice = world.arrive(ALICE);
    assert_eq!(world.room.opened_at(), Some(world.now.timestamp));
    assert_eq!(world.ask(alice, Command::AdmitAll), Ok(()));
    let item = Command::StartItem { item: OPENING };
    assert_eq!(world.ask(alice, item), Ok(()));
    world.wait(60);
    assert_eq!(world.ask(alice, Command::EndSession), Ok(()));
    let record = world.record();
    assert!(record.rehearsal);
    assert_eq!(record.totals.present, 2);
}

#[test]
fn a_rehearsal_is_tried_again_until_an_hour_after_its_planned_end() {
    let mut world = days_before(3);
    let alice = world.arrive(ALICE);
    world.ask(alice, Command::Leave).unwrap();
    world.wait(3 * 24 * 3600 + 1800);
    let alice = world.arrive(ALICE);
    assert!(world.clients[&alice].is_inside());
    world.ask(alice, Command::Leave).unwrap();
    world.wait(1800 + 3599);
    assert!(!world.finished);
    world.wait(1);
    assert!(world.finished);
}
