//! A city over the days in question, quarter of an hour by quarter of an hour: summed up, so that
//! any slot is judged by two subtractions. Every clock in use is ahead of UTC by whole quarters.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::calendar::{self, DayKind};
use super::clock::{Clock, Seconds};
use super::cost::{Window, weight};

/// The step in which time is looked at, in minutes.
pub(super) const QUARTER: u16 = 15;
pub(super) const QUARTER_SECONDS: Seconds = QUARTER as Seconds * 60;

/// Where somebody is.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) zone: TimeZone,
    /// ISO 3166-1 alpha-2.
    pub(super) country: Option<String>,
}

#[derive(Debug)]
pub(super) struct Course {
    pub(super) clock: Clock,
    /// Cost of all quarters before the nth.
    cost: Vec<u32>,
    /// Quarters outside the window before the nth.
    outside: Vec<u32>,
}

impl Course {
    /// Of `quarters` quarters from `origin` on.
    pub(super) fn of(
        place: &Place,
        clock: Clock,
        span: (Seconds, usize),
        window: Window,
    ) -> Course {
        let (origin, quarters) = span;
        let (mut cost, mut outside) = (vec![0; quarters + 1], vec![0; quarters + 1]);
        let mut known: Option<(i64, DayKind)> = None;
        let mut at = origin;
        for quarter in 0..quarters {
            let wall = clock.wall(at);
            let kind = match known {
                Some((day, kind)) if day == wall.day => kind,
                _ => day_kind(place, wall.date()),
            };
            known = Some((wall.day, kind));
            let here = u32::from(QUARTER) * weight(wall.minute, kind);
            cost[quarter + 1] = cost[quarter] + here;
            outside[quarter + 1] = outside[quarter] + u32::from(!window.holds(wall.minute));
            at += QUARTER_SECONDS;
        }
        Course {
            clock,
            cost,
            outside,
        }
    }

    /// What the quarters from one to another cost.
    pub(super) fn cost(&self, from: usize, to: usize) -> u32 {
        between(&self.cost, from, to)
    }

    /// Whether all of them lie inside the window.
    pub(super) fn serves(&self, from: usize, to: usize) -> bool {
        between(&self.outside, from, to) == 0
    }
}

fn day_kind(place: &Place, date: Date) -> DayKind {
    calendar::day(place.country.as_deref(), date).kind
}

fn between(sums: &[u32], from: usize, to: usize) -> u32 {
    let sum = |place: usize| sums.get(place).or(sums.last()).copied().unwrap_or(0);
    sum(to).saturating_sub(sum(from))
}
