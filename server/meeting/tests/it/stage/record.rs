use std::time::Duration;

use meeting::id::PersonId;
use meeting::record::Record;
use meeting::stage::{Placing, StagePlace};
use meeting::time::Timestamp;

use super::*;

fn stays(record: &Record) -> Vec<(PersonId, u64, u64, Placing)> {
    let since = |at: Timestamp| at.since(record.opened_at.unwrap()).as_secs();
    let stays = record.stage.iter();
    stays
        .map(|stay| {
            (
                stay.person.person,
                since(stay.from),
                since(stay.to),
                stay.why,
            )
        })
        .collect()
}

#[test]
fn the_record_shows_who_was_on_stage_from_when_to_when() {
    let (mut world, [alice, ..]) = forum();
    world.ask(alice, open(&[ALICE])).unwrap();
    world.wait(10);
    world.ask(alice, place(BOB, StagePlace::Backstage)).unwrap();
    world.wait(10);
    world.ask(alice, PROMOTE).unwrap();
    world.wait(30);
    world
        .ask(alice, place(ALICE, StagePlace::Audience))
        .unwrap();
    world.wait(5);
    let so_far = world.record();
    assert!(so_far.stage.iter().any(|stay| stay.lasts));
    world.ask(alice, CLOSE).unwrap();
    world.wait(5);
    world.ask(alice, open(&[CAROL])).unwrap();
    world.wait(7);
    world.ask(alice, Command::EndSession).unwrap();
    let record = world.record();
    assert_eq!(
        stays(&record),
        [
            (ALICE, 0, 50, Placing::Placed),
            (BOB, 20, 55, Placing::Placed),
            (CAROL, 60, 67, Placing::Placed),
        ]
    );
    assert!(record.stage.iter().all(|stay| !stay.lasts));
    assert_eq!(record.stage[1].delegation, Some(AACHEN));
}

#[test]
fn nobody_is_on_stage_while_the_service_is_away() {
    let (mut world, [alice, ..]) = forum();
    world.ask(alice, open(&[ALICE, BOB])).unwrap();
    world.wait(10);
    world.sign_of_life();
    world.crash(20);
    world.resume(alice);
    world.wait(5);
    assert_eq!(
        stays(&world.record()),
        [
            (ALICE, 0, 10, Placing::Placed),
            (BOB, 0, 10, Placing::Placed),
            (ALICE, 30, 35, Placing::Placed),
            (BOB, 30, 35, Placing::Placed),
        ]
    );
    let before_the_end = world.record().stage.len();
    world.wait(Duration::from_secs(60).as_secs());
    let bob = world
        .record()
        .stage
        .into_iter()
        .filter(|one| one.person.person == BOB);
    let seconds: u64 = bob.map(|stay| stay.seconds).sum();
    assert_eq!(seconds, 10 + 30, "missed for the grace time, then gone");
    assert_eq!(world.record().stage.len(), before_the_end);
}
