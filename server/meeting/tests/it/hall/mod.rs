//! The door of the hall: helpers mark who comes and goes, on devices that hand their marks over
//! late, twice and in any order. What the record says is what happened at the door.

mod record;

use std::time::Duration;

use meeting::fact::{EndReason, Event, Fact, Interruption, LeaveReason, NamesOfTheDay};
use meeting::hall::{Mark, MarkId, MarkKind, Marks, Stay};
use meeting::id::{ConnectionId, DeviceId, PersonId};
use meeting::plan::{Hall, Plan, Rank, Role, Venue};
use meeting::protocol::Command;
use meeting::record::interval::{Span, total};
use meeting::record::{IntervalEnd, record};
use meeting::room::{Effect, Input, Limits, Room};
use meeting::time::{Now, Timestamp};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::people::*;
use crate::world::World;

const SEAT: PersonId = PersonId::from_bits(50);
const GUESTS: [PersonId; 3] = [BOB, CAROL, IVAN];

fn hybrid() -> Plan {
    let mut plan = plan();
    for person in &mut plan.people {
        if GUESTS.contains(&person.id) {
            person.venue = Venue::Hall;
        }
    }
    let place = text("Civic Hall");
    plan.hall = Some(Hall::new(SEAT, place, "en".to_owned(), &plan.delegations));
    plan
}

fn second(seconds: i64) -> Timestamp {
    Timestamp(START.0 + seconds * 1_000_000)
}

fn mark(person: PersonId, device: u64, sequence: u32, kind: MarkKind, seconds: i64) -> Mark {
    let device = DeviceId::from_bits(device);
    Mark {
        person,
        id: MarkId { device, sequence },
        kind,
        happened_at: second(seconds),
        skew_ms: 0,
    }
}

fn arrived(person: PersonId, device: u64, sequence: u32, seconds: i64) -> Mark {
    mark(person, device, sequence, MarkKind::Arrived, seconds)
}

fn left(person: PersonId, device: u64, sequence: u32, seconds: i64) -> Mark {
    mark(person, device, sequence, MarkKind::Left, seconds)
}

fn undone(of: Mark, device: u64, sequence: u32) -> Mark {
    let kind = MarkKind::Undone { undoes: of.id };
    Mark {
        happened_at: of.happened_at.plus(Duration::from_secs(1)),
        ..mark(of.person, device, sequence, kind, 0)
    }
}

fn merged(marks: &[Mark]) -> Marks {
    let mut all = Marks::default();
    for mark in marks {
        all.add(*mark);
    }
    all
}

fn stay(from: i64, to: Option<i64>) -> Stay {
    Stay {
        from: second(from),
        to: to.map(second),
    }
}

fn stays(marks: &[Mark], person: PersonId) -> Vec<Stay> {
    merged(marks).stays().remove(&person).unwrap_or_default()
}

fn fact(at: i64, event: Event) -> Fact {
    let at = second(at);
    Fact { at, event }
}

/// As the service keeps it, whenever it came.
fn kept(mark: Mark, at: i64) -> Fact {
    let invitee = hybrid().person(mark.person).cloned().unwrap();
    let names = NamesOfTheDay {
        name: invitee.name,
        title: invitee.title,
    };
    fact(
        at,
        Event::HallMarked {
            mark,
            role: invitee.role,
            rank: invitee.rank,
            delegation: invitee.delegation,
            names: names.sealed(),
        },
    )
}

fn joined(person: PersonId, connection: u64, at: i64) -> Fact {
    fact(
        at,
        Event::Joined {
            person,
            connection: ConnectionId::from_bits(connection),
            role: Role::Delegate,
            rank: Rank::Mayor,
            delegation: AACHEN,
            names: NamesOfTheDay::default().sealed(),
        },
    )
}

fn gone(person: PersonId, connection: u64, at: i64) -> Fact {
    fact(
        at,
        Event::Left {
            person,
            connection: ConnectionId::from_bits(connection),
            reason: LeaveReason::Left,
        },
    )
}

fn ended(at: i64, reason: EndReason) -> Fact {
    fact(at, Event::Ended { by: None, reason })
}

#[test]
fn two_devices_that_mark_one_arrival_mark_one() {
    let marks = [arrived(BOB, 1, 1, 20), arrived(BOB, 2, 1, 12)];
    assert_eq!(stays(&marks, BOB), [stay(12, None)]);
    let marks = [marks[0], marks[1], left(BOB, 1, 2, 90), left(BOB, 2, 2, 95)];
    assert_eq!(stays(&marks, BOB), [stay(12, Some(90))]);
}

#[test]
fn who_goes_out_and_comes_back_has_two_stays() {
    let marks = [
        arrived(BOB, 1, 1, 0),
        left(BOB, 2, 1, 10),
        arrived(BOB, 1, 2, 20),
    ];
    assert_eq!(stays(&marks, BOB), [stay(0, Some(10)), stay(20, None)]);
    assert_eq!(merged(&marks).inside()[&BOB], second(20));
}

