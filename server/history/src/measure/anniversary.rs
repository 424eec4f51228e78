//! The calendar of anniversaries.

use jiff::Span;
use jiff::civil::Date;

use crate::book::Book;
use crate::date::{PartialDate, Window};

use super::{Holding, Query, held_on, holding};

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
