//! The figures of the report of 26 October 2020, from records.

use std::collections::BTreeSet;

use history::book::{Book, Records};
use history::country::Country;
use history::date::{PartialDate, Precision};
use history::demo::{AS_OF, Known, founding, visit_years};
use history::exchange::ExchangeKind;
use history::measure::districts::coverage;
use history::measure::dormancy::dormancy;
use history::measure::stock::{belt_and_road, by_continent, by_country, in_region, stock};
use history::measure::visits::{outbound_focus, seniority};
use history::measure::{Bound, Owners, Query};
use history::partner::{Continent, Kind, Partner};
use history::relation::Relation;
use meeting::id::{PartnerId, RelationId};
use serde_json::json;

use crate::measures::near;

/// The registry of the release, which the service reads with more care.
const REGISTRY: &str = include_str!("../../../../config/partners.csv");

/// Any function that keeps names apart will do: this is FNV-1a.
fn identity(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn known() -> Vec<Known> {
    let mut reader = csv::Reader::from_reader(REGISTRY.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let field = |name: &str| {
            let place = header.iter().position(|column| column == name).unwrap();
            row[place].to_owned()
        };
        let slug = field("id");
        let id = PartnerId::from_bits(identity(&format!("partner {slug}")));
        let continent = field("continent").to_lowercase().replace(' ', "_");
        let partner = json!({ "id": id, "slug": slug, "names": { "en": field("name_en") },
            "country": field("iso2"), "continent": continent, "bri": field("bri65") == "1" });
        let relation = json!({ "id": RelationId::from_bits(identity(&format!("relation {slug}"))),
            "partner": id, "kind": field("kind") });
        let precision = match field("date_precision").as_str() {
            "day" => Precision::Day,
            "month" => Precision::Month,
            "year" => Precision::Year,
            _ => Precision::Unknown,
        };
        let date: Option<PartialDate> = field("relation_date").parse().ok();
        Known {
            partner: serde_json::from_value(partner).unwrap(),
            relation: Relation {
                valid_from: date.and_then(|date| date.cut(precision)),
                ..serde_json::from_value(relation).unwrap()
            },
            dormant: field("dormant_2020") == "1",
        }
    });
    rows.collect()
}

fn records() -> Records {
    founding(known(), identity)
}

fn book() -> Book {
    Book::of(&records())
}

fn query() -> Query {
    Query::at(AS_OF)
}

fn visits() -> Query {
    query().within(visit_years())
}

#[test]
fn there_are_67_partners_in_42_countries() {
    let book = book();
    let all = stock(&book, &query());
    assert_eq!((all.held.len(), all.countries.len()), (67, 42));
    let sister = stock(&book, &query().kind(Kind::Sister));
    assert_eq!((sister.held.len(), sister.countries.len()), (31, 26));
    let exchange = stock(&book, &query().kind(Kind::Exchange));
    assert_eq!((exchange.held.len(), exchange.countries.len()), (36, 25));
    let of_sisters: BTreeSet<Country> = sister.countries.into_iter().collect();
    let both = exchange
        .countries
        .iter()
        .filter(|country| of_sisters.contains(*country));
    assert_eq!(both.count(), 9);
}

#[test]
fn asia_has_25_of_which_japan_9_and_korea_5_and_africa_has_2() {
    let book = book();
    let continents = by_continent(&book, &query());
    assert_eq!(continents.get(&Continent::Asia).len(), 25);
    assert_eq!(continents.get(&Continent::Africa).len(), 2);
    let countries = by_country(&book, &query());
    let of = |code: &str| countries.get(&code.parse::<Country>().unwrap()).len();
    assert_eq!((of("JP"), of("KR")), (9, 5));
    let asia = in_region(&book, &query(), Continent::Asia, 2);
    assert_eq!((asia.share.part.len(), asia.share.whole.len()), (14, 25));
}

#[test]
fn along_the_belt_and_road_there_are_7_sisters_in_7_and_12_of_exchange_in_11_countries() {
    let book = book();
    let of = |kind| {
        let found = belt_and_road(&book, &query().kind(kind));
        (found.share.part.len(), found.countries.len())
    };
    assert_eq!(of(Kind::Sister), (7, 7));
    assert_eq!(of(Kind::Exchange), (12, 11));
}

#[test]
fn the_31_sister_cities_are_spread_as_computed_by_hand() {
    let book = book();
    let sister = query().kind(Kind::Sister);
    near(by_continent(&book, &sister).concentration(), 0.2445);
    near(by_country(&book, &sister).concentration(), 0.0468);
}

#[test]
fn of_13_districts_3_have_sisters_6_exchange_cities_and_7_any() {
    let found = coverage(&book(), &query());
    assert_eq!(found.any.whole.len(), 13);
    assert_eq!(found.sister.part.len(), 3);
    assert_eq!(found.exchange.part.len(), 6);
    assert_eq!(found.any.part.len(), 7);
    // Which are not among the city's own.
    let all = stock(&book(), &query().owners(Owners::All));
    assert_eq!(all.held.len(), 67 + 9);
}

