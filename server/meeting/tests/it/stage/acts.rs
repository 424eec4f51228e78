use meeting::fact::Event;
use meeting::floor::FloorEnd;
use meeting::plan::Role;
use meeting::protocol::{Command, FloorCommand, Reason};
use meeting::stage::{Placing, StageFact, StagePlace};

use super::*;

#[test]
fn opening_the_stage_closes_everybody_else_in_the_same_turn() {
    let (mut world, [alice, _, bob, carol]) = forum();
    for connection in [alice, bob, carol] {
        world.ask(connection, media(true, true)).unwrap();
    }
    assert_eq!(world.ask(alice, open(&[ALICE])), Ok(()));
    assert_eq!(sends(&world, alice), (true, true), "at her own choice");
    assert_eq!(sends(&world, bob), (false, false));
    assert_eq!(world.ask(bob, media(true, false)), REFUSED);
    assert_eq!(world.ask(bob, media(false, true)), REFUSED);
    assert_eq!(world.ask(bob, Command::Share { on: true }), REFUSED);
    assert_eq!(world.ask(bob, media(false, false)), Ok(()));
    assert_eq!(told(&world, carol).on_stage, [ALICE], "seen by all");

    world.ask(alice, place(BOB, StagePlace::OnStage)).unwrap();
    assert_eq!(
        sends(&world, bob),
        (false, false),
        "nobody is opened by others"
    );
    assert_eq!(world.ask(bob, media(true, true)), Ok(()));
    assert_eq!(sends(&world, bob), (true, true));

    world.ask(alice, CLOSE).unwrap();
    assert_eq!(world.ask(carol, media(true, true)), Ok(()));
    assert_eq!(told(&world, bob).opened_at, None);
}

#[test]
fn those_backstage_are_seen_by_those_who_run_the_meeting_and_heard_by_nobody() {
    let (mut world, [alice, tom, bob, carol]) = forum();
    world.ask(alice, open(&[])).unwrap();
    world.ask(bob, media(true, false)).unwrap_err();
    world.ask(alice, place(BOB, StagePlace::Backstage)).unwrap();
    for viewer in [alice, tom, carol] {
        world.ask(viewer, see(BOB)).unwrap();
    }
    assert_eq!(world.ask(bob, media(true, true)), Err(Reason::Backstage));
    assert_eq!(world.ask(bob, Command::Share { on: true }), REFUSED);
    assert_eq!(world.ask(bob, media(false, true)), Ok(()));
    assert_eq!(sends(&world, bob), (false, true));
    assert!(sees(&world, alice, bob) && sees(&world, tom, bob));
    assert!(!sees(&world, carol, bob));

    world.ask(tom, place(CAROL, StagePlace::Backstage)).unwrap();
    assert!(sees(&world, carol, bob), "the others backstage see him");
    world.ask(tom, place(CAROL, StagePlace::Audience)).unwrap();
    assert!(!sees(&world, carol, bob));

    assert_eq!(world.ask(tom, PROMOTE), Ok(()));
    assert!(sees(&world, carol, bob), "the wish stands");
    assert_eq!(told(&world, carol).on_stage, [BOB]);
    assert_eq!(world.ask(tom, PROMOTE), Err(Reason::WrongState));
}

#[test]
fn a_host_who_loses_the_chair_sees_backstage_no_longer() {
    let (mut world, [alice, tom, bob, _]) = forum();
    world.ask(alice, open(&[])).unwrap();
    world.ask(alice, place(BOB, StagePlace::Backstage)).unwrap();
    world.ask(bob, media(false, true)).unwrap();
    world.ask(tom, see(BOB)).unwrap();
    assert!(sees(&world, tom, bob));
    let role = Command::SetRole {
        person: TOM,
        role: Role::Delegate,
    };
    world.ask(alice, role).unwrap();
    assert!(!sees(&world, tom, bob));
}

#[test]
fn the_floor_puts_on_stage_and_leaving_the_stage_takes_the_floor() {
    let (mut world, [alice, tom, bob, _]) = forum();
    let give = Command::Floor(FloorCommand::Give {
        person: BOB,
        seconds: None,
    });
    world.ask(alice, give).unwrap();
    world.ask(alice, open(&[])).unwrap();
    assert_eq!(told(&world, bob).on_stage, [BOB], "whoever has the floor");
    assert!(world.facts.iter().any(|fact| fact.event
        == Event::Stage(StageFact::Placed {
            people: vec![BOB],
            place: StagePlace::OnStage,
            why: Placing::Floor,
            by: None,
        })));
    let off = place(BOB, StagePlace::Audience);
    let refused = world.ask(tom, off.clone());
    assert_eq!(
        refused,
        Err(Reason::NotAllowed),
        "the floor is for hosts to take"
    );
    assert_eq!(world.ask(alice, off), Ok(()));
    assert_eq!(world.clients[&bob].view().floor.turn, None);
    let record = world.record();
    assert_eq!(record.turns.last().unwrap().end, Some(FloorEnd::Taken));
}

#[test]
fn a_point_of_order_is_heard_on_stage() {
    let (mut world, [alice, _, bob, _]) = forum();
    world.ask(alice, open(&[ALICE])).unwrap();
    let raised = Command::Floor(FloorCommand::Point { raised: true });
    world.ask(bob, raised).unwrap();
    assert_eq!(told(&world, bob).on_stage, [ALICE]);
    let hear = Command::Floor(FloorCommand::HearPoint { person: BOB });
    world.ask(alice, hear).unwrap();
    assert_eq!(told(&world, bob).on_stage, [ALICE, BOB]);
    world.ask(alice, place(BOB, StagePlace::Backstage)).unwrap();
    assert_eq!(world.clients[&bob].view().floor.heard, None);
}

