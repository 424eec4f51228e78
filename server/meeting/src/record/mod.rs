//! Folds over facts: attendance, agenda as held, the record, and what is filed from it.
//!
//! Everything here can be computed again from the plan and the facts, at any time.

mod agenda;
mod attendance;
mod cues;
mod filing;
mod films;
mod floor;
mod fold;
pub mod interval;
mod notes;
mod outside;
mod photos;
mod sides;
mod signings;
mod stage;
mod votes;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use agenda::touched_items;
pub use filing::{Depth, Filing, filing};
pub use films::FilmRecord;
pub use fold::{left_delegations, record, used_hall};
pub use notes::{NoteRecord, NoteVersion};
pub use photos::{PhotoRecord, PhotoSitter};
pub use sides::{SideRecord, SideVisit};
pub use signings::{PauseRecord, SignatureRecord, SigningEnd, SigningRecord, WitnessRecord};
pub use stage::StageStay;
pub use votes::{VoteEnd, VoteRecord, VoterRecord};

use crate::cue::CueKind;
use crate::fact::{EndReason, Interruption, LinkSummary};
use crate::floor::FloorEnd;
use crate::id::{CueId, DelegationId, ExchangeId, ItemId, PartnerId, PersonId, SessionId};
use crate::plan::{Display, ItemKind, Localized, Rank, Role};
use crate::time::Timestamp;

/// The record of one session (会议档案). Lengths of time are in whole seconds, rounded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Record {
    pub session: SessionId,
    pub title: Localized,
    pub planned: Planned,
    /// `None`: no host ever came; then nobody was present.
    pub opened_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub ended: Option<EndReason>,
    /// The session still lasts: everything is as of now.
    pub partial: bool,
    pub zone: String,
    /// It was held to try things out, and is filed with no partner.
    #[serde(default)]
    #[schema(required)]
    pub rehearsal: bool,
    /// Hosts who opened, led the agenda, or ended it, in the order of their first act.
    pub chaired_by: Vec<PersonName>,
    pub totals: Totals,
    /// Times in which the service itself was away.
    pub gaps: Vec<Gap>,
    /// `None`: everybody was online.
    #[serde(default)]
    pub hall: Option<HallRecord>,
    /// When the last mark from the door of the hall came in after the end: the record was then
    /// folded and filed anew.
    #[serde(default)]
    pub amended_at: Option<Timestamp>,
    /// In the order of the plan; then those who were taken off it after they had come.
    pub participants: Vec<ParticipantRecord>,
    pub delegations: Vec<DelegationRecord>,
    pub agenda: Vec<HeldItem>,
    /// The run sheet, in the order of the plan.
    #[serde(default)]
    #[schema(required)]
    pub cues: Vec<HeldCue>,
    pub curve: Vec<CurvePoint>,
    /// Where it stands in the history of partners. Filled in by the store, which knows their names.
    pub filed: Vec<Filed>,
    /// Until when it is kept; `None` while it is not filed. Filled in by the store.
    pub retain_until: Option<Timestamp>,
    /// Who had the floor, in order. Records of earlier releases do not say.
    #[serde(default)]
    #[schema(required)]
    pub turns: Vec<SpeakingTurn>,
    #[serde(default)]
    #[schema(required)]
    pub votes: Vec<VoteRecord>,
    /// Decisions and actions in the order in which they were first written, those that were
    /// withdrawn included.
    #[serde(default)]
    #[schema(required)]
    pub notes: Vec<NoteRecord>,
    /// Who was on stage, in the order in which they came.
    #[serde(default)]
    #[schema(required)]
    pub stage: Vec<StageStay>,
    /// In the order in which they were opened.
    #[serde(default)]
    #[schema(required)]
    pub sides: Vec<SideRecord>,
    /// In the order in which they were first prepared.
    #[serde(default)]
    #[schema(required)]
    pub signings: Vec<SigningRecord>,
    /// Group photos that were kept, in the order in which they were.
    #[serde(default)]
    #[schema(required)]
    pub photos: Vec<PhotoRecord>,
    /// Greeting videos that were shown, in order.
    #[serde(default)]
    #[schema(required)]
    pub films: Vec<FilmRecord>,
}

/// One person's time at the floor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SpeakingTurn {
    pub person: PersonName,
    pub delegation: DelegationId,
    /// The item that was dealt with when they got it.
    pub item: Option<ItemId>,
    pub given_at: Timestamp,
    /// `None`: they speak still.
    pub ended_at: Option<Timestamp>,
    /// What they spoke: the clock stood while their connection was broken, and for points of order.
    pub seconds: u64,
    /// What they had in all; `None`: no limit.
    pub limit_seconds: Option<u64>,
    pub end: Option<FloorEnd>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Planned {
    pub from: Timestamp,
    pub to: Timestamp,
}