#[test]
fn in_two_years_came_89_groups_with_over_870_people() {
    let found = seniority(&book(), &visits(), ExchangeKind::VisitReceived);
    let (groups, people) = (&found.groups.whole, &found.people.whole);
    assert_eq!((groups.total(), groups.at_least), (89, false));
    assert_eq!((people.total(), people.at_least), (870, true));
}

#[test]
fn over_40_groups_and_over_260_people_were_of_vice_mayors_or_above() {
    let found = seniority(&book(), &visits(), ExchangeKind::VisitReceived);
    let (groups, people) = (&found.groups.part, &found.people.part);
    assert_eq!((groups.total(), groups.at_least), (40, true));
    assert_eq!((people.total(), people.at_least), (260, true));
    assert_eq!((found.seniors.total(), found.seniors.at_least), (260, true));
    // 40+ of 89: the more there are above, the fewer below. But 260+ of 870+ bounds nothing.
    assert_eq!(found.groups.bound(), Bound::AtLeast);
    assert_eq!(found.people.bound(), Bound::Unsure);
    near(found.people.fraction(), 260.0 / 870.0);
}

#[test]
fn of_35_groups_that_went_abroad_23_went_to_partners() {
    let found = outbound_focus(&book(), &visits());
    assert_eq!((found.part.total(), found.whole.total()), (23, 35));
    assert!(!found.part.at_least && !found.whole.at_least);
    assert_eq!(found.bound(), Bound::Exact);
}

#[test]
fn seven_forums_since_2008_and_who_came_to_the_seventh() {
    let records = records();
    let forums = records.exchanges.iter();
    let forums: Vec<_> = forums
        .filter(|entry| entry.kind == ExchangeKind::Forum)
        .collect();
    assert_eq!((forums.len(), forums[0].on.year()), (7, 2008));
    assert!(forums.is_sorted_by_key(|forum| forum.on));
    let seventh = forums[6].delegations.unwrap();
    assert_eq!(
        (seventh.foreign, seventh.domestic, seventh.countries),
        (22, 6, 20)
    );
    // Those who are known to have signed at one are found in the registry.
    let signed = forums.iter().map(|forum| forum.partners.len());
    assert_eq!(signed.collect::<Vec<_>>(), [0, 0, 0, 0, 0, 3, 1]);
}

#[test]
fn the_six_that_the_report_calls_dormant_are() {
    let records = records();
    let found = dormancy(&Book::of(&records), &query());
    let name = |id: PartnerId| {
        let partner = records.partners.iter().find(|partner| partner.id == id);
        partner.unwrap().names.pick("en").to_owned()
    };
    let dormant: BTreeSet<String> = found
        .dormant
        .iter()
        .map(|quiet| name(quiet.partner))
        .collect();
    let named = [
        "Baguio",
        "Agadir",
        "Oviedo",
        "Vientiane",
        "Lalitpur",
        "Sri Jayawardenepura Kotte",
    ];
    assert_eq!(dormant, named.map(str::to_owned).into_iter().collect());
    // Of the others the last that is known is of the year before, and only to the year.
    assert_eq!((found.at_risk.len(), found.alive.len()), (61, 0));
}

#[test]
fn what_is_made_up_says_so_and_what_is_real_is_as_it_was() {
    let known = known();
    let records = founding(known.clone(), identity);
    let (real, made): (Vec<&Partner>, Vec<&Partner>) = records
        .partners
        .iter()
        .partition(|partner| !partner.provenance.reconstructed);
    assert_eq!((real.len(), made.len()), (39, 28));
    assert!(
        real.iter()
            .zip(&known)
            .all(|(partner, known)| **partner == known.partner)
    );
    for partner in made {
        assert!(partner.names.pick("en").ends_with("(reconstructed)"));
        assert!(partner.names.pick("zh-CN").contains("重建"));
        let code = partner.country.code();
        assert!(
            ["JP", "KR"].contains(&code) || partner.country.is_user_assigned(),
            "{code}"
        );
    }
    let reconstructed = |provenance: &history::partner::Provenance| provenance.reconstructed;
    assert!(
        records
            .exchanges
            .iter()
            .all(|entry| reconstructed(&entry.provenance))
    );
    let relations = records
        .relations
        .iter()
        .filter(|entry| reconstructed(&entry.provenance));
    assert_eq!(relations.count(), 28 + 9);
}

#[test]
fn nobody_shares_an_identity() {
    let records = records();
    let partners: BTreeSet<_> = records.partners.iter().map(|record| record.id).collect();
    let relations: BTreeSet<_> = records.relations.iter().map(|record| record.id).collect();
    let exchanges: BTreeSet<_> = records.exchanges.iter().map(|record| record.id).collect();
    assert_eq!(
        (partners.len(), relations.len(), exchanges.len()),
        (67, 76, 89 + 35 + 7)
    );
}
