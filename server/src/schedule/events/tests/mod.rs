//! Events over HTTP, in a real store.

mod templates;

use meeting::id::PersonId;
use meeting::plan::{Invitee, Localized};
use serde_json::{Value, json};

use crate::schedule::exchange;
use crate::testing::Desk;

use super::template::TEMPLATES;

/// 2026-12-10, 16:00 in Hangzhou.
const START: i64 = 1_796_889_600_000_000;
const MINUTE: i64 = 60_000_000;

/// A forum with Dresden: a host, a mayor and their interpreter.
fn a_forum() -> Value {
    json!({
        "kind": "forum",
        "edition": 7,
        "title": { "zh-CN": "市长论坛", "en": "Mayors' forum" },
        "theme": { "en": "Clean water" },
        "zone": "Asia/Shanghai",
        "languages": ["zh-CN", "en", "de"],
        "delegations": [
            { "id": "new-1", "city": { "zh-CN": "杭州" }, "country": "CN" },
            { "id": "new-2", "partner": "S18", "head": "new-4" },
        ],
        "people": [
            person("new-3", "new-1", "host", "director", "李梅"),
            person("new-4", "new-2", "delegate", "mayor", "Anna Weber"),
            person("new-5", "new-2", "technician", "staff", "Jan Vogt"),
        ],
    })
}

fn person(id: &str, delegation: &str, role: &str, rank: &str, name: &str) -> Value {
    json!({
        "id": id, "delegation": delegation, "role": role, "rank": rank,
        "name": { "zh-CN": name }, "title": {}, "language": "zh-CN",
    })
}

async fn begun(desk: &Desk, template: &str, event: Value) -> (String, Value) {
    let new = json!({
        "template": template, "starts_at": START, "admission": "by_host", "event": event,
    });
    let answer = desk.post("/api/events", new).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let event = answer.json();
    let id = event["event"]["id"].as_str().unwrap();
    (format!("/api/events/{id}"), event)
}

fn titles(event: &Value) -> Vec<&str> {
    let sessions = event["sessions"].as_array().unwrap().iter();
    sessions
        .map(|session| session["title"]["en"].as_str().unwrap())
        .collect()
}

async fn session(desk: &Desk, event: &Value, place: usize) -> (String, Value) {
    let id = event["sessions"][place]["id"].as_str().unwrap();
    let path = format!("/api/sessions/{id}");
    let session = desk.get(&path).await.json();
    (path, session)
}

