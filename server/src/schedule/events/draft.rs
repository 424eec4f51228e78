//! An event as the desk sends it; parts that are new carry a temporary id, as in a plan.

use meeting::event::EventKind;
use meeting::id::SeriesId;
use meeting::plan::Localized;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::schedule::draft::{DelegationDraft, InviteeDraft};

#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(super) struct EventDraft {
    pub(super) kind: EventKind,
    #[serde(default)]
    pub(super) series: Option<SeriesId>,
    /// 1 to 999, of the series.
    #[serde(default)]
    pub(super) edition: Option<i64>,
    /// By language tag, in two languages at least.
    pub(super) title: Localized,
    #[serde(default)]
    pub(super) theme: Localized,
    /// IANA zone of the programme.
    pub(super) zone: String,
    /// BCP 47 tags, the main language first.
    pub(super) languages: Vec<String>,
    #[serde(default)]
    pub(super) tracks: Vec<TrackDraft>,
    pub(super) delegations: Vec<DelegationDraft>,
    pub(super) people: Vec<InviteeDraft>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(super) struct TrackDraft {
    #[serde(default)]
    pub(super) id: Option<String>,
    pub(super) name: Localized,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(super) struct SeriesDraft {
    pub(super) kind: EventKind,
    pub(super) name: Localized,
}
