//! What holds whatever people, networks and the service do. [`World`] checks after every turn that
//! views converge, that the absent hear nothing, that arrivals minus departures are those present,
//! and that nothing is due early or never; here is what needs the whole story.

use std::time::Duration;

use meeting::fact::{Event, Fact};
use meeting::id::{ConnectionId, PersonId};
use meeting::plan::{Admission, AtLimit, FloorRules, Plan, Role};
use meeting::protocol::{
    Command, FloorCommand, FloorView, PersonView, PhotoCommand, Presence, SideCommand,
    SigningCommand, Track, VoteCommand,
};
use meeting::record::interval::{Span, total};
use meeting::room::{Input, Limits, MediaReport, Room};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::checks::sorted;
use crate::people::*;
use crate::story::{Edit, MOST_EARLY, Step, any_story};
use crate::world::World;

proptest! {


    #[test]
    fn whatever_happens_the_record_says_the_truth(
        story in any_story(),
        early in 0..MOST_EARLY,
        rehearsal: bool,
        ends: bool,
    ) {
        let mut now = World::new().now;
        now.timestamp = START.minus(Duration::from_secs(early));
        let floor = FloorRules { at_limit: AtLimit::CloseMicrophone, ..FloorRules::default() };
        let plan = Plan { rehearsal, floor, ..plan_with_a_closed_speech() };
        let mut world = World::at(plan, now);
        world.arrive(ALICE);
        for step in story {
            perform(&mut world, step);
        }
        world.sign_of_life();
        replay_gives_the_same_room(&world);
        attendance_is_the_truth(&world);
        if ends && !world.room.has_ended() {
            end(&mut world);
            attendance_is_the_truth(&world);
        }
    }
}

pub(crate) fn perform(world: &mut World, step: Step) {
    match step {
        Step::Arrive(person, device) => {
            world.arrive_on(person, device);
        }
        Step::Drop(who) => {
            if let Some(connection) = connected(world, who) {
                world.drop_connection(connection);
            }
        }
        Step::Resume(who) => {
            let all: Vec<ConnectionId> = world.clients.keys().copied().collect();
            world.resume(*who.get(&all));
        }
        Step::Ask(who, command) => {
            if let Some(connection) = connected(world, who) {
                crate::signing::tell_papers(world, &command);
                ask(world, connection, command);
            }
        }
        Step::Arriving(who, microphone, camera) => {
            if let Some(connection) = connected(world, who) {
                world.report(MediaReport::Arriving {
                    connection,
                    microphone,
                    camera,
                });
            }
        }
        Step::Lost(who) => {
            if let Some(connection) = connected(world, who) {
                world.report(MediaReport::Lost { connection });
            }
        }
        Step::Speaker(person) => world.report(MediaReport::Speaker { person }),
        Step::Wait(seconds) => world.wait(seconds),
        Step::Tick => world.tick(),
        Step::SignOfLife => world.sign_of_life(),
        Step::Crash(seconds) => world.crash(seconds),
        Step::Stop(seconds) => world.stop(seconds),
        Step::Revoke(person) => world.revoke(person),
        Step::RecordBehind(behind) => world.act(Input::RecordBehind(behind)),
        Step::Photo => crate::photos::upload(world),
        Step::Plan(edit) => {
            let plan = edited(world.plan.clone(), edit);
            world.act(Input::Plan(Box::new(plan)));
        }
    }
}

fn connected(world: &World, who: Index) -> Option<ConnectionId> {
    let open = world.clients.iter().filter(|(_, client)| client.connected);
    let open: Vec<ConnectionId> = open.map(|(connection, _)| *connection).collect();
    (!open.is_empty()).then(|| *who.get(&open))
}

/// No privileged act without the role, no act at all from outside.
fn ask(world: &mut World, connection: ConnectionId, command: Command) {
    let client = &world.clients[&connection];
    let is_host = client.is_inside() && client.role() == Some(Role::Host);
    let is_crew = is_host || client.role() == Some(Role::Technician);
    let needs_more = needs_the_chair(&command) || (needs_the_crew(&command) && !is_crew);
    let is_inside = client.is_inside() && client.outside.is_none();
    let may = is_host || (is_inside && !needs_more);
    let facts = world.facts.len();
    let leaves = command == Command::Leave;
    let answer = world.try_ask(connection, command);
    if !may && !leaves {
        assert!(matches!(answer, Some(Err(_))), "refused");
        assert_eq!(world.facts.len(), facts, "nothing happened");
    }
}

