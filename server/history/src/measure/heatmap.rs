//! The heatmap: each partner of P(t) by each year.

use std::ops::RangeInclusive;

use meeting::id::PartnerId;

use crate::book::{Book, Page};
use crate::date::Window;

use super::{Query, held_pages};

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
    let first = *years.start();
    let window = Window::years(first, *years.end()).until(query.as_of);
    let empty: Vec<u32> = years.map(|_| 0).collect();
    let line = |page: Page<'_>| {
        let mut counts = empty.clone();
        for contact in page.contacts(window) {
            let place = usize::try_from(contact.day.year() - first).ok();
            if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
                *count += 1;
            }
        }
        Line {
            partner: page.partner,
            counts,
        }
    };
    held_pages(book, query).map(line).collect()
}
