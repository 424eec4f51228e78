//! What is kept of signings. Titles and reasons are sealed with the key of whoever wrote them.

use serde::{Deserialize, Serialize};

use super::{Edition, Sha256, Signatory};
use crate::fact::Private;
use crate::id::{DelegationId, ItemId, PersonId, SigningId};
use crate::plan::Localized;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum SigningFact {
    /// It is to be this from now on, whatever was prepared under this name before.
    Prepared {
        signing: SigningId,
        by: PersonId,
        item: Option<ItemId>,
        editions: Vec<Edition>,
        /// In the order in which they sign.
        signatories: Vec<Signatory>,
        witnesses: Vec<PersonId>,
        /// [`Localized`] as JSON.
        #[serde(skip)]
        title: Private,
    },
    /// Who signs for a party; `None`: whoever was to.
    Deputy {
        signing: SigningId,
        delegation: DelegationId,
        person: Option<PersonId>,
        by: PersonId,
    },
    /// From here on it is about these files and no others.
    Opened {
        signing: SigningId,
        by: PersonId,
        editions: Vec<Edition>,
    },
    Signed {
        signing: SigningId,
        delegation: DelegationId,
        person: PersonId,
        /// Those who keep the originals that were signed; one's own first.
        originals: Vec<DelegationId>,
        /// Of the editions that they had before them.
        hashes: Vec<Sha256>,
    },
    Attested {
        signing: SigningId,
        person: PersonId,
        hashes: Vec<Sha256>,
    },
    Paused {
        signing: SigningId,
        by: PersonId,
        #[serde(skip)]
        reason: Private,
    },
    Resumed {
        signing: SigningId,
        by: PersonId,
    },
    /// `by: None`: the session ended over it.
    CalledOff {
        signing: SigningId,
        by: Option<PersonId>,
        #[serde(skip)]
        reason: Private,
    },
    Closed {
        signing: SigningId,
        by: PersonId,
    },
}

impl SigningFact {
    pub fn signing(&self) -> SigningId {
        match self {
            SigningFact::Prepared { signing, .. }
            | SigningFact::Deputy { signing, .. }
            | SigningFact::Opened { signing, .. }
            | SigningFact::Signed { signing, .. }
            | SigningFact::Attested { signing, .. }
            | SigningFact::Paused { signing, .. }
            | SigningFact::Resumed { signing, .. }
            | SigningFact::CalledOff { signing, .. }
            | SigningFact::Closed { signing, .. } => *signing,
        }
    }

    /// Whether it is a step of the ceremony itself, not of what comes before.
    pub fn is_of_the_ceremony(&self) -> bool {
        match self {
            SigningFact::Prepared { .. } | SigningFact::Deputy { .. } => false,
            SigningFact::Opened { .. }
            | SigningFact::Signed { .. }
            | SigningFact::Attested { .. }
            | SigningFact::Paused { .. }
            | SigningFact::Resumed { .. }
            | SigningFact::CalledOff { .. }
            | SigningFact::Closed { .. } => true,
        }
    }

    /// The text to seal, and whose it is.
    pub fn private(&self) -> Option<(PersonId, &str)> {
        let text = match self {
            SigningFact::Prepared { title, .. } => title,
            SigningFact::Paused { reason, .. } | SigningFact::CalledOff { reason, .. } => reason,
            SigningFact::Deputy { .. }
            | SigningFact::Opened { .. }
            | SigningFact::Signed { .. }
            | SigningFact::Attested { .. }
            | SigningFact::Resumed { .. }
            | SigningFact::Closed { .. } => return None,
        };
        Some((self.author()?, text.0.as_deref()?))
    }

    /// Whose private text it may carry.
    pub fn author(&self) -> Option<PersonId> {
        match self {
            SigningFact::Prepared { by, .. } | SigningFact::Paused { by, .. } => Some(*by),
            SigningFact::CalledOff { by, .. } => *by,
            SigningFact::Deputy { .. }
            | SigningFact::Opened { .. }
            | SigningFact::Signed { .. }
            | SigningFact::Attested { .. }
            | SigningFact::Resumed { .. }
            | SigningFact::Closed { .. } => None,
        }
    }

    /// Where such a text stands.
    pub fn slot(&mut self) -> Option<&mut Private> {
        match self {
            SigningFact::Prepared { title: slot, .. }
            | SigningFact::Paused { reason: slot, .. }
            | SigningFact::CalledOff { reason: slot, .. } => Some(slot),
            SigningFact::Deputy { .. }
            | SigningFact::Opened { .. }
            | SigningFact::Signed { .. }
            | SigningFact::Attested { .. }
            | SigningFact::Resumed { .. }
            | SigningFact::Closed { .. } => None,
        }
    }
}

/// As [`SigningFact::Prepared`] carries it.
pub(super) fn unsealed(title: &Private) -> Option<Localized> {
    serde_json::from_str(title.0.as_deref()?).ok()
}
