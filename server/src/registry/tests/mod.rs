//! The registry and the history over HTTP.

use serde_json::{Value, json};

use crate::testing::{Answer, Desk};

mod batches;
mod history;
mod intents;

fn batch(answer: &Answer) -> i64 {
    answer.json()["batch"].as_i64().expect("something changed")
}

fn id(answer: &Answer) -> String {
    answer.json()["record"]["id"]
        .as_str()
        .expect("is kept")
        .to_owned()
}

async fn undo(desk: &Desk, batch: i64) -> Answer {
    desk.post(&format!("/api/batches/{batch}/undo"), json!({}))
        .await
}

/// Identities of the items of a list, in order.
async fn listed(desk: &Desk, path: &str) -> Vec<String> {
    let answer = desk.get(path).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let list = answer.json();
    let items = list["items"].as_array().unwrap().iter();
    let id = |item: &Value| item["record"]["id"].as_str().map(str::to_owned);
    items.map(|item| id(item).unwrap()).collect()
}

fn dresden() -> String {
    crate::partners::id_of("S18").to_string()
}

fn visit(on: &str, partner: &str) -> Value {
    json!({ "title": { "zh-CN": "访问", "en": "A visit" }, "kind": "visit_received", "on": on,
            "partners": [partner], "direction": "received", "rank": "vice_mayor",
            "headcount": { "number": 12 }, "substance": "talks", "field": "trade" })
}

#[tokio::test]
async fn the_registry_over_http() {
    let desk = Desk::signed_in().await;
    let all = desk.get("/api/partners").await.json();
    assert_eq!(
        (&all["total"], all["items"].as_array().unwrap().len()),
        (&39.into(), 39)
    );
    let found = desk
        .get("/api/partners?q=%E4%B8%87%E8%B1%A1&kind=exchange")
        .await
        .json();
    assert_eq!(found["total"], 1);
    let vientiane = &found["items"][0];
    assert_eq!(vientiane["slug"], "E05");
    assert_eq!(vientiane["native"]["language"], "lo");
    assert_eq!(
        vientiane["since"],
        serde_json::json!({ "date": null, "precision": "unknown" })
    );

    let path = format!("/api/partners/{}", vientiane["id"].as_str().unwrap());
    let by_id = desk.get(&path).await.json();
    assert_eq!(by_id, desk.get("/api/partners/E05").await.json());
    assert_eq!(by_id["zone"], "Asia/Vientiane");
    assert_eq!(by_id["confidence"], "named in the 2020 report");
    assert_eq!(by_id["sources"].as_array().unwrap().len(), 1);
    assert_eq!(by_id["exchanges"], serde_json::json!([]));
}

#[tokio::test]
async fn what_is_not_there_and_who_may_not_ask() {
    let desk = Desk::signed_in().await;
    let long = format!("/api/partners?q={}", "x".repeat(201));
    let cases = [
        ("/api/partners/S99", 404),
        ("/api/exchanges/0000000000001", 404),
        ("/api/exchanges/nonsense", 404),
        ("/api/partners?kind=twin", 400),
        (long.as_str(), 400),
    ];
    for (path, status) in cases {
        assert_eq!(desk.get(path).await.status, status, "{path}");
    }
    let stranger = Desk::new().await;
    for path in [
        "/api/partners",
        "/api/partners/S18",
        "/api/exchanges/0000000000001",
    ] {
        assert_eq!(stranger.get(path).await.status, 401, "{path}");
    }
}

