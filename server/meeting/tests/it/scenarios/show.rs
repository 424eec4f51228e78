//! The run of show: the programme changes while it runs, cues are called, people are told to come.

use meeting::id::ItemId;
use meeting::plan::Role;
use meeting::protocol::{Command, CueState, ItemState, Reason, StageCall};
use meeting::room::Input;

use super::meeting;
use crate::people::*;
use crate::world::World;

fn order(world: &World, connection: meeting::id::ConnectionId) -> Vec<(ItemId, u16)> {
    let agenda = world.clients[&connection].view().agenda.iter();
    agenda.map(|item| (item.id, item.given)).collect()
}

fn before(item: ItemId, before: ItemId) -> Command {
    Command::MoveItem {
        item,
        before: Some(before),
    }
}

/// The meeting has begun, and Tom runs the technical side of it.
fn show() -> (World, [meeting::id::ConnectionId; 3]) {
    let (mut world, [alice, bob, _]) = meeting();
    let tom = world.arrive(TOM);
    world.ask(alice, Command::AdmitAll).unwrap();
    (world, [alice, bob, tom])
}

#[test]
fn items_move_and_shrink_for_everybody_and_the_plan_stays() {
    let (mut world, [alice, bob, tom]) = show();
    let planned = world.plan.clone();
    assert_eq!(
        world.ask(tom, before(BREAK, SPEECH)),
        Err(Reason::NotAllowed)
    );
    world.ask(alice, before(BREAK, SPEECH)).unwrap();
    let minutes = 12;
    let shorter = Command::ResizeItem {
        item: SPEECH,
        minutes,
    };
    world.ask(alice, shorter.clone()).unwrap();
    let now = [(OPENING, 10), (BREAK, 5), (SPEECH, 12)];
    assert_eq!(order(&world, bob), now);
    assert_eq!(world.plan, planned);
    let speech = world.clients[&bob].view().agenda[2].clone();
    assert_eq!(
        (speech.minutes, speech.planned_at),
        (20, START.plus(OPENING_TAKES))
    );

    let facts = world.facts.len();
    world.ask(alice, shorter).unwrap();
    world.ask(alice, before(BREAK, SPEECH)).unwrap();
    assert_eq!(world.facts.len(), facts, "as it is already");

    world.crash(10);
    let alice = world.arrive(ALICE);
    assert_eq!(order(&world, alice), now);
    let last = Command::MoveItem {
        item: BREAK,
        before: None,
    };
    world.ask(alice, last).unwrap();
    assert_eq!(order(&world, alice)[2].0, BREAK);
}

const OPENING_TAKES: std::time::Duration = std::time::Duration::from_secs(600);

#[test]
fn what_began_stays_where_it_is() {
    let (mut world, [alice, ..]) = show();
    world
        .ask(alice, Command::StartItem { item: OPENING })
        .unwrap();
    for (refused, reason) in [
        (before(OPENING, BREAK), Reason::WrongState),
        (before(BREAK, OPENING), Reason::WrongState),
        (before(BREAK, NO_ITEM), Reason::NoSuchItem),
        (before(NO_ITEM, BREAK), Reason::NoSuchItem),
        (
            Command::ResizeItem {
                item: SPEECH,
                minutes: 0,
            },
            Reason::Malformed,
        ),
        (
            Command::ResizeItem {
                item: SPEECH,
                minutes: 601,
            },
            Reason::Malformed,
        ),
        (Command::RestoreItem { item: SPEECH }, Reason::WrongState),
        (Command::RestoreItem { item: NO_ITEM }, Reason::NoSuchItem),
    ] {
        assert_eq!(world.ask(alice, refused), Err(reason));
    }
    let longer = Command::ResizeItem {
        item: OPENING,
        minutes: 15,
    };
    world.ask(alice, longer).unwrap();
    assert_eq!(order(&world, alice)[0], (OPENING, 15));
}

#[test]
fn a_skipped_item_can_be_held_after_all() {
    let (mut world, [alice, bob, _]) = show();
    world
        .ask(alice, Command::SkipItem { item: SPEECH })
        .unwrap();
    world
        .ask(alice, Command::RestoreItem { item: SPEECH })
        .unwrap();
    assert_eq!(world.clients[&bob].item(SPEECH), ItemState::Planned);
    world.crash(5);
    let alice = world.arrive(ALICE);
    world
        .ask(alice, Command::StartItem { item: SPEECH })
        .unwrap();
    world.ask(alice, Command::EndItem { item: SPEECH }).unwrap();
    let record = world.record();
    let speech = record.agenda.iter().find(|item| item.item == SPEECH);
    assert!(speech.is_some_and(|item| !item.skipped && item.ended_at.is_some()));
}

#[test]
fn an_order_outlives_a_plan_that_lost_an_item() {
    let (mut world, [alice, ..]) = show();
    world.ask(alice, before(BREAK, OPENING)).unwrap();
    let mut without = world.plan.clone();
    without.agenda.retain(|item| item.id != OPENING);
    world.act(Input::Plan(Box::new(without)));
    let left = [(SPEECH, 20), (BREAK, 5)];
    assert_eq!(order(&world, alice), left, "beside an item that is gone");
    world.act(Input::Plan(Box::new(plan())));
    assert_eq!(order(&world, alice)[0].0, BREAK);
}

