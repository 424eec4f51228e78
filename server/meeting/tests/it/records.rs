//! What the record says of meetings whose course is known to the second.

use std::time::Duration;

use meeting::fact::{EndReason, Event, Fact, Interruption};
use meeting::id::PersonId;
use meeting::plan::{Localized, Plan, Rank};
use meeting::protocol::Command;
use meeting::record::{
    CurvePoint, IntervalEnd, ParticipantRecord, Record, filing, left_delegations, record,
    touched_items,
};
use meeting::time::Timestamp;

use crate::people::*;
use crate::world::World;

fn of(record: &Record, person: PersonId) -> &ParticipantRecord {
    let participants = &record.participants;
    participants
        .iter()
        .find(|one| one.person == person)
        .unwrap()
}

fn after_start(seconds: i64) -> Timestamp {
    Timestamp(START.0 + seconds * 1_000_000)
}

/// Seconds after the planned start, and why it ended.
fn intervals(one: &ParticipantRecord) -> Vec<(i64, i64, Option<IntervalEnd>)> {
    let seconds = |at: Timestamp| (at.0 - START.0) / 1_000_000;
    let intervals = one.intervals.iter();
    intervals
        .map(|one| (seconds(one.from), seconds(one.to), one.end))
        .collect()
}

/// Alice opens ten minutes early, Bob is on time, Carol is five minutes late and falls out once.
fn held() -> World {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    let bob = world.arrive(BOB);
    world.ask(alice, Command::AdmitAll).unwrap();
    world.wait(600);
    world
        .ask(alice, Command::StartItem { item: OPENING })
        .unwrap();
    world.wait(300);
    let carol = world.arrive(CAROL);
    world.ask(alice, Command::AdmitAll).unwrap();
    world.wait(600);
    world
        .ask(alice, Command::StartItem { item: SPEECH })
        .unwrap();
    world.drop_connection(carol);
    world.wait(20);
    world.resume(carol);
    world.wait(580);
    world.ask(alice, Command::EndItem { item: SPEECH }).unwrap();
    world.ask(alice, Command::SkipItem { item: BREAK }).unwrap();
    world.ask(bob, Command::Leave).unwrap();
    world.wait(100);
    world.ask(alice, Command::EndSession).unwrap();
    world
}

#[test]
fn every_interval_stands_in_the_record() {
    let record = held().record();
    let end = Some(IntervalEnd::Ended);
    assert_eq!(intervals(of(&record, ALICE)), [(-600, 1600, end)]);
    let left = Some(IntervalEnd::Left);
    assert_eq!(intervals(of(&record, BOB)), [(-600, 1500, left)]);
    let dropped = Some(IntervalEnd::Dropped);
    assert_eq!(
        intervals(of(&record, CAROL)),
        [(300, 900, dropped), (920, 1600, end)]
    );
    assert_eq!(of(&record, CAROL).seconds, 1280);
    assert_eq!(of(&record, CAROL).late_seconds, Some(300));
    assert_eq!(of(&record, BOB).late_seconds, Some(0));
    assert_eq!(of(&record, OLGA).late_seconds, None);
    assert!(!of(&record, OLGA).present);
}

#[test]
fn the_totals_count_people_and_delegations() {
    let record = held().record();
    assert_eq!(record.opened_at, Some(after_start(-600)));
    assert_eq!(record.ended_at, Some(after_start(1600)));
    assert_eq!(record.ended, Some(EndReason::ByHost));
    assert!(!record.partial);
    let totals = record.totals;
    assert_eq!((totals.invited, totals.present), (8, 3));
    assert_eq!((totals.peak, totals.peak_at), (3, Some(after_start(300))));
    assert_eq!(
        (totals.delegations_invited, totals.delegations_present),
        (3, 3)
    );
    // The opening took 900 s instead of 600 s; the speech was shorter than planned.
    assert_eq!(totals.overrun_seconds, 300);
    let curve: Vec<(i64, u32)> = record
        .curve
        .iter()
        .map(|point| ((point.at.0 - START.0) / 1_000_000, point.present))
        .collect();
    assert_eq!(
        curve,
        [
            (-600, 2),
            (300, 3),
            (900, 2),
            (920, 3),
            (1500, 2),
            (1600, 0)
        ]
    );
}

