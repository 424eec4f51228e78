//! The door of a hall over HTTP.

use meeting::fact::{EndReason, Event, Fact};
use meeting::id::{PersonId, SessionId};
use meeting::time::Timestamp;
use serde_json::{Value, json};

use crate::app::now;
use crate::identity::DoorClaims;
use crate::store::Turn;
use crate::testing::{Answer, Desk};

const MINUTE: i64 = 60_000_000;

/// A session that begins now, with a host online and two people in the hall.
struct Door {
    desk: Desk,
    session: String,
    plan: Value,
    token: String,
    /// A device whose clock is an hour fast.
    device: Value,
}

fn draft() -> Value {
    json!({
        "title": { "zh-CN": "论坛", "en": "Forum" },
        "starts_at": now().timestamp.micros() - MINUTE,
        "minutes": 60,
        "zone": "Asia/Shanghai",
        "languages": ["zh-CN", "en"],
        "admission": "automatic",
        "hall": { "place": { "zh-CN": "市民中心", "en": "Civic Hall" } },
        "delegations": [
            { "id": "new-1", "city": { "en": "Hangzhou" }, "country": "CN" },
            { "id": "new-2", "partner": "S18" },
        ],
        "people": [
            person("new-1", "host", "Li Mei", "online"),
            person("new-1", "delegate", "Wang Fang", "hall"),
            person("new-2", "delegate", "Anna Weber", "hall"),
        ],
        "agenda": [],
    })
}

fn person(delegation: &str, role: &str, name: &str, venue: &str) -> Value {
    json!({ "delegation": delegation, "role": role, "rank": "mayor", "name": { "en": name },
            "title": {}, "language": "en", "venue": venue })
}

impl Door {
    async fn open() -> Self {
        let desk = Desk::signed_in().await;
        let planned = desk.post("/api/sessions", json!({ "plan": draft() })).await;
        assert_eq!(planned.status, 201, "{}", planned.text);
        let plan = planned.json()["session"]["plan"].clone();
        let session = plan["session"].as_str().unwrap().to_owned();
        let mut door = Self {
            desk,
            session,
            plan,
            token: String::new(),
            device: Value::Null,
        };
        door.token = door.new_token().await;
        door.device = door.hand_over(&[]).await.json()["device"].clone();
        door
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/sessions/{}/{rest}", self.session)
    }

    async fn new_token(&self) -> String {
        let issued = self.desk.post(&self.path("door-link"), json!({})).await;
        let url = issued.json()["url"].as_str().unwrap().to_owned();
        url.split('#').nth(1).unwrap().to_owned()
    }

    fn id(&self, place: usize) -> Value {
        self.plan["people"][place]["id"].clone()
    }

    /// Something a device noted so many minutes ago, by its own clock.
    fn noted(&self, sequence: u32, place: usize, kind: &str, minutes_ago: i64) -> Value {
        json!({ "person": self.id(place), "sequence": sequence, "mark": kind,
                "noted_at": fast() - minutes_ago * MINUTE })
    }

    async fn hand_over(&self, marks: &[Value]) -> Answer {
        let asked = json!({ "token": self.token, "device": self.device, "sent_at": fast(),
                            "marks": marks });
        self.desk.post("/api/check-in", asked).await
    }

