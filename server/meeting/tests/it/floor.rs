//! The floor: one behaviour a test, and what holds whatever happens.

mod laws;

use meeting::fact::Event;
use meeting::floor::{FloorEnd, FloorFact, SpeakerOrder};
use meeting::id::{ConnectionId, PersonId};
use meeting::plan::{AtLimit, FloorRules, Plan, Role};
use meeting::protocol::{Command, FloorCommand, FloorTurn, Reason, Track};
use meeting::room::Input;

use crate::people::*;
use crate::world::World;

/// Alice hosts, Bob (Aachen) and Carol (Nara) are in, and the doors are open.
fn forum(rules: FloorRules) -> (World, [ConnectionId; 3]) {
    let mut world = World::with(Plan {
        floor: rules,
        ..plan()
    });
    let people = [ALICE, BOB, CAROL].map(|person| world.arrive(person));
    world.ask(people[0], Command::AdmitAll).unwrap();
    (world, people)
}

fn closing(speaker: Option<u32>, delegation: Option<u32>) -> FloorRules {
    FloorRules {
        speaker_seconds: speaker,
        delegation_seconds: delegation,
        at_limit: AtLimit::CloseMicrophone,
    }
}

fn soft(speaker: u32) -> FloorRules {
    FloorRules {
        at_limit: AtLimit::Soft,
        ..closing(Some(speaker), None)
    }
}

fn give(person: PersonId) -> Command {
    Command::Floor(FloorCommand::Give {
        person,
        seconds: None,
    })
}

fn put(person: PersonId, place: Option<u16>) -> Command {
    Command::Floor(FloorCommand::Queue { person, place })
}

const NEXT: Command = Command::Floor(FloorCommand::Next);
const END: Command = Command::Floor(FloorCommand::End);

fn extend(seconds: u32) -> Command {
    Command::Floor(FloorCommand::Extend { seconds })
}

fn order(order: SpeakerOrder) -> Command {
    Command::Floor(FloorCommand::Order { order })
}

fn hand(raised: bool) -> Command {
    Command::Hand { raised }
}

fn microphone(on: bool) -> Command {
    Command::SetMedia {
        microphone: on,
        camera: true,
    }
}

fn turn(world: &World, reader: ConnectionId) -> Option<FloorTurn> {
    world.clients[&reader].view().floor.turn
}

fn holder(world: &World, reader: ConnectionId) -> Option<PersonId> {
    turn(world, reader).map(|turn| turn.person)
}

fn queue(world: &World, reader: ConnectionId) -> Vec<PersonId> {
    let queue = world.clients[&reader].view().floor.queue.iter();
    queue.map(|one| one.person).collect()
}

fn spoken(world: &World, person: PersonId) -> u64 {
    let record = world.record();
    let mut people = record.participants.iter();
    people
        .find(|one| one.person == person)
        .unwrap()
        .speaking_seconds
}

fn ends(world: &World) -> Vec<(PersonId, FloorEnd, u64)> {
    let ends = world.facts.iter().filter_map(|fact| {
        let Event::Floor(FloorFact::Ended {
            person,
            why,
            spent_ms,
            ..
        }) = fact.event
        else {
            return None;
        };
        Some((person, why, spent_ms / 1000))
    });
    ends.collect()
}

#[test]
fn the_floor_passes_by_one_command_in_the_order_of_hands() {
    let (mut world, [alice, bob, carol]) = forum(soft(180));
    world.ask(carol, hand(true)).unwrap();
    world.ask(bob, hand(true)).unwrap();
    assert_eq!(world.clients[&bob].view().floor.next, Some(CAROL));
    assert_eq!(world.ask(alice, NEXT), Ok(()));
    assert_eq!(holder(&world, bob), Some(CAROL));
    assert_eq!(world.clients[&bob].view().hands, [BOB]);
    world.wait(20);
    assert_eq!(world.ask(alice, NEXT), Ok(()));
    assert_eq!(holder(&world, carol), Some(BOB));
    assert_eq!(world.ask(alice, NEXT), Err(Reason::WrongState));
    world.wait(5);
    assert_eq!(world.ask(bob, END), Ok(()));
    assert_eq!(world.ask(alice, END), Err(Reason::WrongState));
    assert_eq!(
        ends(&world),
        [(CAROL, FloorEnd::Passed, 20), (BOB, FloorEnd::Returned, 5)]
    );
}

