//! The rules of the floor: how long who may speak, and what happens then.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What happens when the time of a speaker is over.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AtLimit {
    /// The clock goes on counting, and says so.
    #[default]
    Soft,
    /// The service takes no more sound from them, until they get the floor again or a host allows it.
    CloseMicrophone,
}

/// How the time to speak is shared out. Without limits, everybody speaks as long as they will.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS, ToSchema,
)]
#[schema(as = FloorRules)]
pub struct FloorRules {
    /// Seconds for each speaker, whenever they get the floor; an item of the agenda may say otherwise.
    #[serde(default)]
    #[schema(required)]
    pub speaker_seconds: Option<u32>,
    /// Seconds for all speakers of one delegation together.
    #[serde(default)]
    #[schema(required)]
    pub delegation_seconds: Option<u32>,
    #[serde(default)]
    #[schema(required)]
    pub at_limit: AtLimit,
}
