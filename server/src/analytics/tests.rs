//! The numbers over HTTP: each is its list, and they move by what is entered.

mod anniversaries;
mod lists;

use history::measure::Bound;
use serde_json::{Value, json};

use crate::testing::Desk;

async fn figures(desk: &Desk, query: &str) -> Vec<Value> {
    let answer = desk.get(&format!("/api/analytics?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["figures"].as_array().unwrap().clone()
}

fn value(figures: &[Value], key: &str) -> f64 {
    let found = figures.iter().find(|one| one["key"] == key);
    let found = found.unwrap_or_else(|| panic!("no {key}"));
    found["value"].as_f64().unwrap_or(f64::NAN)
}

fn partner(slug: &str) -> String {
    crate::partners::id_of(slug).to_string()
}

/// A few exchanges and intents, and a district with a relation.
async fn filled() -> Desk {
    let desk = Desk::signed_in().await;
    let visit = |on: &str, slugs: &[&str], kind: &str, direction: &str| {
        let partners: Vec<String> = slugs.iter().map(|slug| partner(slug)).collect();
        json!({ "title": { "en": "A visit" }, "kind": kind, "on": on, "partners": partners,
                "direction": direction, "rank": "mayor", "headcount": { "number": 10 },
                "groups": { "number": 2, "at_least": true }, "substance": "talks",
                "field": "trade", "organisers": ["university"] })
    };
    let district = desk
        .post("/api/districts", json!({ "names": { "en": "Xihu" } }))
        .await;
    let district = district.json()["record"]["id"].clone();
    for (path, draft) in [
        (
            "/api/exchanges",
            visit("2020-03", &["S18", "S01"], "visit_received", "received"),
        ),
        (
            "/api/exchanges",
            visit("2019-10-05", &["S18"], "visit_paid", "paid"),
        ),
        (
            "/api/relations",
            json!({ "partner": partner("S04"), "kind": "sister",
            "owner": { "district": district }, "valid_from": "2015" }),
        ),
        (
            "/api/intents",
            json!({ "title": { "en": "A port" }, "said_on": "2019-10-05" }),
        ),
        (
            "/api/intents",
            json!({ "title": { "en": "A school" }, "said_on": "2019-10-05",
            "steps": [{ "on": "2020-01-05", "stage": "landed" }] }),
        ),
    ] {
        let created = desk.post(path, draft).await;
        assert_eq!(created.status, 201, "{}", created.text);
    }
    desk
}

const DAY: &str = "as_of=2020-10-26";

#[tokio::test]
async fn every_number_is_its_list() {
    let desk = filled().await;
    for query in [DAY, "as_of=2020-10-26&owner=any&kind=sister"] {
        let figures = figures(&desk, query).await;
        assert!(figures.len() > 60, "{}", figures.len());
        for figure in &figures {
            let key = figure["key"].as_str().unwrap();
            let open = |side: &str| {
                format!("/api/analytics/list?{query}&figure={key}&side={side}&per=500")
            };
            let part = desk.get(&open("part")).await.json();
            assert_eq!(part["total"], figure["part"], "{key}");
            let kinds = [
                "relations",
                "partners",
                "exchanges",
                "intents",
                "districts",
                "countries",
            ];
            let shown: usize = kinds
                .iter()
                .map(|kind| part[*kind].as_array().unwrap().len())
                .sum();
            assert_eq!(json!(shown), part["total"], "{key}");
            let numbers = part["numbers"].as_array().unwrap().iter();
            let sum: u64 = numbers.map(|number| number.as_u64().unwrap()).sum();
            assert_eq!(json!(sum), part["sum"], "{key}");
            let value = figure["value"].as_f64();
            let whole = desk.get(&open("whole")).await;
            match figure["unit"].as_str().unwrap() {
                "count" => assert_eq!(value, part["total"].as_f64(), "{key}"),
                "sum" => assert_eq!(value, part["sum"].as_f64(), "{key}"),
                "share" => {
                    let whole = whole.json();
                    assert_eq!(whole["total"], figure["whole"], "{key}");
                    let of = |list: &Value| list["sum"].as_f64().unwrap();
                    let share = (of(&whole) > 0.0).then(|| of(&part) / of(&whole));
                    assert_eq!(value, share, "{key}");
                }
                _ => assert_eq!(whole.status, 404, "{key}"),
            }
        }
    }
}

#[tokio::test]
async fn the_registry_of_the_release_gives_the_figures_of_its_sister_cities() {
    let desk = Desk::signed_in().await;
    let all = figures(&desk, "as_of=2020-10-26").await;
    assert_eq!(
        (value(&all, "stock.sister"), value(&all, "countries.sister")),
        (31.0, 26.0)
    );
    let sisters = figures(&desk, "as_of=2020-10-26&kind=sister").await;
    let index = |by: &str| (value(&sisters, &format!("concentration.{by}")) * 1e4).round() / 1e4;
    assert_eq!((index("continent"), index("country")), (0.2445, 0.0468));
}

#[tokio::test]
async fn what_is_entered_moves_the_numbers_and_taking_it_back_moves_them_back() {
    let desk = filled().await;
    let before = figures(&desk, DAY).await;
    assert_eq!(before, figures(&desk, DAY).await);
    assert_eq!(value(&before, "exchanges"), 2.0);
    assert_eq!(value(&before, "stalled"), 1.0);
    assert_eq!(value(&before, "coverage.sister"), 1.0);
    assert_eq!(value(&before, "conversion.2019"), 0.5);
    let dormant = value(&before, "dormant");

    let talks = json!({ "title": { "en": "Talks" }, "kind": "cloud_meeting", "on": "2020-09-01",
        "partners": [partner("S11")], "mode": "online", "substance": "courtesy" });
    let created = desk.post("/api/exchanges", talks.clone()).await;
    let path = format!(
        "/api/exchanges/{}",
        created.json()["record"]["id"].as_str().unwrap()
    );
    let courtesy = figures(&desk, DAY).await;
    assert_eq!(value(&courtesy, "exchanges"), 3.0);
    // A courtesy wakes nobody.
    assert_eq!(value(&courtesy, "dormant"), dormant);
    let mut deeper = talks;
    deeper["substance"] = "signed".into();
    let changed = desk.send_from(("PUT", &path), 1, deeper).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(value(&figures(&desk, DAY).await, "dormant"), dormant - 1.0);

    for batch in [&changed, &created] {
        let number = batch.json()["batch"].clone();
        let undone = desk
            .post(&format!("/api/batches/{number}/undo"), json!({}))
            .await;
        // With the change taken back, what was created stands as it was written.
        assert_eq!(undone.status, 200, "{}", undone.text);
    }
    assert_eq!(figures(&desk, DAY).await, before);
}

#[tokio::test]
async fn what_was_believed_before_the_ledger_began_is_nothing() {
    let desk = filled().await;
    let before = figures(&desk, &format!("{DAY}&believed_on=2020-10-26")).await;
    assert_eq!(
        (value(&before, "stock.all"), value(&before, "exchanges")),
        (0.0, 0.0)
    );
    let today = figures(&desk, &format!("{DAY}&believed_on=9000-01-01")).await;
    assert_eq!(today, figures(&desk, DAY).await);
}

#[tokio::test]
async fn boards_stand_side_by_side() {
    let desk = filled().await;
    let ask = async |board: &str| {
        let answer = desk.get(&format!("/api/analytics/{board}")).await;
        assert_eq!(answer.status, 200, "{board}: {}", answer.text);
        answer.json()
    };
    let heat = ask(&format!("heatmap?{DAY}&first=2019&last=2020")).await;
    let lines = heat["partners"].as_array().unwrap();
    let dresden = lines.iter().find(|line| line["partner"] == partner("S18"));
    assert_eq!(dresden.unwrap()["counts"], json!([1, 1]));
    let map = ask(&format!("map?{DAY}")).await;
    let place = map
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["partner"] == partner("S01"));
    assert_eq!(
        (&place.unwrap()["exchanges"], &place.unwrap()["last"]),
        (&1.into(), &"2020-03-01".into())
    );
    let quiet = ask(&format!("dormancy?{DAY}")).await;
    assert_eq!(
        quiet.as_array().unwrap().len(),
        map.as_array().unwrap().len()
    );
    assert_eq!(quiet[0]["state"], "dormant");
    let funnel = ask(&format!("funnel?{DAY}")).await;
    assert_eq!(
        (&funnel[0]["year"], &funnel[0]["open"]),
        (&2019.into(), &1.into())
    );
    assert_eq!(
        funnel[0]["reached"][0]["intents"].as_array().unwrap().len(),
        2
    );
    let matrix = ask(&format!("districts?{DAY}")).await;
    assert_eq!(
        (
            &matrix[0]["names"]["en"],
            matrix[0]["sister"].as_array().unwrap().len()
        ),
        (&"Xihu".into(), 1)
    );
    let days = ask("anniversaries?as_of=2026-01-01&last=2029").await;
    let mut days = days.as_array().unwrap().iter();
    let dresden = days.find(|one| one["partner"] == partner("S18"));
    assert_eq!(
        (&dresden.unwrap()["on"], &dresden.unwrap()["round"]),
        (&"2029-10-16".into(), &true.into())
    );
}

#[tokio::test]
async fn what_cannot_be_asked_and_who_may_not_ask() {
    let desk = Desk::signed_in().await;
    for (path, status) in [
        ("?months=0", 400),
        ("?as_of=2020", 400),
        ("?owner=nobody", 400),
        ("/heatmap?first=2020&last=2019", 400),
        ("?from=2020-01-02&to=2020-01-01", 400),
        ("?as_of=2026-01-01&to=2019-12-31", 400),
        ("/anniversaries?first=2020&last=2030", 400),
        ("/anniversaries?first=2020&last=2029", 200),
        ("/list?figure=with.nobody", 404),
        ("/list?figure=nothing", 404),
        ("/list?figure=stock.all&per=0", 400),
        ("/anniversaries/coming?per=0", 400),
    ] {
        let path = format!("/api/analytics{path}");
        assert_eq!(desk.get(&path).await.status.as_u16(), status, "{path}");
    }
    let stranger = Desk::new().await;
    for path in [
        "",
        "/list?figure=dormant",
        "/map",
        "/heatmap",
        "/dormancy",
        "/funnel",
        "/districts",
        "/anniversaries",
        "/anniversaries/coming",
        "/anniversaries.ics",
    ] {
        assert_eq!(
            stranger.get(&format!("/api/analytics{path}")).await.status,
            401,
            "{path}"
        );
    }
}

/// What the report of 26 October 2020 says, from the numbers that are shown.
#[tokio::test]
async fn the_demo_gives_the_founding_figures() {
    let records = crate::ledger::founding_records().unwrap();
    let book = history::book::Book::of(&records);
    let query = history::measure::Query::at(history::demo::AS_OF);
    let all = super::figures::figures(&book, &query);
    let of = |figures: &[super::figures::Found], key: &str| {
        let found = figures.iter().find(|one| one.key == key);
        found.unwrap_or_else(|| panic!("no {key}")).clone()
    };
    for (key, expected) in [
        ("stock.all", 67.0),
        ("countries.all", 42.0),
        ("stock.sister", 31.0),
        ("countries.sister", 26.0),
        ("stock.exchange", 36.0),
        ("countries.exchange", 25.0),
    ] {
        assert_eq!(of(&all, key).value, Some(expected), "{key}");
    }
    assert_eq!(of(&all, "share.continent.asia").part.length(), 25);
    assert_eq!(of(&all, "share.continent.africa").part.length(), 2);
    assert_eq!(of(&all, "share.country.JP").part.length(), 9);
    assert_eq!(of(&all, "share.country.KR").part.length(), 5);
    assert_eq!(of(&all, "region.asia").part.length(), 14);
    for (kind, relations, countries) in [("sister", 7, 7), ("exchange", 12, 11)] {
        let kind = serde_json::from_value(kind.into()).unwrap();
        let along = super::figures::figures(&book, &query.kind(kind));
        assert_eq!(of(&along, "bri.relations").part.length(), relations);
        assert_eq!(of(&along, "bri.countries").part.length(), countries);
    }
    for (kind, districts) in [("sister", 3), ("exchange", 6), ("any", 7)] {
        let coverage = of(&all, &format!("coverage.{kind}"));
        assert_eq!(coverage.part.length(), districts);
        assert_eq!(coverage.whole.unwrap().length(), 13);
    }
    let visits = super::figures::figures(&book, &query.within(history::demo::visit_years()));
    for (key, expected, bound) in [
        ("seniority.received.groups.whole", 89.0, Bound::Exact),
        ("seniority.received.groups", 40.0 / 89.0, Bound::AtLeast),
        ("seniority.received.people.whole", 870.0, Bound::AtLeast),
        // Over 260 of over 870: nobody knows on which side there are more.
        ("seniority.received.people", 260.0 / 870.0, Bound::Unsure),
        ("seniority.paid.groups.whole", 35.0, Bound::Exact),
        ("outbound_focus.part", 23.0, Bound::Exact),
        ("outbound_focus", 23.0 / 35.0, Bound::Exact),
    ] {
        let found = of(&visits, key);
        assert_eq!((found.value, found.bound), (Some(expected), bound), "{key}");
    }
}
