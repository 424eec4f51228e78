//! Exchanges and intents over HTTP.

use super::*;

#[tokio::test]
async fn the_history_is_filtered_sorted_and_paged() {
    let desk = Desk::signed_in().await;
    let gifu = crate::partners::id_of("S01").to_string();
    let mut ids = Vec::new();
    for (on, partner, people) in [
        ("2019", &dresden(), 5),
        ("2020-03", &gifu, 70),
        ("2021-07-08", &dresden(), 9),
    ] {
        let mut draft = visit(on, partner);
        draft["headcount"]["number"] = people.into();
        ids.push(id(&desk.post("/api/exchanges", draft).await));
    }
    let mut greeting = visit("2022", &dresden());
    greeting["substance"] = "greeting".into();
    ids.push(id(&desk.post("/api/exchanges", greeting).await));
    let expect = |places: &[usize]| places.iter().map(|at| ids[*at].clone()).collect::<Vec<_>>();
    for (query, places) in [
        ("", &[3, 2, 1, 0][..]),
        ("?sort=oldest", &[0, 1, 2, 3]),
        ("?sort=headcount", &[1, 3, 2, 0]),
        ("?partner=S18", &[3, 2, 0]),
        ("?partner=S18&depth=substantive", &[2, 0]),
        ("?depth=uncounted", &[3]),
        ("?country=JP", &[1]),
        ("?continent=europe&year=2021", &[2]),
        ("?from=2020-03-01&to=2021-07-08", &[2, 1]),
        ("?kind=visit_paid", &[]),
        (
            "?field=trade&direction=received&mode=onsite&per=2&page=2",
            &[1, 0],
        ),
        ("?page=9", &[]),
    ] {
        let found = listed(&desk, &format!("/api/exchanges{query}")).await;
        assert_eq!(found, expect(places), "{query}");
    }
    let page = desk.get("/api/exchanges?per=1").await.json();
    assert_eq!(
        (&page["total"], page["items"].as_array().unwrap().len()),
        (&4.into(), 1)
    );
    for bad in [
        "?per=0",
        "?per=501",
        "?page=0",
        "?partner=S99",
        "?from=2020-02-30",
    ] {
        assert_eq!(
            desk.get(&format!("/api/exchanges{bad}")).await.status,
            400,
            "{bad}"
        );
    }
    let detail = desk.get("/api/partners/S18").await.json();
    assert_eq!(detail["exchange_total"], 2);
    assert_eq!(detail["last_exchange"]["on"], "2021-07-08");
    let quiet = desk.get("/api/partners?sort=recent&per=2").await.json();
    let slugs = [&quiet["items"][0]["slug"], &quiet["items"][1]["slug"]];
    assert_eq!(slugs, ["S18", "S01"]);
}

#[tokio::test]
async fn an_intent_goes_its_way_step_by_step() {
    let desk = Desk::signed_in().await;
    let trade = desk
        .post("/api/departments", json!({ "names": { "en": "Trade" } }))
        .await;
    let intent = json!({ "title": { "en": "A port" }, "said_on": "2020-05", "partners": [dresden()],
                         "owner": id(&trade), "due": "2021" });
    let intent = desk.post("/api/intents", intent).await;
    assert_eq!(intent.status, 201, "{}", intent.text);
    assert_eq!(
        listed(&desk, "/api/intents?stalled=true&overdue=true").await,
        [id(&intent)]
    );
    assert_eq!(
        listed(&desk, "/api/intents?as_of=2020-06-01&stalled=true").await,
        [""; 0]
    );
    assert_eq!(
        listed(&desk, "/api/intents?as_of=2020-01-01").await,
        [""; 0]
    );

    let steps = format!("/api/intents/{}/steps", id(&intent));
    let empty = desk
        .send_from(("POST", &steps), 1, json!({ "on": "2024-02" }))
        .await;
    assert_eq!(empty.code(), "invalid_record");
    let signed = json!({ "on": "2024-02", "stage": "signed", "text": "In Dresden" });
    let signed = desk.send_from(("POST", &steps), 1, signed).await;
    assert_eq!(signed.status, 200, "{}", signed.text);
    let late = json!({ "on": "2024-02", "stage": "landed" });
    assert_eq!(desk.send_from(("POST", &steps), 1, late).await.status, 412);
    let path = format!("/api/intents?stage=signed&owner={}", id(&trade));
    assert_eq!(listed(&desk, &path).await, [id(&intent)]);
    assert_eq!(
        listed(&desk, "/api/intents?stage=signed&as_of=2023-01-01").await,
        [""; 0]
    );
}
