//! The protocol over HTTP, with a real store.

use serde_json::{Value, json};

use crate::app::now;
use crate::testing::{Answer, Desk};

/// Hangzhou with two people, and Leeds, Dresden, Nantes, Boston as guests.
fn draft() -> Value {
    let delegation = |id: &str, partner: Option<&str>, city: &str, country: &str, head: &str| {
        json!({ "id": id, "partner": partner, "city": { "en": city, "zh-CN": city },
                "country": country, "head": head })
    };
    let person = |id: &str, of: &str, rank: &str, language: &str| {
        let role = if id == "p1" { "host" } else { "delegate" };
        json!({ "id": id, "delegation": of, "role": role, "rank": rank,
                "name": { "en": id }, "title": { "en": rank, "zh-CN": rank }, "language": language })
    };
    json!({
        "title": { "zh-CN": "论坛", "en": "Forum" },
        "starts_at": now().timestamp.micros() + 10 * 86_400_000_000,
        "minutes": 60,
        "zone": "Asia/Shanghai",
        "languages": ["en", "zh-CN"],
        "admission": "by_host",
        "delegations": [
            delegation("d1", None, "Hangzhou", "CN", "p1"),
            delegation("d2", Some("S04"), "Leeds", "GB", "p3"),
            delegation("d3", Some("S18"), "Dresden", "DE", "p4"),
            delegation("d4", None, "Nantes", "FR", "p5"),
            delegation("d5", None, "Boston", "US", "p6"),
        ],
        "people": [
            person("p1", "d1", "vice_mayor", "zh-CN"),
            person("p2", "d1", "mayor", "zh-CN"),
            person("p3", "d2", "director", "en"),
            person("p4", "d3", "mayor", "de"),
            person("p5", "d4", "mayor", "fr"),
            person("p6", "d5", "vice_mayor", "en"),
        ],
        "agenda": [],
    })
}

struct Planned {
    desk: Desk,
    session: Value,
}