#[tokio::test]
async fn a_record_is_added_changed_and_removed_from_the_version_that_is_named() {
    let desk = Desk::signed_in().await;
    let created = desk
        .post("/api/exchanges", visit("2024-05-06", &dresden()))
        .await;
    assert_eq!(created.status, 201, "{}", created.text);
    assert_eq!(created.header("etag"), "\"1\"");
    let path = format!("/api/exchanges/{}", id(&created));

    let unnamed = desk
        .send("PUT", &path, visit("2024-05-07", &dresden()))
        .await;
    assert_eq!(
        (unnamed.status.as_u16(), unnamed.code()),
        (428, "version_missing".to_owned())
    );
    let changed = desk
        .send_from(("PUT", &path), 1, visit("2024-05-07", &dresden()))
        .await;
    assert_eq!(
        (changed.status.as_u16(), changed.header("etag")),
        (200, "\"2\"")
    );

    let late = desk
        .send_from(("PUT", &path), 1, visit("2024-05-08", &dresden()))
        .await;
    assert_eq!(
        (late.status.as_u16(), late.code()),
        (412, "conflict".to_owned())
    );
    let current = &late.json()["detail"]["current"];
    assert_eq!(
        (&current["version"], &current["record"]["on"]),
        (&2.into(), &"2024-05-07".into())
    );

    let shown = desk.get(&path).await.json();
    assert_eq!(shown["named"]["partners"][dresden()]["slug"], "S18");
    let gone = desk.send_from(("DELETE", &path), 2, Value::Null).await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    assert_eq!(desk.get(&path).await.status, 404);
    assert_eq!(undo(&desk, batch(&gone)).await.status, 200);
    assert_eq!(desk.get(&path).await.json()["record"]["on"], "2024-05-07");

    let versions = format!("/api/versions/exchange/{}", id(&created));
    let versions = desk.get(&versions).await.json();
    let told = versions.as_array().unwrap().iter();
    let told: Vec<_> = told
        .map(|one| (&one["version"], one["record"]["on"].as_str()))
        .collect();
    let expected = [
        (&json!(4), Some("2024-05-07")),
        (&json!(3), None),
        (&json!(2), Some("2024-05-07")),
        (&json!(1), Some("2024-05-06")),
    ];
    assert_eq!(told, expected);
    assert_eq!(versions[0]["by"], "Alice");
}

#[tokio::test]
async fn what_is_wrong_with_a_record_is_said_field_by_field() {
    let desk = Desk::signed_in().await;
    let mut draft = visit("2024-05-06", "0000000000001");
    draft["to"] = "2024-04".into();
    draft["title"] = json!({});
    let refused = desk.post("/api/exchanges", draft).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (400, "invalid_record".to_owned())
    );
    let expected = json!([
        { "path": "title", "problem": "empty" },
        { "path": "to", "problem": "before_begin" },
        { "path": "partner", "problem": "unknown" },
    ]);
    assert_eq!(refused.json()["detail"]["fields"], expected);
    for (field, value) in [
        ("kind", json!("party")),
        ("on", json!("2024-02-30")),
        ("hue", json!(1)),
    ] {
        let mut draft = visit("2024-05-06", &dresden());
        draft[field] = value;
        assert_eq!(
            desk.post("/api/exchanges", draft).await.status,
            400,
            "{field}"
        );
    }
}

#[tokio::test]
async fn a_candidate_becomes_a_partner_with_an_agreement() {
    let desk = Desk::signed_in().await;
    let draft = json!({ "names": { "en": "Nowhere" }, "country": "XB", "continent": "europe",
                        "standing": "candidate", "candidacy": { "reasons": ["Silk"], "steps": [] } });
    let created = desk.post("/api/partners", draft).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let city = created.json()["record"].clone();
    assert_eq!(city["slug"], "P001");
    let list = desk.get("/api/partners?standing=candidate").await.json();
    assert_eq!(
        (&list["total"], &list["items"][0]["kind"]),
        (&1.into(), &Value::Null)
    );
    assert_eq!(
        desk.get("/api/partners?standing=partner").await.json()["total"],
        39
    );
    assert_eq!(desk.get("/api/partners?q=nowhere").await.json()["total"], 1);

    let relation = json!({ "partner": city["id"], "kind": "exchange", "valid_from": "2024-01" });
    let relation = desk.post("/api/relations", relation).await;
    assert_eq!(relation.status, 201, "{}", relation.text);
    let mut partner = city.clone();
    partner["standing"] = "partner".into();
    let path = format!("/api/partners/{}", city["id"].as_str().unwrap());
    let changed = desk.send_from(("PUT", &path), 1, partner).await;
    assert_eq!(changed.status, 200, "{}", changed.text);

    let upgrade = format!("/api/relations/{}/upgrade", id(&relation));
    let early = desk
        .send_from(("POST", &upgrade), 1, json!({ "on": "2023" }))
        .await;
    assert_eq!(
        (early.status.as_u16(), early.code()),
        (409, "too_early".to_owned())
    );
    let upgraded = desk
        .send_from(("POST", &upgrade), 1, json!({ "on": "2026-05" }))
        .await;
    assert_eq!(upgraded.status, 200, "{}", upgraded.text);
    let both = upgraded.json();
    assert_eq!(both["ended"]["record"]["ending"]["reason"], "upgraded");
    assert_eq!(
        both["sister"]["record"]["milestones"]["agreement"],
        "2026-05"
    );
    let again = desk
        .send_from(("POST", &upgrade), 2, json!({ "on": "2026-06" }))
        .await;
    assert_eq!(again.code(), "ended");
    let shown = desk.get(&path).await.json();
    assert_eq!(
        (&shown["kind"], shown["relations"].as_array().unwrap().len()),
        (&"sister".into(), 2)
    );
    assert_eq!(
        listed(&desk, "/api/relations?country=XB&held_on=2025-01-01").await,
        [id(&relation)]
    );

    let removed = desk.send_from(("DELETE", &path), 2, Value::Null).await;
    assert_eq!(
        (removed.status.as_u16(), removed.code()),
        (409, "in_use".to_owned())
    );
    assert_eq!(removed.json()["detail"]["by"].as_array().unwrap().len(), 2);
    assert_eq!(undo(&desk, batch(&upgraded)).await.status, 200);
    assert_eq!(desk.get(&path).await.json()["kind"], "exchange");
}

