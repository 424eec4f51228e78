//! When a relation holds.

use history::date::PartialDate;
use history::district::{District, Owner};
use history::partner::Kind;
use history::relation::{Ending, EndingReason, NoUpgrade, Relation, RelationState};
use jiff::civil::date;
use meeting::id::{DistrictId, PartnerId, RelationId};
use meeting::plan::Localized;

fn partial(text: &str) -> PartialDate {
    text.parse().unwrap()
}

/// The least that a relation says.
fn relation(kind: Kind, valid_from: Option<&str>) -> Relation {
    let (id, partner) = (RelationId::from_bits(1), PartnerId::from_bits(1));
    let kind = kind.name();
    let json =
        serde_json::json!({ "id": id, "partner": partner, "kind": kind, "valid_from": valid_from });
    serde_json::from_value(json).unwrap()
}

fn ending(on: &str, reason: EndingReason) -> Option<Ending> {
    Some(Ending {
        on: partial(on),
        reason,
        successor: None,
        note: None,
    })
}

#[test]
fn a_relation_of_a_year_begins_on_the_first_day_of_it() {
    let relation = relation(Kind::Sister, Some("2014"));
    assert!(!relation.holds_on(date(2013, 12, 31)));
    assert!(relation.holds_on(date(2014, 1, 1)));
    assert_eq!(
        (relation.owner, relation.state),
        (Owner::City, RelationState::Concluded)
    );
}

#[test]
fn a_relation_that_ends_in_a_year_ends_on_the_last_day_of_it() {
    let mut relation = relation(Kind::Sister, Some("1999-03-01"));
    relation.ending = ending("2014", EndingReason::Terminated);
    assert!(relation.holds_on(date(2014, 12, 30)));
    assert!(!relation.holds_on(date(2014, 12, 31)));
    relation.ending = ending("2014-05-02", EndingReason::Expired);
    assert!(relation.holds_on(date(2014, 5, 1)));
    assert!(!relation.holds_on(date(2014, 5, 2)));
}

#[test]
fn without_a_beginning_it_has_always_held_and_in_preparation_never() {
    let mut relation = relation(Kind::Exchange, None);
    assert!(relation.holds_on(date(1900, 1, 1)));
    relation.state = RelationState::Prepared;
    assert!(!relation.holds_on(date(2020, 1, 1)));
}

#[test]
fn an_upgrade_ends_the_one_and_begins_the_other_on_the_same_day() {
    for on in ["2014", "2014-06", "2014-06-30"] {
        let before = relation(Kind::Exchange, Some("2003"));
        let (exchange, sister) = before
            .upgraded(partial(on), RelationId::from_bits(2))
            .unwrap();
        assert_eq!(sister.kind, Kind::Sister);
        assert_eq!(exchange.ending.as_ref().unwrap().successor, Some(sister.id));
        let mut day = date(2013, 12, 1);
        while day < date(2015, 2, 1) {
            assert!(
                exchange.holds_on(day) != sister.holds_on(day),
                "{on}: {day}"
            );
            day = history::date::next(day);
        }
    }
}

#[test]
fn only_a_relation_of_exchange_that_holds_is_upgraded() {
    let upgrade = |relation: Relation, on| {
        let upgraded = relation.upgraded(partial(on), RelationId::from_bits(2));
        upgraded.map(|_| ())
    };
    let exchange = || relation(Kind::Exchange, Some("2003"));
    assert_eq!(
        upgrade(relation(Kind::Sister, None), "2014"),
        Err(NoUpgrade::AlreadySister)
    );
    assert_eq!(upgrade(exchange(), "2002-12-31"), Err(NoUpgrade::TooEarly));
    let ended = Relation {
        ending: ending("2010", EndingReason::Expired),
        ..exchange()
    };
    assert_eq!(upgrade(ended, "2014"), Err(NoUpgrade::Ended));
    let prepared = Relation {
        state: RelationState::Prepared,
        ..exchange()
    };
    assert_eq!(upgrade(prepared, "2014"), Err(NoUpgrade::Prepared));
    assert_eq!(upgrade(exchange(), "2003"), Ok(()));
}

#[test]
fn a_district_exists_until_it_is_merged() {
    let district = District {
        id: DistrictId::from_bits(1),
        names: Localized::of("zh-CN", "下城区"),
        since: None,
        until: Some(partial("2021-04-09")),
    };
    assert!(district.exists_on(date(2021, 4, 8)));
    assert!(!district.exists_on(date(2021, 4, 9)));
}