#[test]
fn a_mark_is_taken_back_by_any_device_and_only_for_its_person() {
    let wrong = arrived(BOB, 1, 1, 5);
    assert_eq!(stays(&[wrong, undone(wrong, 2, 1)], BOB), []);
    assert_eq!(stays(&[undone(wrong, 2, 1), wrong], BOB), []);
    let of_another = Mark {
        person: CAROL,
        ..undone(wrong, 2, 1)
    };
    assert_eq!(stays(&[wrong, of_another], BOB), [stay(5, None)]);
    // What another device saw with its own eyes stands.
    let seen = arrived(BOB, 2, 1, 9);
    assert_eq!(
        stays(&[wrong, seen, undone(wrong, 1, 2)], BOB),
        [stay(9, None)]
    );
}

#[test]
fn a_wrong_clock_is_put_right_and_nothing_happens_in_the_future() {
    let what = (
        BOB,
        MarkId {
            device: DeviceId::from_bits(1),
            sequence: 1,
        },
        MarkKind::Arrived,
    );
    // Its clock is an hour fast; it was noted ten minutes before it was handed over.
    let received = |at| (second(-9000), second(at));
    let mark = Mark::received(what, second(4200), second(4800), received(1200));
    assert_eq!((mark.happened_at, mark.skew_ms), (second(600), 3_600_000));
    let mark = Mark::received(what, second(500), second(100), received(100));
    assert_eq!((mark.happened_at, mark.skew_ms), (second(100), 0));
    for noted_at in [i64::MIN, -9_000_000_000_000_000_000] {
        let far = Mark::received(what, Timestamp(noted_at), second(0), received(0));
        assert_eq!(far.happened_at, second(-9000));
    }
    let far = Mark::received(what, Timestamp(i64::MIN), Timestamp(i64::MAX), received(0));
    assert_eq!(far.happened_at, second(-9000));
    let far = Mark::received(what, Timestamp(i64::MAX), Timestamp(i64::MIN), received(0));
    assert_eq!(far.happened_at, second(0));
}

#[test]
fn a_mark_that_came_while_the_room_was_away_is_no_sign_of_its_life() {
    let facts = [
        fact(0, Event::Opened { by: ALICE }),
        joined(ALICE, 1, 0),
        kept(arrived(BOB, 1, 1, 500), 600),
        fact(700, Event::Erased { person: IVAN }),
    ];
    let now = Now {
        timestamp: second(900),
        ..Now::default()
    };
    let mut room = Room::rebuild(hybrid(), 2, facts, second(10), Limits::default(), now);
    let Some(Effect::Keep(kept)) = room.poll_effect() else {
        panic!("an interruption is kept");
    };
    let (from, reason) = (second(10), Interruption::Crash);
    assert_eq!(kept.event, Event::Interrupted { from, reason });
}

#[test]
fn a_room_shows_who_is_in_the_hall() {
    let mut world = World::with(hybrid());
    let host = world.arrive(ALICE);
    let hall = world.clients[&host].view().hall.clone().unwrap();
    assert_eq!((hall.seat, hall.expected, hall.here.len()), (SEAT, 3, 0));
    let marks = vec![arrived(BOB, 1, 1, 0), arrived(CAROL, 1, 2, 0)];
    world.act(Input::Hall(marks));
    world.act(Input::Hall(vec![left(BOB, 1, 3, 9)]));
    let hall = world.clients[&host].view().hall.clone().unwrap();
    let here: Vec<PersonId> = hall.here.iter().map(|one| one.person).collect();
    assert_eq!(here, [CAROL]);

    let mut changed = hybrid();
    changed.people.retain(|one| one.id != CAROL);
    world.act(Input::Plan(Box::new(changed)));
    let hall = world.clients[&host].view().hall.clone().unwrap();
    assert_eq!((hall.expected, hall.here.len()), (2, 0));
}

#[test]
fn the_seat_comes_in_like_a_technician_and_is_nobody_in_the_record() {
    let mut world = World::with(hybrid());
    let host = world.arrive(ALICE);
    let seat = world.arrive(SEAT);
    world.ask(host, Command::AdmitAll).unwrap();
    assert!(world.clients[&seat].is_inside());
    assert_eq!(world.clients[&seat].role(), Some(Role::Technician));
    world.wait(60);
    world.ask(host, Command::EndSession).unwrap();
    let record = world.record();
    assert_eq!(record.totals.present, 1);
    assert!(record.participants.iter().all(|one| one.person != SEAT));
    assert_eq!(record.hall.unwrap().line.len(), 1);
}

#[test]
fn a_plan_of_an_earlier_release_has_no_hall_and_everybody_online() {
    let mut old = serde_json::to_value(plan()).unwrap();
    old.as_object_mut().unwrap().remove("hall");
    for person in old["people"].as_array_mut().unwrap() {
        person.as_object_mut().unwrap().remove("venue");
    }
    assert_eq!(serde_json::from_value::<Plan>(old).unwrap(), plan());
}
