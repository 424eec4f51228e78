//! The desk over HTTP.

use super::*;

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
