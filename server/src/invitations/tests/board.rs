use serde_json::json;

use super::*;

#[tokio::test]
async fn what_was_told_is_not_told_again_and_what_changed_is() {
    let mut planned = Planned::new().await;
    let board = planned.board().await;
    assert_eq!(board["sender"], Value::Null);
    assert_eq!(board["people"][1]["next"], json!({ "kind": "first" }));
    let refused = planned.send(json!({ "digest": board["digest"] })).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code().as_str()),
        (409, "no_mail_server")
    );

    let sent = planned.hand_over().await.json();
    let letter = &sent["people"][1]["letter"];
    assert_eq!(
        (&letter["state"], &letter["sequence"]),
        (&json!("sent"), &json!(0))
    );
    let up_to_date = json!({ "kind": "nothing", "why": "up_to_date" });
    assert_eq!(sent["people"][1]["next"], up_to_date);
    let again = planned.hand_over().await.json();
    assert_eq!(
        again["people"], sent["people"],
        "nothing to send changes nothing"
    );

    planned.shift(30).await;
    let next = planned.line(1).await["next"].clone();
    assert_eq!(next, json!({ "kind": "update", "changes": ["time"] }));
    let letter = planned.hand_over().await.json()["people"][1]["letter"].clone();
    assert_eq!(letter["sequence"], 1);
}

#[tokio::test]
async fn only_what_was_looked_at_is_sent() {
    let mut planned = Planned::new().await;
    let digest = planned.board().await["digest"].clone();
    planned.shift(30).await;
    let stale = planned
        .send(json!({ "digest": digest, "by_hand": true }))
        .await;
    assert_eq!(
        (stale.status.as_u16(), stale.code().as_str()),
        (409, "conflict")
    );
    let current = stale.json()["detail"]["current"].clone();
    assert_eq!(current, planned.board().await);
    assert_eq!(current["people"][1]["letter"], Value::Null);

    let chosen = json!({ "digest": current["digest"], "by_hand": true,
        "people": [planned.person(0)] });
    let board = planned.send(chosen).await.json();
    assert_eq!(board["people"][0]["letter"]["state"], "sent");
    assert_eq!(board["people"][1]["letter"], Value::Null);
}

#[tokio::test]
async fn who_was_invited_is_told_that_it_is_off_and_who_was_not_is_not() {
    let mut planned = Planned::new().await;
    let digest = planned.board().await["digest"].clone();
    let anna = planned.person(1);
    let one = json!({ "digest": digest, "by_hand": true, "people": [anna.clone()] });
    planned.send(one).await;
    let version = planned.session["version"].clone();
    let cancel = planned.path("/cancel");
    let answer = planned
        .desk
        .post(&cancel, json!({ "version": version }))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(
        planned.line(1).await["next"],
        json!({ "kind": "cancelled" })
    );
    assert_eq!(planned.line(0).await["next"]["kind"], "nothing");

    // Brought back before anybody was told: nothing happened.
    let restore = planned.path("/restore");
    let version = answer.json()["version"].clone();
    planned
        .desk
        .post(&restore, json!({ "version": version }))
        .await;
    assert_eq!(planned.line(1).await["next"]["why"], "up_to_date");

    // Taken off the list, and told so; then back on it.
    let mut kept = Value::Null;
    planned
        .change(|plan| {
            kept = plan["people"].as_array_mut().unwrap().remove(1);
            plan["delegations"][1]["head"] = Value::Null;
            plan["agenda"][0]["speaker"] = Value::Null;
        })
        .await;
    let line = planned.line(1).await;
    assert_eq!(
        (&line["person"], &line["delegation"]),
        (&json!(anna), &Value::Null)
    );
    assert_eq!(line["next"], json!({ "kind": "withdrawn" }));
    let board = planned.hand_over().await.json();
    assert_eq!(board["people"][1]["letter"]["takes_back"], true);
    assert_eq!(board["people"][1]["letter"]["sequence"], 1);
    planned
        .change(|plan| plan["people"].as_array_mut().unwrap().push(kept))
        .await;
    assert_eq!(planned.line(1).await["next"], json!({ "kind": "first" }));
    let board = planned.hand_over().await.json();
    assert_eq!(board["people"][1]["letter"]["sequence"], 2);
}

#[tokio::test]
async fn a_new_link_is_news() {
    let planned = Planned::new().await;
    planned.hand_over().await;
    let link = planned.path(&format!("/people/{}/link", planned.person(1)));
    assert_eq!(planned.desk.post(&link, json!({})).await.status, 200);
    let next = planned.line(1).await["next"].clone();
    assert_eq!(next, json!({ "kind": "update", "changes": ["link"] }));
}

#[tokio::test]
async fn an_erased_person_has_had_no_letter() {
    let planned = Planned::new().await;
    planned.hand_over().await;
    let anna = planned.person(1).parse().unwrap();
    planned.desk.app.store.erase(anna).await.unwrap();
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT person, content FROM letter")
        .fetch_all(planned.desk.app.store.pool())
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    let plan: String = sqlx::query_scalar("SELECT plan FROM session")
        .fetch_one(planned.desk.app.store.pool())
        .await
        .unwrap();
    for text in [&rows[0].0, &rows[0].1, &plan] {
        assert!(
            !text.contains("Weber") && !text.contains("dresden.example"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn what_a_letter_is_kept_as_holds_no_link_and_nobody_else() {
    let planned = Planned::new().await;
    planned.hand_over().await;
    let token = planned.session["links"][0]["url"].as_str().unwrap();
    let (_, token) = token.split_once('#').unwrap();
    let contents: Vec<String> = sqlx::query_scalar("SELECT content FROM letter WHERE person = $1")
        .bind(planned.person(0))
        .fetch_all(planned.desk.app.store.pool())
        .await
        .unwrap();
    assert_eq!(contents.len(), 1);
    assert!(
        !contents[0].contains(token) && !contents[0].contains("Weber"),
        "{contents:?}"
    );
}
