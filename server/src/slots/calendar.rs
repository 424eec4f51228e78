//! Public holidays, weekends and working days that were moved, by country. The data are those of
//! the PyPI package `holidays`; `tools/write_holidays.py` writes the file, whose head explains it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::Date;
use meeting::plan::Localized;
use serde::Serialize;
use utoipa::ToSchema;

static COUNTRIES: LazyLock<BTreeMap<&'static str, Country>> =
    LazyLock::new(|| read(include_str!("holidays.txt")));

#[derive(Debug, Default)]
struct Country {
    /// Language of the local names.
    language: &'static str,
    /// Last year for which it is announced which working days move to weekends; absent where
    /// that is not done.
    moved_until: Option<i16>,
    /// Local and English.
    names: Vec<(&'static str, &'static str)>,
    years: BTreeMap<i16, Year>,
}

#[derive(Debug, Default)]
struct Year {
    /// 1 is Monday.
    weekend: Vec<i8>,
    /// By month and day: the name and whether the date is estimated.
    holidays: BTreeMap<u16, (usize, bool)>,
    moved: BTreeSet<u16>,
}

/// What a day is to people who work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum DayKind {
    Working,
    Weekend,
    Holiday,
}

/// A day in one country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct CalendarDay {
    pub(super) kind: DayKind,
    /// The holiday, in the language of the country and in English; empty when it is none.
    pub(super) holiday: Localized,
    /// The date of the holiday follows the moon and may yet shift by a day.
    pub(super) estimated: bool,
    /// A working day moved to this weekend.
    pub(super) moved_here: bool,
}

/// What the calendar does not know of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Missing {
    /// Which holidays there are.
    Holidays,
    /// Which working days move to weekends: not announced when the data were compiled.
    MovedDays,
}

/// The day that `date` is in a country. Where nothing is known of a year its weekend is that of
/// the nearest known one, Saturday and Sunday at last; [`missing`] says that it is so.
pub(super) fn day(country: Option<&str>, date: Date) -> CalendarDay {
    let country = country.and_then(|code| COUNTRIES.get(code));
    let year = country.and_then(|country| country.years.get(&date.year()));
    let key = month_and_day(date);
    let holiday = year.and_then(|year| year.holidays.get(&key));
    let moved_here = year.is_some_and(|year| year.moved.contains(&key));
    let named = country.zip(holiday).map(|(country, (name, _))| {
        let (local, english) = country.names.get(*name).copied().unwrap_or_default();
        Localized::of("en", english).and(country.language, local)
    });
    let rests = weekend(country, date.year()).contains(&date.weekday().to_monday_one_offset());
    CalendarDay {
        kind: match (holiday, moved_here, rests) {
            (Some(_), false, _) => DayKind::Holiday,
            (None, false, true) => DayKind::Weekend,
            (_, true, _) | (None, false, false) => DayKind::Working,
        },
        holiday: named.unwrap_or_default(),
        estimated: holiday.is_some_and(|(_, estimated)| *estimated),
        moved_here,
    }
}

fn weekend(country: Option<&'static Country>, year: i16) -> &'static [i8] {
    let nearest = country.and_then(|country| {
        let years = country.years.iter();
        years.min_by_key(|(known, _)| known.abs_diff(year))
    });
    nearest.map_or(&[6, 7], |(_, year)| &year.weekend)
}

/// What is not known of a year in a country.
pub(super) fn missing(country: Option<&str>, year: i16) -> Option<Missing> {
    let Some(country) = country.and_then(|code| COUNTRIES.get(code)) else {
        return Some(Missing::Holidays);
    };
    if !country.years.contains_key(&year) {
        return Some(Missing::Holidays);
    }
    let announced = country.moved_until.is_none_or(|last| year <= last);
    (!announced).then_some(Missing::MovedDays)
}

/// The package the data come from, with its version, as the file names it.
pub(super) fn source() -> &'static str {
    static SOURCE: LazyLock<&'static str> = LazyLock::new(|| {
        let head = include_str!("holidays.txt").lines().nth(1).unwrap_or("");
        let from = head.split_once("PyPI package ").map(|(_, rest)| rest);
        let name = from.and_then(|rest| rest.split_once(';'));
        name.map_or("", |(name, _)| name)
    });
    &SOURCE
}

fn month_and_day(date: Date) -> u16 {
    date.month().unsigned_abs() as u16 * 100 + u16::from(date.day().unsigned_abs())
}

