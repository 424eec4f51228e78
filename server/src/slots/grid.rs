//! One day of the host, hour by hour, as every city's clock has it.

use jiff::civil::Date;
use jiff::tz::Offset;
use meeting::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::schedule::written_offset;

use super::calendar::{self, CalendarDay};
use super::clock::{ClockChange, Seconds, beginning, offset};
use super::cost::HourClass;
use super::course::{Course, Place};
use super::finder::Finder;
use super::judge::timestamp;

const HOUR: Seconds = 3600;

/// A day of the host: hours across, cities down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct SlotGrid {
    /// E.g. `2026-12-10`, by the host's calendar.
    pub(super) day: String,
    /// 24 hours; 23 or 25 when the host's clock changes.
    pub(super) hours: Vec<GridHour>,
    /// The host first, then the partners as they were asked for.
    pub(super) rows: Vec<GridRow>,
    /// When a slot may begin on that day.
    pub(super) starts: Vec<GridStart>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct GridHour {
    pub(super) at: Timestamp,
    /// By the host's clock, e.g. `16:00`.
    pub(super) wall: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct GridRow {
    /// When the host's day begins, e.g. `+05:45`.
    pub(super) offset: String,
    /// The local days it spans, in order.
    pub(super) days: Vec<GridDay>,
    /// One for each hour of the grid.
    pub(super) cells: Vec<GridCell>,
    /// The clock changes during these hours.
    pub(super) change: Option<ClockChange>,
    /// The clock stands otherwise than now, when people are invited.
    pub(super) other_than_now: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct GridDay {
    /// E.g. `2026-12-10`.
    pub(super) date: String,
    /// Days from the host's date to this one.
    pub(super) shift: i32,
    pub(super) day: CalendarDay,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct GridCell {
    /// The city's clock when the hour begins, e.g. `05:45`.
    pub(super) wall: String,
    /// The worst that the hour is there.
    pub(super) hours: HourClass,
    /// Which of the days of its row it begins on.
    pub(super) day: usize,
    /// Minutes into the hour at which it is midnight there.
    pub(super) midnight: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct GridStart {
    pub(super) at: Timestamp,
    /// By the host's clock, e.g. `16:30`.
    pub(super) wall: String,
    pub(super) ends_wall: String,
    /// Partner cities inside their hours.
    pub(super) served: u32,
    /// False when the host counts and it is outside the host's own hours.
    pub(super) possible: bool,
}

impl Finder {
    /// The grid of a day; nothing when it lies outside the days that are searched.
    pub(super) fn grid(&self, day: Date) -> Option<SlotGrid> {
        let (first, last) = self.wanted.days;
        if day < first || last < day {
            return None;
        }
        let begins = beginning(&self.wanted.host.zone, day)?;
        let ends = beginning(&self.wanted.host.zone, day.tomorrow().ok()?)?;
        let hours: Vec<Seconds> = (begins..ends).step_by(3600).collect();
        let host = (&self.wanted.host, &self.host);
        let partners = self.wanted.cities.iter().zip(&self.courses);
        let rows = std::iter::once(host).chain(partners);
        let starts = self.slots.iter();
        let starts = starts.filter(|slot| (begins..ends).contains(&slot.at));
        Some(SlotGrid {
            day: day.to_string(),
            hours: hours.iter().map(|at| self.hour(*at)).collect(),
            rows: rows
                .map(|(place, course)| self.row(&hours, place, course))
                .collect(),
            starts: starts
                .map(|slot| GridStart {
                    at: timestamp(slot.at),
                    wall: self.host_time(slot.at),
                    ends_wall: self.host_time(slot.at + self.length()),
                    served: slot.served.count_ones(),
                    possible: slot.possible,
                })
                .collect(),
        })
    }

    fn hour(&self, at: Seconds) -> GridHour {
        GridHour {
            at: timestamp(at),
            wall: self.host_time(at),
        }
    }

    fn host_time(&self, at: Seconds) -> String {
        time(self.host.clock.wall(at).minute)
    }

    fn row(&self, hours: &[Seconds], place: &Place, course: &Course) -> GridRow {
        let clock = &course.clock;
        let begins = hours.first().copied().unwrap_or(self.origin);
        let ends = hours.last().map_or(begins, |last| last + HOUR);
        let here = self.host.clock.wall(begins).day;
        let first = clock.wall(begins).day;
        let days = first..=clock.wall(ends - 1).day;
        let then = clock.offset(begins);
        let cell = |at: &Seconds| {
            let (wall, last) = (clock.wall(*at), clock.wall(at + HOUR - 1));
            // The minute before the first hour is not in the grid.
            let turns = if *at == begins {
                wall.minute != 0
            } else {
                true
            };
            let before = clock.wall(at - 1).day;
            GridCell {
                wall: time(wall.minute),
                hours: HourClass::of(wall.minute).max(HourClass::of(last.minute)),
                day: usize::try_from(wall.day - first).unwrap_or(0),
                midnight: match (turns, before < wall.day, wall.day < last.day) {
                    (true, true, _) => Some(0),
                    (_, _, true) => Some(1440 - wall.minute),
                    (_, _, false) => None,
                },
            }
        };
        GridRow {
            offset: Offset::from_seconds(then).map_or_else(|_| String::new(), written_offset),
            days: days
                .map(|day| GridDay {
                    date: super::clock::date(day).to_string(),
                    shift: i32::try_from(day - here).unwrap_or(0),
                    day: calendar::day(place.country.as_deref(), super::clock::date(day)),
                })
                .collect(),
            cells: hours.iter().map(cell).collect(),
            change: clock.change_within(begins - 1, ends),
            other_than_now: then != offset(&place.zone, self.wanted.asked_at),
        }
    }
}

/// `05:45` of a minute of the day.
fn time(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