    /// Saves the plan with this hall; gives the session.
    async fn change(&self, version: i64, hall: Value) -> Value {
        let mut plan = self.plan.clone();
        plan["hall"] = hall;
        let path = format!("/api/sessions/{}", self.session);
        let changed = json!({ "version": version, "plan": plan });
        let answer = self.desk.send("PUT", &path, changed).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    async fn board(&self) -> Value {
        self.desk.get(&self.path("hall")).await.json()
    }

    async fn happened(&self, events: Vec<Event>) {
        let session: SessionId = self.session.parse().unwrap();
        let epoch = self.desk.app.store.begin_epoch(session).await.unwrap();
        let at = now().timestamp;
        let facts = events.into_iter().map(|event| Fact { at, event });
        let turn = Turn {
            session,
            epoch: epoch.epoch,
            facts: facts.collect(),
        };
        self.desk.app.store.journal().keep(turn).await.unwrap();
    }
}

/// The clock of a device that is an hour fast.
fn fast() -> i64 {
    now().timestamp.micros() + 60 * MINUTE
}

#[tokio::test]
async fn the_list_names_everybody_and_the_seat_is_a_participant_of_its_own() {
    let door = Door::open().await;
    let list = door.hand_over(&[]).await.json();
    assert_eq!(list["session"]["place"]["en"], "Civic Hall");
    let guests = list["guests"].as_array().unwrap().iter();
    let expected: Vec<&Value> = guests.map(|guest| &guest["expected"]).collect();
    assert_eq!(json!(expected), json!([false, true, true]));
    let code = list["guests"][1]["code"].as_str().unwrap();
    assert_eq!(code.len(), 10);

    let shown = door
        .desk
        .get(door.path("").trim_end_matches('/'))
        .await
        .json();
    let seat = &door.plan["hall"]["seat"];
    assert_eq!(seat["role"], "technician");
    let link = shown["links"].as_array().unwrap().last().unwrap();
    assert_eq!(link["person"], seat["id"]);
    let joined = join(&door, link).await;
    assert_eq!(joined["person"]["name"]["en"], "Civic Hall");
    assert_eq!(joined["hall"]["code"], Value::Null);
    let guest = join(&door, &shown["links"][1]).await;
    assert_eq!(guest["hall"]["code"], code);
}

async fn join(door: &Door, link: &Value) -> Value {
    let token = link["url"].as_str().unwrap().split('#').nth(1).unwrap();
    let answer = door.desk.post("/api/join", json!({ "token": token })).await;
    answer.json()
}

#[tokio::test]
async fn marks_are_kept_once_by_the_clock_of_the_service() {
    let door = Door::open().await;
    let marks = [
        door.noted(1, 1, "arrived", 10),
        door.noted(2, 2, "arrived", 5),
    ];
    let before = now().timestamp.micros();
    let answer = door.hand_over(&marks).await.json();
    assert_eq!(answer["marks"].as_array().unwrap().len(), 2);
    let again = door.hand_over(&marks).await.json();
    assert_eq!(again["marks"], answer["marks"], "an answer that was lost");
    let first = &answer["marks"][0];
    let at = first["happened_at"].as_i64().unwrap();
    assert!((before - 11 * MINUTE..before - 9 * MINUTE).contains(&at));
    let skew = first["skew_ms"].as_i64().unwrap();
    assert!((3_599_000..=3_600_000).contains(&skew), "{skew}");

    let board = door.board().await;
    assert_eq!(
        (&board["inside"], &board["expected"]),
        (&json!(2), &json!(2))
    );
    let wrong = json!({ "person": door.id(1), "sequence": 3, "mark": "undone",
        "undoes": { "device": door.device, "sequence": 1 }, "noted_at": fast() });
    door.hand_over(&[wrong]).await;
    let board = door.board().await;
    assert_eq!(board["inside"], 1);
    assert_eq!(board["guests"][0]["stays"], json!([]));
}

#[tokio::test]
async fn another_device_adds_what_it_saw() {
    let door = Door::open().await;
    door.hand_over(&[door.noted(1, 1, "arrived", 10)]).await;
    let other = json!({ "token": door.token, "sent_at": now().timestamp, "marks": [
        { "person": door.id(1), "sequence": 1, "mark": "arrived",
          "noted_at": now().timestamp.micros() - 12 * MINUTE },
        { "person": door.id(1), "sequence": 2, "mark": "left", "noted_at": now().timestamp },
    ] });
    let answer = door.desk.post("/api/check-in", other).await.json();
    assert_ne!(answer["device"], door.device);
    assert_eq!(answer["marks"].as_array().unwrap().len(), 3);
    let stays = door.board().await["guests"][0]["stays"].clone();
    assert_eq!(stays.as_array().unwrap().len(), 1, "one arrival: {stays}");
    assert_ne!(stays[0]["to"], Value::Null);
}

#[tokio::test]
async fn a_link_that_does_not_hold_opens_nothing() {
    let mut door = Door::open().await;
    let old = std::mem::take(&mut door.token);
    door.token = door.new_token().await;
    assert_eq!(door.hand_over(&[]).await.status, 200);
    let current = std::mem::replace(&mut door.token, old);
    assert_eq!(door.hand_over(&[]).await.code(), "revoked_link");
    door.token = "nonsense".to_owned();
    assert_eq!(door.hand_over(&[]).await.code(), "unknown_link");
    door.token = current;
    let path = door.path("door-link");
    let revoked = door.desk.send("DELETE", &path, json!({})).await;
    assert_eq!(revoked.status, 204);
    assert_eq!(door.hand_over(&[]).await.code(), "revoked_link");
    assert_eq!(door.board().await["url"], Value::Null);
}

#[tokio::test]
async fn the_devices_of_one_link_ask_so_often_together() {
    let mut door = Door::open().await;
    let session: SessionId = door.session.parse().unwrap();
    let first = DoorClaims { session, serial: 1 };
    let doors = &door.desk.app.identity.doors;
    while doors.attempt(first, now().instant).is_ok() {}
    let refused = door.hand_over(&[]).await;
    assert_eq!(refused.status, 429);
    door.token = door.new_token().await;
    assert_eq!(door.hand_over(&[]).await.status, 200, "a link of its own");
}

#[tokio::test]
async fn a_clock_gone_wild_marks_nothing_before_the_day_of_the_session() {
    let door = Door::open().await;
    let mut noted = door.noted(1, 1, "arrived", 0);
    noted["noted_at"] = json!(-9_000_000_000_000_000_000_i64);
    let marks = door.hand_over(&[noted]).await.json()["marks"].clone();
    let starts_at = door.plan["starts_at"].as_i64().unwrap();
    assert_eq!(marks[0]["happened_at"], starts_at - 24 * 60 * MINUTE);
}

#[tokio::test]
async fn marks_that_come_in_after_the_end_are_in_the_record_that_is_filed() {
    let door = Door::open().await;
    let by: PersonId = door.id(0).as_str().unwrap().parse().unwrap();
    door.hand_over(&[door.noted(1, 1, "arrived", 10)]).await;
    door.happened(vec![Event::Opened { by }]).await;
    let reason = EndReason::ByHost;
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    door.happened(vec![Event::Ended { by: None, reason }]).await;
    let session: SessionId = door.session.parse().unwrap();
    let store = &door.desk.app.store;
    store.file_record(session).await.unwrap();
    let filed = async || -> (i64, i64, String) {
        sqlx::query_as(
            "SELECT record.in_hall, headcount, mode FROM record
             JOIN exchange ON exchange.session = record.session",
        )
        .fetch_optional(store.pool())
        .await
        .unwrap()
        .unwrap_or_default()
    };
    assert_eq!(filed().await, (0, 0, String::new()), "no partner was there");

    door.hand_over(&[door.noted(2, 2, "arrived", 9)]).await;
    assert_eq!(filed().await, (2, 2, "hybrid".to_owned()));
    let record = door.desk.get(&door.path("record")).await.json();
    assert_eq!(record["totals"]["in_hall"], 2);
    let amended = record["amended_at"].as_i64().unwrap();
    assert!(Timestamp(amended) >= Timestamp(record["ended_at"].as_i64().unwrap()));

    // As after a crash between the marks and the filing.
    let mut transaction = store.write().await.unwrap();
    sqlx::query("UPDATE record SET marks = 1, in_hall = 1")
        .execute(&mut *transaction)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    store.file_missing().await.unwrap();
    assert_eq!(filed().await.0, 2);
}

#[tokio::test]
async fn a_hall_goes_with_its_seat_unless_it_was_in_use() {
    let door = Door::open().await;
    let seat = door.plan["hall"]["seat"]["id"].clone();
    let renamed = json!({ "place": { "en": "Old Hall" } });
    let named = door.change(1, renamed.clone()).await;
    assert_eq!(named["plan"]["hall"]["seat"]["id"], seat);
    let link = named["links"].as_array().unwrap().last().unwrap().clone();

    let without = door.change(2, Value::Null).await;
    assert_eq!(without["plan"]["hall"], Value::Null);
    assert_eq!(join(&door, &link).await["error"], "revoked_link");
    assert_eq!(door.hand_over(&[]).await.code(), "no_hall");

    door.change(3, renamed).await;
    door.hand_over(&[door.noted(1, 1, "arrived", 1)]).await;
    let kept = door.change(4, Value::Null).await;
    assert_eq!(kept["plan"]["hall"]["seat"]["name"]["en"], "Old Hall");
}

#[tokio::test]
async fn the_list_shows_no_flag_that_the_office_switched_off() {
    let mut door = Door::open().await;
    let flags = async |door: &Door| -> Vec<Value> {
        let list = door.hand_over(&[]).await.json();
        let guests = list["guests"].as_array().unwrap().iter();
        guests.map(|guest| guest["flag"].clone()).collect()
    };
    assert_eq!(flags(&door).await, ["CN", "CN", "DE"]);
    door.plan["delegations"][1]["display"] = json!({ "label": {}, "flag": false });
    let hall = json!({ "place": { "en": "Civic Hall" } });
    door.change(1, hall).await;
    let without = [json!("CN"), json!("CN"), Value::Null];
    assert_eq!(flags(&door).await, without);
}
