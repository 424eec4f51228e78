use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{DelegationId, ItemId, PersonId, VoteId};
use crate::plan::{Localized, Role};
use crate::time::Timestamp;
use crate::vote::{Choice, Motion, Rule, Verdict};

/// What can be asked for about votes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum VoteCommand {
    /// Gives one's own ballot. In an open vote another one takes its place, in a secret one none
    /// does; in a roll-call, only whoever is called gives theirs.
    Cast {
        vote: VoteId,
        choice: Choice,
    },
    /// Gives no answer now that one is called.
    Pass {
        vote: VoteId,
    },
    /// Says who votes for a delegation (`None`: its head) from the next vote on. For its head, and
    /// for hosts.
    NameDeputy {
        delegation: DelegationId,
        person: Option<PersonId>,
    },

    // Hosts only, from here on.
    Open {
        motion: Motion,
        rule: Rule,
    },
    /// Calls a voter who has not answered yet.
    Call {
        vote: VoteId,
        person: PersonId,
    },
    /// Counts, and tells the result.
    Close {
        vote: VoteId,
    },
    /// Gives it up; nothing is decided.
    Cancel {
        vote: VoteId,
    },
}

/// The votes of a session, and who would vote in the next one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct VotesView {
    /// In the order of the plan.
    pub delegations: Vec<DelegationVoter>,
    /// How many people are invited, by their role; roles that nobody has are left out.
    pub people: Vec<RoleCount>,
    /// In the order in which they were opened; at most the last is open.
    pub votes: Vec<VoteView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DelegationVoter {
    pub delegation: DelegationId,
    /// `None`: it has neither a head with a say nor a deputy.
    pub person: Option<PersonId>,
    pub name: Localized,
    /// They were named in place of the head.
    pub deputy: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RoleCount {
    pub role: Role,
    pub people: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VoteView {
    pub id: VoteId,
    /// `None` once whoever wrote it was erased.
    pub motion: Option<Motion>,
    pub rule: Rule,
    /// How many things can be chosen, an abstention aside.
    pub choices: u8,
    /// The item of the agenda that ran when it was opened.
    pub item: Option<ItemId>,
    /// Ballots that the quorum takes.
    pub needed: u32,
    /// The electorate, in the order in which it is called.
    pub voters: Vec<VoterView>,
    /// Whose turn it is in a roll-call.
    pub called: Option<PersonId>,
    pub opened_at: Timestamp,
    #[serde(flatten)]
    pub state: VoteState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VoterView {
    pub delegation: DelegationId,
    /// `None`: nobody votes for this delegation.
    pub person: Option<PersonId>,
    pub name: Localized,
    pub voted: bool,
    /// `None` in a secret vote, and before they have voted.
    pub choice: Option<Choice>,
    /// They gave no answer when they were called.
    pub passed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum VoteState {
    Open,
    Closed {
        at: Timestamp,
        /// The ballots for each option, in their order; the abstentions last.
        totals: Vec<u32>,
        verdict: Verdict,
    },
    Cancelled {
        at: Timestamp,
    },
    /// The service was interrupted, and the ballots are gone: it has to be taken again.
    Voided {
        at: Timestamp,
    },
}
