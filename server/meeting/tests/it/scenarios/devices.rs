//! Connections and devices of one person.

use meeting::fact::{Event, LeaveReason};
use meeting::id::ConnectionId;
use meeting::protocol::{Command, Goodbye, MediaState, Presence, Reason, Track};
use meeting::room::MediaReport;

use super::{events, meeting, sound};
use crate::people::*;

#[test]
fn a_resume_continues_where_it_stopped() {
    let (mut world, [alice, bob, _]) = meeting();
    world.drop_connection(bob);
    assert_eq!(
        world.clients[&alice].person(BOB).unwrap().presence,
        Presence::Reconnecting
    );
    world
        .ask(
            alice,
            Command::Chat {
                text: "Bob?".to_owned(),
            },
        )
        .unwrap();
    world
        .ask(alice, Command::StartItem { item: OPENING })
        .unwrap();
    let before = world.clients[&bob].whole_views;
    let bob = world.resume(bob);
    let client = &world.clients[&bob];
    assert_eq!(client.whole_views, before);
    assert_eq!(client.media, Some(MediaState::Kept));
    assert_eq!(client.view().chat.len(), 1);
}

#[test]
fn a_resume_after_too_much_gets_a_whole_view() {
    let (mut world, [alice, bob, _]) = meeting();
    for number in 0..201 {
        let text = number.to_string();
        world.ask(alice, Command::Chat { text }).unwrap();
        world.wait(1);
    }
    world.drop_connection(bob);
    for number in 0..1001 {
        let sound = Command::SetMedia {
            microphone: number % 2 == 0,
            camera: false,
        };
        world.ask(alice, sound).unwrap();
    }
    let before = world.clients[&bob].whole_views;
    let bob = world.resume(bob);
    assert_eq!(world.clients[&bob].whole_views, before + 1);
    assert_eq!(world.clients[&bob].view().chat.len(), 200);
}

#[test]
fn the_same_device_replaces_itself_and_keeps_its_media() {
    let (mut world, [_, bob, _]) = meeting();
    world.ask(bob, sound()).unwrap();
    let again = world.resume(bob);
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Replaced));
    assert!(world.engine.peers[&again].microphone);
    assert!(!world.engine.peers.contains_key(&bob));
    assert!(events(&world).any(|event| matches!(
        event,
        Event::Left { connection, reason: LeaveReason::Replaced, .. } if *connection == bob
    )));
}

#[test]
fn media_that_the_engine_has_dropped_is_not_called_kept() {
    let (mut world, [_, laptop, _]) = meeting();
    let phone = world.arrive_on(BOB, "phone");
    world.report(MediaReport::Lost { connection: laptop });
    world.drop_connection(laptop);
    let laptop = world.resume(laptop);
    assert_eq!(world.clients[&laptop].media, Some(MediaState::Lost));
    assert!(!world.clients[&laptop].you.unwrap().sends);
    assert!(world.clients[&phone].you.unwrap().sends);

    world.report(MediaReport::Connected { connection: laptop });
    world.drop_connection(laptop);
    let laptop = world.resume(laptop);
    assert_eq!(world.clients[&laptop].media, Some(MediaState::Kept));
}

#[test]
fn a_reload_is_the_same_participant_with_new_media() {
    let (mut world, [alice, bob, _]) = meeting();
    world.ask(bob, sound()).unwrap();
    let reloaded = world.arrive(BOB);
    assert_eq!(world.clients[&reloaded].media, Some(MediaState::Lost));
    assert!(!world.engine.peers[&reloaded].microphone);
    let bobs = world.clients[&alice]
        .view()
        .people
        .iter()
        .filter(|one| one.id == BOB);
    assert_eq!(bobs.count(), 1);
}

#[test]
fn grace_lasts_thirty_seconds() {
    let (mut world, [alice, bob, _]) = meeting();
    world.ask(bob, Command::Hand { raised: true }).unwrap();
    world.drop_connection(bob);
    world.wait(29);
    assert!(world.clients[&alice].person(BOB).is_some());
    assert_eq!(world.clients[&alice].view().hands, [BOB]);
    world.wait(1);
    assert!(world.clients[&alice].person(BOB).is_none());
    assert!(world.clients[&alice].view().hands.is_empty());
    assert!(!world.engine.peers.contains_key(&bob));
}

#[test]
fn the_newest_device_sends_and_the_older_says_so() {
    let (mut world, [alice, laptop, _]) = meeting();
    world.ask(laptop, sound()).unwrap();
    let phone = world.arrive_on(BOB, "phone");
    assert!(world.clients[&phone].you.unwrap().sends);
    assert!(!world.clients[&laptop].you.unwrap().sends);
    assert!(!world.engine.peers[&laptop].microphone);
    assert_eq!(
        world.clients[&alice].person(BOB).unwrap().microphone,
        Track::Off
    );
    assert_eq!(world.ask(laptop, sound()), Err(Reason::OtherDevice));
    assert_eq!(world.ask(phone, sound()), Ok(()));

    assert_eq!(world.ask(phone, Command::Leave), Ok(()));
    assert!(world.clients[&laptop].you.unwrap().sends);
    assert_eq!(world.ask(laptop, sound()), Ok(()));
    assert_eq!(
        world.clients[&alice].person(BOB).unwrap().presence,
        Presence::Here
    );
}

#[test]
fn one_person_cannot_fill_the_room_with_devices() {
    let (mut world, [_, bob, _]) = meeting();
    let others: Vec<ConnectionId> = (2..=8)
        .map(|number| world.arrive_on(BOB, &format!("device {number}")))
        .collect();
    assert_eq!(world.clients[&bob].goodbye, None);
    world.arrive_on(BOB, "one too many");
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Replaced));
    assert!(others.iter().all(|one| world.clients[one].is_inside()));
    world.ask(others[6], Command::Leave).unwrap();
    world.arrive_on(BOB, "in its place");
    assert!(others[..6].iter().all(|one| world.clients[one].is_inside()));
}

#[test]
fn a_blip_of_the_older_device_does_not_take_the_floor_back() {
    let (mut world, [_, laptop, _]) = meeting();
    let phone = world.arrive_on(BOB, "phone");
    world.drop_connection(laptop);
    let laptop = world.resume(laptop);
    assert!(!world.clients[&laptop].you.unwrap().sends);
    assert!(world.clients[&phone].you.unwrap().sends);
}

#[test]
fn after_a_crash_the_device_that_sent_sends_again() {
    for laptop_is_first in [false, true] {
        let (mut world, [_, laptop, _]) = meeting();
        let phone = world.arrive_on(BOB, "phone");
        world.crash(5);
        let (laptop, phone) = if laptop_is_first {
            (world.resume(laptop), world.resume(phone))
        } else {
            let phone = world.resume(phone);
            (world.resume(laptop), phone)
        };
        assert!(world.clients[&phone].you.unwrap().sends);
        assert!(!world.clients[&laptop].you.unwrap().sends);
        assert_eq!(world.ask(phone, sound()), Ok(()));
    }
}

#[test]
fn whoever_was_away_for_long_does_not_take_the_floor_back() {
    let (mut world, [_, laptop, _]) = meeting();
    let phone = world.arrive_on(BOB, "phone");
    world.ask(phone, sound()).unwrap();
    world.drop_connection(laptop);
    world.wait(31);
    let laptop = world.resume(laptop);
    assert!(!world.clients[&laptop].you.unwrap().sends);
    assert!(world.engine.peers[&phone].microphone);
}
