//! What is kept of votes. Of a secret one: who has voted, and at the close the totals.

use serde::{Deserialize, Serialize};

use super::{Choice, Rule, Verdict};
use crate::fact::Private;
use crate::id::{DelegationId, ItemId, PersonId, VoteId};

/// One place in the electorate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voter {
    pub delegation: DelegationId,
    /// Who gives the ballot; `None`: the delegation has neither a head nor a deputy.
    pub person: Option<PersonId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum VoteFact {
    /// Who votes for a delegation from now on; `None`: its head.
    Deputy {
        delegation: DelegationId,
        person: Option<PersonId>,
        by: PersonId,
    },
    Opened {
        vote: VoteId,
        by: PersonId,
        rule: Rule,
        /// How many things can be chosen, an abstention aside.
        choices: u8,
        /// The options have names: they are not for and against.
        named: bool,
        /// The item of the agenda that ran.
        item: Option<ItemId>,
        /// The electorate, in the order in which it is called.
        voters: Vec<Voter>,
        /// [`super::Motion`] as JSON; it belongs to whoever opened the vote.
        #[serde(skip)]
        motion: Private,
    },
    /// The turn is theirs.
    Called {
        vote: VoteId,
        person: PersonId,
        by: PersonId,
    },
    /// They gave no answer when they were called. They may be called again.
    Passed { vote: VoteId, person: PersonId },
    Cast {
        vote: VoteId,
        person: PersonId,
        /// Never said of a secret vote.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        choice: Option<Choice>,
    },
    Closed {
        vote: VoteId,
        by: PersonId,
        /// The ballots for each option, in their order; the abstentions last.
        totals: Vec<u32>,
        #[serde(flatten)]
        verdict: Verdict,
    },
    /// Given up: nothing is decided. `by: None`: the session ended over it.
    Cancelled { vote: VoteId, by: Option<PersonId> },
    /// The service was interrupted while a secret vote was open, and its ballots are gone.
    Voided { vote: VoteId },
}

impl VoteFact {
    /// The vote in which somebody did something; `None`: it is of no vote, or nobody did it.
    pub fn vote(&self) -> Option<VoteId> {
        match self {
            VoteFact::Deputy { .. } | VoteFact::Voided { .. } => None,
            VoteFact::Opened { vote, .. }
            | VoteFact::Called { vote, .. }
            | VoteFact::Passed { vote, .. }
            | VoteFact::Cast { vote, .. }
            | VoteFact::Closed { vote, .. }
            | VoteFact::Cancelled { vote, .. } => Some(*vote),
        }
    }

    /// The text to seal, and whose it is.
    pub fn private(&self) -> Option<(PersonId, &str)> {
        match self {
            VoteFact::Opened {
                by,
                motion: Private(Some(text)),
                ..
            } => Some((*by, text)),
            VoteFact::Opened { .. }
            | VoteFact::Deputy { .. }
            | VoteFact::Called { .. }
            | VoteFact::Passed { .. }
            | VoteFact::Cast { .. }
            | VoteFact::Closed { .. }
            | VoteFact::Cancelled { .. }
            | VoteFact::Voided { .. } => None,
        }
    }

    /// Whose private text it may carry.
    pub fn author(&self) -> Option<PersonId> {
        match self {
            VoteFact::Opened { by, .. } => Some(*by),
            VoteFact::Deputy { .. }
            | VoteFact::Called { .. }
            | VoteFact::Passed { .. }
            | VoteFact::Cast { .. }
            | VoteFact::Closed { .. }
            | VoteFact::Cancelled { .. }
            | VoteFact::Voided { .. } => None,
        }
    }
}
