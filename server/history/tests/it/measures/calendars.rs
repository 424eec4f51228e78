//! A13, A14, A17, A20 and A21: intents, districts, sessions, departments; maps and calendars.

use std::time::Duration;

use history::date::Window;
use history::exchange::Exchange;
use history::intent::Stage;
use history::measure::anniversary::{anniversaries, coming};
use history::measure::attendance::{DelegationFacts, ItemFacts, SessionFacts, attendance};
use history::measure::change::compare;
use history::measure::departments::coordination;
use history::measure::districts::{coverage, matrix};
use history::measure::heatmap::{heatmap, year};
use history::measure::intents::{cohorts, overdue, stalled};
use history::measure::map::map;
use history::measure::{Holding, Query, activity::exchanges_with};
use history::relation::{EndingReason, Relation};
use jiff::civil::date;
use meeting::id::{DelegationId, ItemId, SessionId};

use super::near;
use crate::world::*;

fn query() -> Query {
    Query::at(AS_OF)
}

#[test]
fn a13_conversion_by_cohort() {
    let cohorts = cohorts(&book(), &query());
    assert_eq!(cohorts.keys().copied().collect::<Vec<_>>(), [2019, 2020]);
    let cohort = &cohorts[&2019];
    let conversion = cohort.conversion();
    assert_eq!(
        (&conversion.part[..], &conversion.whole[..]),
        (&[i(1), i(5)][..], &[i(1), i(5), i(3)][..])
    );
    near(conversion.fraction(), 2.0 / 3.0);
    assert_eq!(cohort.withdrawn, [i(2)]);
    // 60 and 180 days; the open one has waited for 513, so half have landed with the second.
    assert_eq!(cohort.median_days(), Some(120.0));
    assert_eq!(cohort.half_landed_after(), Some(180));
    assert_eq!(cohort.open[0].days, 513);
    let open = &cohorts[&2020];
    near(open.conversion().fraction(), 0.0);
    assert_eq!((open.median_days(), open.half_landed_after()), (None, None));
}

#[test]
fn the_funnel_of_a_cohort_counts_how_far_intents_came() {
    let cohorts = cohorts(&book(), &query());
    let reached = |stage| cohorts[&2019].reached(stage);
    assert_eq!(reached(Stage::Intent), [i(1), i(2), i(3), i(5)]);
    assert_eq!(reached(Stage::Talks), [i(1), i(2), i(5)]);
    assert_eq!(reached(Stage::Signed), [i(1), i(2), i(5)]);
    assert_eq!(reached(Stage::Project), [i(1), i(5)]);
    assert_eq!(reached(Stage::Landed), [i(1), i(5)]);
}

#[test]
fn a14_stalled_and_overdue_by_department() {
    let book = book();
    let ids = |query: &Query| {
        let stalled = stalled(&book, query);
        let late = overdue(&book, query);
        let ids = |list: &[history::measure::intents::Waiting]| {
            list.iter()
                .map(|waiting| waiting.intent)
                .collect::<Vec<_>>()
        };
        (
            [TRADE, CULTURE].map(|department| ids(stalled.get(&Some(department)))),
            [TRADE, CULTURE].map(|department| ids(late.get(&Some(department)))),
        )
    };
    assert_eq!(ids(&query()), ([vec![i(3)], vec![]], [vec![i(3)], vec![]]));
    let later = Query::at(date(2021, 1, 1));
    assert_eq!(
        ids(&later),
        ([vec![i(3)], vec![i(4)]], [vec![i(3)], vec![i(4)]])
    );
}