fn needs_the_chair(command: &Command) -> bool {
    if let Command::Floor(command) = command {
        return !matches!(command, FloorCommand::End | FloorCommand::Point { .. });
    }
    matches!(
        command,
        Command::Admit { .. }
            | Command::AdmitAll
            | Command::AdmitDelegation { .. }
            | Command::Remove { .. }
            | Command::Mute { .. }
            | Command::StopShare { .. }
            | Command::SetRole { .. }
            | Command::LowerHand { .. }
            | Command::StartItem { .. }
            | Command::EndItem { .. }
            | Command::SkipItem { .. }
            | Command::EndSession
            | Command::MoveItem { .. }
            | Command::ResizeItem { .. }
            | Command::RestoreItem { .. }
            | Command::Vote(
                VoteCommand::Open { .. }
                    | VoteCommand::Call { .. }
                    | VoteCommand::Close { .. }
                    | VoteCommand::Cancel { .. }
            )
            | Command::Signing(
                SigningCommand::Prepare { .. }
                    | SigningCommand::Open { .. }
                    | SigningCommand::Pause { .. }
                    | SigningCommand::Resume { .. }
                    | SigningCommand::CallOff { .. }
                    | SigningCommand::Close { .. }
            )
            | Command::Photo(
                PhotoCommand::Call { .. }
                    | PhotoCommand::Start { .. }
                    | PhotoCommand::CallOff { .. }
                    | PhotoCommand::Keep { .. }
            )
    )
}

fn needs_the_crew(command: &Command) -> bool {
    matches!(
        command,
        Command::Side(
            SideCommand::Open { .. }
                | SideCommand::Move { .. }
                | SideCommand::Extend { .. }
                | SideCommand::Close { .. }
                | SideCommand::CloseAll
        ) | Command::CallCue { .. }
            | Command::DropCue { .. }
            | Command::ResetCue { .. }
            | Command::CallToStage { .. }
            | Command::Note(_)
            | Command::Stage(_)
    )
}

fn edited(mut now: Plan, edit: Edit) -> Plan {
    match edit {
        Edit::Rename => {
            let bob = now.people.iter_mut().find(|one| one.id == BOB);
            bob.unwrap().name = text("Robert");
        }
        Edit::ToggleCarol => {
            let before = now.people.len();
            now.people.retain(|one| one.id != CAROL);
            if now.people.len() == before {
                now.people.push(plan().person(CAROL).unwrap().clone());
            }
        }
        Edit::ToggleSpeech => {
            let before = now.agenda.len();
            now.agenda.retain(|item| item.id != SPEECH);
            if now.agenda.len() == before {
                now.agenda.push(plan().item(SPEECH).unwrap().clone());
            }
        }
        Edit::ToggleOpen(item) => {
            let mut items = now.agenda.iter_mut();
            if let Some(item) = items.find(|one| one.id == item) {
                item.open = !item.open;
            }
        }
        Edit::ToggleAdmission => {
            now.admission = match now.admission {
                Admission::ByHost => Admission::Automatic,
                Admission::Automatic => Admission::ByHost,
            }
        }
        Edit::MoveStart => now.starts_at = now.starts_at.plus(Duration::from_secs(300)),
        Edit::Role(person, role) => {
            let one = now.people.iter_mut().find(|one| one.id == person);
            one.unwrap().role = role;
        }
    }
    now
}

fn end(world: &mut World) {
    world.act(Input::RecordBehind(false));
    if world.room.opened_at().is_none() {
        world.wait(MOST_EARLY + 20 * 300);
    }
    let host = world
        .clients
        .iter()
        .find(|(_, client)| client.is_inside() && client.role() == Some(Role::Host));
    match host.map(|(connection, _)| *connection) {
        Some(host) => world.ask(host, Command::EndSession).unwrap(),
        None => {
            let all: Vec<ConnectionId> = world.clients.keys().copied().collect();
            for connection in all {
                if world.clients[&connection].connected {
                    world.drop_connection(connection);
                }
            }
            world.wait(MOST_EARLY + 2 * 3600 + 20 * 300);
        }
    }
    assert!(world.finished);
    world.sign_of_life();
}

