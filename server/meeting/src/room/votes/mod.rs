//! Votes: opened and closed by hosts, one at a time. What is kept of them is the state itself; beside
//! it there is nothing but the urn of a secret vote, which no fact, message or print shows.

mod electorate;
mod view;

use std::collections::BTreeSet;

use crate::fact::Event;
use crate::id::{DelegationId, PersonId, VoteId};
use crate::plan::Role;
use crate::protocol::{Reason, VoteCommand};
use crate::time::Timestamp;
use crate::vote::{Book, Choice, Kind, Motion, Rule, State, Urn, Verdict, Vote, VoteFact};

use super::Room;

/// Most votes of one session: each is told to everybody who comes in.
const MOST: usize = 100;

#[derive(Debug, Default)]
pub(super) struct Votes {
    book: Book,
    /// Of the secret vote that is open. It is lost with the process.
    urn: Option<Urn>,
    /// Votes of this epoch.
    opened: u32,
    /// Votes of which a step was taken while a closed item ran: not for press and observers, ever.
    closed: BTreeSet<VoteId>,
}

impl Votes {
    /// `closed`: a closed item ran.
    pub(super) fn recall(&mut self, at: Timestamp, fact: &VoteFact, closed: bool) {
        self.closed.extend(fact.vote().filter(|_| closed));
        self.book.follow(at, fact);
    }

    pub(super) fn erase(&mut self, person: PersonId) {
        self.book.erase(person);
    }

    /// Unique in the session: the epoch, then the number of the vote in it.
    fn next_id(&mut self, epoch: u32) -> VoteId {
        self.opened += 1;
        VoteId::from_bits(u64::from(epoch) << 32 | u64::from(self.opened))
    }
}

impl VoteCommand {
    pub(super) fn is_for_hosts(&self) -> bool {
        match self {
            VoteCommand::Cast { .. } | VoteCommand::Pass { .. } => false,
            // The head of the delegation may, too.
            VoteCommand::NameDeputy { .. } => false,
            VoteCommand::Open { .. }
            | VoteCommand::Call { .. }
            | VoteCommand::Close { .. }
            | VoteCommand::Cancel { .. } => true,
        }
    }
}

impl Room {
    pub(super) fn vote(&mut self, person: PersonId, command: VoteCommand) -> Result<(), Reason> {
        match command {
            VoteCommand::Cast { vote, choice } => self.cast(vote, person, choice),
            VoteCommand::Pass { vote } => self.pass(vote, person),
            VoteCommand::NameDeputy {
                delegation,
                person: deputy,
            } => self.name_deputy(delegation, deputy, person),
            VoteCommand::Open { motion, rule } => self.open_vote(motion.trimmed(), rule, person),
            VoteCommand::Call {
                vote,
                person: called,
            } => self.call(vote, called, person),
            VoteCommand::Close { vote } => self.close_vote(vote, person),
            VoteCommand::Cancel { vote } => {
                self.the_open(vote)?;
                self.give_up_vote(Some(person));
                Ok(())
            }
        }
    }

    fn open_vote(&mut self, motion: Motion, rule: Rule, by: PersonId) -> Result<(), Reason> {
        if !rule.is_sound() || !motion.is_sound(&self.plan.languages) {
            return Err(Reason::Malformed);
        }
        if self.votes.book.open().is_some() {
            return Err(Reason::VoteIsOpen);
        }
        if self.votes.book.votes().len() >= MOST {
            return Err(Reason::Full);
        }
        let voters = self.electorate(&rule.electorate);
        let mut people = voters.iter().filter_map(|voter| voter.person);
        let Some(first) = people.next() else {
            return Err(Reason::NoVoters);
        };
        let vote = self.votes.next_id(self.epoch);
        let (kind, choices) = (rule.kind, motion.choices());
        self.keep_vote(VoteFact::Opened {
            vote,
            by,
            rule,
            choices,
            named: !motion.options.is_empty(),
            item: self.agenda.running(),
            voters,
            motion: motion.sealed(),
        });
        match kind {
            Kind::Open => {}
            Kind::Secret => self.votes.urn = Some(Urn::new(choices)),
            Kind::RollCall => self.keep_vote(VoteFact::Called {
                vote,
                person: first,
                by,
            }),
        }
        Ok(())
    }

