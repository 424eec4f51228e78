//! Nobody learns from what is kept, told or printed who chose what in a secret vote.

use meeting::fact::Fact;
use meeting::id::{ConnectionId, PersonId};
use meeting::protocol::{Command, NOTICE, Reason, VoteCommand, VoteState};
use meeting::room::{Arrival, Effect, Input, Room};
use meeting::time::Now;
use meeting::vote::{Kind, VoteFact};
use proptest::prelude::*;

use super::*;

/// All that leaves a room in which these people vote in secret, one after another, and what the room
/// looks like to whoever prints it.
#[derive(Debug, PartialEq)]
struct Trace {
    effects: Vec<Effect>,
    printed: Vec<String>,
    kept: Vec<String>,
}

const VOTERS: [PersonId; 4] = [ALICE, HEIDI, BOB, CAROL];

fn trace(ballots: &[(PersonId, Choice)], stops_halfway: bool) -> Trace {
    let mut now = World::new().now;
    let mut open_plan = plan();
    open_plan.admission = meeting::plan::Admission::Automatic;
    let mut room = Room::new(open_plan.clone(), 1, now);
    let mut trace = Trace {
        effects: Vec::new(),
        printed: Vec::new(),
        kept: Vec::new(),
    };
    let device = |person: PersonId| ConnectionId::from_bits(person.bits());
    for person in VOTERS {
        let hello = Arrival {
            person,
            device: "laptop".to_owned(),
            acknowledged: Some(NOTICE.to_owned()),
            language: "en".to_owned(),
            resume: None,
        };
        let connection = device(person);
        act(
            &mut room,
            Input::Connect { connection, hello },
            now,
            &mut trace,
        );
    }
    let mut ask = |room: &mut Room, person, command| {
        now = Now {
            instant: now.instant.plus(std::time::Duration::from_secs(1)),
            timestamp: now.timestamp.plus(std::time::Duration::from_secs(1)),
        };
        let input = Input::Request {
            connection: device(person),
            id: 7,
            command: Command::Vote(command),
        };
        act(room, input, now, &mut trace);
    };
    ask(&mut room, ALICE, open(Kind::Secret, people()));
    for (person, choice) in ballots {
        ask(&mut room, *person, cast(*choice));
        // Trying again is refused, whatever is on the ballot.
        ask(&mut room, *person, cast(FOR));
    }
    if !stops_halfway {
        ask(&mut room, ALICE, VoteCommand::Close { vote: FIRST });
    }
    trace
}

fn act(room: &mut Room, input: Input, now: Now, trace: &mut Trace) {
    trace.printed.push(format!("{input:?}"));
    room.handle(input, now);
    trace.printed.push(format!("{room:?}"));
    while let Some(effect) = room.poll_effect() {
        if let Effect::Keep(Fact { at, event }) = &effect {
            let body = serde_json::to_string(event).unwrap();
            trace.kept.push(format!("{at:?} {body}"));
        }
        trace.effects.push(effect);
    }
}

proptest! {
    /// The law of secrecy: with the same totals, everything is the same, whoever chose what.
    #[test]
    fn the_same_totals_leave_the_same_traces(
        people in Just(VOTERS.to_vec()).prop_shuffle(),
        (choices, shuffled) in prop::collection::vec(0u8..3, 4)
            .prop_flat_map(|choices| (Just(choices.clone()), Just(choices).prop_shuffle())),
    ) {
        let ballots = |choices: &[u8]| -> Vec<_> {
            let choices = choices.iter().map(|choice| Choice(*choice));
            people.iter().copied().zip(choices).collect()
        };
        prop_assert_eq!(trace(&ballots(&choices), false), trace(&ballots(&shuffled), false));
    }

    /// Until the close nothing follows from the choices at all, not even their totals.
    #[test]
    fn before_the_close_there_is_no_trace_of_choices(
        people in Just(VOTERS.to_vec()).prop_shuffle(),
        choices in prop::collection::vec((0u8..3, 0u8..3), 4),
    ) {
        let ballots = |of: fn(&(u8, u8)) -> u8| -> Vec<_> {
            let choices = choices.iter().map(|pair| Choice(of(pair)));
            people.iter().copied().zip(choices).collect()
        };
        let (one, other) = (ballots(|pair| pair.0), ballots(|pair| pair.1));
        prop_assert_eq!(trace(&one, true), trace(&other, true));
    }
}

