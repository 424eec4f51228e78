//! A relation between the city, or a district of it, and a partner: when it held, by which papers,
//! and what became of it.

use jiff::civil::Date;
use meeting::id::{PartnerId, RelationId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::date::{PartialDate, Window};
use crate::district::Owner;
use crate::partner::{Kind, Provenance};

/// How far a relation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RelationState {
    /// Agreed: it holds from `valid_from` on.
    #[default]
    Concluded,
    /// Worked towards. It holds on no day, whatever dates are written down already.
    Prepared,
}

/// The steps on paper, each with a date of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Milestones {
    /// Letter of intent.
    #[serde(default)]
    pub intent: Option<PartialDate>,
    /// Memorandum of friendly exchange.
    #[serde(default)]
    pub mou: Option<PartialDate>,
    /// By the national friendship association and the foreign ministry.
    #[serde(default)]
    pub approval: Option<PartialDate>,
    /// Sister-city agreement.
    #[serde(default)]
    pub agreement: Option<PartialDate>,
}

/// What one side calls the relation, which may differ from what the other does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Designation {
    pub text: String,
    /// BCP 47 tag.
    pub language: String,
    /// Since when that side counts it, where it differs from `valid_from`.
    #[serde(default)]
    pub since: Option<PartialDate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndingReason {
    /// It became a relation of the other kind.
    Upgraded,
    /// Its term ran out and nobody renewed it.
    Expired,
    /// One side or both ended it.
    Terminated,
    /// One of the two no longer exists as it was, as when districts are merged.
    Succeeded,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ending {
    pub on: PartialDate,
    pub reason: EndingReason,
    /// The relation that follows on an upgrade.
    #[serde(default)]
    pub successor: Option<RelationId>,
    #[serde(default)]
    pub note: Option<String>,
}

/// One relation of the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Relation {
    pub id: RelationId,
    #[serde(default)]
    pub owner: Owner,
    pub partner: PartnerId,
    pub kind: Kind,
    #[serde(default)]
    pub state: RelationState,
    /// Absent where nobody knows: the relation then counts on all days before its end, and lists
    /// say that its beginning is unknown.
    #[serde(default)]
    pub valid_from: Option<PartialDate>,
    /// Absent as long as the relation holds.
    #[serde(default)]
    pub ending: Option<Ending>,
    #[serde(default)]
    pub milestones: Milestones,
    #[serde(default)]
    pub ours: Option<Designation>,
    #[serde(default)]
    pub theirs: Option<Designation>,
    #[serde(default)]
    pub note: Option<String>,
    #[serde(default)]
    pub provenance: Provenance,
}

/// Why a relation cannot be upgraded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoUpgrade {
    #[error("only a relation of friendly exchange becomes a sister-city relation")]
    AlreadySister,
    #[error("the relation is not concluded")]
    Prepared,
    #[error("the relation has ended")]
    Ended,
    #[error("the upgrade lies before the beginning of the relation")]
    TooEarly,
}

impl Relation {
    /// The end of its validity, as it is written.
    pub fn valid_to(&self) -> Option<PartialDate> {
        self.ending.as_ref().map(|ending| ending.on)
    }

    /// The days on which it holds: none while it is prepared; from ever where its beginning is
    /// unknown. An upgrade is the beginning of another relation and counts from its earliest day,
    /// as beginnings do: there is no day on which both hold.
    pub fn term(&self) -> Option<Window> {
        let end = |ending: &Ending| match ending.reason {
            EndingReason::Upgraded => ending.on.earliest(),
            EndingReason::Expired
            | EndingReason::Terminated
            | EndingReason::Succeeded
            | EndingReason::Other => ending.on.latest(),
        };
        match self.state {
            RelationState::Prepared => None,
            RelationState::Concluded => Some(Window {
                from: self.valid_from.map_or(Date::MIN, PartialDate::earliest),
                to: self.ending.as_ref().map_or(Date::MAX, end),
            }),
        }
    }

    pub fn holds_on(&self, day: Date) -> bool {
        self.term().is_some_and(|term| term.contains(day))
    }

    /// Ends a relation of friendly exchange and begins the sister-city relation that follows, with
    /// the agreement as its first paper.
    pub fn upgraded(
        self,
        on: PartialDate,
        successor: RelationId,
    ) -> Result<(Relation, Relation), NoUpgrade> {
        match (self.kind, self.state, &self.ending) {
            (Kind::Sister, _, _) => return Err(NoUpgrade::AlreadySister),
            (Kind::Exchange, RelationState::Prepared, _) => return Err(NoUpgrade::Prepared),
            (Kind::Exchange, RelationState::Concluded, Some(_)) => return Err(NoUpgrade::Ended),
            (Kind::Exchange, RelationState::Concluded, None) => {}
        }
        if self
            .valid_from
            .is_some_and(|from| on.earliest() < from.earliest())
        {
            return Err(NoUpgrade::TooEarly);
        }
        let sister = Relation {
            id: successor,
            owner: self.owner,
            partner: self.partner,
            kind: Kind::Sister,
            state: RelationState::Concluded,
            valid_from: Some(on),
            ending: None,
            milestones: Milestones {
                agreement: Some(on),
                ..Milestones::default()
            },
            ours: None,
            theirs: None,
            note: None,
            provenance: self.provenance.clone(),
        };
        let ending = Ending {
            on,
            reason: EndingReason::Upgraded,
            successor: Some(successor),
            note: None,
        };
        let ended = Relation {
            ending: Some(ending),
            ..self
        };
        Ok((ended, sister))
    }
}
