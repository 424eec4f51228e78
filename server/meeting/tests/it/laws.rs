//! What holds whatever people, networks and the service do. [`World`] checks after every turn that
//! views converge, that the absent hear nothing, that arrivals minus departures are those present,
//! and that nothing is due early or never; here is what needs the whole story.

use std::time::Duration;

use meeting::fact::{Event, Fact};
use meeting::floor::SpeakerOrder;
use meeting::id::{ConnectionId, ItemId, PersonId};
use meeting::plan::{Admission, AtLimit, FloorRules, Plan, Role};
use meeting::protocol::{
    Command, FloorCommand, FloorView, PersonView, Picture, Presence, Track, View, VoteCommand,
    Wanted,
};
use meeting::record::interval::{Span, total};
use meeting::room::{Input, Limits, MediaReport, Room};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::checks::sorted;
use crate::people::*;
use crate::world::World;

#[derive(Debug, Clone)]
enum Step {
    Arrive(PersonId, &'static str),
    Drop(Index),
    Resume(Index),
    Ask(Index, Command),
    Arriving(Index, bool, bool),
    Lost(Index),
    Speaker(Option<PersonId>),
    Wait(u64),
    /// A tick that was not asked for.
    Tick,
    SignOfLife,
    Crash(u64),
    Stop(u64),
    Revoke(PersonId),
    RecordBehind(bool),
    Plan(Edit),
}

/// What may change at the desk in the middle of a meeting.
#[derive(Debug, Clone)]
enum Edit {
    Rename,
    ToggleCarol,
    ToggleSpeech,
    ToggleAdmission,
    MoveStart,
    Role(PersonId, Role),
}

fn anybody() -> impl Strategy<Value = PersonId> {
    select(EVERYBODY.to_vec())
}

fn any_item() -> impl Strategy<Value = ItemId> {
    select(ITEMS.to_vec())
}

fn any_role() -> impl Strategy<Value = Role> {
    select(vec![
        Role::Host,
        Role::Delegate,
        Role::Interpreter,
        Role::Observer,
        Role::Press,
        Role::Technician,
    ])
}

fn any_view() -> impl Strategy<Value = View> {
    let kind = select(vec![Picture::Camera, Picture::Screen]);
    let wanted = (anybody(), kind).prop_map(|(person, kind)| Wanted {
        person,
        kind,
        width: 320,
        height: 180,
    });
    (prop::collection::vec(wanted, 0..4), any::<bool>()).prop_map(|(sources, audio_only)| View {
        sources,
        audio_only,
    })
}

fn any_command() -> impl Strategy<Value = Command> {
    let offer = Command::Offer {
        sdp: "v=0".to_owned(),
        fresh: false,
    };
    prop_oneof![
        1 => Just(offer),
        6 => any::<(bool, bool)>().prop_map(|(microphone, camera)| Command::SetMedia { microphone, camera }),
        4 => any::<bool>().prop_map(|on| Command::Share { on }),
        3 => any_view().prop_map(Command::View),
        4 => any::<bool>().prop_map(|raised| Command::Hand { raised }),
        2 => "[a-z ]{0,3}".prop_map(|text| Command::Chat { text }),
        3 => Just(Command::Leave),
        3 => anybody().prop_map(|person| Command::Admit { person }),
        8 => Just(Command::AdmitAll),
        1 => anybody().prop_map(|person| Command::Remove { person }),
        2 => anybody().prop_map(|person| Command::Mute { person }),
        1 => anybody().prop_map(|person| Command::StopShare { person }),
        3 => (anybody(), any_role()).prop_map(|(person, role)| Command::SetRole { person, role }),
        1 => anybody().prop_map(|person| Command::LowerHand { person }),
        3 => any_item().prop_map(|item| Command::StartItem { item }),
        1 => any_item().prop_map(|item| Command::EndItem { item }),
        1 => any_item().prop_map(|item| Command::SkipItem { item }),
        8 => any_of_the_show(),
        6 => any_floor_command().prop_map(Command::Floor),
        // Votes.
        20 => crate::votes::any_vote().prop_map(Command::Vote),
    ]
}

fn any_of_the_show() -> impl Strategy<Value = Command> {
    let any_cue = || select(CUES.to_vec());
    prop_oneof![
        3 => (any_item(), prop::option::of(any_item()))
            .prop_map(|(item, before)| Command::MoveItem { item, before }),
        2 => (any_item(), 0u16..700)
            .prop_map(|(item, minutes)| Command::ResizeItem { item, minutes }),
        2 => any_item().prop_map(|item| Command::RestoreItem { item }),
        2 => (any_cue(), any::<bool>())
            .prop_map(|(cue, fallback)| Command::CallCue { cue, fallback }),
        1 => any_cue().prop_map(|cue| Command::DropCue { cue }),
        1 => any_cue().prop_map(|cue| Command::ResetCue { cue }),
        2 => (anybody(), prop::option::of(0u16..4000))
            .prop_map(|(person, seconds)| Command::CallToStage { person, seconds }),
        1 => Just(Command::Ready),
    ]
}

fn any_floor_command() -> impl Strategy<Value = FloorCommand> {
    let order = select(vec![
        SpeakerOrder::Hands,
        SpeakerOrder::List,
        SpeakerOrder::Precedence,
    ]);
    prop_oneof![
        4 => anybody().prop_map(|person| FloorCommand::Give { person, seconds: Some(20) }),
        3 => Just(FloorCommand::Next),
        1 => Just(FloorCommand::End),
        1 => Just(FloorCommand::Extend { seconds: 10 }),
        1 => order.prop_map(|order| FloorCommand::Order { order }),
        1 => anybody().prop_map(|person| FloorCommand::Queue { person, place: Some(0) }),
        1 => anybody().prop_map(|person| FloorCommand::Unqueue { person }),
        1 => anybody().prop_map(|person| FloorCommand::AllowMicrophone { person }),
        2 => any::<bool>().prop_map(|raised| FloorCommand::Point { raised }),
        2 => anybody().prop_map(|person| FloorCommand::HearPoint { person }),
        1 => anybody().prop_map(|person| FloorCommand::ClosePoint { person }),
    ]
}

fn any_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        Just(Edit::Rename),
        Just(Edit::ToggleCarol),
        Just(Edit::ToggleSpeech),
        Just(Edit::ToggleAdmission),
        Just(Edit::MoveStart),
        (select(vec![HEIDI, BOB, OLGA]), any_role())
            .prop_map(|(person, role)| Edit::Role(person, role)),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    let device = select(vec!["laptop", "phone"]);
    prop_oneof![
        12 => (anybody(), device).prop_map(|(person, device)| Step::Arrive(person, device)),
        6 => any::<Index>().prop_map(Step::Drop),
        6 => any::<Index>().prop_map(Step::Resume),
        24 => (any::<Index>(), any_command()).prop_map(|(who, command)| Step::Ask(who, command)),
        2 => any::<(Index, bool, bool)>().prop_map(|(who, a, b)| Step::Arriving(who, a, b)),
        1 => any::<Index>().prop_map(Step::Lost),
        1 => prop::option::of(anybody()).prop_map(Step::Speaker),
        8 => (0u64..40).prop_map(Step::Wait),
        2 => (500u64..700).prop_map(Step::Wait),
        1 => Just(Step::Tick),
        3 => Just(Step::SignOfLife),
        2 => (0u64..60).prop_map(Step::Crash),
        1 => (0u64..60).prop_map(Step::Stop),
        1 => anybody().prop_map(Step::Revoke),
        1 => any::<bool>().prop_map(Step::RecordBehind),
        2 => any_edit().prop_map(Step::Plan),
    ]
}

