//! The checks before a session over HTTP.

use serde_json::{Value, json};

use crate::app::now;
use crate::testing::Desk;

fn draft(host_mail: &str, minutes_later: i64) -> Value {
    let starts_at = now().timestamp.micros() + 3 * 86_400_000_000 + minutes_later * 60_000_000;
    json!({
        "title": { "zh-CN": "论坛", "en": "Forum" },
        "starts_at": starts_at, "minutes": 60, "zone": "Asia/Shanghai",
        "languages": ["en", "zh-CN"], "admission": "by_host",
        "delegations": [{ "id": "d", "partner": "S18" }],
        "people": [{ "id": "host", "delegation": "d", "role": "host", "rank": "staff",
            "name": { "en": "Li Mei" }, "language": "en", "email": host_mail }],
        "agenda": [{ "id": "speech", "title": { "en": "Speech" }, "kind": "speech", "minutes": 5,
            "open": true, "speaker": "host", "paper": "wanted" }],
    })
}

async fn planned(desk: &Desk, draft: Value) -> Value {
    let answer = desk.post("/api/sessions", json!({ "plan": draft })).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["session"].clone()
}

async fn checks(desk: &Desk, session: &Value) -> Value {
    let id = session["plan"]["session"].as_str().unwrap();
    let answer = desk.get(&format!("/api/sessions/{id}/checks")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

#[tokio::test]
async fn a_session_tells_what_it_lacks_and_whom_another_session_has_too() {
    let desk = Desk::signed_in().await;
    let session = planned(&desk, draft("li@example.org", 0)).await;
    let person = &session["plan"]["people"][0]["id"];
    let item = &session["plan"]["agenda"][0]["id"];
    assert_eq!(session["plan"]["agenda"][0]["paper"], "wanted");
    let lacks = json!([
        { "gap": "paper_missing", "item": item, "speaker": person },
        { "gap": "link_not_sent", "person": person },
        { "gap": "no_reply", "person": person },
        { "gap": "not_tested", "person": person },
    ]);
    let found = checks(&desk, &session).await;
    assert_eq!(found["gaps"], lacks);
    assert_eq!(
        (&found["wanted"], &found["people"], &found["compared"]),
        (&json!(1), &json!(1), &json!(0))
    );

    // Of no event, with another identity, and the same address.
    let other = planned(&desk, draft("LI@example.org", 59)).await;
    planned(&desk, draft("li@example.org", 119)).await;
    let found = checks(&desk, &session).await;
    let twice =
        json!({ "gap": "person_twice", "person": person, "other": other["plan"]["session"] });
    assert_eq!(found["gaps"][0], twice);
    assert_eq!(found["others"][0]["id"], other["plan"]["session"]);
    assert_eq!(
        (
            found["others"].as_array().unwrap().len(),
            &found["compared"]
        ),
        (1, &json!(2))
    );
}

#[tokio::test]
async fn a_session_that_was_called_off_lacks_nothing() {
    let desk = Desk::signed_in().await;
    let session = planned(&desk, draft("li@example.org", 0)).await;
    let id = session["plan"]["session"].as_str().unwrap();
    let cancel = json!({ "version": 1 });
    desk.post(&format!("/api/sessions/{id}/cancel"), cancel)
        .await;
    assert_eq!(checks(&desk, &session).await["gaps"], json!([]));
    let unknown = desk.get("/api/sessions/0000000000000/checks").await;
    assert_eq!(unknown.status, 404);
}
