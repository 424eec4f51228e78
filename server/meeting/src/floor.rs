//! What happens to the floor: who may speak now, for how long, and who is next.
//!
//! The clock of a speaker runs on the monotonic clock of a room; what it showed whenever it stopped
//! stands in the facts, so that nobody has to measure it again.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::id::{DelegationId, ItemId, PersonId};
use crate::plan::AtLimit;

/// Longest time that can be given at once, in seconds: four hours.
pub const LONGEST: u32 = 4 * 3600;

/// In which order people get the floor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SpeakerOrder {
    /// As hands were raised.
    #[default]
    Hands,
    /// As a host arranged them.
    List,
    /// One of each delegation, in the precedence of the session.
    Precedence,
}

/// Why a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pause {
    /// The speaker's connection broke.
    Dropped,
    /// A point of order is heard.
    Point,
    /// The time was over, and the microphone was closed.
    Limit,
    /// The service stopped in good order.
    Stopped,
    /// A greeting video is shown.
    Film,
}

/// How somebody came to have the floor no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FloorEnd {
    /// They gave it back.
    Returned,
    /// A host took it back.
    Taken,
    /// A host gave it to somebody else.
    Passed,
    /// They left, or their role lets them speak no longer.
    Gone,
    /// The session ended.
    Session,
}

/// One change of the floor, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "floor", rename_all = "snake_case")]
pub enum FloorFact {
    /// Who is next, in order; empty where hands decide.
    Queued {
        order: SpeakerOrder,
        queue: Vec<PersonId>,
        by: PersonId,
    },
    /// Somebody has the floor, and their clock runs.
    Given {
        person: PersonId,
        delegation: DelegationId,
        /// The item that was dealt with then.
        item: Option<ItemId>,
        /// `None`: without limit.
        limit_ms: Option<u64>,
        at_limit: AtLimit,
        by: PersonId,
    },
    Paused {
        why: Pause,
        /// What the clock shows.
        spent_ms: u64,
    },
    Resumed,
    /// They have `limit_ms` in all from now on.
    Extended {
        person: PersonId,
        limit_ms: u64,
        by: PersonId,
    },
    Ended {
        person: PersonId,
        why: FloorEnd,
        /// What they spoke in all.
        spent_ms: u64,
        by: Option<PersonId>,
    },
    /// Whose microphone was closed at the limit may open it again.
    Allowed {
        person: PersonId,
        by: PersonId,
    },
    PointRaised {
        person: PersonId,
    },
    PointHeard {
        person: PersonId,
        by: PersonId,
    },
    /// It was heard, dismissed or withdrawn.
    PointClosed {
        person: PersonId,
        by: PersonId,
    },
}
