//! The map: what stands at the place of each partner of P(t).

use meeting::id::PartnerId;

use crate::book::{Book, Contact, Page};

use super::{Holding, Query, held_on, held_pages, holding};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub partner: PartnerId,
    /// The relations that hold with it.
    pub held: Vec<Holding>,
    /// Exchanges within the window; [`super::activity::exchanges_with`] opens the number.
    pub exchanges: u32,
    /// Those of them that were substantive.
    pub substantive: u32,
    /// The last exchange, whether within the window or before.
    pub last: Option<Contact>,
}

pub fn map(book: &Book, query: &Query) -> Vec<Place> {
    let pages = held_pages(book, query);
    pages.map(|page| place(page, query)).collect()
}

fn place(page: Page<'_>, query: &Query) -> Place {
    let contacts = page.contacts(query.seen());
    let substantive = contacts.iter().filter(|contact| contact.is_substantive);
    let held = held_on(page, query, query.as_of);
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    Place {
        partner: page.partner,
        held: held.map(|row| holding(page, row)).collect(),
        exchanges: count(contacts.len()),
        substantive: count(substantive.count()),
        last: page.last_seen(query.as_of, |_| true),
    }
}