impl Planned {
    async fn new() -> Self {
        let desk = Desk::signed_in().await;
        let answer = desk.post("/api/sessions", json!({ "plan": draft() })).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let session = answer.json()["session"].clone();
        Self { desk, session }
    }
    fn id(&self) -> &str {
        self.session["plan"]["session"].as_str().unwrap()
    }
    fn path(&self) -> String {
        format!("/api/sessions/{}/protocol", self.id())
    }
    fn delegation(&self, city: &str) -> Value {
        let delegations = self.session["plan"]["delegations"].as_array().unwrap();
        let found = delegations.iter().find(|one| one["city"]["en"] == city);
        found.unwrap()["id"].clone()
    }
    async fn protocol(&self) -> Value {
        let answer = self.desk.get(&self.path()).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }
    async fn arrange(&self, version: i64, rule: &str, language: &str, moves: Value) -> Answer {
        let draft =
            json!({ "version": version, "rule": rule, "language": language, "moves": moves });
        self.desk.send("PUT", &self.path(), draft).await
    }
    async fn answered(&self, person: usize, number: i64, at: i64, answer: &str) {
        let mut write = self.desk.app.store.write().await.unwrap();
        sqlx::query(
            "INSERT INTO reply (session, person, number, at, answer) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(self.id())
        .bind(
            self.session["plan"]["people"][person]["id"]
                .as_str()
                .unwrap(),
        )
        .bind(number)
        .bind(at)
        .bind(json!({ "kind": answer }).to_string())
        .execute(&mut *write)
        .await
        .unwrap();
        write.commit().await.unwrap();
    }
}

fn cities(protocol: &Value) -> Vec<&str> {
    let rows = protocol["rows"].as_array().unwrap().iter();
    rows.map(|row| row["city"]["en"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn delegations_stand_by_rank_then_by_the_alphabet_of_the_chosen_language() {
    let planned = Planned::new().await;
    let usual = planned.protocol().await;
    assert_eq!(usual["version"], 0);
    assert_eq!(
        (&usual["rule"], &usual["language"]),
        (&json!("rank"), &json!("en"))
    );
    assert_eq!(usual["tie_break"], json!(["country", "city", "identity"]));
    // Mayors of France and Germany, vice-mayors of China and the United States, a director.
    assert_eq!(
        cities(&usual),
        ["Nantes", "Dresden", "Hangzhou", "Boston", "Leeds"]
    );

    let chinese = planned
        .arrange(0, "country", "zh-CN", json!([]))
        .await
        .json();
    // 德国 dé, 法国 fǎ, 美国 měi, 英国 yīng, 中国 zhōng.
    assert_eq!(
        cities(&chinese),
        ["Dresden", "Nantes", "Boston", "Leeds", "Hangzhou"]
    );
    assert_eq!(
        chinese["rows"][0]["label"],
        json!({ "de": "Deutschland", "en": "Germany", "zh-CN": "德国" })
    );
    let english = planned.arrange(1, "country", "en", json!([])).await.json();
    assert_eq!(
        cities(&english),
        ["Hangzhou", "Nantes", "Dresden", "Leeds", "Boston"]
    );
}

#[tokio::test]
async fn who_accepted_first_stands_first_and_who_took_it_back_did_not_accept() {
    let planned = Planned::new().await;
    let day = 86_400_000_000;
    planned.answered(2, 1, 3 * day, "accepted").await;
    planned.answered(3, 1, day, "accepted").await;
    planned.answered(3, 2, 2 * day, "declined").await;
    planned.answered(4, 1, 4 * day, "accepted").await;
    planned.answered(4, 2, 5 * day, "accepted").await;
    planned.answered(5, 1, day, "declined").await;
    planned.answered(5, 2, 2 * day, "accepted").await;
    let list = planned.arrange(0, "accepted", "en", json!([])).await.json();
    assert_eq!(
        cities(&list),
        ["Boston", "Leeds", "Nantes", "Dresden", "Hangzhou"]
    );
    let at: Vec<_> = (0..4)
        .map(|row| list["rows"][row]["accepted_at"].clone())
        .collect();
    let days = [2, 3, 4].map(|days| json!(days * day));
    assert_eq!((&at[..3], &at[3]), (&days[..], &Value::Null));
}

#[tokio::test]
async fn who_accepted_on_the_same_day_of_the_session_stands_by_rank() {
    let planned = Planned::new().await;
    let hour = 3_600_000_000;
    // In Shanghai Leeds and Nantes accept on the second of January, Boston on the third.
    planned.answered(2, 1, 17 * hour, "accepted").await;
    planned.answered(4, 1, 39 * hour, "accepted").await;
    planned.answered(5, 1, 41 * hour, "accepted").await;
    let list = planned.arrange(0, "accepted", "en", json!([])).await.json();
    assert_eq!(cities(&list)[..3], ["Nantes", "Leeds", "Boston"]);
    assert_eq!(list["rows"][0]["accepted_at"], json!(39 * hour));
}

#[tokio::test]
async fn a_move_is_shown_with_who_and_why_and_can_be_taken_back() {
    let planned = Planned::new().await;
    let leeds = planned.delegation("Leeds");
    let to_first = json!([{ "delegation": leeds, "place": 1, "reason": " Thirty years " }]);
    let moved = planned
        .arrange(0, "rank", "en", to_first.clone())
        .await
        .json();
    assert_eq!(
        cities(&moved),
        ["Leeds", "Nantes", "Dresden", "Hangzhou", "Boston"]
    );
    let shown = &moved["moves"][0];
    assert_eq!(
        (&shown["by"], &shown["reason"]),
        (&json!("Alice"), &json!("Thirty years"))
    );
    assert_eq!(
        (&moved["rows"][0]["number"], &moved["rows"][0]["by_rule"]),
        (&json!(1), &json!(5))
    );
    // What stands already keeps its time; what is new comes after it.
    let boston = planned.delegation("Boston");
    let more = json!([to_first[0], { "delegation": boston, "place": 2 }]);
    let more = planned.arrange(1, "rank", "en", more).await.json();
    assert_eq!(more["moves"][0], *shown);
    assert_eq!(
        cities(&more),
        ["Leeds", "Boston", "Nantes", "Dresden", "Hangzhou"]
    );
    let undone = planned.arrange(2, "rank", "en", json!([])).await.json();
    assert_eq!(cities(&undone)[4], "Leeds");
}

#[tokio::test]
async fn a_delegation_is_moved_again_after_others_without_moving_them() {
    let planned = Planned::new().await;
    let (leeds, boston) = (planned.delegation("Leeds"), planned.delegation("Boston"));
    let moves = json!([
        { "delegation": leeds, "place": 1 },
        { "delegation": boston, "place": 2 },
        { "delegation": leeds, "place": 5 },
    ]);
    let moved = planned.arrange(0, "rank", "en", moves).await.json();
    assert_eq!(
        cities(&moved),
        ["Boston", "Nantes", "Dresden", "Hangzhou", "Leeds"]
    );
    assert_eq!(moved["moves"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_reason_given_later_leaves_who_moved_and_when() {
    let mut planned = Planned::new().await;
    let leeds = planned.delegation("Leeds");
    let silent = json!([{ "delegation": leeds, "place": 1 }, { "delegation": leeds, "place": 1 }]);
    let silent = planned.arrange(0, "rank", "en", silent).await.json();
    planned.desk.set_up("Bob", "correct horse battery").await;
    let reasoned = json!([
        { "delegation": leeds, "place": 1 },
        { "delegation": leeds, "place": 1, "reason": "Thirty years" },
        { "delegation": leeds, "place": 1 },
    ]);
    let reasoned = planned.arrange(1, "rank", "en", reasoned).await.json();
    let moves = &reasoned["moves"];
    for place in [0, 1] {
        assert_eq!(moves[place]["at"], silent["moves"][place]["at"]);
        assert_eq!(moves[place]["by"], "Alice");
    }
    assert_eq!(moves[1]["reason"], "Thirty years");
    assert_eq!(moves[2]["by"], "Bob", "the same move once more is another");
}

#[tokio::test]
async fn two_tabs_cannot_overwrite_each_other() {
    let planned = Planned::new().await;
    assert_eq!(
        planned.arrange(0, "country", "fr", json!([])).await.status,
        200
    );
    let late = planned.arrange(0, "accepted", "en", json!([])).await;
    assert_eq!(
        (late.status.as_u16(), late.code().as_str()),
        (409, "conflict")
    );
    assert_eq!(late.json()["detail"]["current"]["language"], "fr");
}

#[tokio::test]
async fn what_is_wrong_with_a_choice_is_named() {
    let planned = Planned::new().await;
    let leeds = planned.delegation("Leeds");
    for (language, moves, said) in [
        ("xx", json!([]), "language: unknown"),
        (
            "de-abcdefgh-abcdefgh-abcdefgh-abcdefgh",
            json!([]),
            "language: unknown",
        ),
        (
            "en",
            json!([{ "delegation": "0000000000001", "place": 1 }]),
            "moves[0].delegation: unknown",
        ),
        (
            "en",
            json!([{ "delegation": leeds, "place": 0 }]),
            "moves[0].place: out_of_range",
        ),
        (
            "en",
            json!(vec![json!({ "delegation": leeds, "place": 1 }); 51]),
            "moves: too_many",
        ),
        (
            "en",
            json!([{ "delegation": leeds, "place": 1, "reason": "x".repeat(301) }]),
            "moves[0].reason: too_long",
        ),
        (
            "en",
            json!([{ "delegation": leeds, "place": 1, "reason": "x\ny" }]),
            "moves[0].reason: invalid",
        ),
    ] {
        let refused = planned.arrange(0, "rank", language, moves).await;
        assert_eq!(refused.status, 400);
        assert_eq!(refused.json()["message"], said);
    }
    assert_eq!(planned.protocol().await["version"], 0);
}

#[tokio::test]
async fn guests_are_received_by_their_rank_and_face_the_host() {
    let planned = Planned::new().await;
    let list = planned.protocol().await;
    let people = planned.session["plan"]["people"].as_array().unwrap();
    let id = |place: usize| people[place]["id"].clone();
    let received = |row: usize| list["rows"][row]["reception"]["people"][0]["person"].clone();
    // The mayor of Nantes by the mayor; Boston's vice-mayor and, with no director, Leeds's director by
    // the vice-mayor.
    assert_eq!(
        [received(0), received(3), received(4)],
        [id(1), id(0), id(0)]
    );
    assert_eq!(list["rows"][2]["reception"], Value::Null);
    let seatings = list["seatings"].as_array().unwrap();
    assert_eq!(seatings.len(), 4);
    assert_eq!(seatings[0]["near"], planned.delegation("Hangzhou"));
    assert_eq!(seatings[0]["far"], planned.delegation("Nantes"));
    let near = json!([{ "person": id(0), "place": 0 }, { "person": id(1), "place": 1 }]);
    assert_eq!(seatings[0]["seats"]["near"], near);
}

#[tokio::test]
async fn what_the_office_calls_a_place_orders_and_labels_it() {
    let mut desk = Desk::configured(|config| {
        let names = "[GB]\nlabel = { en = \"Albion\", zh-CN = \"阿尔比恩\" }\nflag = false";
        config.display_names = toml::from_str(names).unwrap();
    })
    .await;
    desk.set_up("Alice", "correct horse battery").await;
    let mut draft = draft();
    draft["delegations"][4]["display"] = json!({ "label": { "en": "Bay State" }, "flag": false });
    let answer = desk.post("/api/sessions", json!({ "plan": draft })).await;
    let session = answer.json()["session"].clone();
    let planned = Planned { desk, session };
    let list = planned.arrange(0, "country", "en", json!([])).await.json();
    assert_eq!(
        cities(&list),
        ["Leeds", "Boston", "Hangzhou", "Nantes", "Dresden"]
    );
    let flags: Vec<_> = (0..3)
        .map(|row| list["rows"][row]["flag"].clone())
        .collect();
    assert_eq!(flags, [Value::Null, Value::Null, json!("CN")]);
    let leeds = json!({ "en": "Albion", "zh-CN": "阿尔比恩" });
    assert_eq!(list["rows"][0]["label"], leeds);
}

#[tokio::test]
async fn nobody_but_an_organizer_reads_it() {
    let stranger = Desk::new().await;
    let path = "/api/sessions/0000000000001/protocol";
    assert_eq!(stranger.get(path).await.status, 401);
    let organizer = Desk::signed_in().await;
    assert_eq!(organizer.get(path).await.status, 404);
}

#[tokio::test]
async fn a_guest_without_a_country_is_not_the_host() {
    let desk = Desk::signed_in().await;
    let mut draft = draft();
    draft["delegations"][3]["country"] = Value::Null;
    draft["delegations"][4]["country"] = json!("CN");
    draft["delegations"][0]["city"] = json!({ "de": "HANGZHOU" });
    let answer = desk.post("/api/sessions", json!({ "plan": draft })).await;
    let session = answer.json()["session"].clone();
    let list = Planned { desk, session }.protocol().await;
    let rows = list["rows"].as_array().unwrap().iter();
    let homes: Vec<_> = rows.filter(|row| row["home"] == true).collect();
    assert_eq!(homes.len(), 1);
    assert_eq!(homes[0]["city"], json!({ "de": "HANGZHOU" }));
    assert_eq!(list["seatings"].as_array().unwrap().len(), 4);
}
