//! The desk, the disk, the end.

use meeting::fact::{EndReason, Event};
use meeting::plan::Role;
use meeting::protocol::{Command, Goodbye, Reason, RecordHealth};
use meeting::room::Input;

use super::{meeting, sound};
use crate::people::*;
use crate::world::World;

#[test]
fn a_changed_plan_reaches_everybody_and_loses_no_held_item() {
    let (mut world, [alice, bob, carol]) = meeting();
    world
        .ask(alice, Command::StartItem { item: SPEECH })
        .unwrap();
    let mut changed = plan();
    changed.agenda.retain(|item| item.id == BREAK);
    changed.people.retain(|one| one.id != CAROL);
    changed.people[2].name = text("Robert");
    changed.people[2].role = Role::Host;
    changed.title = text("Cleaner water");
    world.act(Input::Plan(Box::new(changed)));
    let view = world.clients[&alice].view();
    assert_eq!(view.title, text("Cleaner water"));
    let agenda: Vec<_> = view.agenda.iter().map(|item| item.id).collect();
    assert_eq!(agenda, [BREAK, SPEECH]);
    assert_eq!(
        world.clients[&alice].person(BOB).unwrap().name,
        text("Robert")
    );
    assert_eq!(world.clients[&bob].role(), Some(Role::Host));
    assert_eq!(world.clients[&carol].goodbye, Some(Goodbye::Revoked));
}

#[test]
fn a_kept_item_does_not_name_a_speaker_who_is_no_longer_invited() {
    let mut changed = plan();
    changed.agenda.retain(|item| item.id == BREAK);
    changed.people.retain(|one| one.id != BOB);
    let kept = changed.keeping_items_of(&plan(), |item| item != BREAK);
    let agenda: Vec<_> = kept
        .agenda
        .iter()
        .map(|one| (one.id, one.speaker))
        .collect();
    assert_eq!(
        agenda,
        [(OPENING, Some(ALICE)), (SPEECH, None), (BREAK, None)]
    );
}

#[test]
fn a_clock_that_is_set_back_does_not_turn_the_facts_around() {
    let (mut world, [_, bob, _]) = meeting();
    let last = world.facts.last().unwrap().at;
    world.now.timestamp = last.minus(std::time::Duration::from_secs(3600));
    world.ask(bob, Command::Leave).unwrap();
    assert_eq!(world.facts.last().unwrap().at, last);
}

#[test]
fn what_cannot_be_kept_is_refused_and_people_still_come_and_go() {
    let (mut world, [alice, bob, _]) = meeting();
    world.act(Input::RecordBehind(true));
    assert_eq!(world.clients[&bob].view().record, RecordHealth::Behind);
    let chat = Command::Chat {
        text: "hello".to_owned(),
    };
    assert_eq!(world.ask(bob, chat.clone()), Err(Reason::RecordingBehind));
    assert_eq!(
        world.ask(alice, Command::EndSession),
        Err(Reason::RecordingBehind)
    );
    assert_eq!(world.ask(bob, sound()), Ok(()));
    assert_eq!(world.ask(bob, Command::Leave), Ok(()));
    let bob = world.arrive(BOB);
    assert!(world.clients[&bob].is_inside());
    world.act(Input::RecordBehind(false));
    assert_eq!(world.ask(bob, chat), Ok(()));
}

#[test]
fn a_host_ends_it_for_all() {
    let (mut world, [alice, bob, _]) = meeting();
    let olga = world.arrive(OLGA);
    assert_eq!(world.ask(bob, Command::EndSession), Err(Reason::NotAllowed));
    assert_eq!(world.ask(alice, Command::EndSession), Ok(()));
    assert!(world.finished);
    assert!(world.clients[&bob].ended);
    for connection in [alice, bob, olga] {
        assert_eq!(world.clients[&connection].goodbye, Some(Goodbye::Ended));
    }
    assert!(world.engine.peers.is_empty());
    let late = world.arrive(CAROL);
    assert_eq!(world.clients[&late].goodbye, Some(Goodbye::Ended));
}

#[test]
fn it_ends_ten_minutes_after_the_last_one_left() {
    let (mut world, [alice, bob, carol]) = meeting();
    world.wait(1200);
    for connection in [alice, bob, carol] {
        world.ask(connection, Command::Leave).unwrap();
    }
    world.wait(599);
    assert!(!world.finished);
    world.wait(1);
    assert!(world.finished);
    let ended = Event::Ended {
        by: None,
        reason: EndReason::Empty,
    };
    assert_eq!(world.facts.last().unwrap().event, ended);
}

#[test]
fn an_empty_room_does_not_end_before_it_should_have_begun() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    world.ask(alice, Command::Leave).unwrap();
    world.wait(1199);
    assert!(!world.finished);
    world.wait(1);
    assert!(world.finished);
}