#[test]
fn the_agenda_is_held_against_the_plan() {
    let record = held().record();
    let [opening, speech, pause] = record.agenda.as_slice() else {
        panic!("three items");
    };
    assert_eq!(opening.started_at, Some(after_start(0)));
    assert_eq!(opening.ended_at, Some(after_start(900)));
    assert_eq!(opening.deviation_seconds, Some(300));
    assert_eq!(speech.planned_at, after_start(600));
    assert_eq!(speech.seconds, Some(600));
    assert_eq!(speech.deviation_seconds, Some(-600));
    assert_eq!(speech.speaker.as_ref().map(|one| one.person), Some(BOB));
    assert!(pause.skipped);
    assert_eq!(pause.seconds, None);
    let chairs: Vec<PersonId> = record.chaired_by.iter().map(|one| one.person).collect();
    assert_eq!(chairs, [ALICE]);
    let touched: Vec<_> = touched_items(&held().facts).into_iter().collect();
    assert_eq!(touched, ITEMS);
}

#[test]
fn a_delegation_is_present_while_one_of_its_people_is() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    world.wait(600);
    let bob = world.arrive(BOB);
    world.ask(alice, Command::AdmitAll).unwrap();
    world.wait(100);
    let olga = world.arrive(OLGA);
    world.ask(alice, Command::AdmitAll).unwrap();
    world.wait(100);
    world.ask(bob, Command::Leave).unwrap();
    world.wait(100);
    world.ask(olga, Command::Leave).unwrap();
    let record = world.record();
    let aachen = &record.delegations[1];
    assert_eq!((aachen.present, aachen.people), (2, 2));
    assert_eq!(aachen.seconds, 300);
    assert_eq!(aachen.intervals.len(), 1);
    assert_eq!(aachen.late_seconds, Some(0));
    assert_eq!(record.delegations[2].late_seconds, None);
}

#[test]
fn moving_between_devices_is_one_interval() {
    let mut world = World::new();
    world.arrive_on(ALICE, "laptop");
    world.wait(60);
    let phone = world.arrive_on(ALICE, "phone");
    let laptop = world.arrive_on(ALICE, "laptop");
    world.wait(60);
    world.ask(laptop, Command::Leave).unwrap();
    world.wait(60);
    world.ask(phone, Command::Leave).unwrap();
    let left = Some(IntervalEnd::Left);
    assert_eq!(intervals(of(&world.record(), ALICE)), [(-600, -420, left)]);
}

#[test]
fn a_crash_closes_the_interval_at_the_last_sign_of_life() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    world.wait(600);
    world.sign_of_life();
    world.wait(4);
    world.crash(10);
    world.wait(5);
    world.resume(alice);
    world.wait(60);
    let record = world.record();
    let crash = Some(IntervalEnd::Crash);
    assert_eq!(
        intervals(of(&record, ALICE)),
        [(-600, 0, crash), (19, 79, None)]
    );
    assert!(record.partial);
    let gap = record.gaps[0];
    assert_eq!((gap.from, gap.to), (after_start(0), after_start(14)));
    assert_eq!(gap.reason, Interruption::Crash);
    assert_eq!(record.curve.last().unwrap().present, 1);
}

#[test]
fn an_item_that_nobody_ended_was_over_when_the_last_one_left() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    world.wait(600);
    world
        .ask(alice, Command::StartItem { item: OPENING })
        .unwrap();
    world.wait(900);
    world.ask(alice, Command::Leave).unwrap();
    world.wait(600);
    let record = world.record();
    assert_eq!(record.ended, Some(EndReason::Empty));
    assert_eq!(record.agenda[0].ended_at, Some(after_start(900)));
    assert_eq!(record.totals.overrun_seconds, 300);
}

#[test]
fn whoever_is_taken_off_the_plan_stays_in_the_record() {
    let world = held();
    let mut later = plan();
    later.people.retain(|one| one.id != CAROL);
    let record = record(&later, &world.facts, world.now.timestamp);
    let carol = record.participants.last().unwrap();
    assert_eq!((carol.person, &carol.name), (CAROL, &text("Carol")));
    assert_eq!(carol.rank, Rank::Director);
    assert_eq!(record.totals.invited, 8);
}

