//! The wall over HTTP: who may look, and what is seen as things happen.

use axum::body::Body;
use axum::http::StatusCode;
use futures_util::StreamExt as _;
use meeting::fact::{Event, Fact};
use meeting::id::{ConnectionId, ItemId, PersonId, SessionId};
use meeting::protocol::{Command, NOTICE};
use meeting::room::Arrival;
use serde_json::{Value, json};

use super::SCREENS;
use crate::app::now;
use crate::rooms::outbox;
use crate::store::Turn;
use crate::testing::{Answer, Desk};

const MINUTE: i64 = 60_000_000;

struct Hall {
    desk: Desk,
    session: String,
    plan: Value,
}

fn draft() -> Value {
    json!({
        "title": { "zh-CN": "论坛", "en": "Forum" },
        "starts_at": now().timestamp.micros() - MINUTE,
        "minutes": 60,
        "zone": "Asia/Shanghai",
        "languages": ["zh-CN", "en"],
        "admission": "automatic",
        "delegations": [
            { "id": "new-1", "city": { "en": "Hangzhou" }, "country": "CN" },
            { "id": "new-2", "partner": "S18", "display": { "label": {}, "flag": false } },
            { "id": "new-3", "city": { "en": "Atlantis" }, "country": "IS" },
        ],
        "people": [
            person("p-1", "new-1", "host", "Li Mei"),
            person("p-2", "new-2", "delegate", "Anna Weber"),
        ],
        "agenda": [
            item("Opening", "p-1", true),
            item("The new port", "p-2", false),
        ],
    })
}

fn person(id: &str, delegation: &str, role: &str, name: &str) -> Value {
    json!({ "id": id, "delegation": delegation, "role": role, "rank": "mayor",
            "name": { "en": name }, "title": {}, "language": "en" })
}

fn item(title: &str, speaker: &str, open: bool) -> Value {
    json!({ "title": { "en": title }, "kind": "speech", "speaker": speaker, "minutes": 10,
            "open": open })
}

impl Hall {
    async fn open() -> Self {
        let desk = Desk::signed_in().await;
        let planned = desk.post("/api/sessions", json!({ "plan": draft() })).await;
        assert_eq!(planned.status, 201, "{}", planned.text);
        let plan = planned.json()["session"]["plan"].clone();
        let session = plan["session"].as_str().unwrap().to_owned();
        Self {
            desk,
            session,
            plan,
        }
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/sessions/{}/{rest}", self.session)
    }

    async fn new_token(&self) -> String {
        let issued = self.desk.post(&self.path("wall-link"), json!({})).await;
        let url = issued.json()["url"].as_str().unwrap().to_owned();
        let (page, token) = url.split_once('#').unwrap();
        assert!(page.ends_with("/wall"), "{page}");
        token.to_owned()
    }

    async fn look(&self, token: &str) -> Answer {
        self.desk.ask(by("/api/wall", token)).await
    }

    async fn watch(&self, token: &str) -> Screen {
        let answer = self.desk.begin(by("/api/wall/events", token)).await;
        let kind = answer.headers()["content-type"].to_str().unwrap();
        assert_eq!(
            (answer.status(), kind),
            (StatusCode::OK, "text/event-stream")
        );
        Screen {
            body: answer.into_body().into_data_stream(),
        }
    }

    fn session(&self) -> SessionId {
        self.session.parse().unwrap()
    }

    fn item(&self, place: usize) -> Value {
        self.plan["agenda"][place]["id"].clone()
    }

    /// As a room would keep it, without one that lives.
    async fn happened(&self, events: Vec<Event>) {
        let store = &self.desk.app.store;
        let session = self.session();
        let epoch = store.begin_epoch(session).await.unwrap().epoch;
        let at = now().timestamp;
        let facts = events.into_iter().map(|event| Fact { at, event }).collect();
        let turn = Turn {
            session,
            epoch,
            facts,
        };
        store.journal().keep(turn).await.unwrap();
    }
}

fn by(path: &str, token: &str) -> axum::extract::Request {
    axum::extract::Request::builder()
        .uri(path)
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap()
}

/// What a screen is told.
struct Screen {
    body: axum::body::BodyDataStream,
}

impl Screen {
    /// What is shown from now on; `None` when the screen is let go.
    async fn next(&mut self) -> Option<Value> {
        while let Some(part) = self.body.next().await {
            let text = String::from_utf8(part.unwrap().to_vec()).unwrap();
            let data = text.lines().find_map(|line| line.strip_prefix("data: "));
            if let Some(data) = data {
                assert!(text.contains("event: wall\n"), "{text}");
                return Some(serde_json::from_str(data).unwrap());
            }
        }
        None
    }
}

#[tokio::test]
async fn a_screen_sees_what_is_planned_and_where_everybody_is() {
    let hall = Hall::open().await;
    let token = hall.new_token().await;
    let wall = hall.look(&token).await.json();
    assert_eq!(wall["title"]["en"], "Forum");
    assert_eq!(
        (&wall["opened_at"], &wall["ended"]),
        (&Value::Null, &json!(false))
    );
    assert_eq!(wall["agenda"][0]["topic"]["title"]["en"], "Opening");
    assert_eq!(
        wall["agenda"][0]["topic"]["speaker"]["name"]["en"],
        "Li Mei"
    );
    assert_eq!(
        wall["agenda"][1]["topic"],
        Value::Null,
        "the item is closed"
    );
    let text = wall.to_string();
    assert!(
        !text.contains("port") && !text.contains("Anna Weber"),
        "{text}"
    );
    let city = |place: usize| {
        let city = &wall["cities"][place];
        (
            city["zone"].clone(),
            city["flag"].clone(),
            city["home"].clone(),
        )
    };
    assert_eq!(city(0), (json!("Asia/Shanghai"), json!("CN"), json!(true)));
    assert_eq!(city(1), (json!("Europe/Berlin"), Value::Null, json!(false)));
    assert_eq!(city(2), (Value::Null, json!("IS"), json!(false)));
}

