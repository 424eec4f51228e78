//! The votes of a session, folded from their facts: by the room while they are taken, and by the
//! record afterwards.

use std::collections::{BTreeMap, BTreeSet};

use super::{Choice, Motion, Rule, Verdict, VoteFact, Voter};
use crate::id::{DelegationId, ItemId, PersonId, VoteId};
use crate::time::Timestamp;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Book {
    /// In the order in which they were opened; at most the last is open.
    votes: Vec<Vote>,
    /// Who votes for a delegation instead of its head.
    deputies: BTreeMap<DelegationId, PersonId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    pub id: VoteId,
    pub by: PersonId,
    pub rule: Rule,
    pub choices: u8,
    pub named: bool,
    /// `None` once whoever wrote it was erased.
    pub motion: Option<Motion>,
    pub item: Option<ItemId>,
    pub voters: Vec<Voter>,
    pub opened_at: Timestamp,
    /// Whose turn it is in a roll-call.
    pub called: Option<PersonId>,
    pub passed: BTreeSet<PersonId>,
    /// Who has voted, and where it is no secret, what.
    pub cast: BTreeMap<PersonId, Option<Choice>>,
    pub state: State,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Open,
    Closed {
        at: Timestamp,
        totals: Vec<u32>,
        verdict: Verdict,
    },
    Cancelled {
        at: Timestamp,
    },
    Voided {
        at: Timestamp,
    },
}

impl Vote {
    pub fn is_open(&self) -> bool {
        self.state == State::Open
    }

    pub fn is_voter(&self, person: PersonId) -> bool {
        self.voters.iter().any(|one| one.person == Some(person))
    }

    /// The ballots that the quorum takes.
    pub fn needed(&self) -> u32 {
        self.rule.quorum.needed(self.voters.len())
    }

    /// The ballots for each option as they are known: none of a secret vote.
    pub fn count(&self) -> Vec<u32> {
        let mut totals = vec![0; usize::from(self.choices) + 1];
        for choice in self.cast.values().flatten() {
            if let Some(total) = totals.get_mut(usize::from(choice.0)) {
                *total += 1;
            }
        }
        totals
    }
}

impl Book {
    pub fn votes(&self) -> &[Vote] {
        &self.votes
    }

    pub fn open(&self) -> Option<&Vote> {
        self.votes.last().filter(|vote| vote.is_open())
    }

    pub fn deputy(&self, of: DelegationId) -> Option<PersonId> {
        self.deputies.get(&of).copied()
    }

    pub fn follow(&mut self, at: Timestamp, fact: &VoteFact) {
        match fact {
            VoteFact::Deputy {
                delegation, person, ..
            } => {
                match person {
                    Some(person) => self.deputies.insert(*delegation, *person),
                    None => self.deputies.remove(delegation),
                };
            }
            VoteFact::Opened {
                vote,
                by,
                rule,
                choices,
                named,
                item,
                voters,
                motion,
            } => self.votes.push(Vote {
                id: *vote,
                by: *by,
                rule: rule.clone(),
                choices: *choices,
                named: *named,
                motion: Motion::unsealed(motion),
                item: *item,
                voters: voters.clone(),
                opened_at: at,
                called: None,
                passed: BTreeSet::new(),
                cast: BTreeMap::new(),
                state: State::Open,
            }),
            VoteFact::Called { vote, person, .. } => self.change(*vote, |one| {
                one.passed.remove(person);
                one.called = Some(*person);
            }),
            VoteFact::Passed { vote, person } => self.change(*vote, |one| {
                one.passed.insert(*person);
            }),
            VoteFact::Cast {
                vote,
                person,
                choice,
            } => self.change(*vote, |one| {
                one.passed.remove(person);
                one.cast.insert(*person, *choice);
            }),
            VoteFact::Closed {
                vote,
                totals,
                verdict,
                ..
            } => self.end(
                *vote,
                State::Closed {
                    at,
                    totals: totals.clone(),
                    verdict: *verdict,
                },
            ),
            VoteFact::Cancelled { vote, .. } => self.end(*vote, State::Cancelled { at }),
            VoteFact::Voided { vote } => self.end(*vote, State::Voided { at }),
        }
    }

    /// Motions that the person wrote are no longer readable.
    pub fn erase(&mut self, person: PersonId) {
        for vote in self.votes.iter_mut().filter(|vote| vote.by == person) {
            vote.motion = None;
        }
    }

    fn end(&mut self, id: VoteId, state: State) {
        self.change(id, |vote| {
            vote.called = None;
            vote.state = state;
        });
    }

    /// What is over does not change any more.
    fn change(&mut self, id: VoteId, change: impl FnOnce(&mut Vote)) {
        let vote = self.votes.iter_mut().find(|vote| vote.id == id);
        if let Some(vote) = vote.filter(|vote| vote.is_open()) {
            change(vote);
        }
    }
}
