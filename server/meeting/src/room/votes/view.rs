//! Votes as everybody sees them.

use std::collections::BTreeMap;

use crate::id::PersonId;
use crate::plan::{Localized, Role};
use crate::protocol::{
    Change, DelegationVoter, RoleCount, VoteState, VoteView, VoterView, VotesView,
};
use crate::vote::{Electorate, State, Vote, Voter};

use super::super::Room;
use super::super::log::Audience;

impl Room {
    /// Press and observers never see what was voted on while a closed item ran.
    pub(in super::super) fn votes_view(&self, sees_closed: bool) -> VotesView {
        VotesView {
            delegations: self.delegation_voters(),
            people: self.role_counts(),
            votes: self
                .votes
                .book
                .votes()
                .iter()
                .filter(|vote| sees_closed || !self.votes.closed.contains(&vote.id))
                .map(|vote| self.vote_view(vote))
                .collect(),
        }
    }

    /// The differences to what was told before: whole votes, or single ballots.
    pub(in super::super) fn tell_votes(&mut self) {
        if !self.told.take_votes_are_old() {
            return;
        }
        let now = self.votes_view(true);
        let before = self.told.replace_votes(now.clone());
        if (&before.delegations, &before.people) != (&now.delegations, &now.people) {
            let change = Change::Voters {
                delegations: now.delegations,
                people: now.people,
            };
            self.delta(Audience::Everyone, change);
        }
        for vote in now.votes {
            let told = before.votes.iter().find(|one| one.id == vote.id);
            let audience = if self.votes.closed.contains(&vote.id) {
                Audience::TakingPart
            } else {
                Audience::Everyone
            };
            for change in changes(told, vote) {
                self.delta(audience, change);
            }
        }
    }

    fn delegation_voters(&self) -> Vec<DelegationVoter> {
        let voters = self.electorate(&Electorate::Delegation).into_iter();
        let voters = voters.map(|voter| DelegationVoter {
            delegation: voter.delegation,
            person: voter.person,
            name: self.name_of(voter.person),
            deputy: voter.person.is_some()
                && voter.person == self.votes.book.deputy(voter.delegation),
        });
        voters.collect()
    }

    fn role_counts(&self) -> Vec<RoleCount> {
        let mut counts: BTreeMap<Role, u32> = BTreeMap::new();
        for person in &self.plan.people {
            if let Some(role) = self.roles.of(person.id) {
                *counts.entry(role).or_default() += 1;
            }
        }
        let counts = counts.into_iter();
        counts
            .map(|(role, people)| RoleCount { role, people })
            .collect()
    }

    fn vote_view(&self, vote: &Vote) -> VoteView {
        VoteView {
            id: vote.id,
            motion: vote.motion.clone(),
            rule: vote.rule.clone(),
            choices: vote.choices,
            item: vote.item,
            needed: vote.needed(),
            voters: vote
                .voters
                .iter()
                .map(|voter| self.voter_view(vote, *voter))
                .collect(),
            called: vote.called,
            opened_at: vote.opened_at,
            state: state_view(&vote.state),
        }
    }

    fn voter_view(&self, vote: &Vote, voter: Voter) -> VoterView {
        let ballot = voter.person.and_then(|person| vote.cast.get(&person));
        VoterView {
            delegation: voter.delegation,
            person: voter.person,
            name: self.name_of(voter.person),
            voted: ballot.is_some(),
            choice: ballot.copied().flatten(),
            passed: voter
                .person
                .is_some_and(|person| vote.passed.contains(&person)),
        }
    }

    fn name_of(&self, person: Option<PersonId>) -> Localized {
        let invitee = person.and_then(|person| self.plan.person(person));
        invitee
            .map(|invitee| invitee.name.clone())
            .unwrap_or_default()
    }
}

fn state_view(state: &State) -> VoteState {
    match state {
        State::Open => VoteState::Open,
        State::Closed {
            at,
            totals,
            verdict,
        } => VoteState::Closed {
            at: *at,
            totals: totals.clone(),
            verdict: *verdict,
        },
        State::Cancelled { at } => VoteState::Cancelled { at: *at },
        State::Voided { at } => VoteState::Voided { at: *at },
    }
}

fn changes(told: Option<&VoteView>, vote: VoteView) -> Vec<Change> {
    match told {
        Some(told) if *told == vote => Vec::new(),
        Some(told) => match ballots(told, &vote) {
            Some(ballots) => ballots,
            None => vec![Change::Vote {
                vote: Box::new(vote),
            }],
        },
        None => vec![Change::Vote {
            vote: Box::new(vote),
        }],
    }
}

/// What is new, if that is nothing but ballots: a whole vote is long when many have one.
fn ballots(told: &VoteView, vote: &VoteView) -> Option<Vec<Change>> {
    let mut follows = told.clone();
    let mut changes = Vec::new();
    for (before, now) in follows.voters.iter_mut().zip(&vote.voters) {
        let Some(person) = now.person.filter(|_| before != now) else {
            continue;
        };
        (before.voted, before.choice, before.passed) = (true, now.choice, false);
        changes.push(Change::Ballot {
            vote: vote.id,
            person,
            choice: now.choice,
        });
    }
    (follows == *vote).then_some(changes)
}
