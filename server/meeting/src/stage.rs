//! The stage of a meeting: who sends to all while it is open, who is next, and what a host shows
//! everybody large.
//!
//! The state follows from the facts alone, in a room that lives as in one that is rebuilt.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::id::PersonId;
use crate::time::Timestamp;

/// Where somebody is while the stage is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StagePlace {
    /// Heard and seen by all.
    OnStage,
    /// Next; seen by hosts, technicians and the others backstage.
    Backstage,
    /// Sees and hears the stage. Whoever was not placed is here.
    Audience,
}

/// Why somebody is where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Placing {
    /// A host or technician put them there.
    Placed,
    /// They got the floor.
    Floor,
    /// Their point of order is heard.
    Point,
    /// They left or went into a side room, or their role lets them speak no longer.
    Gone,
}

/// One change of the stage, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum StageFact {
    /// Everybody is in the audience.
    Opened { by: PersonId },
    /// Everybody may be heard and seen again.
    Closed { by: PersonId },
    Placed {
        people: Vec<PersonId>,
        place: StagePlace,
        why: Placing,
        by: Option<PersonId>,
    },
    /// Everybody sees this person first; `by: None`: they left, or the stage.
    Spotlit {
        person: Option<PersonId>,
        by: Option<PersonId>,
    },
    /// Everybody sees the screen of this person large; `by: None`: the share ended.
    Pinned {
        screen: Option<PersonId>,
        by: Option<PersonId>,
    },
}

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stage {
    /// `None`: there is no stage, and the lists are empty.
    pub opened_at: Option<Timestamp>,
    /// In the order in which they came.
    pub on_stage: Vec<PersonId>,
    pub backstage: Vec<PersonId>,
    pub spotlight: Option<PersonId>,
    pub pinned: Option<PersonId>,
}

impl Stage {
    /// What a fact changes. `at`: when it was kept.
    pub fn follow(&mut self, fact: &StageFact, at: Timestamp) {
        match fact {
            StageFact::Opened { .. } => self.opened_at = Some(at),
            StageFact::Closed { .. } => {
                self.opened_at = None;
                self.on_stage.clear();
                self.backstage.clear();
            }
            StageFact::Placed { people, place, .. } => {
                for person in people {
                    self.place(*person, *place);
                }
            }
            StageFact::Spotlit { person, .. } => self.spotlight = *person,
            StageFact::Pinned { screen, .. } => self.pinned = *screen,
        }
    }

    /// `None` while there is no stage.
    pub fn place_of(&self, person: PersonId) -> Option<StagePlace> {
        self.opened_at?;
        Some(if self.on_stage.contains(&person) {
            StagePlace::OnStage
        } else if self.backstage.contains(&person) {
            StagePlace::Backstage
        } else {
            StagePlace::Audience
        })
    }

    /// Whoever stays where they are keeps their place in the order.
    fn place(&mut self, person: PersonId, place: StagePlace) {
        if self.place_of(person).is_none_or(|now| now == place) {
            return;
        }
        self.on_stage.retain(|one| *one != person);
        self.backstage.retain(|one| *one != person);
        match place {
            StagePlace::OnStage => self.on_stage.push(person),
            StagePlace::Backstage => self.backstage.push(person),
            StagePlace::Audience => {}
        }
    }
}
