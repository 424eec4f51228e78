//! Crashes and stops.

use meeting::fact::{Event, Interruption};
use meeting::plan::Admission;
use meeting::protocol::{Command, Goodbye, MediaState, Presence};
use meeting::room::{Effect, Limits, Room};

use super::meeting;
use crate::people::*;
use crate::world::World;

#[test]
fn after_a_crash_the_room_is_where_it_was() {
    let (mut world, [alice, bob, _]) = meeting();
    world.arrive(OLGA);
    world.ask(bob, Command::Hand { raised: true }).unwrap();
    world
        .ask(
            alice,
            Command::Chat {
                text: "hello".to_owned(),
            },
        )
        .unwrap();
    world
        .ask(alice, Command::StartItem { item: OPENING })
        .unwrap();
    let before = world.clients[&alice].view().clone();
    world.wait(2);
    world.crash(5);
    let alice = world.resume(alice);
    let view = world.clients[&alice].view();
    assert_eq!(world.clients[&alice].media, Some(MediaState::Lost));
    assert_eq!(view.agenda, before.agenda);
    assert_eq!(view.hands, before.hands);
    assert_eq!(view.chat, before.chat);
    assert_eq!(view.lobby.len(), 1);
    assert_eq!(
        world.clients[&alice].person(BOB).unwrap().presence,
        Presence::Reconnecting
    );
    let bob = world.resume(bob);
    assert!(world.clients[&bob].is_inside());
    world.wait(30);
    assert!(world.clients[&alice].person(CAROL).is_none());
}

#[test]
fn a_second_crash_within_the_grace_forgets_nobody() {
    let (mut world, [_, bob, _]) = meeting();
    world.ask(bob, Command::Hand { raised: true }).unwrap();
    world.crash(5);
    world.wait(10);
    world.crash(5);
    assert_eq!(world.room.snapshot(ALICE).hands, [BOB]);
    assert_eq!(world.room.present(), 3);
}

#[test]
fn facts_that_leave_somebody_present_tell_of_a_crash() {
    let mut world = World::with(meeting::plan::Plan {
        admission: Admission::Automatic,
        ..plan()
    });
    world.arrive(BOB);
    let last = world.now.timestamp;
    world.wait(60);
    let facts = world.facts.clone();
    let mut room = Room::rebuild(plan(), 2, facts, last, Limits::default(), world.now);
    let interrupted = Event::Interrupted {
        from: last,
        reason: Interruption::Crash,
    };
    let Some(Effect::Keep(fact)) = room.poll_effect() else {
        panic!("a fact comes first");
    };
    assert_eq!(fact.event, interrupted);
    assert_eq!(room.present(), 1);
}

#[test]
fn a_stop_says_goodbye_and_shows_as_a_gap() {
    let (mut world, [alice, ..]) = meeting();
    world.wait(60);
    world.stop(20);
    assert_eq!(world.clients[&alice].goodbye, Some(Goodbye::Restart));
    let record = world.record();
    assert_eq!(record.gaps.len(), 1);
    assert_eq!(record.gaps[0].reason, Interruption::Stop);
    let alice = world.resume(alice);
    assert!(world.clients[&alice].is_inside());
}

#[test]
fn a_stop_while_nobody_is_there_is_no_crash() {
    let (mut world, all) = meeting();
    for connection in all {
        world.ask(connection, Command::Leave).unwrap();
    }
    world.wait(60);
    world.stop(20);
    world.wait(60);
    world.crash(20);
    let gaps = world.record().gaps;
    let reasons: Vec<Interruption> = gaps.iter().map(|gap| gap.reason).collect();
    assert_eq!(reasons, [Interruption::Stop, Interruption::Crash]);
}

#[test]
fn an_ended_session_stays_ended() {
    let (mut world, [alice, ..]) = meeting();
    world.ask(alice, Command::EndSession).unwrap();
    let facts = world.facts.len();
    world.crash(5);
    assert_eq!(world.facts.len(), facts);
    let late = world.arrive(ALICE);
    assert_eq!(world.clients[&late].goodbye, Some(Goodbye::Ended));
}
