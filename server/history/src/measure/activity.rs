//! A7: how evenly the exchanges are spread over the partners.

use meeting::id::{ExchangeId, PartnerId};

use crate::book::Book;
use crate::date::Window;

use super::result::ratio_of;
use super::{Query, held_pages};

/// A(p, W) of every partner of P(t), those without any included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// By partner; [`exchanges_with`] opens each number.
    pub counts: Vec<(PartnerId, u32)>,
}

pub fn activity(book: &Book, query: &Query) -> Activity {
    let window = query.seen();
    let counts = held_pages(book, query).map(|page| {
        let contacts = page.contacts(window).len();
        (page.partner, u32::try_from(contacts).unwrap_or(u32::MAX))
    });
    Activity {
        counts: counts.collect(),
    }
}

/// The exchanges behind one number, the oldest first.
pub fn exchanges_with(book: &Book, partner: PartnerId, window: Window) -> Vec<ExchangeId> {
    let contacts = book.page(partner).map(|page| page.contacts(window));
    let contacts = contacts.unwrap_or_default().iter();
    contacts.map(|contact| contact.exchange).collect()
}

impl Activity {
    /// 0 where all partners have as many exchanges, towards 1 where one has them all; `None` where
    /// there are none at all.
    pub fn gini(&self) -> Option<f64> {
        let mut counts: Vec<u32> = self.counts.iter().map(|(_, count)| *count).collect();
        counts.sort_unstable();
        let total: f64 = counts.iter().map(|count| f64::from(*count)).sum();
        let ranked = counts.iter().zip(1u32..);
        let ranked: f64 = ranked
            .map(|(x, rank)| f64::from(rank) * f64::from(*x))
            .sum();
        let n = counts.len() as f64;
        // 2 * sum(i * x_i) / (n * sum(x)) - (n + 1) / n, with x in ascending order and i from 1.
        ratio_of(2.0 * ranked, n * total).map(|term| term - (n + 1.0) / n)
    }
}
