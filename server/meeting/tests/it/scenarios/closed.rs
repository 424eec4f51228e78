//! A closed item takes press and observers out, and brings them back.

use meeting::fact::Event;
use meeting::id::ConnectionId;
use meeting::plan::Role;
use meeting::protocol::{
    Command, ItemState, MediaState, Outside, Presence, Reason, View, VoteCommand,
};
use meeting::record::{Outside as Recorded, ParticipantRecord};
use meeting::room::Input;
use meeting::vote::{Choice, Electorate, Kind, Majority, Motion, Quorum, Rule};

use super::events;
use crate::people::*;
use crate::world::World;

/// Alice hosts, Bob is a delegate, Paul is of the press, Olga observes; the speech is closed.
fn meeting() -> (World, [ConnectionId; 4]) {
    let mut world = World::with(plan_with_a_closed_speech());
    let all = [ALICE, BOB, PAUL, OLGA].map(|person| world.arrive(person));
    assert_eq!(world.ask(all[0], Command::AdmitAll), Ok(()));
    (world, all)
}

fn start(world: &mut World, host: ConnectionId) {
    let started = world.ask(host, Command::StartItem { item: SPEECH });
    assert_eq!(started, Ok(()));
}

fn end(world: &mut World, host: ConnectionId) {
    assert_eq!(world.ask(host, Command::EndItem { item: SPEECH }), Ok(()));
}

fn write(world: &mut World, who: ConnectionId, text: &str) -> Result<(), Reason> {
    let text = text.to_owned();
    world.ask(who, Command::Chat { text })
}

fn chat(world: &World, who: ConnectionId) -> Vec<String> {
    let lines = world.clients[&who].view().chat.iter();
    lines.filter_map(|line| line.text.clone()).collect()
}

fn recorded(world: &World, person: meeting::id::PersonId) -> ParticipantRecord {
    let mut all = world.record().participants.into_iter();
    all.find(|one| one.person == person).unwrap()
}

#[test]
fn press_and_observers_go_out_in_the_turn_in_which_it_starts_and_come_back_when_it_ends() {
    let (mut world, [alice, bob, paul, olga]) = meeting();
    start(&mut world, alice);
    let since = world.now.timestamp;
    let until = since.plus(std::time::Duration::from_secs(20 * 60));
    for outside in [paul, olga] {
        assert_eq!(
            world.clients[&outside].outside,
            Some(Outside { since, until })
        );
        assert!(!world.engine.peers.contains_key(&outside));
    }
    let presence = |world: &World, who| world.clients[&alice].person(who).map(|one| one.presence);
    assert_eq!(presence(&world, PAUL), Some(Presence::Outside));
    assert_eq!(presence(&world, BOB), Some(Presence::Here));
    assert!(world.engine.peers.contains_key(&bob));

    end(&mut world, alice);
    for back in [paul, olga] {
        assert_eq!(world.clients[&back].outside, None);
        assert!(world.engine.peers.contains_key(&back));
        let item = world.clients[&back].item(SPEECH);
        assert!(matches!(item, ItemState::Held { .. }));
    }
    assert_eq!(presence(&world, PAUL), Some(Presence::Here));
}

#[test]
fn nothing_is_taken_from_outside_but_leave() {
    let (mut world, [alice, _, paul, _]) = meeting();
    start(&mut world, alice);
    let offer = Command::Offer {
        sdp: "v=0".to_owned(),
        fresh: true,
    };
    for command in [offer, Command::View(View::default())] {
        assert_eq!(world.ask(paul, command), Err(Reason::NotAdmitted));
    }
    assert_eq!(
        write(&mut world, paul, "what is it?"),
        Err(Reason::NotAdmitted)
    );
    assert_eq!(world.ask(paul, Command::Leave), Ok(()));
}

#[test]
fn what_was_written_meanwhile_is_hidden_for_ever() {
    let (mut world, [alice, bob, paul, olga]) = meeting();
    write(&mut world, bob, "before").unwrap();
    let lost_before = world.resume(olga);
    world.drop_connection(lost_before);
    start(&mut world, alice);
    write(&mut world, bob, "between us").unwrap();
    end(&mut world, alice);
    write(&mut world, bob, "after").unwrap();
    assert_eq!(chat(&world, alice), ["before", "between us", "after"]);
    assert_eq!(chat(&world, paul), ["before", "after"]);
    // It asks for what it missed since before the item.
    let olga = world.resume(lost_before);
    assert_eq!(world.clients[&olga].media, Some(MediaState::Lost));
    assert_eq!(chat(&world, olga), ["before", "after"]);
    world.crash(5);
    let paul = world.resume(paul);
    assert_eq!(chat(&world, paul), ["before", "after"]);
    let alice = world.resume(alice);
    assert_eq!(chat(&world, alice).len(), 3);
}

#[test]
fn a_vote_of_a_closed_item_is_hidden_for_ever() {
    let (mut world, [alice, bob, paul, _]) = meeting();
    let votes = |world: &World, who: ConnectionId| {
        let votes = world.clients[&who].view().votes.votes.iter();
        votes.map(|vote| vote.id).collect::<Vec<_>>()
    };
    let open = |world: &mut World| world.ask(alice, Command::Vote(open_vote()));
    open(&mut world).unwrap();
    let before = votes(&world, paul);
    let close = |vote| Command::Vote(VoteCommand::Close { vote });
    world.ask(alice, close(before[0])).unwrap();
    start(&mut world, alice);
    open(&mut world).unwrap();
    let hidden = votes(&world, bob)[1];
    let cast = VoteCommand::Cast {
        vote: hidden,
        choice: Choice(0),
    };
    world.ask(bob, Command::Vote(cast)).unwrap();
    end(&mut world, alice);
    // It goes on after the item, and is hidden still.
    world.ask(alice, close(hidden)).unwrap();
    assert_eq!(votes(&world, bob), [before[0], hidden]);
    assert_eq!(votes(&world, paul), before);
    world.crash(5);
    let paul = world.resume(paul);
    assert_eq!(votes(&world, paul), before);
    let bob = world.resume(bob);
    assert_eq!(votes(&world, bob), [before[0], hidden]);
}

