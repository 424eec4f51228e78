//! Who is where, until when, and what they hear and see meanwhile.

use std::time::Duration;

use meeting::id::SideId;
use meeting::protocol::{Command, FloorCommand, Reason, SideCommand};

use super::*;

#[test]
fn those_in_a_side_room_see_one_another_alone_and_come_back_when_its_time_is_over() {
    let (mut world, [alice, bob, carol]) = meeting();
    let olga = world.arrive(OLGA);
    world.ask(alice, Command::AdmitAll).unwrap();
    look_at(&mut world, alice, &[BOB, CAROL]);
    look_at(&mut world, bob, &[ALICE, CAROL]);
    assert_eq!(world.ask(alice, open(10)), Ok(()));
    let room = rooms(&world, alice).remove(0);
    assert_eq!(room.title.as_deref(), Some("Aachen and Nara"));
    // Whoever follows only stays.
    assert_eq!(room.people, [BOB, CAROL]);
    assert_eq!(side_of(&world, bob), Some(room.id));
    assert_eq!(side_of(&world, carol), Some(room.id));
    assert_eq!(side_of(&world, olga), None);
    assert_eq!(sees(&world, alice), []);
    assert_eq!(sees(&world, bob), [CAROL]);

    world.wait(599);
    assert_eq!(rooms(&world, bob).len(), 1);
    world.wait(1);
    assert_eq!(rooms(&world, bob), []);
    assert_eq!(side_of(&world, bob), None);
    // What they had wished to see is shown again.
    assert_eq!(sees(&world, alice), [BOB, CAROL]);
    assert_eq!(sees(&world, bob), [ALICE, CAROL]);
}

#[test]
fn everybody_comes_back_by_a_call_and_one_by_themselves() {
    let (mut world, [alice, bob, carol]) = meeting();
    world.ask(alice, open(10)).unwrap();
    assert_eq!(world.ask(bob, RETURN), Ok(()));
    let room = rooms(&world, alice).remove(0);
    assert_eq!(room.people, [CAROL]);
    let close = Command::Side(SideCommand::Close { side: room.id });
    assert_eq!(world.ask(carol, close.clone()), Err(Reason::NotAllowed));
    assert_eq!(world.ask(alice, close.clone()), Ok(()));
    assert_eq!(side_of(&world, carol), None);
    assert_eq!(world.ask(alice, close), Err(Reason::NoSuchRoom));

    world.ask(alice, open(10)).unwrap();
    for back in [bob, carol] {
        let back = world.ask(back, RETURN);
        assert_eq!(back, Ok(()));
    }
    assert_eq!(rooms(&world, alice), [], "nobody is left in it");
}

#[test]
fn a_technician_moves_people_between_rooms() {
    let (mut world, [alice, bob, _]) = meeting();
    let tom = world.arrive(TOM);
    world.ask(alice, Command::AdmitAll).unwrap();
    assert_eq!(world.ask(tom, open(10)), Ok(()));
    let other = open_with("Hosts", 5, &[ALICE, BOB], &[]);
    assert_eq!(world.ask(tom, other), Ok(()));
    let ids: Vec<_> = rooms(&world, tom)
        .iter()
        .map(|room| room.people.clone())
        .collect();
    assert_eq!(ids, [vec![CAROL], vec![ALICE, BOB]]);
    assert_eq!(world.ask(tom, move_to(BOB, None)), Ok(()));
    assert_eq!(side_of(&world, bob), None);
    let nowhere = Some(SideId::from_bits(99));
    assert_eq!(
        world.ask(tom, move_to(BOB, nowhere)),
        Err(Reason::NoSuchRoom)
    );
}

#[test]
fn words_hands_and_the_floor_are_of_the_main_room() {
    let (mut world, [alice, bob, _]) = meeting();
    let give = |person| {
        Command::Floor(FloorCommand::Give {
            person,
            seconds: None,
        })
    };
    world.ask(alice, give(BOB)).unwrap();
    world.ask(bob, Command::Share { on: true }).unwrap();
    world.ask(bob, Command::Hand { raised: true }).unwrap();
    world
        .ask(bob, Command::Floor(FloorCommand::Point { raised: true }))
        .unwrap();
    world.ask(alice, open(10)).unwrap();
    let view = world.clients[&alice].view();
    assert_eq!(view.floor.turn, None);
    assert_eq!(view.screen, None);
    assert!(view.hands.is_empty() && view.floor.points.is_empty());
    for command in [
        Command::Chat {
            text: "hello".to_owned(),
        },
        Command::Hand { raised: true },
        Command::Share { on: true },
        Command::Floor(FloorCommand::Point { raised: true }),
    ] {
        assert_eq!(world.ask(bob, command), Err(Reason::InSideRoom));
    }
    assert_eq!(world.ask(alice, give(BOB)), Err(Reason::NoSuchPerson));
}

