//! The wall of the hall: it says what is on, and of a closed item no more than when it is.

use std::collections::BTreeSet;

use meeting::id::{ItemId, PersonId};
use meeting::plan::Plan;
use meeting::protocol::{Command, FloorCommand, ItemState, SigningState, SigningView};
use meeting::room::{Input, Limits, Room};
use meeting::wall::{WallItem, WallView};
use proptest::prelude::*;

use crate::laws::perform;
use crate::people::*;
use crate::story::any_story;
use crate::world::World;

const SECRET: &str = "Land for the new port";

/// The speech, which is Bob's, is closed.
fn closed() -> Plan {
    let mut plan = plan();
    plan.agenda[1].open = false;
    plan.agenda[1].title = text(SECRET);
    plan
}

fn hall(plan: Plan) -> (World, meeting::id::ConnectionId) {
    let mut world = World::with(plan);
    let alice = world.arrive(ALICE);
    for person in [BOB, CAROL] {
        world.arrive(person);
    }
    world.ask(alice, Command::AdmitAll).unwrap();
    world.act(Input::Wall { is_watched: true });
    (world, alice)
}

fn wall(world: &World) -> &WallView {
    world.wall.as_ref().expect("a wall that was told")
}

fn item(world: &World, id: ItemId) -> &WallItem {
    let mut items = wall(world).agenda.iter();
    items.find(|item| item.id == id).expect("an item")
}

fn give(person: PersonId) -> Command {
    Command::Floor(FloorCommand::Give {
        person,
        seconds: Some(60),
    })
}

fn queue(person: PersonId) -> Command {
    let place = None;
    Command::Floor(FloorCommand::Queue { person, place })
}

#[test]
fn it_says_what_is_on_who_speaks_and_who_is_next() {
    let (mut world, alice) = hall(plan());
    assert_eq!(item(&world, OPENING).state, ItemState::Planned);
    world
        .ask(alice, Command::StartItem { item: OPENING })
        .unwrap();
    let started_at = world.now.timestamp;
    assert_eq!(
        item(&world, OPENING).state,
        ItemState::Running { started_at }
    );
    let topic = item(&world, OPENING).topic.as_ref().unwrap();
    assert_eq!(topic.speaker.as_ref().unwrap().name, text("Alice"));

    world.ask(alice, give(CAROL)).unwrap();
    world.ask(alice, queue(BOB)).unwrap();
    let floor = wall(&world).floor.as_ref().unwrap();
    assert_eq!(
        (&floor.speaker.name, floor.speaker.delegation),
        (&text("Carol"), NARA)
    );
    assert_eq!(floor.turn.limit_ms, Some(60_000));
    let next = wall(&world).next_speaker.as_ref().unwrap();
    assert_eq!(next.name, text("Bob"));
}

#[test]
fn it_follows_the_agenda_as_that_is_moved() {
    let (mut world, alice) = hall(plan());
    let first = Command::MoveItem {
        item: BREAK,
        before: Some(OPENING),
    };
    world.ask(alice, first).unwrap();
    let longer = Command::ResizeItem {
        item: SPEECH,
        minutes: 30,
    };
    world.ask(alice, longer).unwrap();
    let order: Vec<_> = wall(&world).agenda.iter().map(|item| item.id).collect();
    assert_eq!(order, [BREAK, OPENING, SPEECH]);
    let speech = item(&world, SPEECH);
    assert_eq!((speech.minutes, speech.given), (20, 30));
    let planned_at = START.plus(std::time::Duration::from_secs(600));
    assert_eq!(speech.planned_at, planned_at, "as it was planned");
}

#[test]
fn of_a_closed_item_only_its_time_is_told() {
    let (mut world, alice) = hall(closed());
    world.ask(alice, queue(BOB)).unwrap();
    assert!(wall(&world).next_speaker.is_some(), "of the opening");
    world
        .ask(alice, Command::StartItem { item: OPENING })
        .unwrap();
    world
        .ask(alice, Command::EndItem { item: OPENING })
        .unwrap();
    assert_eq!(wall(&world).next_speaker, None, "of what is closed");
    world
        .ask(alice, Command::StartItem { item: SPEECH })
        .unwrap();
    world.ask(alice, give(BOB)).unwrap();
    world.ask(alice, queue(CAROL)).unwrap();
    let speech = item(&world, SPEECH);
    assert!(matches!(speech.state, ItemState::Running { .. }));
    assert_eq!((&speech.topic, speech.given), (&None, 20));
    assert_eq!(
        (&wall(&world).floor, &wall(&world).next_speaker),
        (&None, &None)
    );

    world
        .ask(alice, Command::StartItem { item: BREAK })
        .unwrap();
    assert_eq!(wall(&world).floor, None, "the floor of the closed item");
    assert!(wall(&world).next_speaker.is_some());
    world.ask(alice, give(BOB)).unwrap();
    assert!(wall(&world).floor.is_some(), "given in the open");
}

