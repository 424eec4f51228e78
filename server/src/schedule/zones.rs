//! Wall clocks of the world: which zones there are, and what time it is there when it is some
//! time here.

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use meeting::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// The first part of zones that are places; the rest are old names and offsets.
const REGIONS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

/// Every zone that is offered, in alphabetical order.
pub(super) static ZONES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let known = jiff::tz::db().available();
    let names = known.map(|name| name.as_str().to_owned());
    let mut zones: Vec<String> = names.filter(|name| is_place(name)).collect();
    zones.sort();
    zones
});

fn is_place(name: &str) -> bool {
    let region = name.split_once('/').map(|(region, _)| region);
    name == "UTC" || region.is_some_and(|region| REGIONS.contains(&region))
}

/// Why a wall clock does not say which moment is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClockProblem {
    /// The clock is put forward over this time: it never shows it.
    Gap,
    /// The clock is put back: it shows this time twice.
    Overlap,
}

/// The clock in one zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct LocalTime {
    pub(crate) zone: String,
    /// E.g. `2026-12-10T09:00`.
    pub(crate) wall: String,
    /// Days from the date in the zone of the question to the date here.
    pub(crate) day_shift: i32,
    /// E.g. `+05:45`.
    pub(crate) offset: String,
}

/// What a wall clock means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct TimeAnswer {
    /// Absent when the wall clock never shows this time, or shows it twice.
    pub(crate) at: Option<Timestamp>,
    pub(crate) problem: Option<ClockProblem>,
    /// The two moments to choose from when there is a problem, the earlier first. For a gap: the
    /// time by the clock as it was after, and as it was before the change.
    pub(crate) choices: Vec<Timestamp>,
    /// Of `at`; with a problem, of the choice that calendars take: the later one of a gap, the
    /// earlier one of an overlap.
    pub(crate) local: Vec<LocalTime>,
}

/// Beyond what the calendar holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OutOfRange;

/// A wall clock as it is typed: `2026-12-10T16:00`.
pub(crate) fn wall_clock(text: &str) -> Option<DateTime> {
    DateTime::strptime("%Y-%m-%dT%H:%M", text).ok()
}

/// Which moment it is when the clock in `zone` shows `wall`, and what the clocks elsewhere show
/// then.
pub(crate) fn answer(
    wall: DateTime,
    zone: &TimeZone,
    elsewhere: &[(String, TimeZone)],
) -> Result<TimeAnswer, OutOfRange> {
    let meant = zone.to_ambiguous_timestamp(wall);
    let problem = match meant.offset() {
        AmbiguousOffset::Unambiguous { .. } => None,
        AmbiguousOffset::Gap { .. } => Some(ClockProblem::Gap),
        AmbiguousOffset::Fold { .. } => Some(ClockProblem::Overlap),
    };
    let shown = meant.compatible().map_err(|_| OutOfRange)?;
    let choices = match problem {
        None => Vec::new(),
        Some(_) => {
            let earlier = meant.earlier().map_err(|_| OutOfRange)?;
            let later = meant.later().map_err(|_| OutOfRange)?;
            vec![timestamp(earlier), timestamp(later)]
        }
    };
    let here = zone.to_datetime(shown).date();
    let local = elsewhere
        .iter()
        .map(|(name, zone)| local(name, zone, shown, here));
    Ok(TimeAnswer {
        at: problem.is_none().then(|| timestamp(shown)),
        problem,
        choices,
        local: local.collect(),
    })
}

/// The clock of a zone at a moment, its day counted from the date `here`.
pub(crate) fn local(name: &str, zone: &TimeZone, at: jiff::Timestamp, here: Date) -> LocalTime {
    let wall = zone.to_datetime(at);
    LocalTime {
        zone: name.to_owned(),
        wall: wall.strftime("%Y-%m-%dT%H:%M").to_string(),
        day_shift: wall
            .date()
            .duration_since(here)
            .as_hours()
            .try_into()
            .unwrap_or(0)
            / 24,
        offset: offset(zone.to_offset(at)),
    }
}

fn timestamp(at: jiff::Timestamp) -> Timestamp {
    Timestamp(at.as_microsecond())
}

