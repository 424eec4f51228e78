use axum::body::Body;
use serde_json::{Value, json};

use crate::invitations::tests::Planned;
use crate::testing::Answer;

/// What the person at a place of the plan asks with their pass.
async fn ask(planned: &Planned, place: usize, method: &str, path: &str, body: Value) -> Answer {
    let session = planned.desk.get(&planned.path("")).await.json();
    let url = session["links"][place]["url"].as_str().unwrap().to_owned();
    let (_, token) = url.split_once('#').unwrap();
    let joined = planned
        .desk
        .post("/api/join", json!({ "token": token }))
        .await
        .json();
    let pass = joined["pass"].as_str().unwrap();
    let body = if method == "GET" {
        Body::empty()
    } else {
        Body::from(body.to_string())
    };
    let mut request = planned.desk.request(method, path, body);
    let bearer = format!("Bearer {pass}").try_into().unwrap();
    request.headers_mut().insert("authorization", bearer);
    planned.desk.ask(request).await
}

async fn reply(planned: &Planned, place: usize, answer: Value) -> Answer {
    ask(planned, place, "POST", "/api/reply", answer).await
}

#[tokio::test]
async fn an_answer_can_be_changed_until_the_doors_open() {
    let mut planned = Planned::new().await;
    let programme = ask(&planned, 1, "GET", "/api/reply", json!({}))
        .await
        .json();
    assert_eq!(
        (&programme["open"], &programme["reply"]),
        (&json!(true), &Value::Null)
    );
    assert_eq!(programme["here"]["clock"]["zone"], "Europe/Berlin");
    assert_eq!(programme["host"]["clock"]["zone"], "Asia/Shanghai");
    assert_eq!(programme["agenda"][0]["speaker"]["de"], "Anna Weber");

    let given = reply(&planned, 1, json!({ "kind": "accepted" })).await;
    assert_eq!(given.json()["reply"]["answer"]["kind"], "accepted");
    let at = planned.session["plan"]["starts_at"].as_i64().unwrap() + 86_400_000_000;
    reply(&planned, 1, json!({ "kind": "proposed", "at": at })).await;
    let shown = planned.line(1).await["reply"]["answer"].clone();
    assert_eq!(shown, json!({ "kind": "proposed", "at": at }));
    assert_eq!(planned.line(0).await["reply"], Value::Null);

    planned.shift(-10 * 24 * 60 + 30).await;
    let late = reply(&planned, 1, json!({ "kind": "declined" })).await;
    assert_eq!(
        (late.status.as_u16(), late.code().as_str()),
        (409, "doors_open")
    );
}

#[tokio::test]
async fn what_is_no_answer_is_refused_with_its_field() {
    let planned = Planned::new().await;
    let deputy = |name: &str, language: &str, email: &str| {
        let deputy = json!({ "name": name, "title": "", "language": language, "email": email });
        json!({ "kind": "deputy", "deputy": deputy })
    };
    for (answer, field) in [
        (deputy(" ", "de", ""), "deputy.name"),
        (deputy("Max", "Deutsch!", ""), "deputy.language"),
        (deputy("Max", "de", "max"), "deputy.email"),
        (deputy("Max\u{7}", "de", ""), "deputy.name"),
        (json!({ "kind": "proposed", "at": -1 }), "at"),
    ] {
        let refused = reply(&planned, 1, answer).await;
        assert_eq!(refused.status, 400);
        assert_eq!(refused.json()["detail"]["field"], field);
    }
    let nonsense = reply(&planned, 1, json!({ "kind": "perhaps" })).await;
    assert_eq!(nonsense.status, 400);
}

#[tokio::test]
async fn answers_do_not_pile_up_without_end() {
    let planned = Planned::new().await;
    for _ in 0..50 {
        assert_eq!(
            reply(&planned, 1, json!({ "kind": "accepted" }))
                .await
                .status,
            200
        );
    }
    assert_eq!(
        reply(&planned, 1, json!({ "kind": "declined" }))
            .await
            .status,
        429
    );
    assert_eq!(planned.line(1).await["reply"]["answer"]["kind"], "accepted");
}