#[test]
fn a_secret_ballot_cannot_be_changed_and_shows_who_has_voted_alone() {
    let (mut world, [alice, heidi, bob, carol]) = assembly();
    ask(&mut world, alice, open(Kind::Secret, people())).unwrap();
    assert_eq!(ask(&mut world, bob, cast(AGAINST)), Ok(()));
    assert_eq!(ask(&mut world, bob, cast(FOR)), Err(Reason::AlreadyVoted));
    let view = seen(&world, heidi);
    let voted: Vec<_> = view
        .voters
        .iter()
        .map(|one| (one.voted, one.choice))
        .collect();
    assert_eq!(
        voted,
        [(false, None), (false, None), (true, None), (false, None)]
    );
    assert_eq!(view.state, VoteState::Open);

    // Another device of theirs knows that they have voted.
    let phone = world.arrive_on(BOB, "phone");
    assert!(seen(&world, phone).voters[2].voted);
    assert_eq!(ask(&mut world, phone, cast(FOR)), Err(Reason::AlreadyVoted));

    ask(&mut world, carol, cast(FOR)).unwrap();
    ask(&mut world, alice, VoteCommand::Close { vote: FIRST }).unwrap();
    let view = seen(&world, bob);
    assert_eq!(totals(&view), [1, 1, 0]);
    assert!(view.voters.iter().all(|one| one.choice.is_none()));
}

#[test]
fn a_crash_voids_a_secret_vote_and_everybody_is_told() {
    for crashes in [true, false] {
        let (mut world, [alice, _, bob, _]) = assembly();
        ask(&mut world, alice, open(Kind::Secret, people())).unwrap();
        ask(&mut world, bob, cast(AGAINST)).unwrap();
        if crashes {
            world.crash(3);
        } else {
            world.stop(3);
        }
        let [alice, bob] = [ALICE, BOB].map(|person| world.arrive(person));
        let voided = VoteFact::Voided { vote: FIRST };
        assert_eq!(facts(&world).last(), Some(&voided));
        assert!(matches!(seen(&world, bob).state, VoteState::Voided { .. }));
        assert_eq!(ask(&mut world, bob, cast(FOR)), Err(Reason::VoteNotOpen));

        // It can be taken again, and another crash says nothing more.
        ask(&mut world, alice, open(Kind::Secret, people())).unwrap();
        let again = seen(&world, bob).id;
        assert_ne!(again, FIRST);
        ask(&mut world, alice, VoteCommand::Cancel { vote: again }).unwrap();
        let kept = facts(&world).count();
        world.crash(3);
        assert_eq!(facts(&world).count(), kept);
    }
}

#[test]
fn an_erased_author_leaves_the_vote_without_its_words() {
    let (mut world, [alice, _, bob, _]) = assembly();
    ask(&mut world, alice, open(Kind::Open, people())).unwrap();
    ask(&mut world, bob, cast(FOR)).unwrap();
    let mut erased = world.facts.clone();
    for fact in &mut erased {
        if fact
            .event
            .private()
            .is_some_and(|(person, _)| person == ALICE)
        {
            fact.event.restore(None);
        }
    }
    world.facts = erased;
    world.crash(3);
    let bob = world.arrive(BOB);
    let view = seen(&world, bob);
    assert_eq!((view.motion, view.choices), (None, 2));
    assert!(view.voters[2].voted);
}
