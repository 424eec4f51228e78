use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day of the Gregorian calendar, in nobody's zone in particular: `2026-12-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

/// What was read is no day between the years 1 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day")]
pub struct NotADay;

impl Day {
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let is_day = (1..=9999).contains(&year) && (1..=length(year, month)).contains(&day);
        is_day.then_some(Self { year, month, day })
    }

    /// Year, month and day of the month, both from 1.
    pub fn parts(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }
}

/// How many days a month has; none when there is no such month.
fn length(year: u16, month: u8) -> u8 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let (year, rest) = text.split_once('-').ok_or(NotADay)?;
        let (month, day) = rest.split_once('-').ok_or(NotADay)?;
        let is_written = [(year, 4), (month, 2), (day, 2)]
            .iter()
            .all(|(part, width)| {
                part.len() == *width && part.bytes().all(|one| one.is_ascii_digit())
            });
        if !is_written {
            return Err(NotADay);
        }
        let day = day.parse().map_err(|_| NotADay)?;
        let month = month.parse().map_err(|_| NotADay)?;
        let year = year.parse().map_err(|_| NotADay)?;
        Self::new(year, month, day).ok_or(NotADay)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_it_is_read() {
        for text in ["2026-12-31", "2028-02-29", "2000-02-29", "0001-01-01"] {
            assert_eq!(
                text.parse::<Day>().map(|day| day.to_string()),
                Ok(text.to_owned())
            );
        }
    }

    #[test]
    fn what_no_calendar_has_is_refused() {
        let texts = [
            "2027-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "0000-01-01",
            "2026-1-01",
            "26-01-01",
            "+026-01-01",
            "2026-01-01T00",
            "2026-01",
            "",
        ];
        for text in texts {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
        }
    }
}