#[test]
fn whoever_is_put_right_in_the_plan_counts_where_they_belong() {
    let world = held();
    let mut later = plan();
    for bob in later.people.iter_mut().filter(|one| one.id == BOB) {
        (bob.delegation, bob.rank) = (NARA, Rank::ViceMayor);
    }
    later.delegations.retain(|one| one.id != AACHEN);
    later.people.retain(|one| one.id != OLGA);
    let record = record(&later, &world.facts, world.now.timestamp);
    assert_eq!(of(&record, BOB).delegation, NARA);
    assert_eq!(record.delegations[1].present, 2);
    let filing = filing(&later, &record).unwrap();
    assert_eq!(filing.partners, [NARA_PARTNER]);
    assert_eq!(filing.rank, Some(Rank::ViceMayor));
}

#[test]
fn a_delegation_that_was_there_stays_in_the_plan() {
    let world = held();
    let mut later = plan();
    later
        .delegations
        .retain(|one| one.id != AACHEN && one.id != NARA);
    later
        .people
        .retain(|one| one.delegation == OURS || one.id == CAROL);
    let left = left_delegations(&later, &world.facts);
    let later = later.keeping_delegations_of(&plan(), |one| left.contains(&one));
    let kept: Vec<_> = later.delegations.iter().map(|one| one.id).collect();
    assert_eq!(kept, [OURS, AACHEN]);
    assert_eq!(later.delegations[1].head, None);
    let record = record(&later, &world.facts, world.now.timestamp);
    assert_eq!(filing(&later, &record).unwrap().partners, [AACHEN_PARTNER]);
}

#[test]
fn names_are_those_of_the_day() {
    let world = held();
    let mut later = plan();
    for one in &mut later.people {
        one.name = text("Somebody else");
    }
    let record = record(&later, &world.facts, world.now.timestamp);
    assert_eq!(of(&record, BOB).name, text("Bob"));
    assert_eq!(record.chaired_by[0].name, text("Alice"));
}

#[test]
fn the_erased_have_no_name_and_their_time_stands() {
    let mut world = held();
    let seconds = of(&world.record(), BOB).seconds;
    world.facts.push(Fact {
        at: world.now.timestamp,
        event: Event::Erased { person: BOB },
    });
    let record = world.record();
    assert_eq!(of(&record, BOB).name, Localized::default());
    assert_eq!(of(&record, BOB).title, Localized::default());
    assert_eq!(of(&record, BOB).seconds, seconds);
}

#[test]
fn it_is_filed_with_the_partners_who_were_there() {
    let world = held();
    let filing = filing(&plan(), &world.record()).unwrap();
    assert_eq!(filing.partners, [AACHEN_PARTNER, NARA_PARTNER]);
    assert_eq!(filing.rank, Some(Rank::Mayor));
    assert_eq!((filing.headcount, filing.delegations), (3, 3));
    assert_eq!(filing.at, after_start(-600));
}

#[test]
fn where_the_head_did_not_come_the_highest_present_led() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    world.arrive(OLGA);
    world.ask(alice, Command::AdmitAll).unwrap();
    world.wait(60);
    world.ask(alice, Command::EndSession).unwrap();
    let filing = filing(&plan(), &world.record()).unwrap();
    assert_eq!(filing.partners, [AACHEN_PARTNER]);
    assert_eq!(filing.rank, Some(Rank::Staff));
}

#[test]
fn nothing_is_filed_when_no_partner_came() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    world.wait(60);
    world.ask(alice, Command::EndSession).unwrap();
    assert_eq!(filing(&plan(), &world.record()), None);
    assert_eq!(filing(&plan(), &record(&plan(), &[], START)), None);
}

#[test]
fn a_rehearsal_is_filed_with_nobody() {
    let world = held();
    let rehearsal = Plan {
        rehearsal: true,
        ..plan()
    };
    let record = record(&rehearsal, &world.facts, world.now.timestamp);
    assert_eq!(record.totals.delegations_present, 3);
    assert_eq!(filing(&rehearsal, &record), None);
}

#[test]
fn a_session_that_was_not_opened_held_nobody() {
    let record = record(&plan(), &[], START.plus(Duration::from_secs(60)));
    assert_eq!(record.opened_at, None);
    assert_eq!(record.totals.present, 0);
    assert_eq!(record.totals.peak_at, None);
    assert_eq!(record.curve, Vec::<CurvePoint>::new());
}