#[test]
fn only_a_host_gives_the_floor_and_only_to_who_may_speak_and_is_here() {
    let (mut world, [alice, bob, _]) = forum(FloorRules::default());
    let olga = world.arrive(OLGA);
    world.ask(alice, Command::AdmitAll).unwrap();
    assert_eq!(world.ask(bob, give(BOB)), Err(Reason::NotAllowed));
    assert_eq!(world.ask(olga, NEXT), Err(Reason::NotAllowed));
    assert_eq!(world.ask(alice, give(OLGA)), Err(Reason::NotAllowed));
    assert_eq!(world.ask(alice, give(IVAN)), Err(Reason::NoSuchPerson));
    assert_eq!(world.ask(alice, give(BOB)), Ok(()));
    assert_eq!(turn(&world, olga).unwrap().limit_ms, None);
    assert_eq!(world.ask(alice, extend(60)), Err(Reason::WrongState));
    let none = Command::Floor(FloorCommand::Give {
        person: BOB,
        seconds: Some(0),
    });
    assert_eq!(world.ask(alice, none), Err(Reason::Malformed));
}

#[test]
fn at_a_soft_limit_the_clock_goes_on() {
    let (mut world, [alice, bob, _]) = forum(soft(60));
    world.ask(bob, microphone(true)).unwrap();
    world.ask(alice, give(BOB)).unwrap();
    world.wait(75);
    assert!(world.engine.peers[&bob].microphone);
    // More time counts from where the clock stands.
    world.ask(alice, extend(30)).unwrap();
    assert_eq!(turn(&world, bob).unwrap().limit_ms, Some(105_000));
    assert_eq!(spoken(&world, BOB), 75);
}

#[test]
fn a_limit_that_closes_the_microphone_closes_it_in_time_and_keeps_it_closed() {
    let (mut world, [alice, bob, _]) = forum(closing(Some(60), None));
    world.ask(bob, microphone(true)).unwrap();
    world.ask(alice, give(BOB)).unwrap();
    world.wait(59);
    assert!(world.engine.peers[&bob].microphone);
    world.wait(1);
    assert!(!world.engine.peers[&bob].microphone);
    assert!(world.engine.peers[&bob].camera);
    assert_eq!(
        world.clients[&alice].person(BOB).unwrap().microphone,
        Track::Off
    );
    assert!(turn(&world, bob).unwrap().closed);
    assert_eq!(
        world.ask(bob, microphone(true)),
        Err(Reason::MicrophoneClosed)
    );
    world.wait(40);
    world.ask(alice, END).unwrap();
    assert_eq!(
        world.ask(bob, microphone(true)),
        Err(Reason::MicrophoneClosed)
    );
    assert_eq!(spoken(&world, BOB), 60);

    world.ask(alice, give(BOB)).unwrap();
    assert_eq!(world.ask(bob, microphone(true)), Ok(()));
    assert!(world.engine.peers[&bob].microphone);
}

