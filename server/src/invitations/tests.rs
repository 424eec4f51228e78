//! Board, letters and answers over HTTP, with a real store and no mail server.

mod board;
mod event;
mod files;
mod queue;
mod repeated;

use meeting::id::SessionId;
use meeting::time::Timestamp;
use serde_json::{Value, json};

use crate::app::now;
use crate::testing::{Answer, Desk};

/// A meeting in ten days, with somebody who has a mail address and somebody who has none.
pub(super) fn draft() -> Value {
    let starts_at = now().timestamp.micros() / 60_000_000 * 60_000_000 + 10 * 86_400_000_000;
    json!({
        "title": { "zh-CN": "云会议", "en": "Cloud meeting" },
        "starts_at": starts_at,
        "minutes": 60,
        "zone": "Asia/Shanghai",
        "languages": ["zh-CN", "en"],
        "admission": "by_host",
        "delegations": [
            { "id": "new-1", "partner": null, "city": { "zh-CN": "杭州", "en": "Hangzhou" },
              "country": "CN", "head": null },
            { "id": "new-2", "partner": "S18", "city": {}, "country": null, "head": "new-4" },
        ],
        "people": [
            { "id": "new-3", "delegation": "new-1", "role": "host", "rank": "director",
              "name": { "zh-CN": "李梅", "en": "Li Mei" }, "title": {}, "language": "zh-CN" },
            { "id": "new-4", "delegation": "new-2", "role": "delegate", "rank": "mayor",
              "name": { "de": "Anna Weber" }, "title": {}, "language": "de",
              "email": "anna.weber@dresden.example" },
        ],
        "agenda": [
            { "id": "new-5", "title": { "en": "Opening" }, "kind": "opening", "speaker": "new-4",
              "minutes": 10, "open": true },
        ],
        "rehearsal": false,
    })
}

/// A planned session: where it is, and what the desk was told of it last.
pub(super) struct Planned {
    pub(super) desk: Desk,
    pub(super) id: SessionId,
    pub(super) session: Value,
}

impl Planned {
    pub(super) async fn new() -> Self {
        Self::on(Desk::signed_in().await).await
    }

    pub(super) async fn on(desk: Desk) -> Self {
        let answer = desk.post("/api/sessions", json!({ "plan": draft() })).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let session = answer.json()["session"].clone();
        let id = session["plan"]["session"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        Self { desk, id, session }
    }

    pub(super) fn path(&self, rest: &str) -> String {
        format!("/api/sessions/{}{rest}", self.id)
    }

    /// The id of a person of the plan.
    pub(super) fn person(&self, place: usize) -> String {
        let id = &self.session["plan"]["people"][place]["id"];
        id.as_str().unwrap().to_owned()
    }

    pub(super) async fn board(&self) -> Value {
        let answer = self.desk.get(&self.path("/invitations")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// One line of the board, by the place in the list.
    pub(super) async fn line(&self, place: usize) -> Value {
        self.board().await["people"][place].clone()
    }

    pub(super) async fn hand_over(&self) -> Answer {
        let digest = self.board().await["digest"].clone();
        self.send(json!({ "digest": digest, "by_hand": true }))
            .await
    }

    pub(super) async fn send(&self, body: Value) -> Answer {
        self.desk.post(&self.path("/invitations/send"), body).await
    }

    /// Changes the plan as it stands.
    pub(super) async fn change(&mut self, change: impl FnOnce(&mut Value)) {
        let current = self.desk.get(&self.path("")).await.json();
        let mut plan = current["plan"].clone();
        change(&mut plan);
        let body = json!({ "version": current["version"], "plan": plan });
        let answer = self.desk.send("PUT", &self.path(""), body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        self.session = answer.json();
    }

    /// Moves the session by so many minutes.
    pub(super) async fn shift(&mut self, minutes: i64) {
        self.change(|plan| {
            let at = plan["starts_at"].as_i64().unwrap();
            plan["starts_at"] = json!(Timestamp(at + minutes * 60_000_000));
        })
        .await;
    }
}