/// A line that does not fit the form is passed over; a test reads them all.
fn read(text: &'static str) -> BTreeMap<&'static str, Country> {
    let mut countries: BTreeMap<&str, Country> = BTreeMap::new();
    let (mut code, mut year) = ("", 0);
    for line in text.lines() {
        if let Some(head) = line.strip_prefix('+') {
            let mut words = head.split(' ');
            code = words.next().unwrap_or("");
            let country = countries.entry(code).or_default();
            country.language = words.next().unwrap_or("");
            country.moved_until = words.next().and_then(|year| year.parse().ok());
        } else if let Some(name) = line.strip_prefix('=') {
            let both = name.split_once('|').unwrap_or((name, name));
            countries.entry(code).or_default().names.push(both);
        } else if let Some(days) = line.strip_prefix('!') {
            let moved = days.split(' ').filter_map(|day| day.parse().ok());
            let country = countries.entry(code).or_default();
            country.years.entry(year).or_default().moved = moved.collect();
        } else if let Some((number, known)) = read_year(line) {
            year = number;
            let country = countries.entry(code).or_default();
            country.years.insert(number, known);
        }
    }
    countries
}

fn read_year(line: &str) -> Option<(i16, Year)> {
    let mut words = line.split(' ');
    let number = words.next()?.parse().ok()?;
    let weekend = words.next()?.bytes().map(|digit| (digit - b'0') as i8);
    let mut year = Year {
        weekend: weekend.collect(),
        ..Year::default()
    };
    for word in words {
        let (day, name) = word.split_once(['.', '~'])?;
        let known = (name.parse().ok()?, word.contains('~'));
        year.holidays.insert(day.parse().ok()?, known);
    }
    Some((number, year))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn kind(country: &str, year: i16, month: i8, day_of: i8) -> DayKind {
        day(Some(country), date(year, month, day_of)).kind
    }

    #[test]
    fn every_line_of_the_file_is_read() {
        let text = include_str!("holidays.txt");
        let starting = |mark: char| text.lines().filter(|line| line.starts_with(mark)).count();
        assert_eq!(COUNTRIES.len(), starting('+'));
        let names: usize = COUNTRIES.values().map(|one| one.names.len()).sum();
        assert_eq!(names, starting('='));
        let years = COUNTRIES.values().flat_map(|one| one.years.values());
        let (mut count, mut days, mut moved) = (0, 0, 0);
        for year in years {
            assert!(
                !year.weekend.is_empty() && year.weekend.iter().all(|day| (1..8).contains(day))
            );
            count += 1;
            days += year.holidays.len();
            moved += usize::from(!year.moved.is_empty());
        }
        assert_eq!(count, starting('2'));
        assert_eq!(moved, starting('!'));
        let written: usize = text
            .lines()
            .filter(|line| line.starts_with('2'))
            .map(|line| line.split(' ').count() - 2)
            .sum();
        assert_eq!(days, written);
        for country in COUNTRIES.values() {
            let named = country
                .years
                .values()
                .flat_map(|year| year.holidays.values());
            assert!(
                named
                    .into_iter()
                    .all(|(name, _)| *name < country.names.len())
            );
        }
    }

    #[test]
    fn a_week_off_in_china_is_paid_for_with_weekends() {
        // The spring festival of 2026: 15 to 23 February off, 14 and 28 February worked.
        assert_eq!(kind("CN", 2026, 2, 14), DayKind::Working);
        assert!(day(Some("CN"), date(2026, 2, 14)).moved_here);
        assert_eq!(kind("CN", 2026, 2, 15), DayKind::Weekend);
        assert_eq!(kind("CN", 2026, 2, 17), DayKind::Holiday);
        assert_eq!(kind("CN", 2026, 2, 23), DayKind::Holiday);
        assert_eq!(kind("CN", 2026, 2, 24), DayKind::Working);
        assert_eq!(kind("CN", 2026, 2, 28), DayKind::Working);
        let festival = day(Some("CN"), date(2026, 2, 17)).holiday;
        assert_eq!(festival.0["zh-CN"], "春节");
        assert_eq!(festival.0["en"], "Chinese New Year (Spring Festival)");
    }

    #[test]
    fn what_nobody_has_announced_is_not_guessed() {
        assert_eq!(missing(Some("CN"), 2026), None);
        assert_eq!(missing(Some("CN"), 2028), Some(Missing::MovedDays));
        assert_eq!(missing(Some("DE"), 2028), None);
        assert_eq!(missing(Some("DE"), 2022), Some(Missing::Holidays));
        assert_eq!(missing(None, 2026), Some(Missing::Holidays));
    }

    #[test]
    fn weekends_are_those_of_the_country() {
        assert_eq!(kind("IL", 2026, 11, 13), DayKind::Weekend);
        assert_eq!(kind("IL", 2026, 11, 15), DayKind::Working);
        assert_eq!(kind("DE", 2026, 11, 15), DayKind::Weekend);
        assert_eq!(day(None, date(2026, 11, 15)).kind, DayKind::Weekend);
    }

    #[test]
    fn dates_by_the_moon_are_marked() {
        let known = day(Some("MA"), date(2028, 2, 27));
        assert_eq!(
            (known.kind, known.estimated),
            (DayKind::Holiday, true),
            "{known:?}"
        );
        assert!(!day(Some("DE"), date(2028, 12, 25)).estimated);
    }

    #[test]
    fn the_source_is_named() {
        assert!(source().starts_with("holidays 0."), "{}", source());
    }

    #[test]
    fn partners_and_their_home_have_a_calendar() {
        let registry = include_str!("../../../config/partners.csv");
        let rows = csv::Reader::from_reader(registry.as_bytes()).into_records();
        for row in rows {
            let country = row.unwrap()[4].to_owned();
            assert!(COUNTRIES.contains_key(country.as_str()), "{country}");
        }
        assert!(COUNTRIES.contains_key("CN"));
    }
}
