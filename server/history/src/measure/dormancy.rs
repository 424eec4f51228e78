//! A6: which partners are dormant, and (of A19) which of them came back.

use std::cmp::Reverse;

use jiff::civil::Date;
use meeting::id::{ExchangeId, PartnerId};

use crate::book::{Book, Contact, Page, RelationRow};
use crate::date::{Window, months_before};
use crate::exchange::Mode;

use super::{Query, Share, held_on, held_pages};

/// How long it has been quiet about a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    pub partner: PartnerId,
    /// The last substantive exchange, which is what counts here, as far as it has come by the day of
    /// the question.
    pub last: Option<Contact>,
    /// The last exchange of any substance, likewise.
    pub last_of_any: Option<Contact>,
    /// Since when relations have held without a break, an upgrade not being one; [`Date::MIN`]
    /// where nobody knows.
    pub held_since: Date,
}

impl Quiet {
    /// The day from which the silence is counted.
    pub fn since(&self) -> Date {
        self.last.map_or(self.held_since, |contact| contact.last)
    }
}

/// The partners of P(t), the longest silence first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dormancy {
    /// Last seen before t - W.
    pub dormant: Vec<Quiet>,
    /// Not dormant, and not seen for half of W.
    pub at_risk: Vec<Quiet>,
    pub alive: Vec<Quiet>,
}

/// A6. Greetings, invitations, courtesies and what was cancelled end no silence. One of several days
/// ends it with the first of them, and the next silence begins after the last.
pub fn dormancy(book: &Book, query: &Query) -> Dormancy {
    let mut dormancy = Dormancy::default();
    let (dormant_before, at_risk_until) = (query.dormant_before(), query.at_risk_until());
    for page in held_pages(book, query) {
        let quiet = Quiet {
            partner: page.partner,
            last: page.last_seen(query.as_of, |contact| contact.is_substantive),
            last_of_any: page.last_seen(query.as_of, |_| true),
            held_since: held_since(page, query),
        };
        let list = if quiet.since() < dormant_before {
            &mut dormancy.dormant
        } else if quiet.since() <= at_risk_until {
            &mut dormancy.at_risk
        } else {
            &mut dormancy.alive
        };
        list.push(quiet);
    }
    let Dormancy {
        dormant,
        at_risk,
        alive,
    } = &mut dormancy;
    for list in [dormant, at_risk, alive] {
        list.sort_unstable_by_key(|quiet| (quiet.since(), quiet.partner));
    }
    dormancy
}

/// The day from which on relations with a partner of P(t) have held.
fn held_since(page: Page<'_>, query: &Query) -> Date {
    let held = held_on(page, query, query.as_of);
    let first = held.map(|row| first_day(row, page.relations)).min();
    first.unwrap_or(Date::MAX)
}

/// Of the relation, or of the one that was upgraded to it, and so on.
fn first_day(relation: &RelationRow, relations: &[RelationRow]) -> Date {
    let mut first = relation;
    // As many steps as there are relations: more would be a circle.
    for _ in relations {
        let before = |row: &&RelationRow| row.successor == Some(first.id) && row.term.is_some();
        match relations.iter().find(before) {
            Some(before) => first = before,
            None => break,
        }
    }
    first.term.map_or(Date::MAX, |term| term.from)
}

/// An exchange that ended a dormancy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Return {
    pub partner: PartnerId,
    pub exchange: ExchangeId,
    pub day: Date,
    pub mode: Mode,
}

/// Of A19: the partners of the city itself that were dormant and came back within the window, and
/// those of them whose first substantive exchange was online. The newest first.
pub fn returns(book: &Book, query: &Query) -> Share<Return> {
    let (window, query) = (query.seen(), &query.of_the_city());
    let mut returns = Vec::new();
    for page in held_pages(book, query) {
        let held_since = held_since(page, query);
        let contacts = page.contacts(Window::EVER.until(query.as_of)).iter();
        let mut last: Option<Date> = None;
        for contact in contacts.filter(|contact| contact.is_substantive) {
            let long_ago = months_before(contact.day, query.dormant_after);
            let was_dormant = last.unwrap_or(held_since) < long_ago;
            if was_dormant && window.contains(contact.day) {
                returns.push(Return {
                    partner: page.partner,
                    exchange: contact.exchange,
                    day: contact.day,
                    mode: contact.mode,
                });
            }
            last = last.max(Some(contact.last));
        }
    }
    returns.sort_by_key(|back| (Reverse(back.day), back.partner));
    Share::of(returns, |back| back.mode == Mode::Online)
}