/// `+05:45`.
pub(crate) fn offset(offset: Offset) -> String {
    let sign = if offset.is_negative() { '-' } else { '+' };
    let minutes = offset.seconds().abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partners::codes::zone;
    use proptest::prelude::*;

    fn ask(wall: &str, here: &str, elsewhere: &[&str]) -> TimeAnswer {
        let zones = elsewhere
            .iter()
            .map(|name| ((*name).to_owned(), zone(name).unwrap()));
        let zones: Vec<_> = zones.collect();
        answer(wall_clock(wall).unwrap(), &zone(here).unwrap(), &zones).unwrap()
    }

    fn clocks(answer: &TimeAnswer) -> Vec<(&str, i32, &str)> {
        let clock = |local| {
            let LocalTime {
                wall,
                day_shift,
                offset,
                ..
            }: &LocalTime = local;
            (wall.as_str(), *day_shift, offset.as_str())
        };
        answer.local.iter().map(clock).collect()
    }

    #[test]
    fn an_afternoon_in_hangzhou_around_the_world() {
        let zones = [
            "Europe/Berlin",
            "America/New_York",
            "Asia/Kathmandu",
            "Pacific/Auckland",
            "Asia/Shanghai",
        ];
        let answer = ask("2026-12-10T16:00", "Asia/Shanghai", &zones);
        assert_eq!(answer.at, Some(Timestamp(1_796_889_600_000_000)));
        assert_eq!(
            clocks(&answer),
            [
                ("2026-12-10T09:00", 0, "+01:00"),
                ("2026-12-10T03:00", 0, "-05:00"),
                ("2026-12-10T13:45", 0, "+05:45"),
                ("2026-12-10T21:00", 0, "+13:00"),
                ("2026-12-10T16:00", 0, "+08:00"),
            ]
        );
    }

    #[test]
    fn the_day_shifts_both_ways() {
        let morning = ask(
            "2026-12-10T09:00",
            "Asia/Shanghai",
            &["America/Los_Angeles"],
        );
        assert_eq!(clocks(&morning), [("2026-12-09T17:00", -1, "-08:00")]);
        let evening = ask("2026-12-31T22:00", "Europe/Berlin", &["Asia/Shanghai"]);
        assert_eq!(clocks(&evening), [("2027-01-01T05:00", 1, "+08:00")]);
    }

    #[test]
    fn morocco_puts_its_clock_back_for_ramadan() {
        // In 2026 from 15 February to 22 March. What it will do in later years it says at short
        // notice: the server knows it as of the release of the zone data it was built with.
        let fasting = ask("2026-03-01T16:00", "Asia/Shanghai", &["Africa/Casablanca"]);
        assert_eq!(clocks(&fasting), [("2026-03-01T08:00", 0, "+00:00")]);
        let after = ask("2026-04-01T16:00", "Asia/Shanghai", &["Africa/Casablanca"]);
        assert_eq!(clocks(&after), [("2026-04-01T09:00", 0, "+01:00")]);
    }

    #[test]
    fn new_york_skips_an_hour_in_march() {
        let answer = ask(
            "2026-03-08T02:30",
            "America/New_York",
            &["America/New_York"],
        );
        assert_eq!((answer.at, answer.problem), (None, Some(ClockProblem::Gap)));
        // 01:30 by the winter clock, 03:30 by the summer clock.
        let hour = 3_600_000_000;
        let change = 1_772_953_200_000_000;
        let choices = [Timestamp(change - hour / 2), Timestamp(change + hour / 2)];
        assert_eq!(answer.choices, choices);
        assert_eq!(clocks(&answer), [("2026-03-08T03:30", 0, "-04:00")]);
    }

    #[test]
    fn new_york_has_an_hour_twice_in_november() {
        let answer = ask("2026-11-01T01:30", "America/New_York", &["UTC"]);
        assert_eq!(
            (answer.at, answer.problem),
            (None, Some(ClockProblem::Overlap))
        );
        let choices = [
            Timestamp(1_793_511_000_000_000),
            Timestamp(1_793_514_600_000_000),
        ];
        assert_eq!(answer.choices, choices);
        assert_eq!(clocks(&answer), [("2026-11-01T05:30", 0, "+00:00")]);
    }

    #[test]
    fn zones_are_places() {
        for name in [
            "Africa/Casablanca",
            "Asia/Kathmandu",
            "Asia/Vientiane",
            "UTC",
        ] {
            assert!(ZONES.iter().any(|zone| zone == name), "{name}");
        }
        for name in ["US/Eastern", "Etc/GMT+5", "EST", "GMT"] {
            assert!(!ZONES.iter().any(|zone| zone == name), "{name}");
        }
        assert!(ZONES.iter().all(|name| zone(name).is_some()));
        assert!(ZONES.is_sorted());
    }

    #[test]
    fn a_wall_clock_is_typed_in_one_way() {
        assert!(wall_clock("2026-12-10T16:00").is_some());
        for bad in [
            "",
            "2026-12-10",
            "2026-02-30T16:00",
            "2026-12-10T24:00",
            "2026-12-10T16:00Z",
        ] {
            assert!(wall_clock(bad).is_none(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_moment_is_found_again_on_the_clock_it_was_asked_by(
            place in 0usize..300, day in 0i64..36_500, minute in 0i64..1440,
        ) {
            let name = &ZONES[place % ZONES.len()];
            let wall = jiff::civil::date(2000, 1, 1).at(0, 0, 0, 0)
                + jiff::SignedDuration::from_mins(day * 1440 + minute);
            let there = vec![(name.clone(), zone(name).unwrap())];
            let answer = answer(wall, &there[0].1, &there).unwrap();
            prop_assert_eq!(answer.problem.is_none(), answer.at.is_some());
            prop_assert_eq!(answer.choices.len(), if answer.at.is_some() { 0 } else { 2 });
            prop_assert_eq!(answer.local[0].day_shift, 0);
            if answer.problem != Some(ClockProblem::Gap) {
                prop_assert_eq!(&answer.local[0].wall, &wall.strftime("%Y-%m-%dT%H:%M").to_string());
            }
        }
    }
}
