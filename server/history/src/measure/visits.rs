//! A9 and A10: who travels, and where to.

use meeting::id::ExchangeId;

use crate::book::Book;
use crate::exchange::ExchangeKind;

use super::{Portion, Query, Tally, is_held};

/// A9 of the visits in one direction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seniority {
    /// Groups headed by a vice-mayor or above, of all groups.
    pub groups: Portion<ExchangeId>,
    /// The people in groups so headed, of all people.
    pub people: Portion<ExchangeId>,
    /// The people of that rank themselves, where they were counted.
    pub seniors: Tally<ExchangeId>,
    /// Entries that say nothing of the rank: the parts may be larger than they are here.
    pub unranked: Vec<ExchangeId>,
}

/// A9: of the visits received or of those paid, as `kind` says.
pub fn seniority(book: &Book, query: &Query, kind: ExchangeKind) -> Seniority {
    let mut found = Seniority::default();
    let visits = book.counted(query.seen());
    for (_, id, row) in visits.filter(|(_, _, row)| row.kind == kind) {
        let is_senior = row.is_senior();
        found.groups.add(id, Some(row.groups()), is_senior);
        found.people.add(id, row.headcount, is_senior);
        if row.seniors.is_some() {
            found.seniors.add(id, row.seniors);
        }
        if row.rank.is_none() {
            found.unranked.push(id);
        }
    }
    let unsure = !found.unranked.is_empty();
    found.groups.part.at_least |= unsure;
    found.people.part.at_least |= unsure;
    found
}

/// A10: the groups that went to a partner of the city itself, of all that went abroad. Whether a city
/// was a partner is asked as of the day of the trip.
pub fn outbound_focus(book: &Book, query: &Query) -> Portion<ExchangeId> {
    let (mut found, query) = (Portion::default(), &query.of_the_city());
    let trips = book.counted(query.seen());
    for (day, id, row) in trips.filter(|(_, _, row)| row.kind == ExchangeKind::VisitPaid) {
        let mut partners = row.partners.iter();
        let to_a_partner = partners.any(|partner| is_held(book, query, *partner, day));
        found.add(id, Some(row.groups()), to_a_partner);
    }
    found
}
