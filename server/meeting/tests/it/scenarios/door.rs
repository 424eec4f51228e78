//! Who comes in, and when.

use meeting::fact::Event;
use meeting::plan::Admission;
use meeting::protocol::{Command, Goodbye, NOTICE, Presence, Reason};
use meeting::room::Input;

use super::{events, meeting, sound};
use crate::client::Client;
use crate::people::*;
use crate::world::World;

#[test]
fn a_host_enters_and_opens_the_session() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    assert!(world.clients[&alice].is_inside());
    assert_eq!(
        world.clients[&alice].view().opened_at,
        Some(world.now.timestamp)
    );
}

#[test]
fn others_wait_until_a_host_admits_them() {
    let mut world = World::new();
    let bob = world.arrive(BOB);
    let alice = world.arrive(ALICE);
    assert!(!world.clients[&bob].is_inside());
    assert_eq!(world.clients[&bob].you.unwrap().presence, Presence::Waiting);
    assert_eq!(world.clients[&alice].view().lobby[0].id, BOB);
    assert_eq!(world.ask(bob, sound()), Err(Reason::NotAdmitted));

    assert_eq!(world.ask(alice, Command::Admit { person: BOB }), Ok(()));
    assert!(world.clients[&bob].is_inside());
    assert!(world.clients[&alice].view().lobby.is_empty());
    assert_eq!(
        world.clients[&alice].person(BOB).unwrap().presence,
        Presence::Here
    );
}

#[test]
fn whoever_was_admitted_comes_straight_in_again() {
    let (mut world, [_, bob, _]) = meeting();
    assert_eq!(world.ask(bob, Command::Leave), Ok(()));
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Left));
    let bob = world.arrive(BOB);
    assert!(world.clients[&bob].is_inside());
    world.crash(5);
    let bob = world.arrive(BOB);
    assert!(world.clients[&bob].is_inside());
}

#[test]
fn automatic_admission_needs_no_host() {
    let mut world = World::with(meeting::plan::Plan {
        admission: Admission::Automatic,
        ..plan()
    });
    let bob = world.arrive(BOB);
    assert!(world.clients[&bob].is_inside());
    assert_eq!(world.clients[&bob].view().opened_at, None);
    assert!(events(&world).any(|event| *event
        == Event::Admitted {
            person: BOB,
            by: None
        }));
}

#[test]
fn the_notice_is_acknowledged_once() {
    let mut world = World::new();
    let refused = world.hello(Client::new(ALICE, "laptop"), None, None);
    assert_eq!(
        world.clients[&refused].goodbye,
        Some(Goodbye::NotAcknowledged)
    );
    let refused = world.hello(Client::new(ALICE, "laptop"), Some("1999-01"), None);
    assert_eq!(
        world.clients[&refused].goodbye,
        Some(Goodbye::NotAcknowledged)
    );

    world.hello(Client::new(ALICE, "laptop"), Some(NOTICE), None);
    let again = world.hello(Client::new(ALICE, "phone"), None, None);
    assert!(world.clients[&again].is_inside());
    let acknowledged = events(&world).filter(|event| matches!(event, Event::Acknowledged { .. }));
    assert_eq!(acknowledged.count(), 1);
}

#[test]
fn doors_open_an_hour_before_and_for_hosts_a_day_before() {
    let mut now = World::new().now;
    now.timestamp = START.minus(std::time::Duration::from_secs(3601));
    let mut world = World::at(plan(), now);
    let bob = world.arrive(BOB);
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::TooEarly));
    let alice = world.arrive(ALICE);
    assert!(world.clients[&alice].is_inside());
    world.wait(1);
    let bob = world.arrive(BOB);
    assert_eq!(world.clients[&bob].goodbye, None);

    now.timestamp = START.minus(std::time::Duration::from_secs(24 * 3600 + 1));
    let mut world = World::at(plan(), now);
    let alice = world.arrive(ALICE);
    assert_eq!(world.clients[&alice].goodbye, Some(Goodbye::TooEarly));
}

#[test]
fn the_removed_stay_out_until_admitted_again() {
    let (mut world, [alice, bob, _]) = meeting();
    assert_eq!(world.ask(alice, Command::Remove { person: BOB }), Ok(()));
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Removed));
    assert!(world.clients[&alice].person(BOB).is_none());
    let bob = world.resume(bob);
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Removed));
    world.crash(1);
    let alice = world.resume(alice);
    let bob = world.arrive(BOB);
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Removed));

    assert_eq!(world.ask(alice, Command::Admit { person: BOB }), Ok(()));
    let bob = world.arrive(BOB);
    assert!(world.clients[&bob].is_inside());
}