#[tokio::test]
async fn many_records_are_written_and_taken_back_together() {
    let desk = Desk::signed_in().await;
    let fresh = "000000000000z";
    let city = json!({ "slug": "X01", "names": { "en": "Pasted" }, "country": "XA",
                       "continent": "africa" });
    let changes = json!([
        { "kind": "exchange", "id": "000000000000y", "version": 0, "record": visit("2024", fresh) },
        { "kind": "partner", "id": fresh, "version": 0, "record": city },
    ]);
    let pasted = json!({ "what": "paste", "title": "list.xlsx", "changes": changes });
    let written = desk.post("/api/batches", pasted.clone()).await;
    assert_eq!(written.status, 201, "{}", written.text);
    assert_eq!(written.json()["added"], 2);
    let twice = desk.post("/api/batches", pasted).await;
    assert_eq!(twice.code(), "changed_since");
    let number = batch(&written);
    let shown = desk.get(&format!("/api/batches/{number}")).await.json();
    assert_eq!(
        (&shown["what"], &shown["entries"]),
        (&"paste".into(), &2.into())
    );
    assert_eq!(shown["versions"].as_array().unwrap().len(), 2);
    let newest = desk.get("/api/batches?limit=1").await.json();
    assert_eq!(
        (&newest[0]["number"], &newest[0]["by"]),
        (&number.into(), &"Alice".into())
    );

    let undone = undo(&desk, number).await;
    assert_eq!(undone.json()["removed"], 2);
    assert_eq!(desk.get("/api/partners/X01").await.status, 404);
    assert_eq!(undo(&desk, number).await.code(), "changed_since");
    let shown = desk.get(&format!("/api/batches/{number}")).await.json();
    assert_eq!(shown["undone_by"], batch(&undone));
}

#[tokio::test]
async fn contacts_networks_and_institutes_are_found_by_their_partner() {
    let desk = Desk::signed_in().await;
    let city = dresden();
    for (path, draft) in [
        (
            "/api/contacts",
            json!({ "partner": city, "name": { "en": "Anna" } }),
        ),
        (
            "/api/networks",
            json!({ "names": { "en": "Cities" }, "members": [{ "partner": city }] }),
        ),
        (
            "/api/sub-relations",
            json!({ "partner": city, "kind": "school",
            "ours": { "en": "No. 2" }, "theirs": { "en": "Gymnasium" } }),
        ),
    ] {
        let created = desk.post(path, draft).await;
        assert_eq!(created.status, 201, "{}", created.text);
        let found = listed(&desk, &format!("{path}?partner={city}")).await;
        assert_eq!(found, [id(&created)], "{path}");
        let elsewhere = crate::partners::id_of("S01");
        assert_eq!(
            listed(&desk, &format!("{path}?partner={elsewhere}")).await,
            [""; 0]
        );
        let one = format!("{path}/{}", id(&created));
        assert_eq!(desk.get(&one).await.json()["version"], 1);
        assert_eq!(
            desk.send_from(("DELETE", &one), 1, Value::Null)
                .await
                .status,
            200
        );
        assert_eq!(desk.get(&one).await.status, 404);
    }
}

#[tokio::test]
async fn nobody_reads_or_writes_without_signing_in() {
    let stranger = Desk::new().await;
    for path in [
        "exchanges",
        "relations",
        "intents",
        "contacts",
        "networks",
        "sub-relations",
        "districts",
        "departments",
        "batches",
        "versions/partner/0000000000001",
    ] {
        let path = format!("/api/{path}");
        assert_eq!(stranger.get(&path).await.status, 401, "{path}");
    }
    for path in ["exchanges", "partners", "batches", "batches/1/undo"] {
        let answer = stranger.post(&format!("/api/{path}"), json!({})).await;
        assert_eq!(answer.status, 401, "{path}");
    }
}