    fn cast(&mut self, id: VoteId, person: PersonId, choice: Choice) -> Result<(), Reason> {
        let vote = self.the_open(id)?;
        if !vote.is_voter(person) {
            return Err(Reason::NotAllowed);
        }
        if choice.0 > vote.choices {
            return Err(Reason::Malformed);
        }
        let before = vote.cast.get(&person).copied();
        let shown = match vote.rule.kind {
            Kind::RollCall if vote.called != Some(person) => return Err(Reason::NotCalled),
            Kind::Open | Kind::RollCall => Some(choice),
            Kind::Secret if before.is_some() => return Err(Reason::AlreadyVoted),
            Kind::Secret => {
                let urn = self.votes.urn.as_mut();
                if !urn.is_some_and(|urn| urn.put(choice)) {
                    return Err(Reason::VoteNotOpen);
                }
                None
            }
        };
        if before.is_none() || before != Some(shown) {
            self.keep_vote(VoteFact::Cast {
                vote: id,
                person,
                choice: shown,
            });
        }
        Ok(())
    }

    fn pass(&mut self, id: VoteId, person: PersonId) -> Result<(), Reason> {
        let vote = self.the_open(id)?;
        if vote.called != Some(person) {
            return Err(Reason::NotCalled);
        }
        if vote.cast.contains_key(&person) {
            return Err(Reason::AlreadyVoted);
        }
        if !vote.passed.contains(&person) {
            self.keep_vote(VoteFact::Passed { vote: id, person });
        }
        Ok(())
    }

    fn call(&mut self, id: VoteId, person: PersonId, by: PersonId) -> Result<(), Reason> {
        let vote = self.the_open(id)?;
        if vote.rule.kind != Kind::RollCall || !vote.is_voter(person) {
            return Err(Reason::NotAllowed);
        }
        if vote.cast.contains_key(&person) {
            return Err(Reason::AlreadyVoted);
        }
        if vote.called != Some(person) {
            self.keep_vote(VoteFact::Called {
                vote: id,
                person,
                by,
            });
        }
        Ok(())
    }

    fn close_vote(&mut self, id: VoteId, by: PersonId) -> Result<(), Reason> {
        let vote = self.the_open(id)?;
        let (named, needed, majority) = (vote.named, vote.needed(), vote.rule.majority);
        let totals = match vote.rule.kind {
            Kind::Open | Kind::RollCall => vote.count(),
            Kind::Secret => {
                let urn = self.votes.urn.take().ok_or(Reason::VoteNotOpen)?;
                urn.empty()
            }
        };
        let verdict = Verdict::of(&totals, named, needed, majority);
        self.keep_vote(VoteFact::Closed {
            vote: id,
            by,
            totals,
            verdict,
        });
        Ok(())
    }

    /// The vote that is open, if one is, ends without a result.
    pub(super) fn give_up_vote(&mut self, by: Option<PersonId>) {
        if let Some(vote) = self.votes.book.open().map(|vote| vote.id) {
            self.votes.urn = None;
            self.keep_vote(VoteFact::Cancelled { vote, by });
        }
    }

    /// The service was away: who has voted is known, what they chose is not.
    pub(super) fn void_secret_vote(&mut self) {
        let open = self.votes.book.open();
        let secret = open.filter(|vote| vote.rule.kind == Kind::Secret);
        if let Some(vote) = secret.map(|vote| vote.id) {
            self.keep_vote(VoteFact::Voided { vote });
        }
    }

    fn name_deputy(
        &mut self,
        delegation: DelegationId,
        deputy: Option<PersonId>,
        by: PersonId,
    ) -> Result<(), Reason> {
        let head = self.plan.delegation(delegation).map(|one| one.head);
        let head = head.ok_or(Reason::NotAllowed)?;
        if head != Some(by) && self.roles.of(by) != Some(Role::Host) {
            return Err(Reason::NotAllowed);
        }
        if self.votes.book.open().is_some() {
            return Err(Reason::VoteIsOpen);
        }
        let deputy = deputy.filter(|person| head != Some(*person));
        if deputy.is_some_and(|person| !self.may_vote_for(delegation, person)) {
            return Err(Reason::NoSuchPerson);
        }
        if self.votes.book.deputy(delegation) != deputy {
            self.keep_vote(VoteFact::Deputy {
                delegation,
                person: deputy,
                by,
            });
        }
        Ok(())
    }

    fn the_open(&self, id: VoteId) -> Result<&Vote, Reason> {
        let open = self.votes.book.open();
        let open = open.filter(|vote| vote.id == id && vote.state == State::Open);
        open.ok_or(Reason::VoteNotOpen)
    }

    /// What happens to votes happens by what is kept of it.
    fn keep_vote(&mut self, fact: VoteFact) {
        let closed = self.closed.is_closed();
        self.votes.recall(self.now.timestamp, &fact, closed);
        self.told.outdate_votes();
        self.keep(Event::Vote(fact));
    }
}
