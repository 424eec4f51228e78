use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::cue::{CueKind, Duty};
use crate::id::{CueId, DelegationId, ItemId, PersonId, SessionId};
use crate::plan::{Admission, Display, ItemKind, Localized, Rank, Role};
use crate::protocol::{
    ChatLine, FilmsView, FloorView, NoteView, PhotoView, SidesView, SigningView, StageView,
    VotesView,
};
use crate::time::Timestamp;

/// The whole room as one participant may see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Snapshot {
    pub session: SessionId,
    pub title: Localized,
    pub starts_at: Timestamp,
    pub minutes: u16,
    pub zone: String,
    pub languages: Vec<String>,
    pub admission: Admission,
    /// What happens is tried out, and stands in no history.
    #[serde(default)]
    pub rehearsal: bool,
    pub opened_at: Option<Timestamp>,
    pub delegations: Vec<DelegationView>,
    /// Everybody who is in the meeting, in the order of the plan.
    pub people: Vec<PersonView>,
    /// Who waits at the door, in order of arrival; empty unless the reader is a host.
    pub lobby: Vec<PersonView>,
    /// In the order of now; `planned_at` is that of the plan.
    pub agenda: Vec<ItemView>,
    /// Raised hands, first come first.
    pub hands: Vec<PersonId>,
    /// The last 200 lines.
    pub chat: Vec<ChatLine>,
    /// The person speaking now, loudest first wins; `None` in silence.
    pub speaker: Option<PersonId>,
    /// Who shares a screen now.
    pub screen: Option<PersonId>,
    pub record: RecordHealth,
    /// Where people attend on site; `None`: everybody is online.
    #[serde(default)]
    pub hall: Option<HallView>,
    /// The run sheet; empty unless the reader is a host or technician.
    #[serde(default)]
    pub cues: Vec<CueView>,
    /// Who is called to the stage; of others only for hosts and technicians.
    #[serde(default)]
    pub stage_calls: Vec<StageCall>,
    /// Who speaks, and who is next.
    #[serde(default)]
    pub floor: FloorView,
    #[serde(default)]
    pub votes: VotesView,
    /// Whom a host removed, and none admitted again; empty unless the reader is a host.
    #[serde(default)]
    pub removed: Vec<Named>,
    /// Decisions and actions, as they were first written; those of closed items not for press and
    /// observers.
    #[serde(default)]
    pub notes: Vec<NoteView>,
    #[serde(default)]
    pub stage: StageView,
    /// Side rooms. Whoever is in none of them is in the main room.
    #[serde(default)]
    pub sides: SidesView,
    /// In the order in which they were first prepared; those of closed items, and those that did not
    /// open yet, not for press and observers.
    #[serde(default)]
    pub signings: Vec<SigningView>,
    /// The group photo that was called last; nothing for press and observers.
    #[serde(default)]
    pub photo: Option<Box<PhotoView>>,
    #[serde(default)]
    pub films: FilmsView,
}

/// One line of the run sheet as it runs. It comes `offset` seconds after its item begins, else
/// after the session does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CueView {
    pub id: CueId,
    pub title: Localized,
    pub kind: CueKind,
    pub item: Option<ItemId>,
    pub offset: i32,
    pub owner: Option<CueOwnerView>,
    pub language: Option<String>,
    pub fallback: Localized,
    pub state: CueState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CueOwnerView {
    Person(Named),
    Duty(Duty),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CueState {
    Planned,
    Called { at: Timestamp, fallback: bool },
    Dropped { at: Timestamp },
}

/// Somebody is on stage at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StageCall {
    pub person: PersonId,
    pub at: Timestamp,
    /// They said so.
    pub ready: bool,
}

/// The hall of the meeting, and who is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HallView {
    pub place: Localized,
    /// The participant that the hall itself is.
    pub seat: PersonId,
    /// How many people are expected in it.
    pub expected: u32,
    /// Who was marked at its door, in the order of the plan. They may be connected too.
    pub here: Vec<Named>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DelegationView {
    pub id: DelegationId,
    pub city: Localized,
    pub country: Option<String>,
    pub head: Option<PersonId>,
    #[serde(default)]
    pub display: Display,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PersonView {
    pub id: PersonId,
    pub delegation: DelegationId,
    pub role: Role,
    pub rank: Rank,
    pub name: Localized,
    pub title: Localized,
    pub language: String,
    pub presence: Presence,
    pub microphone: Track,
    pub camera: Track,
}

/// Somebody who is spoken of, here or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Named {
    pub person: PersonId,
    pub delegation: DelegationId,
    pub name: Localized,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// At the door.
    Waiting,
    Here,
    /// The connection broke less than the grace time ago.
    Reconnecting,
    /// Press and observers while a closed item runs: not gone, and told nothing.
    Outside,
}

/// What somebody outside is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Outside {
    /// When the closed item began.
    pub since: Timestamp,
    /// When it will have taken the time it has; it may take longer.
    pub until: Timestamp,
}

/// What the server knows of one track; the icon is drawn from this and, for oneself, from the
/// track itself, never from the click.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Track {
    Off,
    On,
    /// Said to be on, but nothing has arrived for 3 s.
    Silent,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ItemView {
    pub id: ItemId,
    pub title: Localized,
    pub kind: ItemKind,
    pub speaker: Option<Named>,
    /// Planned length.
    pub minutes: u16,
    /// The length it has now.
    pub given: u16,
    pub open: bool,
    pub planned_at: Timestamp,
    pub state: ItemState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ItemState {
    Planned,
    Running {
        started_at: Timestamp,
    },
    Held {
        started_at: Timestamp,
        ended_at: Timestamp,
    },
    Skipped {
        at: Timestamp,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RecordHealth {
    Kept,
    /// The record cannot be written right now (disk full, database locked): sound and picture go
    /// on, what would have to be kept is refused.
    Behind,
}
