//! What a test leaves at the desk.

use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderValue;
use serde_json::{Value, json};

use crate::app::now;
use crate::identity::{LinkClaims, PassClaims};
use crate::testing::{Answer, Desk};

fn a_report() -> Value {
    let flow = json!({ "kbps": 2100, "capacity_kbps": 4000, "lost_per_mille": 0, "jitter_ms": 3 });
    json!({
        "browser": { "webrtc": true, "vp8": true, "secure": true },
        "microphone": "works",
        "camera": "without",
        "line": { "opened": true, "reopened": true, "round_trip_ms": 12 },
        "ways": { "udp": "works", "tcp": "works", "relay": "not_offered" },
        "media": {
            "up": flow, "down": flow, "round_trip_ms": 14, "frames": 100, "sound": true,
            "restarted": true,
        },
    })
}

async fn hand_in(desk: &Desk, claims: &LinkClaims, report: &Value) -> Answer {
    let pass = desk.app.identity.pass(&PassClaims {
        session: claims.session,
        person: claims.person,
        serial: claims.serial,
        expires: now().timestamp.plus(Duration::from_secs(600)),
    });
    let mut request = desk.request("POST", "/api/check", Body::from(report.to_string()));
    let bearer = HeaderValue::try_from(format!("Bearer {pass}")).unwrap();
    request.headers_mut().insert("authorization", bearer);
    desk.ask(request).await
}

/// What the organizer sees of the one person's latest test.
async fn shown(desk: &Desk, claims: &LinkClaims) -> Value {
    let session = desk
        .get(&format!("/api/sessions/{}", claims.session))
        .await
        .json();
    session["links"][0]["check"].clone()
}

#[tokio::test]
async fn the_latest_test_of_a_person_stands_at_the_desk_until_they_are_erased() {
    let desk = Desk::signed_in().await;
    let claims = desk.planned(3 * 24 * 60).await;
    assert_eq!(shown(&desk, &claims).await, Value::Null);
    let answer = hand_in(&desk, &claims, &a_report()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let without = json!({ "code": "without_camera", "severity": "note" });
    let expected = json!({ "verdict": "ready", "findings": [without], "kept": true });
    assert_eq!(answer.json(), expected);
    assert_eq!(shown(&desk, &claims).await["verdict"], "ready");

    let mut blocked = a_report();
    blocked["ways"]["udp"] = json!("failed");
    let answer = hand_in(&desk, &claims, &blocked).await.json();
    assert_eq!(answer["verdict"], "limited");
    let latest = shown(&desk, &claims).await;
    assert_eq!(latest["verdict"], "limited");
    assert!(latest["at"].as_i64().unwrap() > 0);

    desk.app.store.erase(claims.person).await.unwrap();
    assert_eq!(shown(&desk, &claims).await, Value::Null);
    let late = hand_in(&desk, &claims, &a_report()).await;
    assert_eq!(late.status, 200, "they may still test");
    assert_eq!(shown(&desk, &claims).await, Value::Null);
}

#[tokio::test]
async fn a_report_needs_a_pass_and_the_right_fields_and_a_session_to_come() {
    let desk = Desk::new().await;
    let claims = desk.planned(0).await;
    let nobody = desk.post("/api/check", a_report()).await;
    assert_eq!(
        (nobody.status.as_u16(), nobody.code().as_str()),
        (401, "bad_pass")
    );
    let mut wordy = a_report();
    wordy["microphone_label"] = json!("Alice's headset");
    assert_eq!(hand_in(&desk, &claims, &wordy).await.status, 400);
    let mut tx = desk.app.store.write().await.unwrap();
    sqlx::query("UPDATE session SET state = 'cancelled'")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let over = hand_in(&desk, &claims, &a_report()).await;
    assert_eq!((over.status.as_u16(), over.code().as_str()), (410, "over"));
}

#[tokio::test]
async fn reports_in_a_flood_are_refused() {
    let desk = Desk::configured(|config| config.limits.join_attempts = 2).await;
    let claims = desk.planned(0).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let answer = hand_in(&desk, &claims, &a_report()).await;
        statuses.push(answer.status.as_u16());
    }
    assert_eq!(statuses, [200, 200, 429]);
}
