//! Votes: what each kind allows, what is told and kept of it, and what is not.

mod kinds;
mod secrecy;

use std::collections::BTreeSet;

use meeting::fact::Event;
use meeting::id::{ConnectionId, DelegationId, PersonId, VoteId};
use meeting::plan::{Localized, Role};
use meeting::protocol::{Command, Reason, VoteCommand, VoteState, VoteView, VotesView};
use meeting::time::Timestamp;
use meeting::vote::{Choice, Electorate, Kind, Majority, Motion, Quorum, Rule, VoteFact};
use proptest::prelude::*;
use proptest::sample::select;

use crate::people::*;
use crate::world::World;

const FOR: Choice = Choice(0);
const AGAINST: Choice = Choice(1);
const ABSTAIN: Choice = Choice(2);

/// The first vote of the first life of a room.
const FIRST: VoteId = VoteId::from_bits(1 << 32 | 1);

fn motion() -> Motion {
    Motion {
        text: Localized::of("en", "Adopt the declaration").and("zh-CN", "通过宣言"),
        options: Vec::new(),
    }
}

fn rule(kind: Kind, electorate: Electorate) -> Rule {
    Rule {
        kind,
        electorate,
        quorum: Quorum::Share { percent: 50 },
        majority: Majority::Simple,
    }
}

/// Hosts and delegates: Alice, Heidi, Bob and Carol.
fn people() -> Electorate {
    Electorate::Person {
        roles: BTreeSet::from([Role::Host, Role::Delegate]),
    }
}

fn open(kind: Kind, electorate: Electorate) -> VoteCommand {
    VoteCommand::Open {
        motion: motion(),
        rule: rule(kind, electorate),
    }
}

fn cast(choice: Choice) -> VoteCommand {
    VoteCommand::Cast {
        vote: FIRST,
        choice,
    }
}

fn deputy(delegation: DelegationId, person: Option<PersonId>) -> VoteCommand {
    VoteCommand::NameDeputy { delegation, person }
}

/// The doors are open, Alice hosts, all who may vote are in.
fn assembly() -> (World, [ConnectionId; 4]) {
    let mut world = World::new();
    let everybody = [ALICE, HEIDI, BOB, CAROL].map(|person| world.arrive(person));
    world.ask(everybody[0], Command::AdmitAll).unwrap();
    (world, everybody)
}

fn ask(world: &mut World, who: ConnectionId, command: VoteCommand) -> Result<(), Reason> {
    world.ask(who, Command::Vote(command))
}

fn seen(world: &World, by: ConnectionId) -> VoteView {
    let votes = &world.clients[&by].view().votes.votes;
    votes.last().expect("a vote").clone()
}

fn totals(view: &VoteView) -> &[u32] {
    let VoteState::Closed { totals, .. } = &view.state else {
        panic!("not closed: {view:?}");
    };
    totals
}

fn facts(world: &World) -> impl Iterator<Item = &VoteFact> {
    world.facts.iter().filter_map(|fact| {
        let Event::Vote(fact) = &fact.event else {
            return None;
        };
        Some(fact)
    })
}

/// What somebody might ask for about votes, wherever they are.
pub(crate) fn any_vote() -> impl Strategy<Value = VoteCommand> {
    let ids = [1u64 << 32 | 1, 1 << 32 | 2, 2 << 32 | 1].map(VoteId::from_bits);
    let id = || select(ids.to_vec());
    let anybody = || select(EVERYBODY.to_vec());
    let kind = select(vec![Kind::Open, Kind::RollCall, Kind::Secret]);
    let electorate = select(vec![Electorate::Delegation, people()]);
    prop_oneof![
        4 => (kind, electorate).prop_map(|(kind, electorate)| open(kind, electorate)),
        8 => (id(), 0u8..4).prop_map(|(vote, choice)| VoteCommand::Cast {
            vote,
            choice: Choice(choice),
        }),
        2 => id().prop_map(|vote| VoteCommand::Pass { vote }),
        2 => (id(), anybody()).prop_map(|(vote, person)| VoteCommand::Call { vote, person }),
        2 => id().prop_map(|vote| VoteCommand::Close { vote }),
        1 => id().prop_map(|vote| VoteCommand::Cancel { vote }),
        2 => (select(vec![OURS, AACHEN, NARA]), prop::option::of(anybody()))
            .prop_map(|(delegation, person)| VoteCommand::NameDeputy { delegation, person }),
    ]
}

/// What becomes of a secret vote when its room is rebuilt.
pub(crate) fn void_the_secret_one(votes: &mut VotesView, at: Timestamp) {
    let secret = |one: &&mut VoteView| one.rule.kind == Kind::Secret;
    if let Some(vote) = votes.votes.last_mut().filter(secret)
        && vote.state == VoteState::Open
    {
        vote.state = VoteState::Voided { at };
    }
}
