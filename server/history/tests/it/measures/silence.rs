//! A6 and A19 where an exchange takes several days: when a silence begins, and what ends it.

use history::book::Book;
use history::date::Window;
use history::exchange::{Exchange, ExchangeKind, Mode, Substance};
use history::measure::Query;
use history::measure::activity::exchanges_with;
use history::measure::dormancy::{Quiet, Return, dormancy, returns};
use jiff::civil::{Date, date};

use crate::world::*;

/// The world with a project of a school year with Budapest, and with what else is given.
fn school_year(others: &[Exchange]) -> Book {
    let mut records = records();
    records.exchanges.push(Exchange {
        to: Some(on("2019-06-30")),
        substance: Some(Substance::Project),
        mode: Mode::Hybrid,
        ..exchange(20, ExchangeKind::School, "2018-09-01", &[BUDAPEST])
    });
    records.exchanges.extend(others.iter().cloned());
    let budapest = records.relations.iter_mut().find(|one| one.id == r(7));
    budapest.unwrap().ending = None;
    Book::of(&records)
}

fn of_budapest(book: &Book, day: Date) -> (&'static str, Quiet) {
    let found = dormancy(book, &Query::at(day));
    let lists = [
        ("dormant", found.dormant),
        ("at risk", found.at_risk),
        ("alive", found.alive),
    ];
    let mut all = lists
        .into_iter()
        .flat_map(|(name, list)| list.into_iter().map(move |quiet| (name, quiet)));
    all.find(|(_, quiet)| quiet.partner == BUDAPEST).unwrap()
}

#[test]
fn a6_counts_the_silence_from_the_last_day_of_what_took_several() {
    let book = school_year(&[]);
    let stands = |day| {
        let (name, quiet) = of_budapest(&book, day);
        (name, quiet.since())
    };
    // Relations since 2000 and nothing until the school year begins.
    assert_eq!(stands(date(2018, 8, 31)), ("dormant", date(2000, 1, 1)));
    assert_eq!(stands(date(2018, 9, 1)), ("alive", date(2018, 9, 1)));
    // While it goes on there is no silence, whenever it will be over.
    assert_eq!(stands(date(2019, 1, 15)), ("alive", date(2019, 1, 15)));
    // It ended sixteen months ago; two years after its end they are over.
    let end = date(2019, 6, 30);
    assert_eq!(stands(AS_OF), ("at risk", end));
    assert_eq!(stands(date(2021, 6, 30)), ("at risk", end));
    assert_eq!(stands(date(2021, 7, 1)), ("dormant", end));
    // It is of the year and of the window in which it began.
    assert_eq!(exchanges_with(&book, BUDAPEST, Query::at(AS_OF).seen()), []);
    let year = Window::years(2018, 2018);
    assert_eq!(exchanges_with(&book, BUDAPEST, year), [e(20)]);
}

#[test]
fn a6_takes_the_one_that_was_over_last_not_the_one_that_began_last() {
    let visit = Exchange {
        substance: Some(Substance::Talks),
        ..exchange(21, ExchangeKind::VisitPaid, "2018-12-01", &[BUDAPEST])
    };
    let (_, quiet) = of_budapest(&school_year(&[visit]), AS_OF);
    assert_eq!(quiet.last.map(|contact| contact.exchange), Some(e(20)));
    assert_eq!(quiet.since(), date(2019, 6, 30));
    // An end of which only the month is known is the last of it, since what ends does so late.
    let vague = Exchange {
        to: Some(on("2019-07")),
        substance: Some(Substance::Talks),
        ..exchange(22, ExchangeKind::Exhibition, "2019-06", &[BUDAPEST])
    };
    let (_, quiet) = of_budapest(&school_year(&[vague]), AS_OF);
    assert_eq!(quiet.since(), date(2019, 7, 31));
}

#[test]
fn a19_nobody_comes_back_who_was_gone_for_less_than_the_window_since_the_last_day() {
    let meeting = |day: &str| Exchange {
        substance: Some(Substance::Talks),
        mode: Mode::Online,
        ..exchange(23, ExchangeKind::CloudMeeting, day, &[BUDAPEST])
    };
    let online = |day: &str| {
        let book = school_year(&[meeting(day)]);
        let back = returns(&book, &Query::at(on(day).earliest())).part;
        back.iter().any(|back| back.partner == BUDAPEST)
    };
    // Two years after the first day of the school year it was not over for two years.
    assert!(!online("2020-10-01"));
    assert!(!online("2021-06-30"));
    assert!(online("2021-07-01"));
    // A visit that came and went meanwhile shortens nothing.
    let visit = Exchange {
        substance: Some(Substance::Talks),
        ..exchange(24, ExchangeKind::VisitPaid, "2018-12-01", &[BUDAPEST])
    };
    let book = school_year(&[visit, meeting("2020-12-02")]);
    let back = returns(&book, &Query::at(date(2020, 12, 2))).whole;
    let of_budapest: Vec<_> = back
        .iter()
        .filter(|back| back.partner == BUDAPEST)
        .collect();
    assert_eq!(of_budapest, Vec::<&Return>::new());
}
