//! A8: do both sides come to each other.

use meeting::id::{ExchangeId, PartnerId};

use crate::book::{Book, ExchangeRow};
use crate::exchange::Direction;

use super::{Bound, Query, Tally, partners_held};

/// Groups that came and groups that went; an entry that says nothing of groups is one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reciprocity {
    pub received: Tally<ExchangeId>,
    pub paid: Tally<ExchangeId>,
}

impl Reciprocity {
    /// The smaller number over the larger; `None` where both are nothing.
    pub fn ratio(&self) -> Option<f64> {
        let (received, paid) = (self.received.total(), self.paid.total());
        let (fewer, more) = (received.min(paid), received.max(paid));
        super::result::ratio_of(fewer as f64, more as f64)
    }

    /// What the ratio says of the true one, where either number may be more.
    pub fn bound(&self) -> Bound {
        super::result::bound_of_least(&self.received, &self.paid)
    }

    fn add(&mut self, id: ExchangeId, row: &ExchangeRow) {
        match row.direction {
            Direction::Received => self.received.add(id, Some(row.groups())),
            Direction::Paid => self.paid.add(id, Some(row.groups())),
            Direction::Mutual => {}
        }
    }
}

/// Over all exchanges with any partner of P(t).
pub fn reciprocity(book: &Book, query: &Query) -> Reciprocity {
    let held = partners_held(book, query);
    let mut found = Reciprocity::default();
    for (_, id, row) in book.counted(query.seen()) {
        if row
            .partners
            .iter()
            .any(|partner| held.binary_search(partner).is_ok())
        {
            found.add(id, row);
        }
    }
    found
}

/// With one partner.
pub fn reciprocity_with(book: &Book, query: &Query, partner: PartnerId) -> Reciprocity {
    let mut found = Reciprocity::default();
    let contacts = book.page(partner).map(|page| page.contacts(query.seen()));
    for contact in contacts.unwrap_or_default() {
        if let Some((_, row)) = book.exchange(contact.exchange) {
            found.add(contact.exchange, row);
        }
    }
    found
}
