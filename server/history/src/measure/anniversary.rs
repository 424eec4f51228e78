//! The calendar of anniversaries.

use jiff::Span;
use jiff::civil::Date;

use crate::book::Book;
use crate::date::{PartialDate, Window};

use super::{Holding, Query, holdings};

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
    for held in holdings(book, query) {
        let (Some(from), Some(row)) = (held.since, book.relation(held.relation)) else {
            continue;
        };
        let first = due.from.year().max(from.year().saturating_add(1));
        for years in first.saturating_sub(from.year())..=due.to.year().saturating_sub(from.year()) {
            let Some(on) = later(from, years) else {
                continue;
            };
            let is_due = on.earliest() < due.to && due.from <= on.latest();
            if is_due && row.holds_on(on.earliest()) {
                found.push(Anniversary { held, years, on });
            }
        }
    }
    found.sort_by_key(|anniversary| (anniversary.on, anniversary.held));
    found
}

/// So many years later; what began on 29 February is celebrated on the 28th in other years.
fn later(from: PartialDate, years: i16) -> Option<PartialDate> {
    let later: Date = from
        .earliest()
        .saturating_add(Span::new().years(i32::from(years)));
    PartialDate::from(later).cut(from.precision())
}
