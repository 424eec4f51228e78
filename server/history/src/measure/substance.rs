//! A15, A16 and A19: how much there is to the exchanges, who takes part, and how they meet.

use meeting::id::ExchangeId;

use crate::book::{Book, ExchangeRow};
use crate::exchange::Mode;

use super::{Query, Share};

/// A15: exchanges with talks, something signed, or a project, of all.
pub fn substance(book: &Book, query: &Query) -> Share<ExchangeId> {
    share(book, query, |row| row.is_substantive)
}

/// A16: exchanges that somebody else than the government organised or took part in, of all.
pub fn civic(book: &Book, query: &Query) -> Share<ExchangeId> {
    share(book, query, |row| row.classes.beyond_government())
}

/// A19: exchanges that were online or hybrid, of all. Who came back that way: [`super::dormancy::returns`].
pub fn cloud(book: &Book, query: &Query) -> Share<ExchangeId> {
    share(book, query, |row| row.mode != Mode::Onsite)
}

fn share(book: &Book, query: &Query, is_part: impl Fn(&ExchangeRow) -> bool) -> Share<ExchangeId> {
    let (mut part, mut whole) = (Vec::new(), Vec::new());
    for (_, id, row) in book.counted(query.seen()) {
        whole.push(id);
        if is_part(row) {
            part.push(id);
        }
    }
    Share { part, whole }
}