#[test]
fn a17_district_coverage() {
    let book = book();
    let found = coverage(&book, &query());
    // The third district was merged at the beginning of 2019.
    assert_eq!(
        (found.sister.part, found.sister.whole),
        (vec![d(1)], vec![d(1), d(2)])
    );
    assert_eq!(found.exchange.part, [d(1), d(2)]);
    assert_eq!(found.any.part, [d(1), d(2)]);
    let before = coverage(&book, &Query::at(date(2017, 12, 31)));
    near(before.sister.fraction(), 2.0 / 3.0);
    near(before.exchange.fraction(), 1.0 / 3.0);
    near(before.any.fraction(), 2.0 / 3.0);
    let line = &matrix(&book, &query())[&d(1)];
    let ids = |held: &[Holding]| held.iter().map(|held| held.relation).collect::<Vec<_>>();
    assert_eq!(
        (ids(&line.sister), ids(&line.exchange)),
        (vec![r(9)], vec![r(10)])
    );
}

#[test]
fn a20_attendance() {
    let delegation = |number, accepted, late: Option<u64>| DelegationFacts {
        delegation: DelegationId::from_bits(number),
        accepted,
        late: late.map(Duration::from_secs),
    };
    let item = |number, planned, actual| ItemFacts {
        item: ItemId::from_bits(number),
        planned: Duration::from_secs(planned),
        actual: Duration::from_secs(actual),
    };
    let held = SessionFacts {
        session: SessionId::from_bits(1),
        day: date(2020, 5, 1),
        delegations: vec![
            delegation(1, true, Some(0)),
            delegation(2, true, Some(360)),
            delegation(3, true, None),
            delegation(4, false, Some(120)),
            delegation(5, false, None),
        ],
        items: vec![item(1, 300, 420), item(2, 600, 200), item(3, 60, 61)],
    };
    let too_early = SessionFacts {
        session: SessionId::from_bits(2),
        day: date(2018, 10, 25),
        ..held.clone()
    };
    let found = attendance(&[too_early, held], &query());
    near(found.present.fraction(), 2.0 / 3.0);
    // 0, 2 and 6 minutes.
    near(found.median_minutes_late(), 2.0);
    assert_eq!(found.overrun.total(), 121);
    assert_eq!(found.overrun.entries.len(), 2);
}

#[test]
fn a21_coordination() {
    let found = coordination(&book(), &query());
    let expected = [
        (GIFU, vec![TRADE, CULTURE]),
        (SAYAMA, vec![]),
        (SUWON, vec![TRADE, CULTURE]),
        (BAGUIO, vec![]),
        (DRESDEN, vec![]),
    ];
    assert_eq!(found.departments, expected);
    near(found.shared().fraction(), 2.0 / 5.0);
}

#[test]
fn the_heatmap_and_the_map() {
    let book = book();
    let lines = heatmap(&book, &query(), 2018..=2020);
    let counts: Vec<_> = lines
        .iter()
        .map(|line| (line.partner, line.counts.clone()))
        .collect();
    let expected = [
        (GIFU, vec![1, 2, 0]),
        (SAYAMA, vec![1, 0, 0]),
        (SUWON, vec![0, 2, 1]),
        (BAGUIO, vec![0, 0, 0]),
        (DRESDEN, vec![0, 0, 0]),
    ];
    assert_eq!(counts, expected);
    assert_eq!(
        exchanges_with(&book, SUWON, year(&query(), 2019)),
        [e(3), e(4)]
    );
    let places = map(&book, &query());
    let suwon = places.iter().find(|place| place.partner == SUWON).unwrap();
    assert_eq!(
        (suwon.exchanges, suwon.substantive, suwon.held.len()),
        (3, 2, 1)
    );
    assert_eq!(suwon.last.map(|last| last.exchange), Some(e(5)));
    let sayama = places.iter().find(|place| place.partner == SAYAMA).unwrap();
    assert_eq!(
        (sayama.exchanges, sayama.last.map(|last| last.exchange)),
        (0, Some(e(2)))
    );
}

