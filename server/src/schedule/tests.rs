//! Sessions in a real store.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use meeting::id::{OrganizerId, PersonId, SessionId};
use meeting::plan::Plan;
use meeting::time::Timestamp;
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use crate::partners::{Index, Partner};
use crate::store::{LinkRow, PlanState, Store};
use crate::testing::{Desk, TempDir};

use super::draft::PlanDraft;
use super::resolve::{Known, resolve};
use super::table::{self, Kept};

pub(super) fn registry() -> Index {
    let partner = |slug: &str, zh: &str, en: &str, country: &str, zone: &str| -> Partner {
        serde_json::from_value(json!({
            "slug": slug, "name_zh": zh, "name_en": en, "name_local": en, "languages": ["en"],
            "country": country, "continent": "europe", "kind": "sister", "relation_date": null,
            "date_precision": "unknown", "bri": false, "dormant_2020": false, "lat": 0.0,
            "lon": 0.0, "zone": zone, "population": null, "geonameid": null,
            "confidence": "verified", "note": null, "sources": [], "official_urls": [],
        }))
        .unwrap()
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

async fn a_store(folder: &TempDir) -> Store {
    Store::open(folder.path(), [7; 32]).await.unwrap()
}

async fn kept(store: &Store, session: SessionId) -> Option<Kept> {
    let mut database = store.pool().acquire().await.unwrap();
    table::get(&mut database, session).await.unwrap()
}

async fn links(store: &Store, session: SessionId) -> BTreeMap<PersonId, LinkRow> {
    let mut database = store.pool().acquire().await.unwrap();
    table::links(&mut database, session).await.unwrap()
}

async fn insert(store: &Store, plan: &Plan) {
    let organizer = OrganizerId::from_bits(1);
    table::insert(store, plan, organizer, Timestamp(5))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_plan_is_read_back_as_it_was_kept() {
    let folder = TempDir::new();
    let store = a_store(&folder).await;
    let plan = a_plan();
    assert!(kept(&store, plan.session).await.is_none());
    insert(&store, &plan).await;
    let kept = kept(&store, plan.session).await.unwrap();
    assert_eq!(
        (&kept.plan, kept.version, kept.state),
        (&plan, 1, PlanState::Planned)
    );
    assert_eq!((kept.created_at, kept.attended), (Timestamp(5), None));
    assert!(!kept.held.opened && !kept.held.ended);
    assert_eq!(table::all(&store).await.unwrap().len(), 1);
    let links = links(&store, plan.session).await;
    assert_eq!(links.len(), 2);
    assert!(links.values().all(|link| link.serial == 1 && !link.revoked));
}

#[tokio::test]
async fn links_follow_the_people_of_the_plan() {
    let folder = TempDir::new();
    let store = a_store(&folder).await;
    let plan = a_plan();
    insert(&store, &plan).await;
    let (host, mayor) = (plan.people[0].id, plan.people[1].id);
    let link = async |person: PersonId| {
        let links = links(&store, plan.session).await;
        links.get(&person).map(|link| (link.serial, link.revoked))
    };
    let change = async |people: Vec<_>| {
        let before = kept(&store, plan.session).await.unwrap().plan;
        let after = Plan {
            people,
            ..plan.clone()
        };
        let mut transaction = store.write().await.unwrap();
        table::replace(&mut transaction, &before, &after, Timestamp(6))
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    };
    // Taken out: the link is dead. Back again: a new one.
    change(plan.people[..1].to_vec()).await;
    assert_eq!(
        (link(host).await, link(mayor).await),
        (Some((1, false)), Some((1, true)))
    );
    change(plan.people.clone()).await;
    assert_eq!(
        (link(host).await, link(mayor).await),
        (Some((1, false)), Some((2, false)))
    );
    // What was revoked by hand stays revoked when the plan changes.
    let mut transaction = store.write().await.unwrap();
    table::kill_link(&mut transaction, plan.session, host)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    change(plan.people.clone()).await;
    assert_eq!(link(host).await, Some((1, true)));
    let mut transaction = store.write().await.unwrap();
    let serial = table::new_link(&mut transaction, plan.session, host).await;
    assert_eq!(serial.unwrap(), 2);
    transaction.commit().await.unwrap();
    assert_eq!(link(host).await, Some((2, false)));
}

#[tokio::test]
async fn the_journal_says_whether_a_session_was_held() {
    let folder = TempDir::new();
    let store = a_store(&folder).await;
    let plan = a_plan();
    insert(&store, &plan).await;
    for (sequence, event) in [(1, "opened"), (2, "ended")] {
        happened(
            &store,
            &json!({ "plan": { "session": plan.session } }),
            sequence,
            event,
        )
        .await;
        let held = kept(&store, plan.session).await.unwrap().held;
        assert_eq!((held.opened, held.ended), (true, event == "ended"));
    }
}

/// A session kept over HTTP: its address and what was answered.
async fn planned(desk: &Desk) -> (String, Value) {
    let answer = desk
        .post("/api/sessions", json!({ "plan": a_draft() }))
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let session = answer.json()["session"].clone();
    let id = session["plan"]["session"].as_str().unwrap();
    (format!("/api/sessions/{id}"), session)
}

#[tokio::test]
async fn a_session_is_planned_listed_and_shown() {
    let desk = Desk::signed_in().await;
    let (path, session) = planned(&desk).await;
    assert_eq!(
        (&session["version"], &session["state"]),
        (&json!(1), &json!("planned"))
    );
    let links = session["links"].as_array().unwrap();
    assert_eq!(links.len(), 2);
    assert!(links[0]["url"].as_str().unwrap().contains("/j#"));
    assert_eq!(links[0]["person"], session["plan"]["people"][0]["id"]);
    assert_eq!(desk.get(&path).await.json(), session);

    let upcoming = desk.get("/api/sessions").await.json();
    assert_eq!(upcoming["total"], 1);
    let card = &upcoming["items"][0];
    assert_eq!(
        (&card["people"], &card["present"], &card["has_record"]),
        (&json!(2), &json!(0), &json!(false))
    );
    assert_eq!(card["partners"][0]["country"], "DE");
    assert_eq!(card["partners"][0]["names"]["en"], "Dresden");
    assert_eq!(desk.get("/api/sessions?when=past").await.json()["total"], 0);
    assert_eq!(desk.get("/api/sessions?when=all").await.json()["total"], 1);
}

#[tokio::test]
async fn a_draft_that_is_wrong_names_its_fields() {
    let desk = Desk::signed_in().await;
    let mut draft = a_draft();
    draft["title"] = json!({ "en": "One language" });
    draft["people"][1]["delegation"] = json!("new-9");
    let answer = desk.post("/api/sessions", json!({ "plan": draft })).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (400, "invalid_plan")
    );
    let fields = &answer.json()["detail"]["fields"];
    assert_eq!(
        *fields,
        json!([
            { "path": "title", "problem": "second_language" },
            { "path": "people[1].delegation", "problem": "unknown" },
        ])
    );
    assert_eq!(desk.get("/api/sessions?when=all").await.json()["total"], 0);
}

#[tokio::test]
async fn whoever_changes_an_older_version_is_shown_the_newer() {
    let desk = Desk::signed_in().await;
    let (path, session) = planned(&desk).await;
    let mut plan = session["plan"].clone();
    plan["minutes"] = json!(120);
    let change = json!({ "version": 1, "plan": plan });
    let changed = desk.send("PUT", &path, change.clone()).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let changed = changed.json();
    assert_eq!((&changed["version"], &changed["plan"]), (&json!(2), &plan));
    // Links are those that were sent out already.
    assert_eq!(changed["links"], session["links"]);

    let late = desk.send("PUT", &path, change).await;
    assert_eq!(
        (late.status.as_u16(), late.code().as_str()),
        (409, "conflict")
    );
    assert_eq!(late.json()["detail"]["current"], changed);
    let late = desk
        .post(&format!("{path}/cancel"), json!({ "version": 1 }))
        .await;
    assert_eq!(
        (late.status.as_u16(), late.code().as_str()),
        (409, "conflict")
    );
}

#[tokio::test]
async fn a_cancelled_session_can_be_brought_back() {
    let desk = Desk::signed_in().await;
    let (path, _) = planned(&desk).await;
    let cancelled = desk
        .post(&format!("{path}/cancel"), json!({ "version": 1 }))
        .await
        .json();
    assert_eq!(
        (&cancelled["state"], &cancelled["version"]),
        (&json!("cancelled"), &json!(2))
    );
    assert_eq!(
        desk.get("/api/sessions").await.json()["items"][0]["state"],
        "cancelled"
    );
    let restored = desk
        .post(&format!("{path}/restore"), json!({ "version": 2 }))
        .await
        .json();
    assert_eq!(
        (&restored["state"], &restored["version"]),
        (&json!("planned"), &json!(3))
    );
}

#[tokio::test]
async fn links_are_revoked_and_given_out_anew() {
    let desk = Desk::signed_in().await;
    let (path, session) = planned(&desk).await;
    let (first, person) = (
        &session["links"][0]["url"],
        session["links"][0]["person"].as_str(),
    );
    let link = format!("{path}/people/{}/link", person.unwrap());
    assert_eq!(desk.send("DELETE", &link, json!(null)).await.status, 204);
    let shown = desk.get(&path).await.json()["links"][0].clone();
    assert_eq!(
        (&shown["url"], &shown["revoked"]),
        (&json!(null), &json!(true))
    );
    let second = desk.post(&link, json!(null)).await.json()["url"].clone();
    assert_ne!(&second, first);
    let shown = desk.get(&path).await.json()["links"][0].clone();
    assert_eq!((&shown["url"], &shown["revoked"]), (&second, &json!(false)));
    for (method, path) in [
        ("POST", "people/0000000000001/link"),
        ("DELETE", "people/x/link"),
    ] {
        let path = format!("/api/sessions/0000000000001/{path}");
        assert_eq!(
            desk.send(method, &path, json!(null)).await.status,
            404,
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_was_held_is_changed_no_more() {
    let desk = Desk::signed_in().await;
    let (path, session) = planned(&desk).await;
    let refused = async |code: &str| {
        let cancel = desk
            .post(&format!("{path}/cancel"), json!({ "version": 1 }))
            .await;
        assert_eq!(
            (cancel.status.as_u16(), cancel.code().as_str()),
            (409, code)
        );
    };
    happened(&desk.app.store, &session, 1, "opened").await;
    refused("opened").await;
    assert_eq!(desk.get(&path).await.json()["state"], "live");
    happened(&desk.app.store, &session, 2, "ended").await;
    refused("ended").await;
    let change = json!({ "version": 1, "plan": session["plan"] });
    assert_eq!(desk.send("PUT", &path, change).await.code(), "ended");
    let past = desk.get("/api/sessions?when=past").await.json();
    let card = &past["items"][0];
    assert_eq!(
        (&card["state"], &card["has_record"]),
        (&json!("ended"), &json!(true))
    );
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

/// Lets the desk come as far as it can while the test has the one connection that writes, and
/// keeps a fact in that time.
async fn meanwhile<T: Send + 'static>(
    desk: &Desk,
    session: &Value,
    body: Value,
    request: impl Future<Output = T> + Send + 'static,
) -> T {
    let mut transaction = desk.app.store.write().await.unwrap();
    let asked = tokio::spawn(request);
    tokio::time::sleep(Duration::from_millis(50)).await;
    insert_fact(&mut transaction, session, 1, body).await;
    transaction.commit().await.unwrap();
    asked.await.unwrap()
}

#[tokio::test]
async fn what_happens_in_the_room_while_the_desk_waits_counts() {
    let desk = Arc::new(Desk::signed_in().await);
    let send = |method: &'static str, path: String, body: Value| {
        let desk = desk.clone();
        async move { desk.send(method, &path, body).await }
    };
    let (path, session) = planned(&desk).await;
    let cancel = send("POST", format!("{path}/cancel"), json!({ "version": 1 }));
    let opened = json!({ "event": "opened", "by": session["plan"]["people"][0]["id"] });
    let answer = meanwhile(&desk, &session, opened, cancel).await;
    assert_eq!(answer.code(), "opened");

    let (path, session) = planned(&desk).await;
    let mut plan = session["plan"].clone();
    let item = plan["agenda"].as_array_mut().unwrap().remove(0);
    let started = json!({
        "event": "item_started", "item": item["id"], "by": session["plan"]["people"][0]["id"],
    });
    let change = send("PUT", path, json!({ "version": 1, "plan": plan }));
    let answer = meanwhile(&desk, &session, started, change).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let agenda = &answer.json()["plan"]["agenda"];
    assert_eq!(agenda[0]["id"], item["id"], "what was begun stays");

    let (path, session) = planned(&desk).await;
    let change = json!({ "version": 1, "plan": session["plan"] });
    let change = send("PUT", path, change);
    let ended = json!({ "event": "ended", "by": null, "reason": "empty" });
    let answer = meanwhile(&desk, &session, ended, change).await;
    assert_eq!(answer.code(), "ended");
}

#[tokio::test]
async fn clocks_over_http() {
    let desk = Desk::signed_in().await;
    let path = "/api/time?zones=Europe/Berlin,Asia/Kathmandu&at=2026-12-10T16:00&in=Asia/Shanghai";
    assert_eq!(
        desk.get(path).await.json(),
        json!({
            "at": 1_796_889_600_000_000i64, "problem": null, "choices": [], "local": [
                { "zone": "Europe/Berlin", "wall": "2026-12-10T09:00", "day_shift": 0, "offset": "+01:00" },
                { "zone": "Asia/Kathmandu", "wall": "2026-12-10T13:45", "day_shift": 0, "offset": "+05:45" },
            ],
        })
    );
    let gap = desk
        .get("/api/time?at=2026-03-08T02:30&in=America/New_York")
        .await
        .json();
    assert_eq!((&gap["at"], &gap["problem"]), (&json!(null), &json!("gap")));
    assert_eq!(gap["choices"].as_array().unwrap().len(), 2);
    let zones = desk.get("/api/zones").await.json();
    assert!(
        zones
            .as_array()
            .unwrap()
            .contains(&json!("Africa/Casablanca"))
    );
    for (query, field) in [
        ("at=tomorrow&in=UTC", "at"),
        ("at=2026-12-10T16:00&in=Mars", "in"),
        ("at=2026-12-10T16:00&in=UTC&zones=UTC,Mars", "zones"),
    ] {
        let answer = desk.get(&format!("/api/time?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.json()["detail"]["field"], field);
    }
}

#[tokio::test]
async fn strangers_plan_nothing() {
    let stranger = Desk::new().await;
    let session = "/api/sessions/0000000000001";
    for path in [
        "/api/sessions",
        session,
        "/api/zones",
        "/api/time?at=x&in=y",
    ] {
        assert_eq!(stranger.get(path).await.status, 401, "{path}");
    }
    for path in [
        "/api/sessions",
        &format!("{session}/cancel"),
        &format!("{session}/restore"),
    ] {
        assert_eq!(stranger.post(path, json!({})).await.status, 401, "{path}");
    }
}