/// Union time per participant is what the test's own watch measured.
fn attendance_is_the_truth(world: &World) {
    let record = world.record();
    for one in &record.participants {
        let spans = one.intervals.iter().map(|i| Span::new(i.from, i.to));
        let truth = world.truth.of(one.person);
        assert_eq!(total(spans), truth, "{:?}: {:?}", one.person, one.intervals);
        assert_eq!(one.present, truth > Duration::ZERO);
        let spans = one.outside.iter().map(|i| Span::new(i.from, i.to));
        let outside = world.outside.of(one.person);
        assert_eq!(total(spans), outside, "{:?}: {:?}", one.person, one.outside);
    }
    crate::sides::check_record(world, &record);
    let known = |person| record.participants.iter().any(|one| one.person == person);
    assert!(world.truth.people().all(known));
    assert!(record.totals.peak <= record.totals.present);
}

/// A room rebuilt from the facts knows what the room knew, but for what only live devices can tell.
fn replay_gives_the_same_room(world: &World) {
    let facts: Vec<Fact> = world.facts.clone();
    let mut again = Room::rebuild(
        world.plan.clone(),
        999,
        facts,
        world.now.timestamp,
        Limits::default(),
        world.now,
    );
    assert_eq!(again.has_ended(), world.room.has_ended());
    if again.has_ended() {
        assert!(again.poll_effect().is_none());
        return;
    }
    again.handle(Input::Films(world.films.clone()), world.now);
    for shut_out in [OLGA, PAUL] {
        let (before, after) = (world.room.snapshot(shut_out), again.snapshot(shut_out));
        assert_eq!(before.chat, after.chat);
        let (films, showing) = (before.films.films, before.films.showing);
        assert_eq!((films, showing), (after.films.films, after.films.showing));
        let mut votes = before.votes;
        crate::votes::void_the_secret_one(&mut votes, world.now.timestamp);
        assert_eq!(votes, after.votes);
        assert_eq!(before.signings, after.signings);
    }
    let mut before = sorted(&world.room.snapshot(ALICE));
    let mut after = sorted(&again.snapshot(ALICE));
    let here: Vec<PersonId> = after.people.iter().map(|one| one.id).collect();
    for one in &before.people {
        let missed = one.presence == Presence::Here && !here.contains(&one.id);
        assert!(!missed, "{:?} was here", one.id);
    }
    before.people.retain(|one| here.contains(&one.id));
    before.hands.retain(|person| here.contains(person));
    let waiting: Vec<PersonId> = after.lobby.iter().map(|one| one.id).collect();
    before.lobby.retain(|one| waiting.contains(&one.id));
    let people = [
        &mut before.people,
        &mut before.lobby,
        &mut after.people,
        &mut after.lobby,
    ];
    people.into_iter().for_each(|people| reconnecting(people));
    before.speaker = None;
    before.screen = None;
    before.stage_calls.clear();
    // Devices say it anew.
    before.films.fetched.clear();
    let speaks = before.floor.turn.map(|turn| turn.person);
    stand_still(world, &mut before.floor, &here);
    after.floor.next = None;
    if speaks.is_some() && before.floor.turn.is_none() {
        // Whoever is not missed any more gave it up.
        before.floor.spent.clone_from(&after.floor.spent);
    }
    before.record = after.record;
    crate::stage::without_the_gone(&mut before.stage, &here);
    crate::sides::without_the_gone(&mut before.sides, &here);
    crate::votes::void_the_secret_one(&mut before.votes, world.now.timestamp);
    crate::photos::call_off(&mut before.photo);
    assert_eq!(before, after, "replay of the facts gives the same room");
    while let Some(effect) = again.poll_effect() {
        let keeps_join = matches!(
            effect,
            meeting::room::Effect::Keep(Fact {
                event: Event::Joined { .. },
                ..
            })
        );
        assert!(!keeps_join, "nobody joins by a restart");
    }
}

/// Nobody's clock runs before they are back, and whoever is gone has neither the floor nor a point.
fn stand_still(world: &World, floor: &mut FloorView, here: &[PersonId]) {
    floor.next = None;
    floor.points.retain(|person| here.contains(person));
    floor.heard = floor.heard.filter(|person| here.contains(person));
    floor.turn = floor.turn.filter(|turn| here.contains(&turn.person));
    if let Some(turn) = &mut floor.turn
        && let Some(since) = turn.since.take()
    {
        let ran = world.now.timestamp.since(since).as_millis();
        turn.before_ms += u64::try_from(ran).unwrap();
    }
}

fn reconnecting(people: &mut [PersonView]) {
    for one in people.iter_mut() {
        one.presence = Presence::Reconnecting;
        (one.microphone, one.camera) = (Track::Off, Track::Off);
    }
    people.sort_by_key(|one| one.id);
}
