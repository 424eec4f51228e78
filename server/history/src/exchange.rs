//! One thing that happened, or is to happen, with one or more partners.

mod classes;
mod figure;

use jiff::civil::Date;
use meeting::id::{DepartmentId, ExchangeId, PartnerId, SessionId};
use meeting::plan::{Localized, Rank};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::date::PartialDate;
use crate::partner::Provenance;

pub use classes::{Classes, OrganiserClass};
pub use figure::{Currency, Figure, Money, NotACurrency};

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ExchangeKind {
    /// They came to us: `groups`, their head's `rank`, `headcount`, `seniors`.
    VisitReceived,
    /// We went to them.
    VisitPaid,
    Forum,
    CloudMeeting,
    Ceremony,
    /// With `aid`.
    Aid,
    Exhibition,
    /// A fair to which partners are invited, with `invitations`.
    Fair,
    Trade,
    School,
    Parliament,
    Other,
}

impl ExchangeKind {
    pub const ALL: [ExchangeKind; 12] = [
        ExchangeKind::VisitReceived,
        ExchangeKind::VisitPaid,
        ExchangeKind::Forum,
        ExchangeKind::CloudMeeting,
        ExchangeKind::Ceremony,
        ExchangeKind::Aid,
        ExchangeKind::Exhibition,
        ExchangeKind::Fair,
        ExchangeKind::Trade,
        ExchangeKind::School,
        ExchangeKind::Parliament,
        ExchangeKind::Other,
    ];
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExchangeField)]
pub enum Field {
    Culture,
    Education,
    Personnel,
    Trade,
    ScienceTechnology,
    Health,
    Sport,
    Tourism,
    DigitalGovernance,
    Heritage,
    Environment,
    Other,
}

impl Field {
    pub const ALL: [Field; 12] = [
        Field::Culture,
        Field::Education,
        Field::Personnel,
        Field::Trade,
        Field::ScienceTechnology,
        Field::Health,
        Field::Sport,
        Field::Tourism,
        Field::DigitalGovernance,
        Field::Heritage,
        Field::Environment,
        Field::Other,
    ];

    /// Trade, science & technology, health.
    pub fn is_practical(self) -> bool {
        match self {
            Field::Trade | Field::ScienceTechnology | Field::Health => true,
            Field::Culture
            | Field::Education
            | Field::Personnel
            | Field::Sport
            | Field::Tourism
            | Field::DigitalGovernance
            | Field::Heritage
            | Field::Environment
            | Field::Other => false,
        }
    }
}

/// Who came to whom.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Nobody travelled, or both did.
    #[default]
    Mutual,
    /// They came to us.
    Received,
    /// We went to them.
    Paid,
}

#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    #[default]
    Onsite,
    Online,
    Hybrid,
}

/// What there was to it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Substance {
    /// A letter or message. It stands in the history and counts in no measure.
    Greeting,
    /// Somebody was asked to come. It stands in the history and counts in no measure.
    Invitation,
    Courtesy,
    Talks,
    Signed,
    Project,
}

impl Substance {
    /// Whether it is an exchange to be counted at all.
    pub fn counts(self) -> bool {
        match self {
            Substance::Greeting | Substance::Invitation => false,
            Substance::Courtesy | Substance::Talks | Substance::Signed | Substance::Project => true,
        }
    }

    /// More than courtesy: what ends a dormancy, and what the share of substance counts.
    pub fn is_substantive(self) -> bool {
        match self {
            Substance::Greeting | Substance::Invitation | Substance::Courtesy => false,
            Substance::Talks | Substance::Signed | Substance::Project => true,
        }
    }
}

#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ExchangeState {
    Planned,
    #[default]
    Completed,
    Cancelled,
}

/// To whom a fair was made known, and what they said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct FairInvitations {
    pub sent: u32,
    #[serde(default)]
    pub accepted: u32,
    #[serde(default)]
    pub declined: u32,
}

/// The delegations of a forum, in numbers: of those abroad not all are of partners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct ForumDelegations {
    pub foreign: u32,
    #[serde(default)]
    pub domestic: u32,
    /// From how many countries the foreign ones came.
    #[serde(default)]
    pub countries: u32,
}

/// One entry of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Exchange {
    pub id: ExchangeId,
    pub title: Localized,
    pub kind: ExchangeKind,
    /// The day, or the first of several.
    pub on: PartialDate,
    /// The last of several days.
    #[serde(default)]
    pub to: Option<PartialDate>,
    /// None for a visit to or from a city that is no partner.
    #[serde(default)]
    pub partners: Vec<PartnerId>,
    /// Where it was, in words.
    #[serde(default)]
    pub place: Option<String>,
    #[serde(default)]
    pub field: Option<Field>,
    #[serde(default)]
    pub direction: Direction,
    #[serde(default)]
    pub mode: Mode,
    #[serde(default)]
    pub organisers: Classes,
    /// Of what classes those who took part were.
    #[serde(default)]
    pub participants: Classes,
    /// Of the head.
    #[serde(default)]
    pub rank: Option<Rank>,
    /// How many groups the entry stands for; absent, one.
    #[serde(default)]
    pub groups: Option<Figure>,
    #[serde(default)]
    pub headcount: Option<Figure>,
    /// People at vice-mayor or above among them.
    #[serde(default)]
    pub seniors: Option<Figure>,
    /// Absent as long as nobody has said.
    #[serde(default)]
    pub substance: Option<Substance>,
    #[serde(default)]
    pub state: ExchangeState,
    #[serde(default)]
    pub departments: Vec<DepartmentId>,
    /// The session it was, when it was held here.
    #[serde(default)]
    pub session: Option<SessionId>,
    #[serde(default)]
    pub aid: Option<Money>,
    #[serde(default)]
    pub invitations: Option<FairInvitations>,
    #[serde(default)]
    pub delegations: Option<ForumDelegations>,
    /// Purpose, result, what else there is to say.
    #[serde(default)]
    pub note: Option<String>,
    #[serde(default)]
    pub provenance: Provenance,
}

impl Exchange {
    /// The day with which it is counted and ordered.
    pub fn day(&self) -> Date {
        self.on.earliest()
    }

    /// The last day that it took: what ends does so on the latest day that it may have been.
    pub fn last_day(&self) -> Date {
        let first = self.day();
        self.to.map_or(first, |to| to.latest().max(first))
    }

    /// Whether measures count it: completed, and more than a greeting or an invitation.
    pub fn counts(&self) -> bool {
        self.state == ExchangeState::Completed && self.substance.is_none_or(Substance::counts)
    }

    pub fn is_substantive(&self) -> bool {
        self.counts() && self.substance.is_some_and(Substance::is_substantive)
    }
}
