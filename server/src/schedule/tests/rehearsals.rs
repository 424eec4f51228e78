//! Rehearsals, and the stand-ins who come to them.

use super::*;

async fn a_rehearsal(desk: &Desk) -> (String, Value) {
    let mut draft = a_draft();
    draft["rehearsal"] = json!(true);
    kept_plan(desk, draft).await
}

/// One to which 1,002 people are invited.
async fn a_large_rehearsal(desk: &Desk) -> String {
    let mut draft = a_draft();
    draft["rehearsal"] = json!(true);
    let guest = draft["people"][1].clone();
    let people = draft["people"].as_array_mut().unwrap();
    people.extend((0..1000).map(|number| {
        let mut guest = guest.clone();
        guest["id"] = json!(format!("guest-{number}"));
        guest
    }));
    kept_plan(desk, draft).await.0
}

async fn invite(desk: &Desk, path: &str, count: u32) -> (u16, Value) {
    let path = format!("{path}/stand-ins");
    let answer = desk.post(&path, json!({ "participants": count })).await;
    (answer.status.as_u16(), answer.json())
}

fn people(session: &Value) -> Vec<(String, String)> {
    let people = session["plan"]["people"].as_array().unwrap();
    let name = |one: &Value| one["name"]["en"].as_str().unwrap_or_default().to_owned();
    let role = |one: &Value| one["role"].as_str().unwrap().to_owned();
    people.iter().map(|one| (name(one), role(one))).collect()
}

#[tokio::test]
async fn stand_ins_are_put_into_the_plan_and_taken_out_again() {
    let desk = Desk::signed_in().await;
    let (path, before) = a_rehearsal(&desk).await;
    assert_eq!(before["state"], "open", "its doors are");
    let card = desk.get("/api/sessions").await.json()["items"][0].clone();
    assert_eq!(card["rehearsal"], true);
    let (status, invited) = invite(&desk, &path, 3).await;
    assert_eq!(status, 200, "{invited}");
    let links = invited["links"].as_array().unwrap();
    let session = desk.get(&path).await.json();
    let shown: Vec<&Value> = session["links"].as_array().unwrap()[2..]
        .iter()
        .map(|link| &link["url"])
        .collect();
    assert_eq!(links.iter().collect::<Vec<_>>(), shown);
    let expected = [
        ("Stand-in 1", "host"),
        ("Stand-in 2", "delegate"),
        ("Stand-in 3", "delegate"),
    ];
    let expected = expected.map(|(name, role)| (name.to_owned(), role.to_owned()));
    assert_eq!(people(&session)[2..], expected);

    let gone = desk
        .send("DELETE", &format!("{path}/stand-ins"), json!(null))
        .await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    let after = desk.get(&path).await.json();
    assert_eq!(after["plan"], before["plan"]);
    let again = desk
        .send("DELETE", &format!("{path}/stand-ins"), json!(null))
        .await;
    assert_eq!(again.status, 204);
    assert_eq!(desk.get(&path).await.json()["version"], after["version"]);
}

#[tokio::test]
async fn stand_ins_invited_again_are_the_same_with_new_links() {
    let desk = Desk::signed_in().await;
    let (path, _) = a_rehearsal(&desk).await;
    let (_, first) = invite(&desk, &path, 3).await;
    let before = desk.get(&path).await.json();
    let (_, second) = invite(&desk, &path, 2).await;
    let after = desk.get(&path).await.json();
    assert_eq!(after["plan"]["people"].as_array().unwrap().len(), 4);
    for place in [2, 3] {
        assert_eq!(
            after["plan"]["people"][place],
            before["plan"]["people"][place]
        );
    }
    let second = second["links"].as_array().unwrap();
    assert_eq!(second.len(), 2);
    assert!(
        second
            .iter()
            .all(|link| !first["links"].as_array().unwrap().contains(link))
    );
    let token = second[1].as_str().unwrap().split_once('#').unwrap().1;
    let joined = desk
        .post("/api/join", json!({ "token": token }))
        .await
        .json();
    assert_eq!(joined["person"]["name"]["zh-CN"], "替身 2");
    assert_eq!(joined["session"]["rehearsal"], true);
}