#[test]
fn a_host_admits_a_delegation_in_one_turn_however_late_it_comes() {
    let (mut world, [alice, ..]) = meeting();
    world
        .ask(alice, Command::StartItem { item: OPENING })
        .unwrap();
    let late = [OLGA, PAUL, IVAN].map(|person| world.arrive(person));
    let reconnecting = world.arrive(TOM);
    world.drop_connection(reconnecting);
    let facts = world.facts.len();
    let admit = |delegation| Command::AdmitDelegation { delegation };
    assert_eq!(world.ask(alice, admit(OURS)), Ok(()));
    let at: Vec<_> = world.facts[facts..].iter().map(|fact| fact.at).collect();
    assert!(at.iter().all(|one| *one == world.now.timestamp));
    assert!(world.clients[&late[2]].is_inside());
    let reconnected = world.resume(reconnecting);
    assert!(world.clients[&reconnected].is_inside());
    assert!(!world.clients[&late[0]].is_inside(), "Aachen waits");

    assert_eq!(world.ask(alice, admit(AACHEN)), Ok(()));
    assert!(world.clients[&late[0]].is_inside());
    let waiting: Vec<_> = world.clients[&alice]
        .view()
        .lobby
        .iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(waiting, [PAUL]);
    let nowhere = meeting::id::DelegationId::from_bits(99);
    assert_eq!(world.ask(alice, admit(nowhere)), Err(Reason::NoSuchPerson));
}

#[test]
fn hosts_see_whom_they_removed_until_they_admit_them_again() {
    let (mut world, [alice, _, carol]) = meeting();
    let removed = |world: &World, host| -> Vec<_> {
        let people = world.clients[&host].view().removed.iter();
        people.map(|one| one.person).collect()
    };
    world.ask(alice, Command::Remove { person: BOB }).unwrap();
    assert_eq!(removed(&world, alice), [BOB]);
    let heidi = world.arrive(HEIDI);
    assert_eq!(removed(&world, heidi), [BOB]);
    assert!(world.clients[&carol].view().removed.is_empty());
    world.crash(1);
    let alice = world.resume(alice);
    assert_eq!(removed(&world, alice), [BOB]);
    world.ask(alice, Command::Admit { person: BOB }).unwrap();
    assert!(removed(&world, alice).is_empty());
}

#[test]
fn somebody_can_be_turned_away_from_the_lobby() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    let bob = world.arrive(BOB);
    assert_eq!(world.ask(alice, Command::Remove { person: BOB }), Ok(()));
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Removed));
    assert!(world.clients[&alice].view().lobby.is_empty());
}

#[test]
fn a_revoked_link_puts_its_person_out() {
    let (mut world, [alice, bob, _]) = meeting();
    world.act(Input::Revoke { person: BOB });
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Revoked));
    assert!(world.clients[&alice].person(BOB).is_none());
}

#[test]
fn a_reload_in_the_lobby_keeps_the_place() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    world.arrive(BOB);
    world.arrive(CAROL);
    world.arrive(BOB);
    let lobby: Vec<_> = world.clients[&alice]
        .view()
        .lobby
        .iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(lobby, [BOB, CAROL]);
}

#[test]
fn the_lobby_waits_for_a_broken_connection_too() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    let bob = world.arrive(BOB);
    world.drop_connection(bob);
    assert_eq!(
        world.clients[&alice].view().lobby[0].presence,
        Presence::Reconnecting
    );
    world.wait(29);
    assert_eq!(world.clients[&alice].view().lobby.len(), 1);
    world.wait(1);
    assert!(world.clients[&alice].view().lobby.is_empty());
}

#[test]
fn somebody_admitted_while_reconnecting_comes_straight_in() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    let bob = world.arrive(BOB);
    world.drop_connection(bob);
    assert_eq!(world.ask(alice, Command::AdmitAll), Ok(()));
    assert!(world.clients[&alice].view().lobby.is_empty());
    let bob = world.resume(bob);
    assert!(world.clients[&bob].is_inside());
}

#[test]
fn strangers_and_nameless_devices_are_refused() {
    let mut world = World::new();
    let stranger = world.arrive(STRANGER);
    assert_eq!(world.clients[&stranger].goodbye, Some(Goodbye::Revoked));
    let nameless = world.arrive_on(ALICE, "");
    assert_eq!(world.clients[&nameless].goodbye, Some(Goodbye::Abuse));
}