#[tokio::test]
async fn a_gap_of_the_persons_own_clock_is_asked_about() {
    let planned = Planned::new().await;
    let path = "/api/reply/time?at=2027-03-28T02:30";
    let answer = ask(&planned, 1, "GET", path, json!({})).await.json();
    assert_eq!(answer["problem"], "gap");
    assert_eq!(answer["choices"].as_array().unwrap().len(), 2);
    assert_eq!(answer["local"][1]["zone"], "Asia/Shanghai");
}

#[tokio::test]
async fn a_deputy_comes_in_the_place_of_a_person_and_back_again() {
    let planned = Planned::new().await;
    let anna = planned.person(1);
    planned.hand_over().await;
    let deputy = json!({ "name": "Max Kurz", "title": "Bürgermeister", "language": "de",
        "email": "max.kurz@dresden.example" });
    reply(&planned, 1, json!({ "kind": "deputy", "deputy": deputy })).await;
    let path = |person: &str| planned.path(&format!("/invitations/{person}/deputy"));
    let stale = planned
        .desk
        .post(&path(&anna), json!({ "version": 7 }))
        .await;
    assert_eq!(
        (stale.status.as_u16(), stale.code().as_str()),
        (409, "conflict")
    );

    let board = planned
        .desk
        .post(&path(&anna), json!({ "version": 1 }))
        .await;
    assert_eq!(board.status, 200, "{}", board.text);
    let board = board.json();
    let max = board["people"][1]["person"].as_str().unwrap().to_owned();
    assert_ne!(max, anna);
    assert_eq!(board["people"][1]["next"]["kind"], "first");
    assert_eq!(board["people"][2]["reply"]["deputy"], max.as_str());
    assert_eq!(board["people"][2]["next"]["kind"], "withdrawn");
    let plan = planned.desk.get(&planned.path("")).await.json()["plan"].clone();
    assert_eq!(plan["delegations"][1]["head"], max.as_str());
    assert_eq!(plan["agenda"][0]["speaker"], max.as_str());
    assert_eq!(plan["people"][1]["name"]["de"], "Max Kurz");
    let token = planned.session["links"][1]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    let (_, token) = token.split_once('#').unwrap();
    let dead = planned
        .desk
        .post("/api/join", json!({ "token": token }))
        .await;
    assert_eq!(
        (dead.status.as_u16(), dead.code().as_str()),
        (410, "revoked_link")
    );

    let back = planned
        .desk
        .send("DELETE", &path(&max), json!({ "version": 2 }))
        .await;
    assert_eq!(back.status, 200, "{}", back.text);
    let back = back.json();
    assert_eq!(back["people"][1]["person"], anna.as_str());
    assert_eq!(
        back["people"][1]["next"],
        json!({ "kind": "update", "changes": ["link"] })
    );
    let twice = planned
        .desk
        .send("DELETE", &path(&max), json!({ "version": 3 }))
        .await;
    assert_eq!(twice.status, 404);
}

#[tokio::test]
async fn nothing_is_left_of_the_answers_of_somebody_erased() {
    let planned = Planned::new().await;
    let deputy = json!({ "name": "Max Kurz", "language": "de" });
    reply(&planned, 1, json!({ "kind": "deputy", "deputy": deputy })).await;
    let path = planned.path(&format!("/invitations/{}/deputy", planned.person(1)));
    let board = planned
        .desk
        .post(&path, json!({ "version": 1 }))
        .await
        .json();
    let max = board["people"][1]["person"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    planned.desk.app.store.erase(max).await.unwrap();
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM reply")
        .fetch_one(planned.desk.app.store.pool())
        .await
        .unwrap();
    assert_eq!(rows, 0, "the answer named the deputy");
}