#[test]
fn a_vote_that_goes_on_in_a_closed_item_is_hidden_from_then_on() {
    let (mut world, [alice, _, paul, _]) = meeting();
    world.ask(alice, Command::Vote(open_vote())).unwrap();
    assert_eq!(world.clients[&paul].view().votes.votes.len(), 1);
    start(&mut world, alice);
    let vote = world.clients[&alice].view().votes.votes[0].id;
    let close = Command::Vote(VoteCommand::Close { vote });
    world.ask(alice, close).unwrap();
    end(&mut world, alice);
    assert!(world.clients[&paul].view().votes.votes.is_empty());
    assert_eq!(world.clients[&alice].view().votes.votes.len(), 1);
}

fn open_vote() -> VoteCommand {
    VoteCommand::Open {
        motion: Motion {
            text: text("Adopt it"),
            options: Vec::new(),
        },
        rule: Rule {
            kind: Kind::Open,
            electorate: Electorate::Person {
                roles: [Role::Host, Role::Delegate].into(),
            },
            quorum: Quorum::Share { percent: 50 },
            majority: Majority::Simple,
        },
    }
}

#[test]
fn whoever_comes_or_comes_back_meanwhile_stays_outside() {
    let (mut world, [alice, _, paul, olga]) = meeting();
    world.drop_connection(olga);
    start(&mut world, alice);
    let reloaded = world.arrive(PAUL);
    assert!(world.clients[&reloaded].outside.is_some());
    let second = world.arrive_on(PAUL, "phone");
    assert!(world.clients[&second].outside.is_some());
    let resumed = world.resume(olga);
    assert!(world.clients[&resumed].outside.is_some());
    world.crash(3);
    let again = world.resume(paul);
    assert!(world.clients[&again].outside.is_some());
    let alice = world.resume(alice);
    end(&mut world, alice);
    assert!(world.clients[&again].outside.is_none());
}

#[test]
fn an_observer_who_is_made_a_delegate_is_let_in_at_once_and_the_other_way_round() {
    let (mut world, [alice, bob, _, olga]) = meeting();
    start(&mut world, alice);
    write(&mut world, bob, "between us").unwrap();
    let role = |person, role| Command::SetRole { person, role };
    assert_eq!(world.ask(alice, role(OLGA, Role::Delegate)), Ok(()));
    assert_eq!(chat(&world, olga), ["between us"]);
    assert_eq!(world.ask(alice, role(BOB, Role::Observer)), Ok(()));
    assert!(world.clients[&bob].outside.is_some());
    end(&mut world, alice);
    assert_eq!(chat(&world, bob), Vec::<String>::new());
    assert!(events(&world).any(|event| *event == Event::LetBack { person: OLGA }));
}

#[test]
fn the_plan_closes_and_opens_the_item_that_runs() {
    let (mut world, [alice, _, paul, _]) = meeting();
    world
        .ask(alice, Command::StartItem { item: OPENING })
        .unwrap();
    let mut closed = world.plan.clone();
    closed.agenda[0].open = false;
    let open = world.plan.clone();
    world.act(Input::Plan(Box::new(closed)));
    assert!(world.clients[&paul].outside.is_some());
    world.act(Input::Plan(Box::new(open)));
    assert!(world.clients[&paul].outside.is_none());
}

#[test]
fn those_outside_are_told_when_the_item_is_given_more_time() {
    let (mut world, [alice, _, paul, _]) = meeting();
    start(&mut world, alice);
    let since = world.now.timestamp;
    let more = Command::ResizeItem {
        item: SPEECH,
        minutes: 45,
    };
    assert_eq!(world.ask(alice, more), Ok(()));
    let until = since.plus(std::time::Duration::from_secs(45 * 60));
    let told = world.clients[&paul].outside;
    assert_eq!(told, Some(Outside { since, until }));
    assert!(!world.engine.peers.contains_key(&paul));
}

#[test]
fn the_record_says_who_was_outside_and_counts_it_as_presence() {
    let (mut world, [alice, _, paul, olga]) = meeting();
    world.wait(600);
    start(&mut world, alice);
    let from = world.now.timestamp;
    world.wait(60);
    world.drop_connection(olga);
    world.wait(40);
    world.resume(olga);
    world.wait(20);
    end(&mut world, alice);
    let to = world.now.timestamp;
    world.wait(100);
    let item = SPEECH;
    assert_eq!(
        recorded(&world, PAUL).outside,
        [Recorded { item, from, to }]
    );
    assert_eq!(recorded(&world, PAUL).seconds, 820);
    let away = recorded(&world, OLGA).outside;
    let lengths: Vec<u64> = away
        .iter()
        .map(|one| one.to.since(one.from).as_secs())
        .collect();
    assert_eq!(lengths, [60, 20]);
    assert!(recorded(&world, BOB).outside.is_empty());
    assert!(world.clients[&paul].outside.is_none());
    // What was held without them stays closed, whatever the plan says later.
    let mut open = world.plan.clone();
    open.agenda[1].open = true;
    world.act(Input::Plan(Box::new(open)));
    assert!(!world.record().agenda[1].open);
}
