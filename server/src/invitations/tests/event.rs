use super::*;

/// A forum of Hangzhou and Dresden with a plenary session and a panel, in thirty days; the mayor of
/// Dresden comes to all, the host to no panel; a technical test comes before.
struct Forum {
    desk: Desk,
    event: String,
    anna: String,
}

impl Forum {
    async fn new() -> Self {
        let desk = Desk::signed_in().await;
        let day = 86_400_000_000;
        let starts_at = (now().timestamp.micros() / day + 30) * day + 8 * 3_600_000_000;
        let mut event = draft();
        for key in ["starts_at", "minutes", "admission", "agenda", "rehearsal"] {
            event.as_object_mut().unwrap().remove(key);
        }
        event["kind"] = json!("forum");
        event["theme"] = json!({});
        let body = json!({ "template": "forum", "starts_at": starts_at, "admission": "by_host",
            "event": event });
        let answer = desk.post("/api/events", body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let begun = answer.json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let forum = Self {
            event: text(&begun["event"]["id"]),
            anna: text(&begun["event"]["people"][1]["id"]),
            desk,
        };
        let panel = begun["sessions"].as_array().unwrap().iter();
        let panel = panel.clone().find(|one| one["form"] == "panel").unwrap();
        forum.bring_anna(panel["id"].as_str().unwrap()).await;
        forum
    }

    async fn bring_anna(&self, session: &str) {
        let path = format!("/api/sessions/{session}");
        let current = self.desk.get(&path).await.json();
        let mut plan = current["plan"].clone();
        let event = self.desk.get(&format!("/api/events/{}", self.event)).await;
        plan["people"] = json!([event.json()["event"]["people"][1]]);
        let body = json!({ "version": current["version"], "plan": plan });
        let answer = self.desk.send("PUT", &path, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/events/{}/invitations{rest}", self.event)
    }

    async fn board(&self) -> Value {
        let answer = self.desk.get(&self.path("")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }
}

fn cells(line: &Value) -> Vec<&Value> {
    line["sessions"].as_array().unwrap().iter().collect()
}

#[tokio::test]
async fn somebody_with_three_sessions_stands_on_the_board_once() {
    let forum = Forum::new().await;
    let board = forum.board().await;
    let people = board["people"].as_array().unwrap();
    assert_eq!(people.len(), 2);
    assert_eq!(people[1]["person"], forum.anna.as_str());
    assert_eq!(people[1]["city"]["de"], "Dresden");
    assert_eq!((cells(&people[0]).len(), cells(&people[1]).len()), (2, 3));
    assert!(
        cells(&people[1])
            .iter()
            .all(|cell| cell["next"]["kind"] == "first")
    );
    let to_send: Vec<i64> = board["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["to_send"].as_i64().unwrap())
        .filter(|count| *count > 0)
        .collect();
    assert_eq!(to_send, [2, 2, 1]);
}

#[tokio::test]
async fn what_was_chosen_on_the_board_is_sent_and_nothing_else() {
    let forum = Forum::new().await;
    let board = forum.board().await;
    let first = cells(&board["people"][1])[0]["session"].clone();
    let body = json!({ "digest": board["digest"], "by_hand": true,
        "letters": [{ "session": first, "person": forum.anna }] });
    let sent = forum.desk.post(&forum.path("/send"), body.clone()).await;
    assert_eq!(sent.status, 200, "{}", sent.text);
    let sent = sent.json();
    let states: Vec<Value> = cells(&sent["people"][1])
        .iter()
        .map(|cell| cell["letter"]["state"].clone())
        .collect();
    assert_eq!(states, [json!("sent"), Value::Null, Value::Null]);
    assert_eq!(cells(&sent["people"][0])[0]["letter"], Value::Null);

    let stale = forum.desk.post(&forum.path("/send"), body).await;
    assert_eq!(
        (stale.status.as_u16(), stale.code().as_str()),
        (409, "conflict")
    );
    assert_eq!(stale.json()["detail"]["current"], forum.board().await);
    let rest = json!({ "digest": sent["digest"], "by_hand": true });
    let all = forum.desk.post(&forum.path("/send"), rest).await.json();
    assert!(
        all["sessions"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["to_send"] == 0)
    );
}

#[tokio::test]
async fn the_letters_of_a_person_are_read_before_they_are_sent() {
    let forum = Forum::new().await;
    let path = forum.path(&format!("/{}/letters", forum.anna));
    let letters = forum.desk.get(&path).await.json();
    let letters = letters.as_array().unwrap();
    assert_eq!(letters.len(), 3);
    assert!(letters.iter().all(|one| one["letter"]["language"] == "de"));
    let nobody = forum.path("/0000000000001/letters");
    assert_eq!(forum.desk.get(&nobody).await.status, 404);
    let all = forum.desk.get(&forum.path("/letters.zip")).await;
    assert_eq!(all.header("content-type"), "application/zip");
    let none = forum
        .desk
        .get("/api/events/0000000000001/invitations")
        .await;
    assert_eq!(none.status, 404);
}

#[tokio::test]
async fn what_the_office_adds_is_in_the_letter_and_is_news_to_whoever_had_one() {
    let planned = Planned::new().await;
    planned.hand_over().await;
    let write = async |before: Value, note: Value| {
        let body = json!({ "before": before, "note": note });
        let path = planned.path("/invitations/note");
        planned.desk.send("PUT", &path, body).await
    };
    let note = json!({ "de": " Bitte zwei Flaggen.\r\nDanke. ", "en": "Two flags." });
    let board = write(json!({}), note).await.json();
    assert_eq!(board["note"]["de"], "Bitte zwei Flaggen.\nDanke.");
    let next = json!({ "kind": "update", "changes": ["note"] });
    assert_eq!(board["people"][1]["next"], next);
    let path = planned.path(&format!("/invitations/{}/letter", planned.person(1)));
    let letter = planned.desk.get(&path).await.json();
    assert!(
        letter["text"]
            .as_str()
            .unwrap()
            .contains("zwei Flaggen.\nDanke.")
    );
    // Where it is not written in the language of the letter, the English stands for it.
    let path = planned.path(&format!("/invitations/{}/letter", planned.person(0)));
    let letter = planned.desk.get(&path).await.json();
    assert!(letter["text"].as_str().unwrap().contains("Two flags."));

    let stale = write(json!({}), json!({})).await;
    assert_eq!(
        (stale.status.as_u16(), stale.code().as_str()),
        (409, "conflict")
    );
    let before = board["note"].clone();
    for (note, field) in [
        (json!({ "de": "x".repeat(1001) }), "note.de"),
        (json!({ "de": "a\u{7}" }), "note.de"),
        (json!({ "xx": "a" }), "note"),
    ] {
        let refused = write(before.clone(), note).await;
        assert_eq!(refused.status, 400);
        assert_eq!(refused.json()["detail"]["field"], field);
    }
    let cleared = write(before, json!({})).await.json();
    assert_eq!(cleared["people"][1]["next"]["kind"], "nothing");
}

#[tokio::test]
async fn letters_are_paused_for_everybody() {
    let planned = Planned::new().await;
    assert_eq!(planned.board().await["paused"], false);
    for paused in [true, true, false] {
        let body = json!({ "paused": paused });
        let answer = planned.desk.send("PUT", "/api/letters/pause", body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(planned.board().await["paused"], paused);
    }
}