/// Seconds before the start at which a story begins: half of them before the doors open.
const MOST_EARLY: u64 = 2 * 3600;

fn any_story() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(any_step(), 1..80)
}

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
        let mut world = World::at(Plan { rehearsal, floor, ..plan() }, now);
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

fn perform(world: &mut World, step: Step) {
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
    let may = is_host || (client.is_inside() && !needs_more);
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
    )
}

fn needs_the_crew(command: &Command) -> bool {
    matches!(
        command,
        Command::CallCue { .. }
            | Command::DropCue { .. }
            | Command::ResetCue { .. }
            | Command::CallToStage { .. }
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
        let truth = world.truth.get(&one.person).copied().unwrap_or_default();
        assert_eq!(total(spans), truth, "{:?}: {:?}", one.person, one.intervals);
        assert_eq!(one.present, truth > Duration::ZERO);
    }
    let known = |person| record.participants.iter().any(|one| one.person == person);
    assert!(world.truth.keys().all(|person| known(*person)));
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
    let speaks = before.floor.turn.map(|turn| turn.person);
    stand_still(world, &mut before.floor, &here);
    after.floor.next = None;
    if speaks.is_some() && before.floor.turn.is_none() {
        // Whoever is not missed any more gave it up.
        before.floor.spent.clone_from(&after.floor.spent);
    }
    before.record = after.record;
    crate::votes::void_the_secret_one(&mut before.votes, world.now.timestamp);
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