#[test]
fn more_time_and_a_hosts_word_open_the_way_for_the_microphone() {
    let (mut world, [alice, bob, carol]) = forum(closing(Some(60), None));
    world.ask(alice, give(BOB)).unwrap();
    world.wait(60);
    world.ask(alice, extend(30)).unwrap();
    assert_eq!(world.ask(bob, microphone(true)), Ok(()));
    world.wait(30);
    assert!(!world.engine.peers[&bob].microphone);
    assert_eq!(spoken(&world, BOB), 90);
    world.ask(alice, give(CAROL)).unwrap();
    let allow = Command::Floor(FloorCommand::AllowMicrophone { person: BOB });
    assert_eq!(world.ask(carol, allow.clone()), Err(Reason::NotAllowed));
    assert_eq!(world.ask(alice, allow), Ok(()));
    assert_eq!(world.ask(bob, microphone(true)), Ok(()));
    assert!(world.clients[&alice].view().floor.silenced.is_empty());
}

#[test]
fn a_closed_microphone_stays_closed_on_another_device_and_after_a_restart() {
    let (mut world, [alice, bob, _]) = forum(closing(Some(60), None));
    world.ask(alice, give(BOB)).unwrap();
    world.wait(60);
    let phone = world.arrive_on(BOB, "phone");
    assert_eq!(
        world.ask(phone, microphone(true)),
        Err(Reason::MicrophoneClosed)
    );
    world.crash(5);
    let again = world.resume(bob);
    assert_eq!(
        world.ask(again, microphone(true)),
        Err(Reason::MicrophoneClosed)
    );
    assert_eq!(world.clients[&again].view().floor.silenced, [BOB]);
}

#[test]
fn an_item_may_give_another_time_and_is_what_the_turn_is_counted_on() {
    let mut planned = plan();
    planned.floor = soft(180);
    planned.agenda[1].speaker_seconds = Some(30);
    let mut world = World::with(planned);
    let alice = world.arrive(ALICE);
    world.arrive(BOB);
    world.ask(alice, Command::AdmitAll).unwrap();
    world.ask(alice, give(BOB)).unwrap();
    assert_eq!(turn(&world, alice).unwrap().limit_ms, Some(180_000));
    let start = Command::StartItem { item: SPEECH };
    world.ask(alice, start).unwrap();
    assert_eq!(world.clients[&alice].view().floor.speaker_seconds, Some(30));
    world.ask(alice, give(BOB)).unwrap();
    assert_eq!(turn(&world, alice).unwrap().limit_ms, Some(30_000));
    world.wait(12);
    world.ask(alice, END).unwrap();
    let record = world.record();
    let speech = record.agenda.iter().find(|item| item.item == SPEECH);
    assert_eq!(speech.unwrap().speaking_seconds, 12);
    assert_eq!(record.turns[1].item, Some(SPEECH));
}

#[test]
fn a_delegation_has_its_budget_and_a_host_may_give_more() {
    let (mut world, [alice, ..]) = forum(closing(Some(60), Some(100)));
    world.ask(alice, give(BOB)).unwrap();
    world.wait(60);
    world.ask(alice, give(BOB)).unwrap();
    assert_eq!(turn(&world, alice).unwrap().limit_ms, Some(40_000));
    world.wait(40);
    world.ask(alice, give(BOB)).unwrap();
    let now = turn(&world, alice).unwrap();
    assert_eq!((now.limit_ms, now.closed), (Some(0), true));
    world.ask(alice, extend(20)).unwrap();
    world.wait(20);
    world.ask(alice, give(CAROL)).unwrap();
    assert_eq!(turn(&world, alice).unwrap().limit_ms, Some(60_000));
    world.ask(alice, END).unwrap();
    let record = world.record();
    let aachen = record.delegations.iter().find(|one| one.id == AACHEN);
    assert_eq!(aachen.unwrap().speaking_seconds, 120);
}

#[test]
fn the_clock_stands_while_the_speaker_is_away_and_the_floor_is_free_when_they_are_gone() {
    let (mut world, [alice, bob, _]) = forum(closing(Some(60), None));
    world.ask(alice, give(BOB)).unwrap();
    world.wait(10);
    world.drop_connection(bob);
    assert_eq!(turn(&world, alice).unwrap().since, None);
    world.wait(20);
    let bob = world.resume(bob);
    world.wait(10);
    assert_eq!(spoken(&world, BOB), 20);
    world.drop_connection(bob);
    world.wait(29);
    assert_eq!(holder(&world, alice), Some(BOB));
    world.wait(1);
    assert_eq!(holder(&world, alice), None);
    assert_eq!(ends(&world), [(BOB, FloorEnd::Gone, 20)]);
}