#[tokio::test]
async fn without_a_room_the_facts_say_where_the_session_stands() {
    let hall = Hall::open().await;
    let token = hall.new_token().await;
    let id = |value: Value| value.as_str().unwrap().to_owned();
    let by = id(hall.plan["people"][0]["id"].clone()).parse().unwrap();
    let item = id(hall.item(0)).parse().unwrap();
    hall.happened(vec![Event::Opened { by }, Event::ItemStarted { item, by }])
        .await;
    let wall = hall.look(&token).await.json();
    assert_eq!(wall["agenda"][0]["state"]["state"], "running");
    let reason = meeting::fact::EndReason::ByHost;
    hall.happened(vec![Event::Ended { by: None, reason }]).await;
    let wall = hall.look(&token).await.json();
    assert_eq!(
        (&wall["ended"], &wall["agenda"]),
        (&json!(true), &json!([]))
    );
}

#[tokio::test]
async fn a_screen_follows_the_room_while_it_lives() {
    let hall = Hall::open().await;
    let token = hall.new_token().await;
    let mut screen = hall.watch(&token).await;
    let planned = screen.next().await.unwrap();
    assert_eq!(planned["opened_at"], Value::Null);
    let rooms = &hall.desk.app.rooms;
    let host: PersonId = serde_json::from_value(hall.plan["people"][0]["id"].clone()).unwrap();
    let (outbox, _outgoing) = outbox(64);
    let arrival = Arrival {
        person: host,
        device: "desk".to_owned(),
        acknowledged: Some(NOTICE.to_owned()),
        language: "en".to_owned(),
        resume: None,
    };
    let connection = ConnectionId::from_bits(1);
    let seat = rooms
        .connect(hall.session(), connection, arrival, outbox)
        .await;
    let seat = seat.unwrap();
    let opened = screen.next().await.unwrap();
    assert_ne!(opened["opened_at"], Value::Null);
    let item: ItemId = serde_json::from_value(hall.item(0)).unwrap();
    seat.request(1, Command::StartItem { item }).await.unwrap();
    let running = screen.next().await.unwrap();
    assert_eq!(running["agenda"][0]["state"]["state"], "running");
    assert_eq!(hall.look(&token).await.json()["agenda"], running["agenda"]);
    seat.request(2, Command::EndSession).await.unwrap();
    let ended = screen.next().await.unwrap();
    assert_eq!(ended["ended"], true);
}

#[tokio::test]
async fn a_link_that_does_not_hold_shows_nothing() {
    let hall = Hall::open().await;
    let old = hall.new_token().await;
    let mut dark = hall.watch(&old).await;
    assert!(dark.next().await.is_some());
    let token = hall.new_token().await;
    assert_eq!(hall.look(&old).await.code(), "revoked_link");
    assert_eq!(
        dark.next().await,
        None,
        "the screen by the older link goes dark"
    );
    assert_eq!(hall.look(&token).await.status, StatusCode::OK);
    for wrong in ["", "nonsense"] {
        let refused = hall.look(wrong).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::NOT_FOUND, "unknown_link".to_owned())
        );
    }
    let path = hall.path("wall-link");
    assert_eq!(
        hall.desk.get(&path).await.json()["url"]
            .as_str()
            .unwrap()
            .split_once('#')
            .unwrap()
            .1,
        token
    );
    let withdrawn = hall.desk.send("DELETE", &path, json!({})).await;
    assert_eq!(withdrawn.status, StatusCode::NO_CONTENT);
    assert_eq!(hall.look(&token).await.code(), "revoked_link");
    assert_eq!(hall.desk.get(&path).await.json()["url"], Value::Null);
}

#[tokio::test]
async fn a_cancelled_session_is_on_no_wall() {
    let hall = Hall::open().await;
    let token = hall.new_token().await;
    let mut screen = hall.watch(&token).await;
    assert!(screen.next().await.is_some());
    let cancelled = hall
        .desk
        .post(&hall.path("cancel"), json!({ "version": 1 }))
        .await;
    assert_eq!(cancelled.status, StatusCode::OK, "{}", cancelled.text);
    assert_eq!(hall.look(&token).await.code(), "cancelled");
    assert_eq!(screen.next().await, None);
}

#[tokio::test]
async fn so_many_screens_watch_by_one_link() {
    let hall = Hall::open().await;
    let token = hall.new_token().await;
    let mut screens = Vec::new();
    for _ in 0..SCREENS {
        screens.push(hall.watch(&token).await);
    }
    let refused = hall.desk.ask(by("/api/wall/events", &token)).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    screens.pop();
    hall.watch(&token).await;
}

#[tokio::test]
async fn the_stop_of_the_service_lets_every_screen_go() {
    let hall = Hall::open().await;
    let token = hall.new_token().await;
    let mut screen = hall.watch(&token).await;
    assert!(screen.next().await.is_some());
    hall.desk.app.walls.stop();
    assert_eq!(screen.next().await, None);
}
