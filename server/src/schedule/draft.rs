//! A plan as the desk sends it: parts that are new carry no id, or a temporary one such as
//! `new-1`, by which other parts of the same draft may refer to them.

use meeting::cue::{CueKind, Duty};
use meeting::id::{EventId, TrackId};
use meeting::plan::{
    Admission, AtLimit, Delegation, Display, Form, Invitee, ItemKind, Localized, PaperWish, Rank,
    Role, Venue,
};
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
    /// The event it belongs to, for good. Of its people a draft says who comes and as what
    /// (`id`, `role`); the rest, and the delegations, are those of the event's roster.
    #[serde(default)]
    pub event: Option<EventId>,
    #[serde(default)]
    pub form: Form,
    /// A room of the event.
    #[serde(default)]
    pub track: Option<TrackId>,
    #[serde(default)]
    pub cues: Vec<CueDraft>,
    /// Where people attend on site; none when everybody is online.
    #[serde(default)]
    pub hall: Option<HallDraft>,
    /// How the time to speak is shared out; without limits when it is absent.
    #[serde(default)]
    pub floor: FloorDraft,
}

#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct FloorDraft {
    /// Seconds for each speaker, 10 to 14400.
    #[serde(default)]
    pub speaker_seconds: Option<i64>,
    /// Seconds for all speakers of a delegation together, 10 to 86400.
    #[serde(default)]
    pub delegation_seconds: Option<i64>,
    #[serde(default)]
    pub at_limit: AtLimit,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct HallDraft {
    /// Name of the place, by language tag.
    pub place: Localized,
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
    #[serde(default)]
    pub display: Display,
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
    /// One mail address, `name@example.org`; none when it is empty.
    #[serde(default)]
    pub email: Option<String>,
    /// In the hall counts where the session has one.
    #[serde(default)]
    pub venue: Venue,
}

impl From<&Delegation> for DelegationDraft {
    fn from(delegation: &Delegation) -> Self {
        DelegationDraft {
            id: Some(delegation.id.to_string()),
            partner: delegation.partner.map(|partner| partner.to_string()),
            city: delegation.city.clone(),
            country: delegation.country.clone(),
            head: delegation.head.map(|head| head.to_string()),
            display: delegation.display.clone(),
        }
    }
}

impl From<&Invitee> for InviteeDraft {
    fn from(person: &Invitee) -> Self {
        InviteeDraft {
            id: Some(person.id.to_string()),
            delegation: person.delegation.to_string(),
            role: person.role,
            rank: person.rank,
            name: person.name.clone(),
            title: person.title.clone(),
            language: person.language.clone(),
            email: person.email.clone(),
            venue: person.venue,
        }
    }
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
    #[serde(default)]
    pub paper: PaperWish,
    /// Seconds for each speaker on it, instead of those of the session; 10 to 14400.
    #[serde(default)]
    pub speaker_seconds: Option<i64>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CueDraft {
    #[serde(default)]
    pub id: Option<String>,
    pub title: Localized,
    pub kind: CueKind,
    /// An item of the agenda, by the beginning of which it is timed; else by that of the session.
    #[serde(default)]
    pub item: Option<String>,
    /// Seconds after that beginning, before it when negative; a day at most.
    pub offset: i64,
    #[serde(default)]
    pub owner: Option<OwnerDraft>,
    /// BCP 47 tag.
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default)]
    pub fallback: Localized,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CueOwnerDraft)]
pub enum OwnerDraft {
    /// Somebody of this draft.
    Person(String),
    Duty(Duty),
}

/// What is wrong with one field of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// E.g. `people[2].name`.
    pub path: String,
    pub problem: Problem,
}

impl FieldError {
    pub(super) fn new(path: impl Into<String>, problem: Problem) -> Self {
        let path = path.into();
        FieldError { path, problem }
    }
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
    /// It is no mail address, or more than one.
    NoAddress,
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
