use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{DelegationId, ItemId, PersonId, SigningId};
use crate::plan::Localized;
use crate::protocol::Named;
use crate::signing::{Draft, Edition, Original, Sha256};
use crate::time::Timestamp;

/// What can be asked for about signings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum SigningCommand {
    /// Signs all originals, when it is one's turn. `hashes`: of the editions, in their order, as
    /// they are shown to whoever signs.
    Sign {
        signing: SigningId,
        hashes: Vec<Sha256>,
    },
    /// Witnesses that all have signed.
    Attest {
        signing: SigningId,
        hashes: Vec<Sha256>,
    },
    /// Says who signs for a party instead (`None`: nobody), before it opens. For hosts, for whoever
    /// was to sign, and for the head of the delegation.
    NameDeputy {
        signing: SigningId,
        delegation: DelegationId,
        person: Option<PersonId>,
    },

    // Hosts only, from here on.
    /// `signing`: one that did not open yet, and is to be this instead.
    Prepare {
        signing: Option<SigningId>,
        draft: Draft,
    },
    /// Begins the ceremony.
    Open {
        signing: SigningId,
    },
    Pause {
        signing: SigningId,
        reason: String,
    },
    Resume {
        signing: SigningId,
    },
    /// Gives it up, begun or not.
    CallOff {
        signing: SigningId,
        reason: String,
    },
    /// Ends the ceremony, once all have signed.
    Close {
        signing: SigningId,
    },
}

/// A signing as everybody sees it who may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SigningView {
    pub id: SigningId,
    pub item: Option<ItemId>,
    /// Empty once whoever prepared it was erased.
    pub title: Localized,
    pub editions: Vec<Edition>,
    /// In the order in which they sign.
    pub signatories: Vec<SignatoryView>,
    /// One a party, which it names first.
    pub originals: Vec<Original>,
    pub witnesses: Vec<WitnessView>,
    pub opened_at: Option<Timestamp>,
    /// Whose turn it is to sign.
    pub turn: Option<DelegationId>,
    #[serde(flatten)]
    pub state: SigningState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SigningState {
    Prepared,
    Open,
    Paused {
        since: Timestamp,
        /// `None` once whoever wrote it was erased.
        reason: Option<String>,
    },
    Closed {
        at: Timestamp,
    },
    CalledOff {
        at: Timestamp,
        /// `None` when the session ended over it, or whoever wrote it was erased.
        reason: Option<String>,
    },
}

/// Who signs for a party, by name and title as invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignatoryView {
    pub delegation: DelegationId,
    pub person: PersonId,
    pub name: Localized,
    pub title: Localized,
    /// Whom they stand in for.
    pub deputy_for: Option<Named>,
    pub signed_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WitnessView {
    pub person: PersonId,
    pub name: Localized,
    pub title: Localized,
    pub attested_at: Option<Timestamp>,
}