async fn changed(desk: &Desk, path: &str, version: i64, event: &Value) -> Value {
    let change = json!({ "version": version, "event": event });
    let answer = desk.send("PUT", path, change).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

#[tokio::test]
async fn the_sessions_follow_the_roster() {
    let desk = Desk::signed_in().await;
    let (path, event) = begun(&desk, "forum", a_forum()).await;
    let (_, before) = session(&desk, &event, 1).await;
    let mut roster = event["event"].clone();
    roster["people"][1]["name"] = json!({ "de": "Dr. Anna Weber" });
    roster["people"].as_array_mut().unwrap().remove(2);
    let home = roster["delegations"][0]["id"].as_str().unwrap().to_owned();
    let interpreter = person("new-9", &home, "interpreter", "staff", "王译");
    roster["people"].as_array_mut().unwrap().push(interpreter);
    let event = changed(&desk, &path, 1, &roster).await;
    assert_eq!(event["version"], 2);

    let (_, after) = session(&desk, &event, 1).await;
    let people = &after["plan"]["people"];
    assert_eq!(after["version"], 2);
    assert_eq!(people[1]["name"]["de"], "Dr. Anna Weber");
    assert_eq!(people[2]["role"], "interpreter");
    assert_eq!(people.as_array().unwrap().len(), 3);
    // Who stays keeps the link that was sent.
    assert_eq!(after["links"][1]["url"], before["links"][1]["url"]);
    let (_, panel) = session(&desk, &event, 2).await;
    assert_eq!(
        (&panel["version"], &panel["plan"]["people"]),
        (&json!(1), &json!([]))
    );

    let late = json!({ "version": 1, "event": roster });
    let late = desk.send("PUT", &path, late).await;
    assert_eq!(
        (late.status.as_u16(), late.code().as_str()),
        (409, "conflict")
    );
    assert_eq!(late.json()["detail"]["current"], event);
}

#[tokio::test]
async fn a_session_takes_people_from_the_roster_and_nowhere_else() {
    let desk = Desk::signed_in().await;
    let (_, event) = begun(&desk, "forum", a_forum()).await;
    let (path, panel) = session(&desk, &event, 2).await;
    let mayor = event["event"]["people"][1].clone();
    let mut plan = panel["plan"].clone();
    plan["people"] = json!([mayor]);
    plan["people"][0]["role"] = json!("observer");
    plan["people"][0]["name"] = json!({ "en": "Somebody else" });
    let answer = desk
        .send("PUT", &path, json!({ "version": 1, "plan": plan }))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let changed = answer.json();
    let person = &changed["plan"]["people"][0];
    assert_eq!(person["role"], "observer");
    assert_eq!(person["name"], mayor["name"]);
    assert_eq!(changed["plan"]["delegations"].as_array().unwrap().len(), 1);

    plan["people"][0]["id"] = json!("new-77");
    plan["track"] = json!("0000000000001");
    let answer = desk
        .send("PUT", &path, json!({ "version": 2, "plan": plan }))
        .await;
    assert_eq!(answer.code(), "invalid_plan");
    assert_eq!(
        answer.json()["detail"]["fields"],
        json!([
            { "path": "people[0].id", "problem": "unknown" },
            { "path": "track", "problem": "unknown" },
        ])
    );
}

#[tokio::test]
async fn a_session_of_an_event_stays_in_it_and_another_is_not_drawn_in() {
    let desk = Desk::signed_in().await;
    let (_, event) = begun(&desk, "bilateral", a_forum()).await;
    let (path, first) = session(&desk, &event, 0).await;
    let mut plan = first["plan"].clone();
    plan["event"] = Value::Null;
    let answer = desk
        .send("PUT", &path, json!({ "version": 1, "plan": plan }))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["plan"]["event"], event["event"]["id"]);

    plan["event"] = json!("0000000000001");
    let answer = desk.post("/api/sessions", json!({ "plan": plan })).await;
    assert_eq!(
        answer.json()["detail"]["fields"],
        json!([{ "path": "event", "problem": "unknown" }])
    );
    plan["event"] = event["event"]["id"].clone();
    let answer = desk.post("/api/sessions", json!({ "plan": plan })).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
}

