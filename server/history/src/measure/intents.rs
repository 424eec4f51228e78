//! A13 and A14: what becomes of what was said.

use std::collections::BTreeMap;

use jiff::civil::Date;
use meeting::id::{DepartmentId, IntentId};

use crate::book::{Book, IntentRow};
use crate::date::days_between;
use crate::intent::Stage;

use super::{Groups, Query, Share, median};

/// An intent that landed or has not yet, and how many days that has taken so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub intent: IntentId,
    pub days: u32,
}

/// The intents that were said in one year, as they stand on the day of the question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cohort {
    pub landed: Vec<Taken>,
    /// Neither landed nor withdrawn: they have not failed, they are not over.
    pub open: Vec<Taken>,
    pub withdrawn: Vec<IntentId>,
    /// The furthest stage that each intent reached, the withdrawn ones included.
    furthest: Vec<(IntentId, Stage)>,
}

impl Cohort {
    /// A13: landed / (all - withdrawn).
    pub fn conversion(&self) -> Share<IntentId> {
        let ids = |list: &[Taken]| list.iter().map(|taken| taken.intent).collect::<Vec<_>>();
        let part = ids(&self.landed);
        let whole = [part.clone(), ids(&self.open)].concat();
        Share { part, whole }
    }

    /// The funnel: the intents that came at least as far as this stage.
    pub fn reached(&self, stage: Stage) -> Vec<IntentId> {
        let furthest = self.furthest.iter();
        let reached = furthest.filter(|(_, furthest)| *furthest >= stage);
        reached.map(|(intent, _)| *intent).collect()
    }

    /// A13: the median of the days from the saying to the landing, of those that landed. A landing of
    /// which only the month or the year is known counts as soon as it may have been.
    pub fn median_days(&self) -> Option<f64> {
        median(self.landed.iter().map(|taken| taken.days).collect())
    }

    /// After how many days half of the intents have landed, the open ones being counted for as long
    /// as they have been open (Kaplan-Meier); `None` where less than half have. Unlike the median of
    /// those that landed it does not look the better the more are still open.
    pub fn half_landed_after(&self) -> Option<u32> {
        let mut days: Vec<u32> = self.landed.iter().map(|taken| taken.days).collect();
        days.sort_unstable();
        days.dedup();
        let mut waiting = 1.0;
        for day in days {
            let so_long = |list: &[Taken]| list.iter().filter(|taken| taken.days >= day).count();
            let at_risk = so_long(&self.landed) + so_long(&self.open);
            let landed = self.landed.iter().filter(|taken| taken.days == day).count();
            waiting *= 1.0 - landed as f64 / at_risk as f64;
            // Products of fractions miss a half by the last bits.
            if waiting <= 0.5 + 1e-12 {
                return Some(day);
            }
        }
        None
    }
}

/// A13 and the funnel, by the year in which the intents were said.
pub fn cohorts(book: &Book, query: &Query) -> BTreeMap<i16, Cohort> {
    let mut cohorts: BTreeMap<i16, Cohort> = BTreeMap::new();
    for (intent, row) in book.intents() {
        let course = &row.course;
        let (Some(stage), Some(furthest)) = (
            course.stage_on(query.as_of),
            course.furthest_by(query.as_of),
        ) else {
            continue;
        };
        let cohort = cohorts.entry(course.said_on.year()).or_default();
        cohort.furthest.push((intent, furthest));
        let until = course.landed_by(query.as_of).unwrap_or(query.as_of);
        let days = days_between(course.said_on, until);
        let days = u32::try_from(days).unwrap_or(0);
        match stage {
            Stage::Landed => cohort.landed.push(Taken { intent, days }),
            Stage::Withdrawn => cohort.withdrawn.push(intent),
            Stage::Intent | Stage::Talks | Stage::Signed | Stage::Project => {
                cohort.open.push(Taken { intent, days });
            }
        }
    }
    cohorts
}

/// An open intent that needs somebody's eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    pub intent: IntentId,
    pub stage: Stage,
    /// The last day on which something happened.
    pub last_step: Date,
    pub due: Option<Date>,
}

/// A14: open intents without a step for 90 days, by the department that owns them.
pub fn stalled(book: &Book, query: &Query) -> Groups<Option<DepartmentId>, Waiting> {
    waiting(book, query, |row| row.course.is_stalled_on(query.as_of))
}

/// Open intents past their due date, by the department that owns them.
pub fn overdue(book: &Book, query: &Query) -> Groups<Option<DepartmentId>, Waiting> {
    waiting(book, query, |row| row.course.is_overdue_on(query.as_of))
}

fn waiting(
    book: &Book,
    query: &Query,
    is_wanted: impl Fn(&IntentRow) -> bool,
) -> Groups<Option<DepartmentId>, Waiting> {
    let wanted = book.intents().filter(|(_, row)| is_wanted(row));
    Groups::of(wanted.filter_map(|(intent, row)| {
        let waiting = Waiting {
            intent,
            stage: row.course.stage_on(query.as_of)?,
            last_step: row.course.last_step_by(query.as_of)?,
            due: row.course.due,
        };
        Some((row.owner, waiting))
    }))
}