#[test]
fn the_floor_is_free_when_its_holder_leaves_or_may_only_listen() {
    let (mut world, [alice, bob, carol]) = forum(soft(60));
    world.ask(alice, give(BOB)).unwrap();
    world.wait(3);
    world.ask(bob, Command::Leave).unwrap();
    assert_eq!(holder(&world, alice), None);
    world.ask(alice, give(CAROL)).unwrap();
    let role = Command::SetRole {
        person: CAROL,
        role: Role::Observer,
    };
    world.ask(alice, role).unwrap();
    assert_eq!(holder(&world, carol), None);
    assert_eq!(
        ends(&world),
        [(BOB, FloorEnd::Gone, 3), (CAROL, FloorEnd::Gone, 0)]
    );
}

#[test]
fn a_point_of_order_stops_the_clock_while_it_is_heard() {
    let (mut world, [alice, bob, carol]) = forum(closing(Some(60), None));
    let point = |raised| Command::Floor(FloorCommand::Point { raised });
    let hear = |person| Command::Floor(FloorCommand::HearPoint { person });
    let close = |person| Command::Floor(FloorCommand::ClosePoint { person });
    world.ask(alice, give(BOB)).unwrap();
    world.wait(10);
    assert_eq!(world.ask(alice, hear(CAROL)), Err(Reason::WrongState));
    assert_eq!(world.ask(carol, point(true)), Ok(()));
    assert_eq!(world.clients[&bob].view().floor.points, [CAROL]);
    world.wait(10);
    assert_eq!(world.ask(bob, hear(CAROL)), Err(Reason::NotAllowed));
    assert_eq!(world.ask(alice, hear(CAROL)), Ok(()));
    world.wait(100);
    assert_eq!(turn(&world, bob).unwrap().before_ms, 20_000);
    assert_eq!(world.ask(alice, close(CAROL)), Ok(()));
    world.wait(40);
    assert!(turn(&world, bob).unwrap().closed);
    assert_eq!(spoken(&world, BOB), 60);
    assert_eq!(spoken(&world, CAROL), 0);

    world.ask(carol, point(true)).unwrap();
    world.ask(carol, Command::Leave).unwrap();
    assert!(world.clients[&alice].view().floor.points.is_empty());
}

#[test]
fn whose_microphone_is_closed_is_heard_for_a_point_of_order_and_no_longer() {
    let (mut world, [alice, bob, _]) = forum(closing(Some(60), None));
    world.ask(alice, give(BOB)).unwrap();
    world.wait(60);
    let point = Command::Floor(FloorCommand::Point { raised: true });
    world.ask(bob, point).unwrap();
    assert_eq!(
        world.ask(bob, microphone(true)),
        Err(Reason::MicrophoneClosed)
    );
    let hear = Command::Floor(FloorCommand::HearPoint { person: BOB });
    world.ask(alice, hear).unwrap();
    assert_eq!(world.ask(bob, microphone(true)), Ok(()));
    let close = Command::Floor(FloorCommand::ClosePoint { person: BOB });
    world.ask(alice, close).unwrap();
    assert!(!world.engine.peers[&bob].microphone);
}