#[tokio::test]
async fn stand_ins_come_to_rehearsals_that_can_be_held() {
    let desk = Desk::signed_in().await;
    let refusal = async |path: &str, count: u32| {
        let (status, answer) = invite(&desk, path, count).await;
        (status, answer["error"].as_str().unwrap().to_owned())
    };
    let (real, _) = planned(&desk).await;
    assert_eq!(refusal(&real, 3).await, (409, "not_a_rehearsal".to_owned()));
    let gone = desk
        .send("DELETE", &format!("{real}/stand-ins"), json!(null))
        .await;
    assert_eq!(gone.code(), "not_a_rehearsal");
    let nowhere = "/api/sessions/0000000000001";
    assert_eq!(refusal(nowhere, 3).await, (404, "not_found".to_owned()));

    let (path, session) = a_rehearsal(&desk).await;
    for count in [0, 501] {
        assert_eq!(refusal(&path, count).await, (400, "bad_input".to_owned()));
    }
    let (status, full) = invite(&desk, &a_large_rehearsal(&desk).await, 199).await;
    assert_eq!((status, &full["error"]), (409, &json!("too_many_people")));
    assert_eq!(full["detail"]["room"], 198);
    desk.post(&format!("{path}/cancel"), json!({ "version": 1 }))
        .await;
    assert_eq!(refusal(&path, 3).await, (409, "cancelled".to_owned()));
    happened(&desk.app.store, &session, 1, "opened").await;
    happened(&desk.app.store, &session, 2, "ended").await;
    assert_eq!(refusal(&path, 3).await, (409, "ended".to_owned()));
    let stranger = Desk::new().await;
    assert_eq!(invite(&stranger, &path, 3).await.0, 401);
}

#[tokio::test]
async fn a_plan_is_not_left_without_a_host() {
    let desk = Desk::signed_in().await;
    let (path, _) = a_rehearsal(&desk).await;
    invite(&desk, &path, 1).await;
    let session = desk.get(&path).await.json();
    let mut plan = session["plan"].clone();
    plan["people"][0]["role"] = json!("delegate");
    let change = json!({ "version": session["version"], "plan": plan });
    assert_eq!(desk.send("PUT", &path, change).await.status, 200);
    let gone = desk
        .send("DELETE", &format!("{path}/stand-ins"), json!(null))
        .await;
    assert_eq!(
        (gone.status.as_u16(), gone.code().as_str()),
        (400, "invalid_plan")
    );
    assert_eq!(gone.json()["detail"]["fields"][0]["problem"], "no_host");
}

#[tokio::test]
async fn what_was_opened_as_a_rehearsal_remains_one() {
    let desk = Desk::signed_in().await;
    let (path, session) = a_rehearsal(&desk).await;
    let change = async |version: u32, rehearsal: bool| {
        let mut plan = session["plan"].clone();
        plan["rehearsal"] = json!(rehearsal);
        let change = json!({ "version": version, "plan": plan });
        desk.send("PUT", &path, change).await
    };
    assert_eq!(change(1, false).await.status, 200);
    assert_eq!(change(2, true).await.status, 200);
    let mut transaction = desk.app.store.write().await.unwrap();
    let opened = json!({ "event": "opened", "by": session["plan"]["people"][0]["id"] });
    insert_fact(&mut transaction, &session, 1, opened).await;
    transaction.commit().await.unwrap();
    let refused = change(3, false).await;
    assert_eq!(refused.code(), "invalid_plan");
    let fields = &refused.json()["detail"]["fields"];
    assert_eq!(
        *fields,
        json!([{ "path": "rehearsal", "problem": "opened" }])
    );
    assert_eq!(change(3, true).await.status, 200);
}

#[tokio::test]
async fn a_session_is_copied_as_a_rehearsal_with_links_of_its_own() {
    let desk = Desk::signed_in().await;
    let (path, session) = planned(&desk).await;
    let answer = desk.post(&format!("{path}/rehearsal"), json!({})).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let copy = answer.json()["session"].clone();
    assert_ne!(copy["plan"]["session"], session["plan"]["session"]);
    assert_eq!(copy["plan"]["rehearsal"], true);
    assert_eq!(copy["plan"]["people"], session["plan"]["people"]);
    assert_eq!(copy["links"].as_array().unwrap().len(), 2);
    assert_ne!(copy["links"][0]["url"], session["links"][0]["url"]);
    assert_eq!(
        desk.get(&path).await.json(),
        session,
        "the session stays as it is"
    );
    let nowhere = desk
        .post("/api/sessions/0000000000001/rehearsal", json!({}))
        .await;
    assert_eq!(nowhere.status, 404);
}
