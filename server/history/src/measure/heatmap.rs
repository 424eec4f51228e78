//! The heatmap: each partner of P(t) by each year.

use std::ops::RangeInclusive;

use meeting::id::PartnerId;

use crate::book::Book;
use crate::date::Window;

use super::{Query, partners_held};

/// One line of the heatmap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub partner: PartnerId,
    /// Exchanges in each of the years, in their order. [`super::activity::exchanges_with`] and
    /// [`year`] open each number.
    pub counts: Vec<u32>,
}

/// The whole of a year as far as it is seen on the day of the question.
pub fn year(query: &Query, year: i16) -> Window {
    Window::years(year, year).until(query.as_of)
}

/// The window of the question plays no part here: the years do.
pub fn heatmap(book: &Book, query: &Query, years: RangeInclusive<i16>) -> Vec<Line> {
    let windows: Vec<Window> = years.map(|number| year(query, number)).collect();
    let line = |partner| {
        let counts = windows.iter().map(|window| {
            let contacts = book.contacts(partner, *window).len();
            u32::try_from(contacts).unwrap_or(u32::MAX)
        });
        Line {
            partner,
            counts: counts.collect(),
        }
    };
    partners_held(book, query).into_iter().map(line).collect()
}
