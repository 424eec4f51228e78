//! What each kind of vote allows.

use meeting::plan::Role;
use meeting::protocol::{Command, Reason, VoteCommand, VoteState};
use meeting::room::Input;
use meeting::vote::{Electorate, Kind, Majority, Motion, Outcome, Quorum};
use proptest::prelude::*;

use super::*;

#[test]
fn an_open_vote_is_seen_by_all_and_can_be_changed_until_the_close() {
    let (mut world, [alice, heidi, bob, carol]) = assembly();
    assert_eq!(
        ask(&mut world, bob, open(Kind::Open, people())),
        Err(Reason::NotAllowed)
    );
    assert_eq!(ask(&mut world, alice, open(Kind::Open, people())), Ok(()));
    let again = open(Kind::Open, people());
    assert_eq!(ask(&mut world, heidi, again), Err(Reason::VoteIsOpen));
    assert_eq!(ask(&mut world, bob, cast(AGAINST)), Ok(()));
    assert_eq!(ask(&mut world, carol, cast(ABSTAIN)), Ok(()));
    let choices: Vec<_> = seen(&world, heidi)
        .voters
        .iter()
        .map(|one| one.choice)
        .collect();
    assert_eq!(choices, [None, None, Some(AGAINST), Some(ABSTAIN)]);

    assert_eq!(ask(&mut world, bob, cast(FOR)), Ok(()));
    let kept = facts(&world).count();
    assert_eq!(
        ask(&mut world, bob, cast(FOR)),
        Ok(()),
        "said twice, kept once"
    );
    assert_eq!(facts(&world).count(), kept);
    assert_eq!(
        ask(&mut world, bob, cast(Choice(3))),
        Err(Reason::Malformed)
    );

    let close = VoteCommand::Close { vote: FIRST };
    assert_eq!(ask(&mut world, alice, close.clone()), Ok(()));
    assert_eq!(totals(&seen(&world, carol)), [1, 0, 1]);
    let VoteState::Closed { verdict, .. } = seen(&world, carol).state else {
        panic!("closed");
    };
    assert_eq!((verdict.outcome, verdict.cast), (Outcome::Passed, 2));
    assert_eq!(
        ask(&mut world, bob, cast(AGAINST)),
        Err(Reason::VoteNotOpen)
    );
    assert_eq!(ask(&mut world, alice, close), Err(Reason::VoteNotOpen));
}

#[test]
fn in_a_roll_call_only_whoever_is_called_answers() {
    let (mut world, [alice, heidi, bob, carol]) = assembly();
    let call = |person| VoteCommand::Call {
        vote: FIRST,
        person,
    };
    let pass = || VoteCommand::Pass { vote: FIRST };
    assert_eq!(
        ask(&mut world, alice, open(Kind::RollCall, people())),
        Ok(())
    );
    assert_eq!(
        seen(&world, carol).called,
        Some(ALICE),
        "the first of the plan"
    );
    assert_eq!(ask(&mut world, bob, cast(FOR)), Err(Reason::NotCalled));
    assert_eq!(ask(&mut world, bob, pass()), Err(Reason::NotCalled));
    assert_eq!(ask(&mut world, alice, cast(AGAINST)), Ok(()));
    assert_eq!(
        ask(&mut world, alice, cast(FOR)),
        Ok(()),
        "still their turn"
    );
    assert_eq!(ask(&mut world, alice, pass()), Err(Reason::AlreadyVoted));

    assert_eq!(ask(&mut world, carol, call(HEIDI)), Err(Reason::NotAllowed));
    assert_eq!(ask(&mut world, alice, call(OLGA)), Err(Reason::NotAllowed));
    assert_eq!(ask(&mut world, alice, call(HEIDI)), Ok(()));
    assert_eq!(
        ask(&mut world, alice, cast(AGAINST)),
        Err(Reason::NotCalled)
    );
    assert_eq!(ask(&mut world, heidi, pass()), Ok(()));
    assert!(seen(&world, bob).voters[1].passed);
    assert_eq!(ask(&mut world, alice, call(BOB)), Ok(()));
    assert_eq!(ask(&mut world, bob, cast(AGAINST)), Ok(()));
    assert_eq!(
        ask(&mut world, alice, call(ALICE)),
        Err(Reason::AlreadyVoted)
    );

    // Whoever passed is called once more.
    assert_eq!(ask(&mut world, alice, call(HEIDI)), Ok(()));
    assert!(!seen(&world, bob).voters[1].passed);
    assert_eq!(ask(&mut world, heidi, cast(FOR)), Ok(()));
    let close = VoteCommand::Close { vote: FIRST };
    assert_eq!(ask(&mut world, alice, close), Ok(()));
    assert_eq!(totals(&seen(&world, carol)), [2, 1, 0]);
    assert_eq!(seen(&world, carol).called, None);
}