#[test]
fn a_whole_delegation_is_placed_as_far_as_it_is_here_and_speaks() {
    let (mut world, [alice, ..]) = forum();
    world.arrive(OLGA);
    world.ask(alice, Command::AdmitAll).unwrap();
    let nobody = Command::Stage(StageCommand::PlaceDelegation {
        delegation: AACHEN,
        place: StagePlace::Backstage,
    });
    assert_eq!(world.ask(alice, nobody.clone()), Err(Reason::WrongState));
    world.ask(alice, open(&[])).unwrap();
    world.ask(alice, nobody).unwrap();
    assert_eq!(told(&world, alice).backstage, [BOB], "Olga observes");
    let observer = place(OLGA, StagePlace::OnStage);
    assert_eq!(world.ask(alice, observer), Err(Reason::NotAllowed));
    let absent = place(IVAN, StagePlace::OnStage);
    assert_eq!(world.ask(alice, absent), Err(Reason::NoSuchPerson));
}

#[test]
fn the_audience_directs_nothing() {
    let (mut world, [alice, _, bob, _]) = forum();
    for command in [
        open(&[BOB]),
        CLOSE,
        PROMOTE,
        place(BOB, StagePlace::OnStage),
        spotlight(Some(BOB)),
        pin(true),
    ] {
        assert_eq!(world.ask(bob, command), Err(Reason::NotAllowed));
    }
    world.ask(alice, open(&[])).unwrap();
    assert_eq!(world.ask(alice, open(&[])), Err(Reason::WrongState));
}

#[test]
fn whoever_drops_stays_on_stage_for_the_grace_time() {
    let (mut world, [alice, _, bob, _]) = forum();
    world.ask(alice, open(&[BOB])).unwrap();
    world.ask(alice, spotlight(Some(BOB))).unwrap();
    world.drop_connection(bob);
    world.wait(20);
    assert_eq!(told(&world, alice).on_stage, [BOB]);
    let bob = world.resume(bob);
    assert_eq!(told(&world, bob).spotlight, Some(BOB));
    world.drop_connection(bob);
    world.wait(31);
    assert!(told(&world, alice).on_stage.is_empty());
    assert_eq!(told(&world, alice).spotlight, None);
    let bob = world.arrive(BOB);
    assert_eq!(world.ask(bob, media(true, true)), REFUSED);
}

#[test]
fn a_crash_restores_the_stage() {
    let (mut world, [alice, _, bob, carol]) = forum();
    world.ask(alice, open(&[ALICE])).unwrap();
    world.ask(alice, place(BOB, StagePlace::Backstage)).unwrap();
    world.ask(alice, spotlight(Some(ALICE))).unwrap();
    world.ask(alice, Command::Share { on: true }).unwrap();
    world.ask(alice, pin(true)).unwrap();
    let before = told(&world, carol).clone();
    world.crash(5);
    let [alice, bob, carol] = [alice, bob, carol].map(|connection| world.resume(connection));
    assert_eq!(*told(&world, carol), before);
    assert_eq!(world.ask(carol, media(true, true)), REFUSED);
    assert_eq!(world.ask(bob, media(false, true)), Ok(()));
    world.ask(alice, Command::Share { on: true }).unwrap();
    assert_eq!(
        told(&world, bob).pinned,
        Some(ALICE),
        "shared again, pinned still"
    );
}

#[test]
fn a_pin_ends_with_the_share_and_the_spotlight_with_the_stage() {
    let (mut world, [alice, _, bob, _]) = forum();
    assert_eq!(world.ask(alice, pin(true)), Err(Reason::WrongState));
    world.ask(bob, Command::Share { on: true }).unwrap();
    world.ask(alice, pin(true)).unwrap();
    assert_eq!(
        told(&world, alice).pinned,
        Some(BOB),
        "without a stage as well"
    );
    world.ask(alice, Command::Share { on: true }).unwrap();
    assert_eq!(
        told(&world, bob).pinned,
        None,
        "another screen is another matter"
    );
    world.ask(alice, pin(true)).unwrap();
    world.ask(alice, Command::Share { on: false }).unwrap();
    assert_eq!(told(&world, bob).pinned, None);

    world.ask(alice, spotlight(Some(BOB))).unwrap();
    world.ask(alice, open(&[ALICE])).unwrap();
    assert_eq!(told(&world, bob).spotlight, None, "he is in the audience");
    assert_eq!(world.ask(alice, spotlight(Some(BOB))), REFUSED);
    world.ask(alice, spotlight(Some(ALICE))).unwrap();
    world.ask(alice, spotlight(None)).unwrap();
    assert_eq!(told(&world, bob).spotlight, None);
}

#[test]
fn a_call_to_the_stage_is_over_on_stage() {
    let (mut world, [alice, _, bob, _]) = forum();
    let call = Command::CallToStage {
        person: BOB,
        seconds: Some(120),
    };
    world.ask(alice, open(&[])).unwrap();
    world.ask(alice, call).unwrap();
    assert_eq!(world.clients[&bob].view().stage_calls.len(), 1);
    world.ask(alice, place(BOB, StagePlace::OnStage)).unwrap();
    assert!(world.clients[&bob].view().stage_calls.is_empty());
}
