//! What is asked, and the relations that a question is about.

use jiff::civil::Date;
use meeting::id::{PartnerId, RelationId};

use crate::book::{Book, Page, RelationRow};
use crate::country::Country;
use crate::date::{PartialDate, Window, days_between, months_before};
use crate::district::Owner;
use crate::partner::{Continent, Kind, Standing};

/// Whose relations are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owners {
    One(Owner),
    /// The city and all of its districts.
    All,
}

/// The day, the relations and the stretch of time that a measure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query {
    /// The day as of which things are looked at: what is dated later is not seen.
    pub as_of: Date,
    /// Of the measures that are about relations, A1 to A8.
    pub owners: Owners,
    /// Of the same; both kinds where absent.
    pub kind: Option<Kind>,
    /// For what happens: exchanges, and steps of intents.
    pub window: Window,
    /// Months without a substantive exchange after which a partner is dormant.
    pub dormant_after: u16,
}

/// Months of the window, and until a partner is dormant, unless they are configured.
pub const DEFAULT_MONTHS: u16 = 24;

impl Query {
    /// The city's own relations of both kinds, and the 24 months up to that day.
    pub fn at(as_of: Date) -> Query {
        Query::of_months(as_of, DEFAULT_MONTHS)
    }

    /// The same with another length of window, which is also that of dormancy.
    pub fn of_months(as_of: Date, months: u16) -> Query {
        Query {
            as_of,
            owners: Owners::One(Owner::City),
            kind: None,
            window: Window::back(as_of, months),
            dormant_after: months,
        }
    }

    #[must_use]
    pub fn kind(self, kind: Kind) -> Query {
        Query {
            kind: Some(kind),
            ..self
        }
    }

    #[must_use]
    pub fn owners(self, owners: Owners) -> Query {
        Query { owners, ..self }
    }

    /// The same of the measures that take neither an owner nor a kind, A9 to A21: who is a partner is
    /// then said by the relations of the city itself, of both kinds.
    #[must_use]
    pub fn of_the_city(self) -> Query {
        Query {
            owners: Owners::One(Owner::City),
            kind: None,
            ..self
        }
    }

    #[must_use]
    pub fn within(self, window: Window) -> Query {
        Query { window, ..self }
    }

    /// The part of the window that is not after the day of the question.
    pub fn seen(&self) -> Window {
        self.window.until(self.as_of)
    }

    /// The first day that is not too long ago: whoever was last seen before it is dormant.
    pub fn dormant_before(&self) -> Date {
        months_before(self.as_of, self.dormant_after)
    }

    /// Half as long ago, in days: whoever was last seen on it or before is at risk.
    pub fn at_risk_until(&self) -> Date {
        let days = days_between(self.dormant_before(), self.as_of) / 2;
        self.as_of
            .saturating_sub(jiff::Span::new().days(i64::from(days)))
    }

    fn is_about(&self, relation: &RelationRow) -> bool {
        let owned = match self.owners {
            Owners::One(owner) => relation.owner == owner,
            Owners::All => true,
        };
        owned && self.kind.is_none_or(|kind| kind == relation.kind)
    }
}

/// A relation that holds, with what it is grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holding {
    pub partner: PartnerId,
    pub relation: RelationId,
    pub owner: Owner,
    pub kind: Kind,
    /// The one in whose number the partner is counted.
    pub country: Country,
    pub continent: Continent,
    pub bri: bool,
    /// `None` where nobody knows since when it has held.
    pub since: Option<PartialDate>,
}

/// P(t): the relations that hold on the day of the question, by partner. Those with candidates are
/// not among them.
pub fn holdings<'a>(book: &'a Book, query: &'a Query) -> impl Iterator<Item = Holding> + 'a {
    let pages = book.pages();
    pages.flat_map(move |page| {
        let held = held_on(page, query, query.as_of);
        held.map(move |row| holding(page, row))
    })
}

/// The partners of P(t), each with its page, by identity.
pub(super) fn held_pages<'a>(
    book: &'a Book,
    query: &'a Query,
) -> impl Iterator<Item = Page<'a>> + 'a {
    let pages = book.pages();
    pages.filter(|page| held_on(*page, query, query.as_of).next().is_some())
}

/// The partners of P(t), by identity.
pub fn partners_held(book: &Book, query: &Query) -> Vec<PartnerId> {
    held_pages(book, query).map(|page| page.partner).collect()
}

/// Whether any of the relations that the question is about held with this partner on some day.
pub fn is_held(book: &Book, query: &Query, partner: PartnerId, day: Date) -> bool {
    let page = book.page(partner);
    page.is_some_and(|page| held_on(page, query, day).next().is_some())
}

/// Of the relations with one partner those that the question is about and that hold on some day.
pub(super) fn held_on<'a>(
    page: Page<'a>,
    query: &'a Query,
    day: Date,
) -> impl Iterator<Item = &'a RelationRow> {
    let is_partner = page.city.standing == Standing::Partner;
    let relations = page.relations.iter().filter(move |_| is_partner);
    relations.filter(move |row| query.is_about(row) && row.holds_on(day))
}

pub(super) fn holding(page: Page<'_>, row: &RelationRow) -> Holding {
    Holding {
        partner: page.partner,
        relation: row.id,
        owner: row.owner,
        kind: row.kind,
        country: page.city.country,
        continent: page.city.continent,
        bri: page.city.bri,
        since: row.valid_from,
    }
}
