//! What stands on the wall of a hall: what anybody who walks past may know of a session, and no more.

use serde::Serialize;
use utoipa::ToSchema;

use crate::id::{DelegationId, ItemId, SessionId};
use crate::plan::{ItemKind, Localized};
use crate::protocol::{FloorTurn, ItemState};
use crate::time::Timestamp;

/// A session as its wall shows it. It changes with what happens, never with the time: clocks, and
/// what is to come when, follow from it wherever it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WallView {
    pub session: SessionId,
    pub title: Localized,
    pub doors_at: Timestamp,
    pub starts_at: Timestamp,
    /// Planned length.
    pub minutes: u16,
    /// IANA name.
    pub zone: String,
    /// The first is the main one.
    pub languages: Vec<String>,
    pub rehearsal: bool,
    pub opened_at: Option<Timestamp>,
    /// It is over: there is no agenda any more.
    pub ended: bool,
    /// In the order of now; `planned_at` is that of the plan.
    pub agenda: Vec<WallItem>,
    /// Absent while nobody has the floor, and during a closed item.
    pub floor: Option<WallFloor>,
    /// Who gets the floor after that; absent where that is not for everybody to know.
    pub next_speaker: Option<WallPerson>,
    /// The document that is being signed; absent where it has to do with a closed item.
    pub signing: Option<WallSigning>,
    /// A greeting video is shown; absent during a closed item.
    pub film: Option<WallFilm>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WallItem {
    pub id: ItemId,
    /// Absent for a closed item: only that there is one, and when, is for everybody.
    pub topic: Option<WallTopic>,
    /// Planned length.
    pub minutes: u16,
    /// The length it has now.
    pub given: u16,
    pub planned_at: Timestamp,
    pub state: ItemState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WallTopic {
    pub title: Localized,
    pub kind: ItemKind,
    pub speaker: Option<WallPerson>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WallPerson {
    pub name: Localized,
    pub title: Localized,
    pub delegation: DelegationId,
}

/// A greeting video that is shown, or about to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WallFilm {
    /// Who greets, if the item says so.
    pub speaker: Option<WallPerson>,
    pub starts_at: Timestamp,
    pub length_ms: u64,
}

/// Who has the floor, and their clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WallFloor {
    pub speaker: WallPerson,
    pub turn: FloorTurn,
}

/// A signing that goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WallSigning {
    /// Empty where no room tells it.
    pub title: Localized,
    pub paused: bool,
    /// In the order in which they sign.
    pub parties: Vec<WallParty>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WallParty {
    pub signatory: WallPerson,
    pub signed: bool,
}