#[test]
fn heads_vote_for_their_delegations_unless_a_deputy_was_named_before() {
    let (mut world, [alice, heidi, bob, carol]) = assembly();
    let voters = |world: &World| -> Vec<_> {
        let votes = &world.clients[&carol].view().votes;
        votes.delegations.iter().map(|one| one.person).collect()
    };
    assert_eq!(voters(&world), [Some(ALICE), Some(BOB), None]);

    let named = |world: &mut World, who, of, person| ask(world, who, deputy(of, person));
    assert_eq!(
        named(&mut world, carol, NARA, Some(CAROL)),
        Err(Reason::NotAllowed)
    );
    assert_eq!(
        named(&mut world, bob, NARA, Some(CAROL)),
        Err(Reason::NotAllowed)
    );
    assert_eq!(
        named(&mut world, alice, NARA, Some(PAUL)),
        Err(Reason::NoSuchPerson)
    );
    assert_eq!(
        named(&mut world, alice, NARA, Some(BOB)),
        Err(Reason::NoSuchPerson)
    );
    assert_eq!(named(&mut world, alice, NARA, Some(CAROL)), Ok(()));
    assert_eq!(named(&mut world, alice, OURS, Some(HEIDI)), Ok(()));
    assert_eq!(voters(&world), [Some(HEIDI), Some(BOB), Some(CAROL)]);
    // The head takes their vote back.
    assert_eq!(named(&mut world, alice, OURS, None), Ok(()));
    assert_eq!(named(&mut world, alice, OURS, Some(HEIDI)), Ok(()));

    let vote = open(Kind::Open, Electorate::Delegation);
    assert_eq!(ask(&mut world, alice, vote), Ok(()));
    assert_eq!(
        named(&mut world, alice, OURS, None),
        Err(Reason::VoteIsOpen)
    );
    assert_eq!(ask(&mut world, alice, cast(FOR)), Err(Reason::NotAllowed));
    for voter in [heidi, bob, carol] {
        assert_eq!(ask(&mut world, voter, cast(FOR)), Ok(()));
    }
    let close = VoteCommand::Close { vote: FIRST };
    assert_eq!(ask(&mut world, alice, close), Ok(()));
    assert_eq!(totals(&seen(&world, carol)), [3, 0, 0]);
}

#[test]
fn a_delegation_without_a_voter_counts_for_the_quorum() {
    let (mut world, [alice, ..]) = assembly();
    let mut needs_all = rule(Kind::Open, Electorate::Delegation);
    needs_all.quorum = Quorum::Share { percent: 100 };
    let vote = VoteCommand::Open {
        motion: motion(),
        rule: needs_all,
    };
    assert_eq!(ask(&mut world, alice, vote), Ok(()));
    let view = seen(&world, alice);
    assert_eq!((view.needed, view.voters.len()), (3, 3));
    assert_eq!(view.voters[2].person, None);
}

#[test]
fn options_can_have_names() {
    let (mut world, [alice, heidi, bob, carol]) = assembly();
    let cities = ["Nara", "Aachen", "Ningbo"];
    let mut rule = rule(Kind::Open, people());
    rule.majority = Majority::TwoThirds;
    let motion = Motion {
        text: text(" Where do we meet next? "),
        options: cities.map(text).to_vec(),
    };
    let vote = VoteCommand::Open { motion, rule };
    assert_eq!(ask(&mut world, alice, vote), Ok(()));
    let motion = seen(&world, bob).motion.unwrap();
    assert_eq!(motion.text, text("Where do we meet next?"));
    for (voter, choice) in [(alice, 1), (heidi, 1), (bob, 0), (carol, 3)] {
        assert_eq!(ask(&mut world, voter, cast(Choice(choice))), Ok(()));
    }
    let close = VoteCommand::Close { vote: FIRST };
    assert_eq!(ask(&mut world, alice, close), Ok(()));
    let VoteState::Closed {
        totals, verdict, ..
    } = seen(&world, bob).state
    else {
        panic!("closed");
    };
    assert_eq!(totals, [1, 2, 0, 1]);
    assert_eq!(
        (verdict.outcome, verdict.chosen),
        (Outcome::Passed, Some(1))
    );
}

