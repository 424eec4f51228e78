//! The calendar of anniversaries.

use jiff::Span;
use jiff::civil::Date;

use crate::book::Book;
use crate::date::{PartialDate, Precision, Window, days_between};

use super::{Holding, Query, held_on, holding};

/// Days before a round anniversary from which it is near: one that is celebrated takes a delegation,
/// or leaders on both sides, and half a year to arrange.
pub const ROUND_AHEAD: i32 = 180;
/// The same of any other: a letter or a cloud meeting is arranged within two months.
pub const AHEAD: i32 = 60;

/// A relation that is so many years old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anniversary {
    pub held: Holding,
    pub years: i16,
    /// As precise as the beginning is: `2024-10-16`, `2024-09`, `2024`.
    pub on: PartialDate,
}

impl Anniversary {
    /// One that is celebrated: every fifth.
    pub fn is_round(&self) -> bool {
        self.years % 5 == 0
    }

    /// Days before it from which it is near.
    pub fn ahead(&self) -> i32 {
        if self.is_round() { ROUND_AHEAD } else { AHEAD }
    }

    /// How many days it is away; nothing where its day is not known.
    pub fn days_from(&self, day: Date) -> Option<i32> {
        let is_known = self.on.precision() == Precision::Day;
        is_known.then(|| days_between(day, self.on.earliest()))
    }

    /// Whether it is time to think of it. Of one without a day its earliest counts, and it stays near
    /// as long as it may still come. Where only the year is known, some year is always due: those are
    /// near only when they are round.
    fn is_near(&self, day: Date) -> bool {
        let is_dated = self.on.precision() >= Precision::Month;
        let away = days_between(day, self.on.earliest());
        self.on.latest() >= day && away <= self.ahead() && (is_dated || self.is_round())
    }
}

/// The anniversaries that are near on the day of the question, the soonest first; at the end those
/// of which only the year is known.
pub fn coming(book: &Book, query: &Query) -> Vec<Anniversary> {
    let day = query.as_of;
    // Up to the last day on which anything is near, and without the one after.
    let due = Window {
        from: day,
        to: day.saturating_add(Span::new().days(ROUND_AHEAD + 1)),
    };
    let mut near = anniversaries(book, query, due);
    near.retain(|one| one.is_near(day));
    near.sort_by_key(|one| (one.on.precision() == Precision::Year, one.on, one.held));
    near
}

/// The anniversaries of the relations of P(t) that fall, or may fall, on a day of `due` and on which
/// the relation still holds by what is known; by their days. Of a relation of which only the month
/// or the year is known, it is the month or the year that is due. One without a date has none.
pub fn anniversaries(book: &Book, query: &Query, due: Window) -> Vec<Anniversary> {
    let mut found = Vec::new();
    for page in book.pages() {
        for row in held_on(page, query, query.as_of) {
            let held = holding(page, row);
            let ages = held.since.into_iter().flat_map(|from| ages(from, due));
            let due = ages.filter(|(_, on)| row.holds_on(on.earliest()));
            found.extend(due.map(|(years, on)| Anniversary { held, years, on }));
        }
    }
    found.sort_by_key(|anniversary| (anniversary.on, anniversary.held));
    found
}

/// The ages that something of that date reaches within `due`.
fn ages(from: PartialDate, due: Window) -> impl Iterator<Item = (i16, PartialDate)> {
    let first = due.from.year().saturating_sub(from.year()).max(1);
    let last = due.to.year().saturating_sub(from.year());
    let ages = (first..=last).filter_map(move |years| Some((years, later(from, years)?)));
    ages.filter(move |(_, on)| on.earliest() < due.to && due.from <= on.latest())
}

/// So many years later; what began on 29 February is celebrated on the 28th in other years.
fn later(from: PartialDate, years: i16) -> Option<PartialDate> {
    let later: Date = from
        .earliest()
        .saturating_add(Span::new().years(i32::from(years)));
    PartialDate::from(later).cut(from.precision())
}
