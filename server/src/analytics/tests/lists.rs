//! The lists behind numbers, where they are easily something else than what was counted.

use serde_json::{Value, json};

use super::{DAY, figures, filled, partner, value};
use crate::analytics::asked::Question;
use crate::analytics::cache::Place;
use crate::testing::Desk;

async fn enter(desk: &Desk, draft: Value) {
    let created = desk.post("/api/exchanges", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
}

async fn list(desk: &Desk, query: &str) -> Value {
    let answer = desk.get(&format!("/api/analytics/list?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

#[tokio::test]
async fn a_forum_that_brings_back_several_partners_is_as_many_returns() {
    let desk = Desk::signed_in().await;
    let back = ["S18", "S01", "S04"].map(partner);
    let forum = json!({ "title": { "en": "A virtual forum" }, "kind": "cloud_meeting",
        "mode": "online", "on": "2020-09-01", "partners": back, "substance": "talks" });
    enter(&desk, forum).await;
    let numbers = figures(&desk, DAY).await;
    assert_eq!(value(&numbers, "returned_online"), 1.0);
    for side in ["part", "whole"] {
        let found = list(&desk, &format!("{DAY}&figure=returned_online&side={side}")).await;
        assert_eq!(found["total"], 3, "{side}");
        let partners = found["partners"].as_array().unwrap().iter();
        let mut shown: Vec<&str> = partners.map(|one| one["id"].as_str().unwrap()).collect();
        shown.sort_unstable();
        let mut expected: Vec<&str> = back.iter().map(String::as_str).collect();
        expected.sort_unstable();
        assert_eq!(shown, expected, "{side}");
    }
}

#[tokio::test]
async fn a_cell_of_the_heatmap_is_its_exchanges() {
    let desk = filled().await;
    for more in [
        json!({ "substance": "greeting" }),
        json!({ "state": "cancelled" }),
        json!({ "state": "planned" }),
        json!({ "on": "2020-11-01" }),
    ] {
        let mut draft = json!({ "title": { "en": "Not counted" }, "kind": "visit_received",
            "on": "2020-04", "partners": [partner("S18")] });
        for (key, value) in more.as_object().unwrap() {
            draft[key] = value.clone();
        }
        enter(&desk, draft).await;
    }
    let heat = desk
        .get(&format!(
            "/api/analytics/heatmap?{DAY}&first=2019&last=2020"
        ))
        .await
        .json();
    let mut counted = 0;
    for line in heat["partners"].as_array().unwrap() {
        let id = line["partner"].as_str().unwrap();
        for (year, count) in [2019, 2020]
            .into_iter()
            .zip(line["counts"].as_array().unwrap())
        {
            let window = format!("from={year}-01-01&to={year}-12-31");
            let found = list(&desk, &format!("{DAY}&{window}&figure=with.{id}")).await;
            assert_eq!(&found["total"], count, "{id} in {year}");
            let shown = found["exchanges"].as_array().unwrap().len();
            assert_eq!(json!(shown), *count, "{id} in {year}");
            counted += shown;
        }
    }
    assert_eq!(counted, 3);
}

#[tokio::test]
async fn numbers_that_were_computed_before_a_change_are_not_remembered_after_it() {
    let desk = filled().await;
    let question: Question = serde_json::from_value(json!({ "as_of": "2020-10-26" })).unwrap();
    let asked = question.understood(&desk.app).unwrap();
    let Err(place) = Place::find(&desk.app, "figures", &asked) else {
        panic!("nobody has asked");
    };
    enter(
        &desk,
        json!({ "title": { "en": "Meanwhile" }, "kind": "visit_paid", "on": "2020-05" }),
    )
    .await;
    place.keep(&desk.app, b"{\"figures\":[]}".to_vec());
    let numbers = figures(&desk, DAY).await;
    assert_eq!(value(&numbers, "exchanges"), 3.0);
}
