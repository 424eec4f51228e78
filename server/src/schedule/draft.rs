//! A plan as the desk sends it: parts that are new carry no id, or a temporary one such as
//! `new-1`, by which other parts of the same draft may refer to them.

use meeting::plan::{Admission, ItemKind, Localized, Rank, Role};
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The plan of a session before its ids are known and its fields are checked.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct PlanDraft {
    /// By language tag, in two languages at least.
    pub title: Localized,
    pub starts_at: Timestamp,
    /// Planned length, 5 to 1440 minutes.
    pub minutes: i64,
    /// IANA zone in which the office plans it.
    pub zone: String,
    /// BCP 47 tags, the main language first.
    pub languages: Vec<String>,
    pub admission: Admission,
    pub delegations: Vec<DelegationDraft>,
    pub people: Vec<InviteeDraft>,
    #[serde(default)]
    pub agenda: Vec<ItemDraft>,
    /// Held to try everything out; filed with no partner.
    #[serde(default)]
    pub rehearsal: bool,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DelegationDraft {
    #[serde(default)]
    pub id: Option<String>,
    /// Identity or slug of a partner city.
    #[serde(default)]
    pub partner: Option<String>,
    /// The partner's own names when this is empty.
    #[serde(default)]
    pub city: Localized,
    /// ISO 3166-1 alpha-2; the partner's own when this is absent.
    #[serde(default)]
    pub country: Option<String>,
    /// A person of this delegation.
    #[serde(default)]
    pub head: Option<String>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct InviteeDraft {
    #[serde(default)]
    pub id: Option<String>,
    pub delegation: String,
    pub role: Role,
    pub rank: Rank,
    pub name: Localized,
    #[serde(default)]
    pub title: Localized,
    /// BCP 47 tag.
    pub language: String,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ItemDraft {
    #[serde(default)]
    pub id: Option<String>,
    pub title: Localized,
    pub kind: ItemKind,
    #[serde(default)]
    pub speaker: Option<String>,
    /// Planned length, 1 to 600 minutes.
    pub minutes: i64,
    pub open: bool,
}

/// What is wrong with one field of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// E.g. `people[2].name`.
    pub path: String,
    pub problem: Problem,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    Empty,
    TooLong,
    TooMany,
    OutOfRange,
    /// A control character stands in it.
    Invalid,
    /// It names nothing: no language, zone, country, partner, or no part of this draft.
    Unknown,
    /// It stands here a second time.
    Duplicate,
    /// It is needed in two languages.
    SecondLanguage,
    /// No delegation is that of a partner city.
    NoPartner,
    /// Nobody is host.
    NoHost,
    /// The head is of another delegation.
    OtherDelegation,
    /// It cannot be changed any more: the meeting was opened as what it is.
    Opened,
}