#[test]
fn votes_wait_for_the_opening_and_for_the_record() {
    let mut early = World::new().now;
    early.timestamp = START.minus(std::time::Duration::from_secs(2 * 3600));
    let mut world = World::at(plan(), early);
    let alice = world.arrive(ALICE);
    let vote = || open(Kind::Open, people());
    assert_eq!(ask(&mut world, alice, vote()), Err(Reason::TooEarly));
    let (mut world, [alice, ..]) = assembly();
    world.act(Input::RecordBehind(true));
    assert_eq!(ask(&mut world, alice, vote()), Err(Reason::RecordingBehind));
    world.act(Input::RecordBehind(false));
    let nobody = Electorate::Person {
        roles: std::collections::BTreeSet::new(),
    };
    let vote = open(Kind::Open, nobody);
    assert_eq!(ask(&mut world, alice, vote), Err(Reason::Malformed));
}

#[test]
fn the_end_of_the_session_gives_an_open_vote_up() {
    let (mut world, [alice, ..]) = assembly();
    ask(&mut world, alice, open(Kind::Secret, people())).unwrap();
    world.ask(alice, Command::EndSession).unwrap();
    let last = facts(&world).last();
    let by = Some(ALICE);
    assert_eq!(last, Some(&VoteFact::Cancelled { vote: FIRST, by }));
}

#[test]
fn an_open_vote_goes_on_after_a_crash() {
    let (mut world, [alice, _, bob, _]) = assembly();
    ask(&mut world, alice, open(Kind::RollCall, people())).unwrap();
    ask(&mut world, alice, cast(FOR)).unwrap();
    let call = VoteCommand::Call {
        vote: FIRST,
        person: BOB,
    };
    ask(&mut world, alice, call).unwrap();
    let before = seen(&world, bob);
    world.crash(5);
    let [alice, bob] = [ALICE, BOB].map(|person| world.arrive(person));
    assert_eq!(seen(&world, bob), before);
    assert_eq!(ask(&mut world, bob, cast(AGAINST)), Ok(()));
    let close = VoteCommand::Close { vote: FIRST };
    assert_eq!(ask(&mut world, alice, close), Ok(()));
    assert_eq!(totals(&seen(&world, bob)), [1, 1, 0]);
}

#[test]
fn another_role_changes_the_next_electorate_and_not_the_open_one() {
    let (mut world, [alice, _, bob, _]) = assembly();
    ask(&mut world, alice, open(Kind::Open, people())).unwrap();
    let role = Command::SetRole {
        person: BOB,
        role: Role::Observer,
    };
    world.ask(alice, role).unwrap();
    assert_eq!(ask(&mut world, bob, cast(FOR)), Ok(()));
    let voters = &world.clients[&alice].view().votes.delegations;
    assert!(voters.iter().all(|voter| voter.delegation != AACHEN));
}

proptest! {
    /// The totals are those that the test counted itself; nobody votes twice, nobody from outside.
    #[test]
    fn totals_are_what_was_cast(
        kind in select(vec![Kind::Open, Kind::RollCall, Kind::Secret]),
        electorate in select(vec![Electorate::Delegation, people()]),
        ballots in prop::collection::vec((select(EVERYBODY.to_vec()), 0u8..4), 0..30),
    ) {
        let mut world = World::new();
        let devices = EVERYBODY.map(|person| (person, world.arrive(person)));
        let device = |person| devices.iter().find(|(one, _)| *one == person).unwrap().1;
        let alice = device(ALICE);
        world.ask(alice, Command::AdmitAll).unwrap();
        ask(&mut world, alice, open(kind, electorate)).unwrap();
        let voters: Vec<_> = seen(&world, alice).voters.iter().filter_map(|one| one.person).collect();
        let mut truth = std::collections::BTreeMap::new();
        for (person, choice) in ballots {
            if kind == Kind::RollCall {
                let call = VoteCommand::Call { vote: FIRST, person };
                let answered = truth.contains_key(&person);
                let called = ask(&mut world, alice, call);
                assert_eq!(called.is_ok(), voters.contains(&person) && !answered);
            }
            let was_called = kind != Kind::RollCall || seen(&world, alice).called == Some(person);
            let may_change = kind != Kind::Secret || !truth.contains_key(&person);
            let valid = voters.contains(&person) && choice < 3 && was_called && may_change;
            let given = ask(&mut world, device(person), cast(Choice(choice)));
            assert_eq!(given.is_ok(), valid, "{:?} {}", person, choice);
            if valid {
                truth.insert(person, choice);
            }
        }
        ask(&mut world, alice, VoteCommand::Close { vote: FIRST }).unwrap();
        let mut expected = [0; 3];
        for choice in truth.values() {
            expected[usize::from(*choice)] += 1;
        }
        let view = seen(&world, alice);
        assert_eq!(totals(&view), expected);
        let voted: Vec<_> = view.voters.iter().filter(|one| one.voted).collect();
        assert_eq!(voted.len(), truth.len());
        assert!(voted.iter().all(|one| truth.contains_key(&one.person.unwrap())));
    }
}