#[test]
fn a_host_arranges_the_queue() {
    let (mut world, [alice, bob, carol]) = forum(FloorRules::default());
    world.ask(bob, hand(true)).unwrap();
    world.ask(carol, hand(true)).unwrap();
    assert_eq!(world.ask(bob, put(BOB, Some(0))), Err(Reason::NotAllowed));
    // What was by hand becomes the list.
    assert_eq!(world.ask(alice, put(CAROL, Some(0))), Ok(()));
    assert_eq!(queue(&world, bob), [CAROL, BOB]);
    assert_eq!(world.ask(alice, put(ALICE, None)), Ok(()));
    // Somebody who is invited and not here keeps their place.
    assert_eq!(world.ask(alice, put(IVAN, Some(0))), Ok(()));
    assert_eq!(world.ask(alice, put(OLGA, None)), Err(Reason::NotAllowed));
    assert_eq!(queue(&world, bob), [IVAN, CAROL, BOB, ALICE]);
    assert_eq!(world.clients[&bob].view().floor.next, Some(CAROL));
    let out = Command::Floor(FloorCommand::Unqueue { person: CAROL });
    assert_eq!(world.ask(alice, out), Ok(()));
    world.ask(alice, NEXT).unwrap();
    assert_eq!(holder(&world, alice), Some(BOB));
    assert_eq!(queue(&world, bob), [IVAN, ALICE]);
    world.ask(alice, order(SpeakerOrder::Hands)).unwrap();
    assert_eq!(world.clients[&bob].view().floor.next, Some(CAROL));
}

#[test]
fn by_precedence_each_delegation_has_one_place() {
    let (mut world, [alice, ..]) = forum(FloorRules::default());
    world.act(Input::Precedence(vec![NARA, AACHEN, OURS]));
    world.ask(alice, order(SpeakerOrder::Precedence)).unwrap();
    // Nara has no head: its highest delegate who is here.
    assert_eq!(queue(&world, alice), [CAROL, BOB, ALICE]);
    world.act(Input::Precedence(vec![OURS]));
    world.ask(alice, order(SpeakerOrder::Precedence)).unwrap();
    assert_eq!(queue(&world, alice), [ALICE, BOB, CAROL]);
}

#[test]
fn nobody_speaks_before_the_opening_but_the_queue_may_be_made() {
    let mut now = World::new().now;
    now.timestamp = START.minus(std::time::Duration::from_secs(2 * 3600));
    let mut world = World::at(plan(), now);
    let alice = world.arrive(ALICE);
    assert_eq!(world.ask(alice, give(ALICE)), Err(Reason::TooEarly));
    assert_eq!(world.ask(alice, put(BOB, None)), Ok(()));
    assert_eq!(queue(&world, alice), [BOB]);
}

#[test]
fn a_crash_costs_the_speaker_nothing() {
    let (mut world, [alice, bob, carol]) = forum(closing(Some(60), Some(100)));
    world.ask(alice, put(CAROL, None)).unwrap();
    world.ask(alice, give(BOB)).unwrap();
    world.wait(20);
    world.sign_of_life();
    world.crash(300);
    let alice = world.resume(alice);
    assert_eq!(turn(&world, alice).unwrap().before_ms, 20_000);
    assert_eq!(queue(&world, alice), [CAROL]);
    let bob = world.resume(bob);
    world.resume(carol);
    world.ask(bob, microphone(true)).unwrap();
    world.wait(40);
    assert!(!world.engine.peers[&bob].microphone);
    world.stop(50);
    let alice = world.resume(alice);
    world.resume(bob);
    assert!(turn(&world, alice).unwrap().closed);
    world.ask(alice, Command::EndSession).unwrap();
    assert_eq!(ends(&world), [(BOB, FloorEnd::Session, 60)]);
    assert_eq!(spoken(&world, BOB), 60);
}

#[test]
fn while_the_record_is_behind_the_limit_is_enforced_all_the_same() {
    let (mut world, [alice, bob, _]) = forum(closing(Some(60), None));
    world.ask(bob, microphone(true)).unwrap();
    world.ask(alice, give(BOB)).unwrap();
    world.act(Input::RecordBehind(true));
    assert_eq!(world.ask(alice, NEXT), Err(Reason::RecordingBehind));
    world.wait(60);
    assert!(!world.engine.peers[&bob].microphone);
}