#[test]
fn anniversaries_are_as_precise_as_the_beginning() {
    let book = book();
    let due = |from, to| {
        let found = anniversaries(&book, &query(), Window { from, to });
        let found = found.iter().map(|one| {
            (
                one.held.relation,
                one.years,
                one.on.to_string(),
                one.is_round(),
            )
        });
        found.collect::<Vec<_>>()
    };
    let text = |text: &str| text.to_owned();
    // Of two relations only the year is known: they may be due in any month of it.
    let february = [
        (r(2), 10, text("2024"), true),
        (r(5), 8, text("2024"), false),
        (r(1), 45, text("2024-02-21"), true),
    ];
    assert_eq!(due(date(2024, 2, 21), date(2024, 2, 22)), february);
    assert_eq!(due(date(2024, 2, 22), date(2024, 3, 1)), february[..2]);
    assert_eq!(
        due(date(2024, 9, 30), date(2024, 10, 1))[2],
        (r(6), 5, text("2024-09"), true)
    );
    let over_new_year = due(date(2024, 12, 31), date(2025, 1, 2));
    assert_eq!(over_new_year.len(), 4);
}

#[test]
fn a_leap_day_has_its_anniversary_on_the_day_before_march() {
    let mut records = records();
    records.relations[0].valid_from = Some(on("2004-02-29"));
    let book = history::book::Book::of(&records);
    let first = anniversaries(&book, &query(), Window::years(2021, 2024));
    let first = first.iter().filter(|one| one.held.relation == r(1));
    let days: Vec<String> = first.map(|one| one.on.to_string()).collect();
    assert_eq!(
        days,
        ["2021-02-28", "2022-02-28", "2023-02-28", "2024-02-29"]
    );
}

/// Of a world with one relation that began so: what is near on a day, and how far away it is.
fn near_on(day: &str, begins: &str) -> Vec<(i16, String, Option<i32>)> {
    let mut records = records();
    records.relations.retain(|relation| relation.id == r(1));
    records.relations[0].valid_from = Some(on(begins));
    let book = history::book::Book::of(&records);
    let day = on(day).earliest();
    let found = coming(&book, &Query::at(day)).into_iter();
    let told = found.map(|one| (one.years, one.on.to_string(), one.days_from(day)));
    told.collect()
}

#[test]
fn an_anniversary_is_near_for_sixty_days_and_a_round_one_for_half_a_year() {
    let near = |years, on: &str, days| vec![(years, on.to_owned(), Some(days))];
    // 41 years on 21 February 2020, 40 the year before, 45 in 2024.
    assert_eq!(near_on("2019-12-22", "1979-02-21"), []);
    assert_eq!(
        near_on("2019-12-23", "1979-02-21"),
        near(41, "2020-02-21", 60)
    );
    assert_eq!(
        near_on("2020-02-21", "1979-02-21"),
        near(41, "2020-02-21", 0)
    );
    assert_eq!(near_on("2020-02-22", "1979-02-21"), []);
    assert_eq!(near_on("2023-08-24", "1979-02-21"), []);
    assert_eq!(
        near_on("2023-08-25", "1979-02-21"),
        near(45, "2024-02-21", 180)
    );
}

#[test]
fn what_is_near_runs_over_new_year_and_meets_a_leap_day_the_day_before_march() {
    let near = |years, on: &str, days| vec![(years, on.to_owned(), Some(days))];
    assert_eq!(
        near_on("2020-12-31", "2015-01-01"),
        near(6, "2021-01-01", 1)
    );
    assert_eq!(
        near_on("2021-01-31", "2012-02-29"),
        near(9, "2021-02-28", 28)
    );
    assert_eq!(near_on("2021-03-01", "2012-02-29"), []);
    assert_eq!(
        near_on("2024-02-28", "2012-02-29"),
        near(12, "2024-02-29", 1)
    );
}

#[test]
fn without_a_day_it_is_near_as_long_as_it_may_come() {
    let near = |years, on: &str| vec![(years, on.to_owned(), None)];
    assert_eq!(near_on("2021-02-28", "2015-05"), []);
    assert_eq!(near_on("2021-03-02", "2015-05"), near(6, "2021-05"));
    assert_eq!(near_on("2021-05-31", "2015-05"), near(6, "2021-05"));
    assert_eq!(near_on("2021-06-01", "2015-05"), []);
    // A year that is not round would be near for the whole of it, and then the next.
    assert_eq!(near_on("2021-03-02", "2015"), []);
    assert_eq!(near_on("2019-07-05", "2015"), near(5, "2020"));
    assert_eq!(near_on("2020-12-31", "2015"), near(5, "2020"));
    assert_eq!(near_on("2021-01-01", "2015"), []);
}

