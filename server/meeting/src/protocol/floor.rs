use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::floor::SpeakerOrder;
use crate::id::{DelegationId, ItemId, PersonId};
use crate::plan::AtLimit;
use crate::protocol::Named;
use crate::time::Timestamp;

/// What can be asked about the floor. Hosts only, but for `End` by whoever speaks, and `Point`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum FloorCommand {
    /// Give the floor to somebody who is here. `seconds`: instead of what the rules give.
    Give {
        person: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        seconds: Option<u32>,
    },
    /// Give it to the first of the queue who is here.
    Next,
    /// Take it back, or give one's own back.
    End,
    /// More time for whoever speaks.
    Extend { seconds: u32 },
    /// Make the queue by this order.
    Order { order: SpeakerOrder },
    /// Put somebody at a place of the queue (from 0), or at its end; it is a list from then on.
    Queue {
        person: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        place: Option<u16>,
    },
    /// Take somebody out of the queue; where hands decide, lower their hand.
    Unqueue { person: PersonId },
    /// Whose microphone was closed at their limit may open it again.
    AllowMicrophone { person: PersonId },
    /// Raise a point of order, or withdraw it.
    Point { raised: bool },
    /// Hear a point of order: the speaker's clock stands meanwhile.
    HearPoint { person: PersonId },
    /// It was heard, or is dismissed.
    ClosePoint { person: PersonId },
}

impl FloorCommand {
    pub(crate) fn is_for_hosts(&self) -> bool {
        !matches!(self, FloorCommand::End | FloorCommand::Point { .. })
    }

    /// The queue may be made before the session is opened; nobody speaks before.
    pub(crate) fn is_of_the_session(&self) -> bool {
        match self {
            FloorCommand::Order { .. }
            | FloorCommand::Queue { .. }
            | FloorCommand::Unqueue { .. } => false,
            FloorCommand::Give { .. }
            | FloorCommand::Next
            | FloorCommand::End
            | FloorCommand::Extend { .. }
            | FloorCommand::AllowMicrophone { .. }
            | FloorCommand::Point { .. }
            | FloorCommand::HearPoint { .. }
            | FloorCommand::ClosePoint { .. } => true,
        }
    }
}

/// Who speaks, who is next, and by what rules.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct FloorView {
    pub turn: Option<FloorTurn>,
    pub order: SpeakerOrder,
    /// The next first, whether they are here or not; empty where hands decide: then `hands` is it.
    pub queue: Vec<Named>,
    /// Who gets the floor by `next`.
    pub next: Option<PersonId>,
    /// Points of order, first come first; the one that is heard is among them.
    pub points: Vec<PersonId>,
    pub heard: Option<PersonId>,
    /// Whose microphone was closed at their limit, and who may not open it again yet.
    pub silenced: Vec<PersonId>,
    /// What each speaker has now.
    pub speaker_seconds: Option<u32>,
    /// What all speakers of a delegation have together.
    pub delegation_seconds: Option<u32>,
    pub at_limit: AtLimit,
    /// By speakers before this one.
    pub spent: Vec<DelegationTime>,
}

/// Who has the floor. The clock shows `before_ms`, and what has passed since `since`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FloorTurn {
    pub person: PersonId,
    /// The item that was dealt with when they got it.
    pub item: Option<ItemId>,
    pub given_at: Timestamp,
    /// `None`: without limit.
    #[ts(type = "number | null")]
    pub limit_ms: Option<u64>,
    pub at_limit: AtLimit,
    #[ts(type = "number")]
    pub before_ms: u64,
    /// `None`: the clock stands.
    pub since: Option<Timestamp>,
    /// Their time is over, and their microphone was closed.
    pub closed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DelegationTime {
    pub delegation: DelegationId,
    #[ts(type = "number")]
    pub spent_ms: u64,
}
