//! What was held, and what is being held while the desk decides.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::*;

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
