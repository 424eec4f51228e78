//! Civil dates as sources give them: to the day, the month or the year; and stretches of days.
//!
//! Measures need a day. A date that says less stands for its **earliest** day, so that what is known
//! to have begun in 2014 counts from the first of January on; only what *ends* stands for its
//! **latest** day, so that nothing is taken away before it must have gone. Lists show the date as it
//! is written, never the day it was counted with.

use std::fmt;
use std::str::FromStr;

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How much of a date is known well enough to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    Unknown,
    Year,
    Month,
    Day,
}

impl Precision {
    pub fn name(self) -> &'static str {
        match self {
            Precision::Unknown => "unknown",
            Precision::Year => "year",
            Precision::Month => "month",
            Precision::Day => "day",
        }
    }
}

/// A civil date of which month and day may be missing: `2014`, `2019-09`, `2009-10-16`. A date of
/// which nothing is known is no `PartialDate`: it is `None`.
///
/// The order is that of the earliest days; of two that begin on the same day, the vaguer first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a date is written 2014, 2019-09 or 2009-10-16 and exists")]
pub struct NotADate;

impl PartialDate {
    /// A year that can be written, from 0 to 9999; any other becomes the nearest of these.
    pub fn of_year(year: i16) -> PartialDate {
        PartialDate {
            year: year.clamp(0, 9999),
            month: None,
            day: None,
        }
    }

    pub fn precision(self) -> Precision {
        match (self.month, self.day) {
            (None, _) => Precision::Year,
            (Some(_), None) => Precision::Month,
            (Some(_), Some(_)) => Precision::Day,
        }
    }

    /// As much of the date as `precision` allows; nothing of it when that is unknown.
    pub fn cut(self, precision: Precision) -> Option<PartialDate> {
        Some(match precision {
            Precision::Unknown => return None,
            Precision::Year => PartialDate {
                month: None,
                day: None,
                ..self
            },
            Precision::Month => PartialDate { day: None, ..self },
            Precision::Day => self,
        })
    }

    pub fn year(self) -> i16 {
        self.year
    }

    /// The first day that it may be.
    pub fn earliest(self) -> Date {
        self.day_of(self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The last day that it may be.
    pub fn latest(self) -> Date {
        match (self.month, self.day) {
            (Some(_), Some(_)) => self.earliest(),
            (Some(_), None) => self.earliest().last_of_month(),
            (None, _) => self.day_of(12, 31),
        }
    }

    /// Whether it may be that day.
    pub fn may_be(self, day: Date) -> bool {
        (self.earliest()..=self.latest()).contains(&day)
    }

    fn day_of(self, month: i8, day: i8) -> Date {
        // Both were checked when the date was read; the bound keeps this from being a panic.
        Date::new(self.year, month, day).unwrap_or(Date::MAX)
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> PartialDate {
        PartialDate {
            year: date.year(),
            month: Some(date.month()),
            day: Some(date.day()),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(out, "-{part:02}")?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let shape = text
            .bytes()
            .map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
        let shape: Vec<u8> = shape.collect();
        if ![&b"0000"[..], b"0000-00", b"0000-00-00"].contains(&&shape[..]) {
            return Err(NotADate);
        }
        let mut parts = text.split('-');
        let year = parts
            .next()
            .and_then(|year| year.parse().ok())
            .ok_or(NotADate)?;
        let mut two_digits = || parts.next().and_then(|part| part.parse::<i8>().ok());
        let (month, day) = (two_digits(), two_digits());
        Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).map_err(|_| NotADate)?;
        Ok(PartialDate { year, month, day })
    }
}

impl TryFrom<String> for PartialDate {
    type Error = NotADate;
    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> String {
        date.to_string()
    }
}

impl utoipa::PartialSchema for PartialDate {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        String::schema()
    }
}
impl ToSchema for PartialDate {}

/// The days from `from` on, up to but without `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub from: Date,
    pub to: Date,
}

impl Window {
    pub const EVER: Window = Window {
        from: Date::MIN,
        to: Date::MAX,
    };

    /// The months up to a day. Both that day and the one so many months before belong to it: what
    /// was on the day `months` ago is not *older* than that.
    pub fn back(day: Date, months: u16) -> Window {
        Window {
            from: months_before(day, months),
            to: next(day),
        }
    }

    /// The whole of the years from `first` to `last`.
    pub fn years(first: i16, last: i16) -> Window {
        let begin = |year| Date::new(year, 1, 1).unwrap_or(Date::MAX);
        Window {
            from: begin(first),
            to: begin(last.saturating_add(1)),
        }
    }

    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day < self.to
    }

    /// Without the days after `day`.
    #[must_use]
    pub fn until(self, day: Date) -> Window {
        Window {
            from: self.from,
            to: self.to.min(next(day)),
        }
    }
}

/// The day so many months before; at the end of a month that is shorter, its last day.
pub fn months_before(day: Date, months: u16) -> Date {
    day.saturating_sub(Span::new().months(i32::from(months)))
}

/// The day after.
pub fn next(day: Date) -> Date {
    day.saturating_add(Span::new().days(1))
}

/// How many days `later` is after `earlier`; negative when it is before it.
pub fn days_between(earlier: Date, later: Date) -> i32 {
    earlier.duration_until(later).as_hours() as i32 / 24
}
