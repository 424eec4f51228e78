//! The map: what stands at the place of each partner of P(t).

use meeting::id::PartnerId;

use crate::book::{Book, Contact};
use crate::date::Window;

use super::{Holding, Query, holdings};

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
    let mut places: Vec<Place> = Vec::new();
    for held in holdings(book, query) {
        match places.last_mut() {
            // Holdings come by partner.
            Some(place) if place.partner == held.partner => place.held.push(held),
            _ => places.push(place(book, query, held)),
        }
    }
    places
}

fn place(book: &Book, query: &Query, held: Holding) -> Place {
    let contacts = book.contacts(held.partner, query.seen());
    let substantive = contacts.iter().filter(|contact| contact.is_substantive);
    let ever = book.contacts(held.partner, Window::EVER.until(query.as_of));
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    Place {
        partner: held.partner,
        held: vec![held],
        exchanges: count(contacts.len()),
        substantive: count(substantive.count()),
        last: ever.last().copied(),
    }
}