#[test]
fn the_soonest_stands_first_and_a_bare_year_last() {
    let mut records = records();
    for (relation, begins) in [
        (1, "1979-03"),
        (2, "2014"),
        (5, "2000-03-01"),
        (6, "2019-02-20"),
    ] {
        let kept = records.relations.iter_mut();
        let mut kept = kept.filter(|kept| kept.id == r(relation));
        kept.next().unwrap().valid_from = Some(on(begins));
    }
    let book = history::book::Book::of(&records);
    let near = coming(&book, &Query::at(date(2024, 2, 20)));
    let near: Vec<_> = near.iter().map(|one| one.held.relation).collect();
    assert_eq!(near, [r(6), r(1), r(5), r(2)]);
}

#[test]
fn two_days_compared() {
    let found = compare(&book(), &Query::at(date(2015, 12, 31)), &query());
    let ids = |held: &[Holding]| held.iter().map(|held| held.relation).collect::<Vec<_>>();
    // The upgrade is one that went and one that came.
    assert_eq!(ids(&found.relations.came), [r(5), r(6)]);
    assert_eq!(ids(&found.relations.went), [r(4), r(7)]);
    let codes =
        |list: &[history::country::Country]| list.iter().map(|c| c.to_string()).collect::<Vec<_>>();
    assert_eq!(
        (codes(&found.countries.came), codes(&found.countries.went)),
        (vec!["DE".to_owned()], vec!["HU".to_owned()])
    );
    // All but the young relation with Sayama were dormant, for nothing is known of the years before.
    assert_eq!(found.dormant.came, [SAYAMA]);
    assert_eq!(found.dormant.went, [GIFU, SUWON, BUDAPEST]);
}

#[test]
fn a_relation_that_was_handed_on_is_as_old_as_the_first_of_its_chain() {
    let mut records = records();
    let chain = |number, from, to, next: Option<u64>| Relation {
        ending: Some(history::relation::Ending {
            on: on(to),
            reason: EndingReason::Upgraded,
            successor: next.map(r),
            note: None,
        }),
        ..relation(number, DRESDEN, history::partner::Kind::Exchange, from)
    };
    // Two that name one another: nobody should write that, and nothing may hang on it.
    records.relations.push(chain(20, "2001", "2003", Some(21)));
    records
        .relations
        .push(chain(21, "2003", "2019-09", Some(6)));
    records.relations.push(chain(22, "1990", "1991", Some(22)));
    let book = history::book::Book::of(&records);
    let found = history::measure::dormancy::dormancy(&book, &query());
    let dresden = found
        .dormant
        .iter()
        .find(|quiet| quiet.partner == DRESDEN)
        .unwrap();
    assert_eq!(dresden.held_since, date(2001, 1, 1));
}

#[test]
fn an_exchange_of_several_partners_counts_once_in_totals_and_once_with_each() {
    let mut records = records();
    let together = Exchange {
        substance: Some(history::exchange::Substance::Talks),
        // Written down twice: a partner is there once.
        ..exchange(
            30,
            history::exchange::ExchangeKind::Forum,
            "2020-10-01",
            &[GIFU, SUWON, DRESDEN, GIFU],
        )
    };
    let before = history::book::Book::of(&records);
    records.exchanges.push(together);
    let after = history::book::Book::of(&records);
    let total = |book| {
        history::measure::substance::substance(book, &query())
            .whole
            .len()
    };
    assert_eq!(total(&after), total(&before) + 1);
    let with = |book, partner| exchanges_with(book, partner, query().seen()).len();
    for partner in [GIFU, SUWON, DRESDEN] {
        assert_eq!(with(&after, partner), with(&before, partner) + 1);
    }
    assert_eq!(with(&after, SAYAMA), with(&before, SAYAMA));
}
