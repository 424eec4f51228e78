//! What a slot costs a city. This is the one place where that is said.
//!
//! Every minute of the slot weighs, on the city's own clock and calendar,
//!
//! | | minute |
//! |---|---|
//! | in office hours, 09:00 to 18:00 | 0 |
//! | early or late, 07:00 to 09:00 and 18:00 to 22:00 | 1 |
//! | at night, 22:00 to 07:00 | 4 |
//! | and more when that day is one of the weekend | + 1 |
//! | and more when it is a public holiday | + 2 |
//!
//! and the cost is the sum. An evening hour costs 60, an hour of the night on a holiday 360; two
//! hours in the office nothing. A working day that was moved to a weekend is a working day.
//!
//! Whether a slot *serves* a city is another question: it does when it lies wholly inside the
//! [`Window`] of the city's day. Slots are ranked by how many cities they leave unserved, then by
//! what the city pays that pays most, then by what all pay together, then by their time.

use serde::Serialize;
use utoipa::ToSchema;

use super::calendar::DayKind;

/// What an hour is to the people of a city, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum HourClass {
    /// 09:00 to 18:00.
    Office,
    /// 07:00 to 09:00, 18:00 to 22:00.
    EarlyOrLate,
    /// 22:00 to 07:00.
    Night,
}

impl HourClass {
    /// Of a minute of the local day.
    pub(super) fn of(minute: u16) -> HourClass {
        match minute / 60 {
            9..18 => HourClass::Office,
            7..22 => HourClass::EarlyOrLate,
            _ => HourClass::Night,
        }
    }

    fn weight(self) -> u32 {
        match self {
            HourClass::Office => 0,
            HourClass::EarlyOrLate => 1,
            HourClass::Night => 4,
        }
    }
}

/// What one minute of the local day weighs.
pub(super) fn weight(minute: u16, day: DayKind) -> u32 {
    let surcharge = match day {
        DayKind::Working => 0,
        DayKind::Weekend => 1,
        DayKind::Holiday => 2,
    };
    HourClass::of(minute).weight() + surcharge
}

/// The part of a city's day in which it can be asked to meet, in minutes of the local day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) from: u16,
    /// Up to 1440; not in the window itself.
    pub(super) to: u16,
}

impl Window {
    pub(super) fn holds(self, minute: u16) -> bool {
        (self.from..self.to).contains(&minute)
    }

    pub(super) fn minutes(self) -> u16 {
        self.to.saturating_sub(self.from)
    }
}

/// How well a slot, or several together, stand for all cities: less is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    /// Cities outside their window.
    pub(super) unserved: u32,
    /// Cost of the city that pays most.
    pub(super) worst: u32,
    /// Cost of all cities together.
    pub(super) total: u32,
}