#[test]
fn a_move_that_changed_nothing_means_nothing_under_another_plan() {
    let (mut world, [alice, ..]) = show();
    world.ask(alice, before(SPEECH, BREAK)).unwrap();
    let mut turned = world.plan.clone();
    turned.agenda.swap(1, 2);
    world.act(Input::Plan(Box::new(turned)));
    let live = order(&world, alice);
    assert_eq!(live[1].0, BREAK, "as the plan has it now");
    world.crash(5);
    let alice = world.arrive(ALICE);
    assert_eq!(order(&world, alice), live);
}

#[test]
fn nobody_fills_the_journal_with_the_programme() {
    let (mut world, [alice, ..]) = show();
    let resize = |minutes| Command::ResizeItem {
        item: SPEECH,
        minutes,
    };
    let answers: Vec<_> = (1..=100).map(|n| world.ask(alice, resize(n))).collect();
    assert!(answers.contains(&Err(Reason::TooFast)));
    world.wait(60);
    assert_eq!(world.ask(alice, resize(200)), Ok(()));
}

#[test]
fn cues_are_called_by_those_who_run_the_meeting_and_seen_by_them_alone() {
    let (mut world, [alice, bob, tom]) = show();
    let call = |fallback| Command::CallCue {
        cue: MIKE,
        fallback,
    };
    assert_eq!(world.ask(bob, call(false)), Err(Reason::NotAllowed));
    assert!(world.clients[&bob].view().cues.is_empty());
    world.ask(tom, call(true)).unwrap();
    let at = world.now.timestamp;
    let called = CueState::Called { at, fallback: true };
    assert_eq!(world.clients[&alice].view().cues[1].state, called);
    assert_eq!(world.ask(alice, call(false)), Err(Reason::WrongState));
    let unknown = Command::DropCue { cue: NO_CUE };
    assert_eq!(world.ask(alice, unknown), Err(Reason::NoSuchCue));

    world.ask(alice, Command::DropCue { cue: DOORS }).unwrap();
    world.ask(alice, Command::ResetCue { cue: DOORS }).unwrap();
    assert_eq!(
        world.ask(alice, Command::ResetCue { cue: DOORS }),
        Err(Reason::WrongState)
    );
    world.crash(5);
    let tom = world.arrive(TOM);
    let cues = &world.clients[&tom].view().cues;
    assert_eq!((cues[0].state, cues[1].state), (CueState::Planned, called));

    world.ask(tom, Command::DropCue { cue: DOORS }).unwrap();
    let held = world.record().cues;
    let planned = [
        START.minus(std::time::Duration::from_secs(3600)),
        START.plus(std::time::Duration::from_secs(480)),
    ];
    assert_eq!(
        held.iter().map(|cue| cue.planned_at).collect::<Vec<_>>(),
        planned
    );
    assert!(held[0].dropped && held[0].called_at.is_none());
    assert!(!held[1].dropped && held[1].fallback);
    assert_eq!(held[1].called_at, Some(at));
}

#[test]
fn whoever_becomes_a_technician_sees_the_run_sheet_and_loses_it_again() {
    let (mut world, [alice, bob, _]) = show();
    let role = |role| Command::SetRole { person: BOB, role };
    world.ask(alice, role(Role::Technician)).unwrap();
    assert_eq!(world.clients[&bob].view().cues.len(), 2);
    world.ask(alice, role(Role::Delegate)).unwrap();
    assert!(world.clients[&bob].view().cues.is_empty());
}

#[test]
fn a_speaker_is_told_and_says_that_they_are_ready() {
    let (mut world, [alice, bob, tom]) = show();
    let call = |person, seconds| Command::CallToStage { person, seconds };
    world.ask(tom, call(BOB, Some(120))).unwrap();
    let at = world
        .now
        .timestamp
        .plus(std::time::Duration::from_secs(120));
    let ready = false;
    let told = StageCall {
        person: BOB,
        at,
        ready,
    };
    assert_eq!(world.clients[&bob].view().stage_calls, [told]);
    assert_eq!(world.ask(alice, Command::Ready), Err(Reason::WrongState));
    world.ask(bob, Command::Ready).unwrap();
    assert!(world.clients[&alice].view().stage_calls[0].ready);
    let carol = world
        .clients
        .values()
        .find(|client| client.person == CAROL)
        .unwrap();
    assert!(carol.view().stage_calls.is_empty(), "not hers to know");

    assert_eq!(
        world.ask(alice, call(OLGA, Some(60))),
        Err(Reason::NoSuchPerson),
        "she is not here"
    );
    let begins = Command::StartItem { item: SPEECH };
    world.ask(alice, begins).unwrap();
    assert!(world.clients[&bob].view().stage_calls.is_empty());
    world.ask(alice, call(CAROL, Some(3600))).unwrap();
    world.ask(alice, call(CAROL, None)).unwrap();
    assert!(world.clients[&alice].view().stage_calls.is_empty());
}
