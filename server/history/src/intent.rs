//! What was said between partners, and what becomes of it: from an intent to a project that stands,
//! or to a withdrawal. The stage is not kept beside the log: it is what the log says.

use jiff::civil::Date;
use meeting::id::{DepartmentId, ExchangeId, IntentId, ItemId, NoteId, PartnerId, SessionId};
use meeting::plan::Localized;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::date::{PartialDate, Window, days_between};
use crate::exchange::Field;
use crate::partner::Provenance;

/// Days without a step after which an open intent is stalled.
pub const STALLED_AFTER: i32 = 90;

#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = IntentStage)]
pub enum Stage {
    #[default]
    Intent,
    Talks,
    Signed,
    Project,
    Landed,
    Withdrawn,
}

impl Stage {
    /// The way from what was said to what stands.
    pub const WAY: [Stage; 5] = [
        Stage::Intent,
        Stage::Talks,
        Stage::Signed,
        Stage::Project,
        Stage::Landed,
    ];

    pub fn is_open(self) -> bool {
        match self {
            Stage::Intent | Stage::Talks | Stage::Signed | Stage::Project => true,
            Stage::Landed | Stage::Withdrawn => false,
        }
    }
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = IntentStep)]
pub struct Step {
    pub on: PartialDate,
    /// The stage that was reached; absent where something was done and the stage stayed.
    #[serde(default)]
    pub stage: Option<Stage>,
    #[serde(default)]
    pub text: String,
}

/// Where it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Said {
    #[serde(default)]
    pub exchange: Option<ExchangeId>,
    #[serde(default)]
    pub session: Option<SessionId>,
    /// The agenda item of that session.
    #[serde(default)]
    pub item: Option<ItemId>,
    /// The decision or action that was noted.
    #[serde(default)]
    pub decision: Option<NoteId>,
}

/// Something that was said and may become a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Intent {
    pub id: IntentId,
    pub title: Localized,
    #[serde(default)]
    pub partners: Vec<PartnerId>,
    #[serde(default)]
    pub field: Option<Field>,
    /// The day by which it belongs to a cohort.
    pub said_on: PartialDate,
    #[serde(default)]
    pub said_in: Said,
    /// The department that sees to it.
    #[serde(default)]
    pub owner: Option<DepartmentId>,
    /// Others that take part.
    #[serde(default)]
    pub departments: Vec<DepartmentId>,
    #[serde(default)]
    pub due: Option<PartialDate>,
    /// In any order; where dates do not say which of two steps was the later, the later line is.
    #[serde(default)]
    pub steps: Vec<Step>,
    #[serde(default)]
    pub provenance: Provenance,
}

impl Intent {
    /// The day with which each step counts, line by line. A vague one counts as early as it may have
    /// been, which is neither before the saying nor before a line above it, as far as its own date
    /// leaves room for these: "2019" below "2019-05-20" is no earlier than that day.
    pub fn days(&self) -> Vec<Date> {
        let mut seen = vec![self.said_on.earliest()];
        for step in &self.steps {
            let above = seen.iter().filter(|day| step.on.may_be(**day)).max();
            let day = above.copied().unwrap_or(step.on.earliest());
            seen.push(day);
        }
        seen.split_off(1)
    }

    pub fn course(&self) -> Course {
        let days = self.days().into_iter().zip(&self.steps);
        let mut steps: Vec<(Date, Option<Stage>)> =
            days.map(|(day, step)| (day, step.stage)).collect();
        steps.sort_by_key(|(day, _)| *day);
        Course {
            said_on: self.said_on.earliest(),
            due: self.due.map(PartialDate::latest),
            steps: steps.into(),
        }
    }
}

/// The dated part of an intent: what it takes to say how it stood on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    pub said_on: Date,
    /// The last day on which it is in time.
    pub due: Option<Date>,
    /// In the order of their days: see [`Intent::days`].
    steps: Box<[(Date, Option<Stage>)]>,
}

impl Course {
    fn steps_until(&self, day: Date) -> impl DoubleEndedIterator<Item = (Date, Option<Stage>)> {
        let steps = self.steps.iter().copied();
        steps.filter(move |(on, _)| *on <= day)
    }

    /// `None` before it was said.
    pub fn stage_on(&self, day: Date) -> Option<Stage> {
        if day < self.said_on {
            return None;
        }
        let last = self.steps_until(day).rev().find_map(|(_, stage)| stage);
        Some(last.unwrap_or_default())
    }

    pub fn is_open_on(&self, day: Date) -> bool {
        self.stage_on(day).is_some_and(Stage::is_open)
    }

    /// The furthest stage on the way that was reached by that day; a withdrawal takes none back.
    pub fn furthest_by(&self, day: Date) -> Option<Stage> {
        if day < self.said_on {
            return None;
        }
        let reached = self.steps_until(day).filter_map(|(_, stage)| stage);
        let furthest = reached.filter(|stage| *stage != Stage::Withdrawn).max();
        Some(furthest.unwrap_or_default())
    }

    /// The day on which it landed for good, as it stood on `day`.
    pub fn landed_by(&self, day: Date) -> Option<Date> {
        if self.stage_on(day) != Some(Stage::Landed) {
            return None;
        }
        let stages = self.steps_until(day).rev();
        let stages = stages.filter_map(|(on, stage)| Some((on, stage?)));
        let landed = stages.take_while(|(_, stage)| *stage == Stage::Landed);
        landed.last().map(|(on, _)| on)
    }

    /// The last day on which something happened: the saying itself, or a step.
    pub fn last_step_by(&self, day: Date) -> Option<Date> {
        if day < self.said_on {
            return None;
        }
        let last = self.steps_until(day).next_back().map(|(on, _)| on);
        Some(last.map_or(self.said_on, |on| on.max(self.said_on)))
    }

    /// Open, and nothing happened for [`STALLED_AFTER`] days.
    pub fn is_stalled_on(&self, day: Date) -> bool {
        let quiet = self.last_step_by(day);
        let quiet = quiet.map(|last| days_between(last, day));
        self.is_open_on(day) && quiet.is_some_and(|days| days >= STALLED_AFTER)
    }

    /// Open past its due date.
    pub fn is_overdue_on(&self, day: Date) -> bool {
        self.is_open_on(day) && self.due.is_some_and(|due| due < day)
    }

    /// Whether it was said, or something happened, on a day of `window`.
    pub fn moved_within(&self, window: Window) -> bool {
        let mut steps = self.steps.iter();
        window.contains(self.said_on) || steps.any(|(on, _)| window.contains(*on))
    }
}
