//! What a ratio says where the numbers in it are lower bounds.

use history::book::Book;
use history::exchange::{Direction, Exchange, ExchangeKind, Figure};
use history::measure::reciprocity::reciprocity;
use history::measure::visits::{outbound_focus, seniority};
use history::measure::{Bound, Query};
use meeting::plan::Rank;

use super::near;
use crate::world::*;

const EXACTLY: fn(u32) -> Option<Figure> = |number| Some(Figure::exactly(number));
const OVER: fn(u32) -> Option<Figure> = |number| Some(Figure::at_least(number));

/// The world with these exchanges instead of its own.
fn book_of(exchanges: impl IntoIterator<Item = Exchange>) -> Book {
    let exchanges = exchanges.into_iter().collect();
    Book::of(&history::book::Records {
        exchanges,
        ..records()
    })
}

fn query() -> Query {
    Query::at(AS_OF)
}

#[test]
fn a8_is_bounded_above_where_only_the_larger_number_may_be_more() {
    let ratio = |received, paid| {
        let visit = |number, direction, groups| Exchange {
            groups,
            direction,
            ..exchange(number, ExchangeKind::Other, "2019-05-01", &[GIFU])
        };
        let book = book_of([
            visit(1, Direction::Received, received),
            visit(2, Direction::Paid, paid),
        ]);
        let found = reciprocity(&book, &query());
        (found.ratio(), found.bound())
    };
    // Over 40 came, 35 went: 41 would be 35/41, and so on down.
    assert_eq!(ratio(OVER(40), EXACTLY(35)), (Some(0.875), Bound::AtMost));
    assert_eq!(ratio(EXACTLY(35), OVER(40)), (Some(0.875), Bound::AtMost));
    assert_eq!(ratio(OVER(35), EXACTLY(35)), (Some(1.0), Bound::AtMost));
    // Over 30 came, 40 went: 35 would be 35/40, which is more, 400 would be 40/400, which is less.
    assert_eq!(ratio(OVER(30), EXACTLY(40)), (Some(0.75), Bound::Unsure));
    assert_eq!(ratio(OVER(40), OVER(30)), (Some(0.75), Bound::Unsure));
    assert_eq!(ratio(EXACTLY(3), EXACTLY(4)), (Some(0.75), Bound::Exact));
    // Nobody went, however many came.
    assert_eq!(ratio(OVER(40), EXACTLY(0)), (Some(0.0), Bound::Exact));
    assert_eq!(ratio(EXACTLY(2), OVER(0)), (Some(0.0), Bound::Unsure));
}

#[test]
fn a9_of_people_grows_with_the_part_and_shrinks_with_the_rest() {
    let share = |senior, others| {
        let visit = |number, rank, headcount| Exchange {
            headcount,
            rank: Some(rank),
            ..exchange(number, ExchangeKind::VisitReceived, "2019-05-01", &[GIFU])
        };
        let book = book_of([
            visit(1, Rank::Mayor, senior),
            visit(2, Rank::Director, others),
        ]);
        let found = seniority(&book, &query(), ExchangeKind::VisitReceived).people;
        (found.fraction(), found.bound())
    };
    let quarter = Some(0.25);
    assert_eq!(share(EXACTLY(10), EXACTLY(30)), (quarter, Bound::Exact));
    assert_eq!(share(OVER(10), EXACTLY(30)), (quarter, Bound::AtLeast));
    assert_eq!(share(EXACTLY(10), OVER(30)), (quarter, Bound::AtMost));
    assert_eq!(share(OVER(10), OVER(30)), (quarter, Bound::Unsure));
    // A group of which nobody says how large it was may have been of any size.
    assert_eq!(share(EXACTLY(10), None), (Some(1.0), Bound::AtMost));
    assert_eq!(share(None, EXACTLY(30)), (Some(0.0), Bound::AtLeast));
    // All of however many, and none of however many.
    assert_eq!(share(OVER(10), EXACTLY(0)), (Some(1.0), Bound::Exact));
    assert_eq!(share(EXACTLY(0), OVER(30)), (Some(0.0), Bound::Exact));
}

#[test]
fn a9_may_be_more_by_groups_of_which_nobody_knows_the_head() {
    let found = seniority(&book(), &query(), ExchangeKind::VisitReceived);
    // One of four groups, 10 of 14 people: the three groups of July may have been led by a mayor.
    assert_eq!(
        (found.groups.bound(), found.people.bound()),
        (Bound::AtLeast, Bound::AtLeast)
    );
    // Of those paid the head is always known: one of five groups; over 20 people of them and five.
    let paid = seniority(&book(), &query(), ExchangeKind::VisitPaid);
    assert_eq!(
        (paid.groups.bound(), paid.people.bound()),
        (Bound::Exact, Bound::AtLeast)
    );
}

#[test]
fn a10_is_bounded_above_where_more_may_have_gone_elsewhere() {
    let share = |to_partners, elsewhere| {
        let trip = |number, groups, partners: &[_]| Exchange {
            groups,
            ..exchange(number, ExchangeKind::VisitPaid, "2019-05-01", partners)
        };
        let book = book_of([trip(1, to_partners, &[GIFU]), trip(2, elsewhere, &[])]);
        outbound_focus(&book, &query())
    };
    let found = share(EXACTLY(23), OVER(12));
    near(found.fraction(), 23.0 / 35.0);
    assert_eq!(found.bound(), Bound::AtMost);
    assert_eq!(share(OVER(23), EXACTLY(12)).bound(), Bound::AtLeast);
    assert_eq!(share(OVER(23), OVER(12)).bound(), Bound::Unsure);
    // An entry that says nothing of groups is one.
    assert_eq!(share(None, None).bound(), Bound::Exact);
}
