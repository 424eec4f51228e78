//! Votes as they were taken, and what they decided.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PersonName;
use crate::fact::{Event, Fact};
use crate::id::{DelegationId, ItemId, PersonId, VoteId};
use crate::plan::Localized;
use crate::time::Timestamp;
use crate::vote::{Book, Choice, Motion, Rule, State, Verdict, Vote};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VoteRecord {
    pub vote: VoteId,
    /// `None` once whoever wrote it was erased.
    pub motion: Option<Motion>,
    pub rule: Rule,
    /// How many things could be chosen, an abstention aside.
    pub choices: u8,
    /// The item of the agenda that ran when it was opened.
    pub item: Option<ItemId>,
    pub opened_at: Timestamp,
    pub opened_by: PersonName,
    /// Places in the electorate.
    pub electorate: u32,
    /// Ballots that the quorum took.
    pub needed: u32,
    pub end: VoteEnd,
    pub ended_at: Option<Timestamp>,
    /// The ballots for each option, in their order; the abstentions last. Empty without a result.
    pub totals: Vec<u32>,
    /// `None` without a result.
    pub verdict: Option<Verdict>,
    /// The electorate, in the order in which it was called.
    pub voters: Vec<VoterRecord>,
}

/// How a vote ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VoteEnd {
    /// It still lasts.
    Open,
    Closed,
    Cancelled,
    /// It was secret, and the service was interrupted.
    Voided,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VoterRecord {
    pub delegation: DelegationId,
    /// `None`: the delegation had neither a head nor a deputy.
    pub person: Option<PersonName>,
    pub voted: bool,
    /// `None` in a secret vote.
    pub choice: Option<Choice>,
}

pub(super) fn votes(facts: &[Fact], names: &BTreeMap<PersonId, PersonName>) -> Vec<VoteRecord> {
    let mut book = Book::default();
    for fact in facts {
        if let Event::Vote(step) = &fact.event {
            book.follow(fact.at, step);
        }
        if let Event::Erased { person } = fact.event {
            book.erase(person);
        }
    }
    let votes = book.votes().iter();
    votes.map(|vote| vote_record(vote, names)).collect()
}

fn vote_record(vote: &Vote, names: &BTreeMap<PersonId, PersonName>) -> VoteRecord {
    let named = |person: PersonId| {
        let nameless = || PersonName {
            person,
            name: Localized::default(),
        };
        names.get(&person).cloned().unwrap_or_else(nameless)
    };
    let (end, ended_at, totals, verdict) = match &vote.state {
        State::Open => (VoteEnd::Open, None, Vec::new(), None),
        State::Closed {
            at,
            totals,
            verdict,
        } => (VoteEnd::Closed, Some(*at), totals.clone(), Some(*verdict)),
        State::Cancelled { at } => (VoteEnd::Cancelled, Some(*at), Vec::new(), None),
        State::Voided { at } => (VoteEnd::Voided, Some(*at), Vec::new(), None),
    };
    let voters = vote.voters.iter().map(|voter| {
        let ballot = voter.person.and_then(|person| vote.cast.get(&person));
        VoterRecord {
            delegation: voter.delegation,
            person: voter.person.map(named),
            voted: ballot.is_some(),
            choice: ballot.copied().flatten(),
        }
    });
    VoteRecord {
        vote: vote.id,
        motion: vote.motion.clone(),
        rule: vote.rule.clone(),
        choices: vote.choices,
        item: vote.item,
        opened_at: vote.opened_at,
        opened_by: named(vote.by),
        electorate: u32::try_from(vote.voters.len()).unwrap_or(u32::MAX),
        needed: vote.needed(),
        end,
        ended_at,
        totals,
        verdict,
        voters: voters.collect(),
    }
}
