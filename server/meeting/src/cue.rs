//! The run sheet of a session: what is called when and by whom, and what is done when it fails.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::id::{CueId, ItemId, PersonId};
use crate::plan::Localized;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CueKind {
    Rehearsal,
    Check,
    Doors,
    Opening,
    Speech,
    Dialogue,
    Signing,
    Photo,
    Closing,
    /// What came of it is told outside.
    Readout,
    Technical,
}

/// Work behind the scenes that has a name before it has a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// Calls the cues.
    Caller,
    FloorManager,
    Host,
    SoundAndPicture,
    Interpretation,
    Protocol,
    Press,
}

/// Who answers for a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CueOwner)]
pub enum Owner {
    /// Somebody of the plan.
    Person(PersonId),
    Duty(Duty),
}

/// One line of the run sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Cue {
    pub id: CueId,
    pub title: Localized,
    pub kind: CueKind,
    /// The agenda item it goes with; it moves with that.
    pub item: Option<ItemId>,
    /// Seconds from the planned beginning of the item, else of the session, to the cue; negative
    /// before it. A day at most.
    pub offset: i32,
    pub owner: Option<Owner>,
    /// BCP 47 tag of the language in which it is called.
    pub language: Option<String>,
    /// What is done instead when it fails, in words.
    pub fallback: Localized,
}

impl Cue {
    /// Who leaves the plan owns nothing in it.
    pub fn owned_among(&mut self, comes: impl Fn(PersonId) -> bool) {
        self.owner = self.owner.filter(|owner| match owner {
            Owner::Person(person) => comes(*person),
            Owner::Duty(_) => true,
        });
    }
}
