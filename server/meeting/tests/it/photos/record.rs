use meeting::fact::{Event, Fact};
use meeting::id::OrganizerId;
use meeting::room::{Limits, Room};

use super::*;

#[test]
fn that_a_picture_was_removed_stays_on_record_and_is_nothing_to_the_room() {
    let (mut world, [alice, ..]) = forum();
    world.ask(alice, call(PhotoScope::Heads)).unwrap();
    world.ask(alice, answer(true)).unwrap();
    world.ask(alice, START_IT).unwrap();
    count_down(&mut world);
    upload(&mut world);
    world.ask(alice, keep(&[ALICE])).unwrap();
    assert_eq!(world.record().photos[0].removed_at, None);
    let at = world.now.timestamp;
    let by = Some(OrganizerId::from_bits(1));
    let event = Event::PhotoRemoved { photo: FIRST, by };
    assert!(!event.is_of_the_room(), "it may come after the end");
    world.facts.push(Fact { at, event });
    let record = world.record();
    assert_eq!(record.photos[0].removed_at, Some(at));
    assert_eq!(record.photos[0].pictured.len(), 1, "who was in it");
    let again = Room::rebuild(
        world.plan.clone(),
        2,
        world.facts.clone(),
        at,
        Limits::default(),
        world.now,
    );
    let view = again.snapshot(ALICE).photo.unwrap();
    assert_eq!(view.state, PhotoState::Kept { at });
}

#[test]
fn a_picture_that_the_session_ended_over_is_called_off() {
    let (mut world, [alice, ..]) = forum();
    world.ask(alice, call(PhotoScope::Heads)).unwrap();
    world.ask(alice, Command::EndSession).unwrap();
    let mut facts = world.facts.iter().rev();
    let last = facts.find_map(|fact| {
        let Event::Photo(fact) = &fact.event else {
            return None;
        };
        Some(fact.clone())
    });
    let by = Some(ALICE);
    let (photo, why) = (FIRST, PhotoEnd::Ended);
    let expected = meeting::photo::PhotoFact::CalledOff { photo, why, by };
    assert_eq!(last, Some(expected));
    assert_eq!(world.record().photos, []);
}