#[tokio::test]
async fn a_session_is_moved_and_who_is_then_in_two_places_is_named() {
    let desk = Desk::signed_in().await;
    let (path, event) = begun(&desk, "bilateral", a_forum()).await;
    let (side, talks) = session(&desk, &event, 1).await;
    let mut plan = talks["plan"].clone();
    plan["people"] = json!([event["event"]["people"][1]]);
    desk.send("PUT", &side, json!({ "version": 1, "plan": plan }))
        .await;

    let hall = event["event"]["tracks"][0]["id"].clone();
    let to = json!({
        "version": 2, "starts_at": START + 30 * MINUTE, "minutes": 45, "track": hall,
    });
    let answer = desk.post(&format!("{side}/move"), to.clone()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json()["version"], 3);
    let conflicts = desk.get(&path).await.json()["conflicts"].clone();
    let twice: Vec<_> = conflicts
        .as_array()
        .unwrap()
        .iter()
        .map(|conflict| conflict["twice"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(twice, ["track", "person"]);
    assert_eq!(conflicts[1]["person"], event["event"]["people"][1]["id"]);

    let late = desk.post(&format!("{side}/move"), to).await;
    assert_eq!(
        (late.status.as_u16(), late.code().as_str()),
        (409, "conflict")
    );
    let nowhere = json!({
        "version": 3, "starts_at": START, "minutes": 45, "track": "0000000000001",
    });
    let answer = desk.post(&format!("{side}/move"), nowhere).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (400, "bad_input")
    );

    // A session that was called off is in nobody's way.
    let cancel = json!({ "version": 3 });
    desk.post(&format!("{side}/cancel"), cancel).await;
    assert_eq!(desk.get(&path).await.json()["conflicts"], json!([]));
}

#[tokio::test]
async fn an_event_may_belong_to_a_series() {
    let desk = Desk::signed_in().await;
    let named = json!({ "kind": "forum", "name": { "en": "Mayors' forum" } });
    let series = desk.post("/api/series", named).await;
    assert_eq!(series.status, 201, "{}", series.text);
    let series = series.json();
    assert_eq!(desk.get("/api/series").await.json(), json!([series]));
    let mut forum = a_forum();
    forum["series"] = series["id"].clone();
    let (_, event) = begun(&desk, "forum", forum.clone()).await;
    assert_eq!(event["series"], series);
    assert_eq!(
        desk.get("/api/events").await.json()[0]["series"]["en"],
        "Mayors' forum"
    );

    forum["series"] = json!("0000000000001");
    forum["edition"] = json!(0);
    let new = json!({
        "template": "forum", "starts_at": START, "admission": "by_host", "event": forum,
    });
    let answer = desk.post("/api/events", new).await;
    assert_eq!(
        answer.json()["detail"]["fields"],
        json!([
            { "path": "series", "problem": "unknown" },
            { "path": "edition", "problem": "out_of_range" },
        ])
    );
    let nameless = json!({ "kind": "forum", "name": {} });
    assert_eq!(
        desk.post("/api/series", nameless).await.code(),
        "invalid_plan"
    );
}

#[tokio::test]
async fn strangers_see_no_event() {
    let desk = Desk::signed_in().await;
    let (path, _) = begun(&desk, "forum", a_forum()).await;
    let stranger = Desk::new().await;
    for path in [
        path.as_str(),
        "/api/events",
        "/api/series",
        "/api/event-templates",
    ] {
        assert_eq!(stranger.get(path).await.status, 401, "{path}");
    }
}

#[tokio::test]
async fn a_deputy_stands_on_the_roster_and_stays_in_the_session() {
    let desk = Desk::signed_in().await;
    let (path, event) = begun(&desk, "forum", a_forum()).await;
    let (_, plenary) = session(&desk, &event, 1).await;
    let mayor: Invitee = serde_json::from_value(event["event"]["people"][1].clone()).unwrap();
    let deputy = Invitee {
        id: PersonId::from_bits(99),
        name: Localized::of("de", "Max Kurz"),
        ..mayor.clone()
    };
    let id = serde_json::from_value(plenary["plan"]["session"].clone()).unwrap();
    let transaction = desk.app.store.write().await.unwrap();
    exchange(&desk.app, transaction, (id, 1), mayor.id, deputy.clone())
        .await
        .unwrap();

    let event = desk.get(&path).await.json();
    assert_eq!(event["version"], 2);
    assert_eq!(event["event"]["people"][2], json!(deputy));
    // Another change of the roster does not put them out again.
    changed(&desk, &path, 2, &event["event"]).await;
    let (_, plenary) = session(&desk, &event, 1).await;
    assert_eq!(plenary["plan"]["people"][1], json!(deputy));
    assert_eq!(plenary["plan"]["delegations"][1]["head"], json!(deputy.id));
    // Nor does a change of the session.
    let (at, _) = session(&desk, &event, 1).await;
    let mut plan = plenary["plan"].clone();
    plan["minutes"] = json!(45);
    let change = json!({ "version": plenary["version"], "plan": plan });
    let answer = desk.send("PUT", &at, change).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let head = answer.json()["plan"]["delegations"][1]["head"].clone();
    assert_eq!(head, json!(deputy.id));
    let (_, test) = session(&desk, &event, 0).await;
    assert_eq!(
        test["plan"]["people"][1],
        json!(mayor),
        "of the technical test"
    );
}
