//! What the record says of side rooms.

use std::time::Duration;

use meeting::protocol::Command;

use super::*;

#[test]
fn the_record_says_who_went_aside_and_counts_it_as_presence() {
    let (mut world, [alice, bob, _]) = meeting();
    world.wait(600);
    world.ask(alice, open(10)).unwrap();
    let from = world.now.timestamp;
    world.wait(100);
    world.ask(bob, RETURN).unwrap();
    let left = world.now.timestamp;
    world.wait(500);
    world.ask(alice, Command::EndSession).unwrap();
    let record = world.record();
    let room = &record.sides[0];
    assert_eq!(room.title.as_deref(), Some("Aachen and Nara"));
    assert_eq!(room.opened_by.person, ALICE);
    assert!(!room.called_back);
    let visits: Vec<_> = room
        .visits
        .iter()
        .map(|one| (one.person.person, one.from, one.to))
        .collect();
    let ended = Some(world.now.timestamp);
    assert_eq!(visits, [(BOB, from, Some(left)), (CAROL, from, ended)]);
    let carol = record.participants.iter().find(|one| one.person == CAROL);
    assert_eq!(carol.unwrap().seconds, 1200);
}

#[test]
fn a_room_whose_time_was_over_while_the_service_was_away_ended_then() {
    let (mut world, [alice, ..]) = meeting();
    world.ask(alice, open(10)).unwrap();
    let room = rooms(&world, alice).remove(0);
    world.ask(alice, extend(room.id, 5)).unwrap();
    let over = room.ends_at.plus(Duration::from_secs(300));
    world.crash(1800);
    let held = &world.record().sides[0];
    assert_eq!((held.ended_at, held.planned_until), (Some(over), over));
    assert!(!held.called_back);
    assert!(held.visits.iter().all(|visit| visit.to == Some(over)));
}

#[test]
fn a_title_goes_with_whoever_wrote_it() {
    let (mut world, [alice, ..]) = meeting();
    world.ask(alice, open(10)).unwrap();
    let mut facts = world.facts.clone();
    facts.push(meeting::fact::Fact {
        at: world.now.timestamp,
        event: meeting::fact::Event::Erased { person: ALICE },
    });
    let record = meeting::record::record(&world.plan, &facts, world.now.timestamp);
    assert_eq!(record.sides[0].title, None);
}
