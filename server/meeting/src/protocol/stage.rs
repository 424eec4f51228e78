use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{DelegationId, PersonId};
use crate::stage::{Stage, StagePlace};
use crate::time::Timestamp;

/// What can be asked about the stage. Hosts and technicians only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum StageCommand {
    /// From now on only those on stage send to all. `on_stage`: who is there from the first moment.
    OpenStage { on_stage: Vec<PersonId> },
    /// There is no stage any more, and nobody on it or behind it.
    CloseStage,
    /// Put somebody who is here on stage, behind it, or back into the audience.
    Place { person: PersonId, place: StagePlace },
    /// The same for all of a delegation who are here and take part.
    PlaceDelegation {
        delegation: DelegationId,
        place: StagePlace,
    },
    /// All who are backstage go on stage.
    Promote,
    /// Everybody sees this person first and large; `None`: nobody. While the stage is open, of those
    /// on it.
    Spotlight { person: Option<PersonId> },
    /// Everybody sees the screen that is shared now large, until the share ends; or no longer.
    PinScreen { on: bool },
}

/// The stage as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct StageView {
    /// `None`: there is no stage, and everybody sends who takes part.
    pub opened_at: Option<Timestamp>,
    /// In the order in which they came. Everybody else who is not `backstage` is in the audience.
    pub on_stage: Vec<PersonId>,
    pub backstage: Vec<PersonId>,
    /// Shown first and large to everybody.
    pub spotlight: Option<PersonId>,
    /// Whose screen is shown large to everybody; of use while they share it.
    pub pinned: Option<PersonId>,
}

impl From<&Stage> for StageView {
    fn from(stage: &Stage) -> Self {
        Self {
            opened_at: stage.opened_at,
            on_stage: stage.on_stage.clone(),
            backstage: stage.backstage.clone(),
            spotlight: stage.spotlight,
            pinned: stage.pinned,
        }
    }
}
