//! Roles, hands, chat and agenda.

use meeting::plan::{Localized, Role};
use meeting::protocol::{Command, ItemState, Named, Reason};
use meeting::room::Input;

use super::{meeting, sound};
use crate::people::*;
use crate::world::World;

#[test]
fn another_role_shows_and_allows_other_things() {
    let (mut world, [alice, bob, _]) = meeting();
    world.arrive(OLGA);
    let role = |person, role| Command::SetRole { person, role };
    assert_eq!(world.ask(bob, Command::AdmitAll), Err(Reason::NotAllowed));
    assert_eq!(world.ask(alice, role(BOB, Role::Host)), Ok(()));
    assert_eq!(world.clients[&bob].view().lobby[0].id, OLGA);
    assert_eq!(world.clients[&bob].role(), Some(Role::Host));

    world.ask(bob, sound()).unwrap();
    world.ask(bob, Command::Hand { raised: true }).unwrap();
    assert_eq!(world.ask(alice, role(BOB, Role::Observer)), Ok(()));
    assert!(world.clients[&bob].view().lobby.is_empty());
    assert!(world.clients[&bob].view().hands.is_empty());
    assert!(!world.engine.peers[&bob].microphone);
    assert_eq!(
        world.ask(alice, role(STRANGER, Role::Host)),
        Err(Reason::NoSuchPerson)
    );
}

#[test]
fn whoever_waits_and_becomes_host_is_in() {
    let (mut world, [alice, ..]) = meeting();
    let olga = world.arrive(OLGA);
    let role = Command::SetRole {
        person: OLGA,
        role: Role::Host,
    };
    assert_eq!(world.ask(alice, role), Ok(()));
    assert!(world.clients[&olga].is_inside());
}

#[test]
fn the_last_host_keeps_the_chair() {
    let (mut world, [alice, bob, _]) = meeting();
    let demote = Command::SetRole {
        person: ALICE,
        role: Role::Delegate,
    };
    assert_eq!(world.ask(alice, demote.clone()), Err(Reason::LastHost));
    let myself = Command::Remove { person: ALICE };
    assert_eq!(world.ask(alice, myself), Err(Reason::LastHost));
    let promote = Command::SetRole {
        person: BOB,
        role: Role::Host,
    };
    world.ask(alice, promote).unwrap();
    assert_eq!(world.ask(bob, demote), Ok(()));
}

#[test]
fn hands_are_ordered_by_the_server() {
    let (mut world, [alice, bob, carol]) = meeting();
    let hand = |raised| Command::Hand { raised };
    world.ask(carol, hand(true)).unwrap();
    world.ask(bob, hand(true)).unwrap();
    world.ask(carol, hand(true)).unwrap();
    assert_eq!(world.clients[&alice].view().hands, [CAROL, BOB]);
    world
        .ask(alice, Command::LowerHand { person: CAROL })
        .unwrap();
    assert_eq!(world.clients[&carol].view().hands, [BOB]);
    world.ask(bob, hand(false)).unwrap();
    assert!(world.clients[&carol].view().hands.is_empty());
}

#[test]
fn chat_is_trimmed_and_bounded() {
    let (mut world, [alice, bob, _]) = meeting();
    let chat = |text: String| Command::Chat { text };
    assert_eq!(world.ask(bob, chat("  谢谢  ".to_owned())), Ok(()));
    assert_eq!(
        world.clients[&alice].view().chat[0].text.as_deref(),
        Some("谢谢")
    );
    assert_eq!(world.ask(bob, chat("友".repeat(2000))), Ok(()));
    assert_eq!(
        world.ask(bob, chat("友".repeat(2001))),
        Err(Reason::Malformed)
    );
    assert_eq!(
        world.ask(bob, chat(" \n ".to_owned())),
        Err(Reason::Malformed)
    );
}

#[test]
fn who_spoke_and_who_will_is_named_without_being_here() {
    let (mut world, [alice, bob, carol]) = meeting();
    let text_of = |world: &World| {
        let view = world.clients[&alice].view();
        let speech = view.agenda.iter().find(|item| item.id == SPEECH).cloned();
        let line = view.chat[0].clone();
        (speech.and_then(|item| item.speaker), line)
    };
    let hello = "hello".to_owned();
    world.ask(bob, Command::Chat { text: hello }).unwrap();
    world.ask(bob, Command::Leave).unwrap();
    assert!(world.clients[&alice].person(BOB).is_none());
    let (speaker, line) = text_of(&world);
    let bob_named = Named {
        person: BOB,
        delegation: AACHEN,
        name: text("Bob"),
    };
    assert_eq!(speaker, Some(bob_named));
    assert_eq!((line.name, line.delegation), (text("Bob"), Some(AACHEN)));

    let mut corrected = plan();
    corrected.people[2].name = text("Robert");
    world.act(Input::Plan(Box::new(corrected.clone())));
    assert_eq!(text_of(&world).1.name, text("Robert"));
    assert_eq!(
        world.clients[&carol].view().chat,
        world.room.snapshot(CAROL).chat
    );

    corrected.people.retain(|one| one.id != BOB);
    world.act(Input::Plan(Box::new(corrected)));
    let (speaker, line) = text_of(&world);
    assert_eq!(speaker, None);
    assert_eq!((line.from, line.name), (BOB, Localized::default()));
}

#[test]
fn one_item_runs_at_a_time() {
    let (mut world, [alice, bob, _]) = meeting();
    let start = |item| Command::StartItem { item };
    assert_eq!(world.ask(bob, start(OPENING)), Err(Reason::NotAllowed));
    assert_eq!(world.ask(alice, start(OPENING)), Ok(()));
    let began = world.now.timestamp;
    world.wait(60);
    assert_eq!(world.ask(alice, start(SPEECH)), Ok(()));
    let held = ItemState::Held {
        started_at: began,
        ended_at: world.now.timestamp,
    };
    assert_eq!(world.clients[&bob].item(OPENING), held);
    assert_eq!(world.ask(alice, start(OPENING)), Err(Reason::WrongState));
    assert_eq!(world.ask(alice, start(NO_ITEM)), Err(Reason::NoSuchItem));
    assert_eq!(
        world.ask(alice, Command::EndItem { item: BREAK }),
        Err(Reason::WrongState)
    );
    assert_eq!(
        world.ask(alice, Command::EndItem { item: NO_ITEM }),
        Err(Reason::NoSuchItem)
    );
    assert_eq!(
        world.ask(alice, Command::SkipItem { item: SPEECH }),
        Err(Reason::WrongState)
    );
    assert_eq!(world.ask(alice, Command::SkipItem { item: BREAK }), Ok(()));
    assert_eq!(world.ask(alice, Command::EndItem { item: SPEECH }), Ok(()));
}
