use serde_json::{Value, json};

use crate::partners;
use crate::testing::Desk;

fn question() -> Value {
    json!({ "partners": ["S18", "S04"], "minutes": 90, "from": "2027-02-08", "to": "2027-02-12" })
}

fn with(field: &str, value: Value) -> Value {
    let mut question = question();
    question[field] = value;
    question
}

#[tokio::test]
async fn slots_are_found_told_city_by_city_and_drawn() {
    let desk = Desk::signed_in().await;
    let answer = desk.post("/api/slots", question()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let found = answer.json();
    let dresden = partners::id_of("S18").to_string();
    assert_eq!(found["cities"][1]["partner"], dresden);
    assert_eq!(found["proposals"][0]["served"], 2);
    assert_eq!(
        found["proposals"][0]["cities"].as_array().map(Vec::len),
        Some(3)
    );
    assert_eq!(found["grid"]["day"], "2027-02-08");
    assert_eq!(found["chosen"], Value::Null);
    assert!(found["pairs"].as_array().is_some_and(Vec::is_empty));
    // Where China works on weekends in 2027 was not announced when the data were compiled.
    let gap = json!({ "country": "CN", "year": 2027, "missing": "moved_days" });
    assert_eq!(found["gaps"], json!([gap]));
}

#[tokio::test]
async fn a_start_can_be_asked_about() {
    let desk = Desk::signed_in().await;
    let first = desk.post("/api/slots", question()).await.json();
    let start = &first["grid"]["starts"][3];
    let told = desk
        .post("/api/slots", with("at", start["at"].clone()))
        .await
        .json();
    assert_eq!(told["chosen"]["wall"], "2027-02-08T01:30");
    assert_eq!(told["chosen"]["at"], start["at"]);
    assert_eq!(told["chosen"]["cities"][1]["wall"], "2027-02-07T18:30");
    assert_eq!(told["chosen"]["cities"][1]["day_shift"], -1);
    assert_eq!(told["chosen"]["cities"][1]["day"]["kind"], "weekend");
}

#[tokio::test]
async fn what_cannot_be_searched_is_named() {
    let desk = Desk::signed_in().await;
    let many: Vec<String> = (0..101).map(|number| format!("S{number}")).collect();
    let cases = [
        ("partners", json!([]), "empty"),
        ("partners", json!(many), "too_many"),
        ("partners", json!(["S18", "nowhere"]), "unknown"),
        ("partners", json!(["S18", "S18"]), "duplicate"),
        ("minutes", json!(0), "out_of_range"),
        ("minutes", json!(50), "out_of_range"),
        ("minutes", json!(735), "out_of_range"),
        ("from", json!("yesterday"), "invalid"),
        ("from", json!("1027-02-08"), "out_of_range"),
        ("to", json!("2027-02-07"), "out_of_range"),
        ("to", json!("2027-03-11"), "out_of_range"),
        ("step", json!(20), "out_of_range"),
        ("earliest", json!("08:10"), "out_of_range"),
        ("latest", json!("25:00"), "invalid"),
        ("latest", json!("07:00"), "out_of_range"),
        ("day", json!("2027-02-13"), "out_of_range"),
        ("at", json!(1), "unknown"),
    ];
    for (field, value, problem) in cases {
        let answer = desk.post("/api/slots", with(field, value)).await;
        assert_eq!(answer.status, 400, "{field}");
        let detail = json!({ "field": field, "problem": problem });
        assert_eq!(answer.json()["detail"], detail, "{}", answer.text);
    }
    let longer = json!({ "partners": ["S18"], "minutes": 120, "from": "2027-02-08",
        "to": "2027-02-08", "earliest": "08:00", "latest": "09:00" });
    let answer = desk.post("/api/slots", longer).await;
    assert_eq!(answer.json()["detail"]["problem"], "longer_than_hours");
}

#[tokio::test]
async fn nobody_asks_without_signing_in() {
    let desk = Desk::new().await;
    let answer = desk.post("/api/slots", question()).await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn the_days_of_a_page_of_the_calendar_are_told_by_country() {
    let desk = Desk::signed_in().await;
    let path = "/api/days?countries=CN,DE,CN&from=2026-02-01&to=2026-02-28";
    let told = desk.get(path).await.json();
    let days = told["days"].as_array().unwrap();
    let of = |country: &str, date: &str| {
        let same = |day: &&Value| day["country"] == country && day["date"] == date;
        days.iter().filter(same).collect::<Vec<_>>()
    };
    // The first day of the Spring Festival, a Saturday worked for it, and an ordinary Tuesday.
    assert_eq!(of("CN", "2026-02-17")[0]["day"]["kind"], "holiday");
    assert_eq!(of("CN", "2026-02-28")[0]["day"]["moved_here"], true);
    assert_eq!(of("DE", "2026-02-28")[0]["day"]["kind"], "weekend");
    assert!(of("DE", "2026-02-17").is_empty());
    assert_eq!(told["gaps"], json!([]));

    for (query, field) in [
        ("countries=XX&from=2026-02-01&to=2026-02-28", "countries"),
        ("countries=CN&from=soon&to=2026-02-28", "from"),
        ("countries=CN&from=2026-02-01&to=2026-01-31", "to"),
        ("countries=CN&from=2026-02-01&to=2026-04-30", "to"),
    ] {
        let refused = desk.get(&format!("/api/days?{query}")).await;
        assert_eq!(refused.status, 400, "{query}");
        assert_eq!(refused.json()["detail"]["field"], field);
    }
}
