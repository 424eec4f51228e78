//! Papers over HTTP, with a real store and real files.

mod entries;
mod films;
mod kept;
mod readers;
mod uploads;

use std::path::PathBuf;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use futures_util::stream;
use meeting::id::{PersonId, SessionId};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use super::tidy::once;
use crate::app::now;
use crate::config;
use crate::identity::PassClaims;
use crate::store::Shelf;
use crate::testing::{Answer, Desk};

const PDF: &[u8] = b"%PDF-1.7\nspeech\n%%EOF\n";

/// A session with a host, a delegate and somebody of the press, an open and a closed item.
struct Forum {
    desk: Desk,
    session: Value,
}

fn draft() -> Value {
    let starts_at = now().timestamp.micros() + 3 * 86_400_000_000;
    let person = |id: &str, role: &str| {
        json!({ "id": id, "delegation": "d", "role": role, "rank": "staff",
            "name": { "en": id }, "language": "en" })
    };
    json!({
        "title": { "zh-CN": "论坛", "en": "Forum" },
        "starts_at": starts_at, "minutes": 60, "zone": "Asia/Shanghai",
        "languages": ["en", "zh-CN"], "admission": "by_host",
        "delegations": [{ "id": "d", "partner": "S18" }],
        "people": [person("host", "host"), person("mayor", "delegate"), person("paper", "press")],
        "agenda": [
            { "id": "open", "title": { "en": "Open" }, "kind": "speech", "minutes": 5, "open": true,
              "speaker": "mayor", "paper": "wanted" },
            { "id": "closed", "title": { "en": "Closed" }, "kind": "speech", "minutes": 5, "open": false },
        ],
    })
}

impl Forum {
    async fn new() -> Self {
        Self::configured(20, 200).await
    }

    async fn configured(file_megabytes: u64, session_megabytes: u64) -> Self {
        let mut desk = Desk::configured(|config| {
            config.papers = config::Papers::of(file_megabytes, session_megabytes);
        })
        .await;
        desk.set_up("Alice", "correct horse battery").await;
        let session = plan(&desk).await;
        Self { desk, session }
    }

    fn id(&self) -> &str {
        self.session["plan"]["session"].as_str().unwrap()
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/sessions/{}/papers{rest}", self.id())
    }

    fn item(&self, place: usize) -> &str {
        self.session["plan"]["agenda"][place]["id"]
            .as_str()
            .unwrap()
    }

    async fn upload(&self, name: &str, query: &str, body: Body) -> Answer {
        let path = self.path(&format!("?{query}"));
        let mut request = self.desk.request("POST", &path, body);
        let headers = request.headers_mut();
        headers.insert("slug", HeaderValue::try_from(name).unwrap());
        headers.insert("content-type", HeaderValue::from_static("application/pdf"));
        self.desk.ask(request).await
    }

    /// Uploads a file that is taken, and gives the identity of the paper.
    async fn paper(&self, query: &str, content: &'static [u8]) -> String {
        let answer = self.upload("speech.pdf", query, Body::from(content)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// As somebody of the people of a session.
    async fn guest(&self, session: &Value, place: usize, path: &str) -> Answer {
        let of = &session["plan"];
        let pass = self.desk.app.identity.pass(&PassClaims {
            session: of["session"].as_str().unwrap().parse().unwrap(),
            person: of["people"][place]["id"]
                .as_str()
                .unwrap()
                .parse::<PersonId>()
                .unwrap(),
            serial: 1,
            expires: now().timestamp.plus(Duration::from_secs(600)),
        });
        let mut request = self.desk.request("GET", path, Body::empty());
        let headers = request.headers_mut();
        headers.remove("cookie");
        let bearer = HeaderValue::try_from(format!("Bearer {pass}")).unwrap();
        headers.insert("authorization", bearer);
        self.desk.ask(request).await
    }

    /// The names of the files there are, those that are arriving among them.
    fn files(&self) -> Vec<PathBuf> {
        let folder = self.desk.app.config.data.dir.join("papers");
        let Ok(entries) = std::fs::read_dir(folder) else {
            return Vec::new();
        };
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    async fn tidy(&self) -> usize {
        let shelf = Shelf::of(&self.desk.app.config.data.dir);
        once(&self.desk.app, &shelf).await.unwrap()
    }

    async fn write(&self, sql: &str) {
        let mut transaction = self.desk.app.store.write().await.unwrap();
        sqlx::query(AssertSqlSafe(sql.to_owned()))
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }
}

async fn plan(desk: &Desk) -> Value {
    let answer = desk.post("/api/sessions", json!({ "plan": draft() })).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["session"].clone()
}

fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.code())
}