#[test]
fn it_is_told_while_it_is_watched_and_when_something_on_it_changes() {
    let (mut world, alice) = hall(plan());
    world.wall = None;
    let microphone = Command::SetMedia {
        microphone: true,
        camera: false,
    };
    world.ask(alice, microphone).unwrap();
    assert_eq!(world.wall, None, "nothing of it is on the wall");
    world.act(Input::Wall { is_watched: true });
    assert!(world.wall.take().is_some(), "one more who watches");
    world.act(Input::Wall { is_watched: false });
    world
        .ask(alice, Command::StartItem { item: OPENING })
        .unwrap();
    assert_eq!(world.wall, None);
}

#[test]
fn what_is_over_has_no_agenda() {
    let (mut world, alice) = hall(plan());
    world
        .ask(alice, Command::StartItem { item: OPENING })
        .unwrap();
    world.ask(alice, give(CAROL)).unwrap();
    world.ask(alice, Command::EndSession).unwrap();
    let view = world.room.wall_view();
    assert!(view.ended && view.agenda.is_empty());
    assert_eq!((view.floor, view.next_speaker), (None, None));
}

proptest! {
    #[test]
    fn whatever_happens_a_closed_item_stays_closed(story in any_story()) {
        let (mut world, _) = hall(closed());
        for step in story {
            perform(&mut world, step);
            nothing_closed_is_shown(&world);
            if world.wall.is_some() && !world.room.has_ended() {
                prop_assert_eq!(wall(&world), &world.room.wall_view(), "what was told last");
            }
        }
        let facts = world.facts.clone();
        let at = world.now.timestamp;
        let again = Room::rebuild(world.plan.clone(), 99, facts, at, Limits::default(), world.now);
        prop_assert_eq!(again.wall_view().agenda, world.room.wall_view().agenda);
    }
}

fn nothing_closed_is_shown(world: &World) {
    let view = world.room.wall_view();
    let told = serde_json::to_string(&view).unwrap();
    let room = world.room.snapshot(ALICE);
    // The desk may open it in the end.
    let mut open = room.agenda.iter().filter(|item| item.open);
    let is_open = open.any(|item| item.title == text(SECRET));
    assert!(is_open || !told.contains(SECRET), "{told}");
    let is_closed = |id: ItemId| room.agenda.iter().any(|item| item.id == id && !item.open);
    for item in &view.agenda {
        assert_eq!(item.topic.is_none(), is_closed(item.id));
    }
    let mut named: BTreeSet<PersonId> = room
        .agenda
        .iter()
        .filter(|item| item.open)
        .filter_map(|item| Some(item.speaker.as_ref()?.person))
        .collect();
    let is_running = |item: &WallItem| matches!(item.state, ItemState::Running { .. });
    let running = view.agenda.iter().find(|item| is_running(item));
    if running.is_none_or(|item| item.topic.is_some()) {
        let turn = room
            .floor
            .turn
            .filter(|turn| !turn.item.is_some_and(is_closed));
        named.extend(turn.map(|turn| turn.person));
        named.extend(room.floor.next);
        let is_told = |one: &&SigningView| {
            let is_on = matches!(one.state, SigningState::Open | SigningState::Paused { .. });
            let is_secret = world.secret_signings.contains(&one.id);
            is_on && !is_secret && !one.item.is_some_and(is_closed)
        };
        let signings = room.signings.iter().filter(is_told);
        named.extend(signings.flat_map(|one| one.signatories.iter().map(|party| party.person)));
    }
    for person in &world.plan.people {
        let name = format!("\"{}\"", person.name.pick("en"));
        assert!(
            named.contains(&person.id) || !told.contains(&name),
            "{name}: {told}"
        );
    }
}
