//! Sessions in a real store.

mod desk;
mod held;
mod kept;
mod rehearsals;

use meeting::id::SessionId;
use meeting::plan::Plan;
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use crate::partners::{FilePartner, Index, Listed};
use crate::store::Store;
use crate::testing::Desk;

use super::draft::PlanDraft;
use super::identities::Known;
use super::resolve::resolve;

pub(super) fn registry() -> Index {
    let partner = |slug: &str, zh: &str, en: &str, country: &str, zone: &str| -> Listed {
        let row: FilePartner = serde_json::from_value(json!({
            "slug": slug, "name_zh": zh, "name_en": en, "name_local": en, "languages": ["en"],
            "country": country, "continent": "europe", "kind": "sister", "relation_date": null,
            "date_precision": "unknown", "bri": false, "dormant_2020": false, "lat": 0.0,
            "lon": 0.0, "zone": zone, "population": null, "geonameid": null,
            "confidence": "verified", "note": null, "sources": [], "official_urls": [],
        }))
        .unwrap();
        row.listed()
    };
    Index::of(vec![
        partner("S18", "德累斯顿市", "Dresden", "DE", "Europe/Berlin"),
        partner("S04", "利兹市", "Leeds", "GB", "Europe/London"),
    ])
}

/// A good draft as the desk sends it: Hangzhou and Dresden, a host and a mayor, two items.
pub(super) fn a_draft() -> Value {
    json!({
        "title": { "zh-CN": "杭州—德累斯顿云会议", "en": "Hangzhou–Dresden cloud meeting" },
        "starts_at": 1_796_889_600_000_000i64,
        "minutes": 90,
        "zone": "Asia/Shanghai",
        "languages": ["zh-CN", "en"],
        "admission": "by_host",
        "delegations": [
            { "id": "new-1", "partner": null, "city": { "zh-CN": "杭州" }, "country": "CN", "head": "new-3" },
            { "id": "new-2", "partner": "S18", "city": {}, "country": null, "head": null },
        ],
        "people": [
            { "id": "new-3", "delegation": "new-1", "role": "host", "rank": "director",
              "name": { "zh-CN": "李梅" }, "title": { "zh-CN": "主任" }, "language": "zh-CN" },
            { "id": null, "delegation": "new-2", "role": "delegate", "rank": "mayor",
              "name": { "de": "Anna Weber" }, "title": {}, "language": "de" },
        ],
        "agenda": [
            { "id": "new-4", "title": { "en": "Opening" }, "kind": "opening", "speaker": "new-3",
              "minutes": 10, "open": true },
            { "title": { "en": "Talks" }, "kind": "dialogue", "minutes": 60, "open": false },
        ],
    })
}

pub(super) fn draft(value: Value) -> PlanDraft {
    serde_json::from_value(value).unwrap()
}

/// Identities 1, 2, 3 ... in the order in which they are asked for.
pub(super) fn counter() -> impl FnMut() -> u64 {
    let mut last = 0;
    move || {
        last += 1;
        last
    }
}

pub(super) fn a_plan() -> Plan {
    let session = SessionId::from_bits(7);
    let known = Known::default();
    resolve(
        draft(a_draft()),
        session,
        &known,
        &registry(),
        &mut counter(),
    )
    .unwrap()
}

/// A session kept over HTTP: its address and what was answered.
async fn planned(desk: &Desk) -> (String, Value) {
    kept_plan(desk, a_draft()).await
}

async fn kept_plan(desk: &Desk, draft: Value) -> (String, Value) {
    let answer = desk.post("/api/sessions", json!({ "plan": draft })).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let session = answer.json()["session"].clone();
    let id = session["plan"]["session"].as_str().unwrap();
    (format!("/api/sessions/{id}"), session)
}

async fn happened(store: &Store, session: &Value, sequence: i64, event: &str) {
    let mut transaction = store.write().await.unwrap();
    let body = json!({ "event": event });
    insert_fact(&mut transaction, session, sequence, body).await;
    transaction.commit().await.unwrap();
}

async fn insert_fact(database: &mut SqliteConnection, session: &Value, sequence: i64, body: Value) {
    sqlx::query("INSERT INTO fact VALUES ($1, 1, $2, 9, 1, $3, NULL, $4, NULL, x'00')")
        .bind(session["plan"]["session"].as_str().unwrap())
        .bind(sequence)
        .bind(body["event"].as_str().unwrap())
        .bind(body.to_string())
        .execute(database)
        .await
        .unwrap();
}