/// A person by the name they had on the day; the empty name after erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonName {
    pub person: PersonId,
    pub name: Localized,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Totals {
    pub invited: u32,
    /// People who were present at any time.
    pub present: u32,
    /// Most people present at once, and when that was first so.
    pub peak: u32,
    pub peak_at: Option<Timestamp>,
    pub delegations_invited: u32,
    pub delegations_present: u32,
    /// Of those present, people who were there by a connection of their own; somebody may have been
    /// both online and in the hall.
    #[serde(default)]
    #[schema(required)]
    pub online: u32,
    #[serde(default)]
    #[schema(required)]
    pub in_hall: u32,
    /// Sum over the items held of what each took beyond its plan.
    pub overrun_seconds: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Gap {
    pub from: Timestamp,
    pub to: Timestamp,
    pub reason: Interruption,
}

/// A time in which somebody was present without a break, on whatever devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Interval {
    pub from: Timestamp,
    pub to: Timestamp,
    /// `None`: it still lasts.
    pub end: Option<IntervalEnd>,
}

/// Why an interval ended: the reasons of leaving, and those of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IntervalEnd {
    Left,
    Dropped,
    Removed,
    Revoked,
    Replaced,
    Ended,
    Crash,
    Stop,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ParticipantRecord {
    pub person: PersonId,
    pub name: Localized,
    pub title: Localized,
    pub delegation: DelegationId,
    /// The role they had at the end.
    pub role: Role,
    pub rank: Rank,
    pub intervals: Vec<Interval>,
    pub seconds: u64,
    /// First presence after the planned start; 0 when in time, `None` when absent.
    pub late_seconds: Option<u64>,
    pub present: bool,
    /// By connections alone; `None` when there was none.
    #[serde(default)]
    pub online_seconds: Option<u64>,
    /// In the hall; `None` when they were not there.
    #[serde(default)]
    pub hall_seconds: Option<u64>,
    /// What of `intervals` they were in the hall.
    #[serde(default)]
    #[schema(required)]
    pub hall: Vec<Interval>,
    /// At the floor.
    #[serde(default)]
    #[schema(required)]
    pub speaking_seconds: u64,
    /// What of `intervals` they were outside because a closed item ran. It counts as presence: they
    /// had not left.
    #[serde(default)]
    #[schema(required)]
    pub outside: Vec<Outside>,
}

/// A time in which somebody was outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = OutsideInterval)]
pub struct Outside {
    /// The closed item.
    pub item: ItemId,
    pub from: Timestamp,
    pub to: Timestamp,
}

/// The hall of a session that people attended on site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HallRecord {
    pub place: Localized,
    /// People who were expected there.
    pub expected: u32,
    /// When the hall itself was connected.
    pub line: Vec<Interval>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DelegationRecord {
    pub id: DelegationId,
    pub city: Localized,
    pub country: Option<String>,
    /// Records of earlier releases do not say.
    #[serde(default)]
    #[schema(required)]
    pub display: Display,
    pub partner: Option<PartnerId>,
    /// Time in which at least one of them was present.
    pub seconds: u64,
    pub late_seconds: Option<u64>,
    /// How many of them were present at any time.
    pub present: u32,
    /// How many were invited.
    pub people: u32,
    pub intervals: Vec<Interval>,
    /// How sound and picture came through; `None` when nothing was measured.
    #[serde(default)]
    pub quality: Option<LinkSummary>,
    /// At the floor, all its people together.
    #[serde(default)]
    #[schema(required)]
    pub speaking_seconds: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldItem {
    pub item: ItemId,
    pub title: Localized,
    pub kind: ItemKind,
    pub speaker: Option<PersonName>,
    pub planned_at: Timestamp,
    pub planned_seconds: u64,
    pub open: bool,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub skipped: bool,
    pub seconds: Option<u64>,
    /// Held minus planned; negative when it was shorter.
    pub deviation_seconds: Option<i64>,
    /// At the floor, of everybody who got it on this item.
    #[serde(default)]
    #[schema(required)]
    pub speaking_seconds: u64,
}

/// A cue as it was planned and as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldCue {
    pub cue: CueId,
    pub title: Localized,
    pub kind: CueKind,
    pub planned_at: Timestamp,
    /// `None`: it was left out, or nobody said.
    pub called_at: Option<Timestamp>,
    /// What is done instead was done.
    pub fallback: bool,
    pub dropped: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CurvePoint {
    pub at: Timestamp,
    pub present: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Filed {
    pub partner: PartnerId,
    pub names: Localized,
    pub exchange: ExchangeId,
}

/// Rounded to the nearest second.
fn seconds(length: Duration) -> u64 {
    (length + Duration::from_millis(500)).as_secs()
}