#[test]
fn a_restart_leaves_everybody_where_they_were() {
    let (mut world, [alice, bob, carol]) = meeting();
    world.ask(alice, open(10)).unwrap();
    let before = rooms(&world, alice);
    world.crash(30);
    let alice = world.resume(alice);
    let bob = world.resume(bob);
    assert_eq!(rooms(&world, alice), before);
    assert_eq!(side_of(&world, bob), Some(before[0].id));
    assert_eq!(side_of(&world, alice), None);
    // Its time is over while the service is away.
    world.crash(600);
    let carol = world.resume(carol);
    assert_eq!(rooms(&world, carol), []);
    assert_eq!(side_of(&world, carol), None);
}

#[test]
fn a_side_room_goes_on_for_some_minutes_more() {
    let (mut world, [alice, bob, _]) = meeting();
    world.ask(alice, open(10)).unwrap();
    let room = rooms(&world, alice).remove(0);
    world.wait(595);
    assert_eq!(world.ask(bob, extend(room.id, 5)), Err(Reason::NotAllowed));
    assert_eq!(world.ask(alice, extend(room.id, 5)), Ok(()));
    let later = room.ends_at.plus(Duration::from_secs(300));
    assert_eq!(rooms(&world, bob)[0].ends_at, later);
    world.wait(304);
    assert_eq!(side_of(&world, bob), Some(room.id));
    world.wait(1);
    assert_eq!(side_of(&world, bob), None);
    assert_eq!(
        world.ask(alice, extend(room.id, 5)),
        Err(Reason::NoSuchRoom)
    );
}

#[test]
fn no_side_room_is_longer_than_it_may_be() {
    let (mut world, [alice, ..]) = meeting();
    world.ask(alice, open(240)).unwrap();
    let room = rooms(&world, alice).remove(0);
    world.wait(60);
    for minutes in [0, 241] {
        let asked = world.ask(alice, extend(room.id, minutes));
        assert_eq!(asked, Err(Reason::Malformed));
    }
    assert_eq!(world.ask(alice, extend(room.id, 240)), Ok(()));
    let longest = room.ends_at.plus(Duration::from_secs(60));
    assert_eq!(rooms(&world, alice)[0].ends_at, longest);
}

#[test]
fn whoever_is_to_stay_comes_back_by_a_call_alone_but_for_those_who_run_the_meeting() {
    let (mut world, [alice, bob, _]) = meeting();
    let stay = Command::Side(SideCommand::Open {
        title: "Until you agree".to_owned(),
        minutes: 10,
        may_return: false,
        people: vec![ALICE, BOB],
        delegations: Vec::new(),
    });
    world.ask(alice, stay).unwrap();
    assert!(!rooms(&world, bob)[0].may_return);
    assert_eq!(world.ask(bob, RETURN), Err(Reason::NotAllowed));
    assert_eq!(world.ask(alice, RETURN), Ok(()));
    assert_eq!(side_of(&world, alice), None);
    assert_eq!(world.ask(alice, move_to(BOB, None)), Ok(()));
    assert_eq!(side_of(&world, bob), None);
}

#[test]
fn everybody_is_called_back_from_everywhere() {
    let (mut world, [alice, bob, carol]) = meeting();
    let call = Command::Side(SideCommand::CloseAll);
    assert_eq!(world.ask(alice, call.clone()), Ok(()), "there is none");
    for (title, person) in [("One", BOB), ("Two", CAROL)] {
        let apart = open_with(title, 10, &[person], &[]);
        world.ask(alice, apart).unwrap();
    }
    assert_ne!(side_of(&world, bob), side_of(&world, carol));
    assert_eq!(world.ask(bob, call.clone()), Err(Reason::NotAllowed));
    assert_eq!(world.ask(alice, call), Ok(()));
    assert_eq!(rooms(&world, bob), []);
    assert_eq!((side_of(&world, bob), side_of(&world, carol)), (None, None));
}

#[test]
fn whoever_leaves_or_is_given_up_is_in_no_side_room() {
    let (mut world, [alice, bob, carol]) = meeting();
    world.ask(alice, open(10)).unwrap();
    world.ask(bob, Command::Leave).unwrap();
    assert_eq!(rooms(&world, alice)[0].people, [CAROL]);
    world.drop_connection(carol);
    world.wait(20);
    assert_eq!(rooms(&world, alice)[0].people, [CAROL], "she is waited for");
    world.wait(20);
    assert_eq!(rooms(&world, alice), []);
    let bob = world.arrive(BOB);
    assert_eq!(side_of(&world, bob), None);
}

#[test]
fn an_odd_side_room_is_refused() {
    let (mut world, [alice, ..]) = meeting();
    for (title, minutes) in [
        (" ", 10),
        ("Apart", 0),
        ("Apart", 241),
        (&"x".repeat(121), 10),
    ] {
        let asked = world.ask(alice, open_with(title, minutes, &[BOB], &[]));
        assert_eq!(asked, Err(Reason::Malformed));
    }
    let absent = world.ask(alice, open_with("Apart", 10, &[OLGA], &[]));
    assert_eq!(absent, Err(Reason::NoSuchPerson));
}
