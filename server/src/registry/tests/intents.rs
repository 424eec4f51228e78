//! The list of intents against what its items say of themselves.

use ::history::intent::Intent;
use meeting::id::{IntentId, SessionId};

use super::*;

/// Thirty, each different from the others in what lists ask for.
async fn filled(desk: &Desk) -> [String; 2] {
    let mut departments = Vec::new();
    for name in ["Trade", "Schools"] {
        let department = json!({ "names": { "en": name } });
        departments.push(id(&desk.post("/api/departments", department).await));
    }
    let [trade, schools] = <[String; 2]>::try_from(departments).unwrap();
    let partners = [dresden(), crate::partners::id_of("S01").to_string()];
    let steps = [
        json!([]),
        json!([{ "on": "2020-11-20", "stage": "talks" }]),
        json!([{ "on": "2021-09", "stage": "signed" }, { "on": "2020-12", "stage": "talks" }]),
        json!([{ "on": "2021-11", "text": "a call" }, { "on": "2022-03", "stage": "landed" }]),
        json!([{ "on": "2021-10-05", "stage": "withdrawn" }]),
    ];
    for number in 0..30_usize {
        let draft = json!({
            "title": { "en": format!("Intent {number}") },
            "said_on": (["2019-05-04", "2020-02", "2020-10", "2020"][number % 4]),
            "said_in": { "session": (number % 6 == 0).then(session) },
            "partners": (&partners[..number % 3]),
            "owner": ([None, Some(&trade), Some(&schools)][number % 3]),
            "departments": (number % 5 == 0).then_some(&schools).into_iter().collect::<Vec<_>>(),
            "field": ([Some("trade"), Some("education"), None][number % 3]),
            "due": ([None, Some("2021"), Some("2020-11"), Some("2022-06-30")][number / 2 % 4]),
            "steps": (steps[number % 5]),
        });
        let created = desk.post("/api/intents", draft).await;
        assert_eq!(created.status, 201, "{}", created.text);
    }
    [trade, schools]
}

fn session() -> String {
    SessionId::from_bits(7).to_string()
}

async fn items(desk: &Desk, query: &str) -> (usize, Vec<Value>) {
    let answer = desk.get(&format!("/api/intents?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text);
    let list = answer.json();
    let total = list["total"].as_u64().unwrap();
    (total as usize, list["items"].as_array().unwrap().clone())
}

fn is_open(item: &Value) -> bool {
    !["landed", "withdrawn"].contains(&item["stage"].as_str().unwrap())
}

fn has(list: &Value, one: &str) -> bool {
    list.as_array().unwrap().contains(&one.into())
}

/// Whether of two items the first stands before the second.
fn is_before(sort: &str, one: &Value, other: &Value) -> bool {
    let key = |item: &Value| -> (Intent, IntentId) {
        let intent: Intent = serde_json::from_value(item["record"].clone()).unwrap();
        let id = intent.id;
        (intent, id)
    };
    let ((first, first_id), (second, second_id)) = (key(one), key(other));
    let by_day = (first.said_on, first_id) < (second.said_on, second_id);
    let waits = |item: &Value| {
        (
            !is_open(item),
            item["last_step"].as_str().unwrap().to_owned(),
        )
    };
    let due = |intent: &Intent| (intent.due.is_none(), intent.due);
    match sort {
        "oldest" => by_day,
        "newest" => !by_day,
        "waiting" if waits(one) != waits(other) => waits(one) < waits(other),
        "due" if due(&first) != due(&second) => due(&first) < due(&second),
        _ => by_day,
    }
}

type Says = Box<dyn Fn(&Value) -> bool>;

/// Each filter, and whether an item says that it is met.
fn filters(trade: String, schools: String, session: String) -> [(String, Says); 13] {
    [
        (
            "partner=S18".to_owned(),
            Box::new(|item| has(&item["record"]["partners"], &dresden())),
        ),
        (
            format!("owner={trade}"),
            Box::new(move |item| item["record"]["owner"] == trade),
        ),
        (
            format!("department={schools}"),
            Box::new(move |item| {
                let record = &item["record"];
                record["owner"] == schools || has(&record["departments"], &schools)
            }),
        ),
        (
            "field=education".to_owned(),
            Box::new(|item| item["record"]["field"] == "education"),
        ),
        (
            "stage=talks".to_owned(),
            Box::new(|item| item["stage"] == "talks"),
        ),
        (
            "stage=intent".to_owned(),
            Box::new(|item| item["stage"] == "intent"),
        ),
        ("open=true".to_owned(), Box::new(is_open)),
        ("open=false".to_owned(), Box::new(|item| !is_open(item))),
        (
            "stalled=true".to_owned(),
            Box::new(|item| item["stalled"] == true),
        ),
        (
            "stalled=false".to_owned(),
            Box::new(|item| item["stalled"] == false),
        ),
        (
            "overdue=true".to_owned(),
            Box::new(|item| item["overdue"] == true),
        ),
        (
            "year=2020".to_owned(),
            Box::new(|item| {
                item["record"]["said_on"]
                    .as_str()
                    .unwrap()
                    .starts_with("2020")
            }),
        ),
        (
            format!("session={session}"),
            Box::new(move |item| item["record"]["said_in"]["session"] == session),
        ),
    ]
}

#[tokio::test]
async fn pages_of_intents_are_the_list_cut_and_filters_take_out_what_items_say() {
    let desk = Desk::signed_in().await;
    let [trade, schools] = filled(&desk).await;
    let filters = filters(trade, schools, session());
    let mut seen = vec![0; filters.len()];
    for as_of in [
        "",
        "&as_of=2020-06-30",
        "&as_of=2020-12-31",
        "&as_of=2021-12-31",
    ] {
        for sort in ["waiting", "newest", "oldest", "due"] {
            let asked = format!("sort={sort}{as_of}");
            let (total, all) = items(&desk, &format!("{asked}&per=500")).await;
            assert_eq!(total, all.len());
            let in_order = all.windows(2).all(|two| is_before(sort, &two[0], &two[1]));
            assert!(in_order, "{asked}");
            let mut pages = Vec::new();
            for page in 1..=4 {
                let (of, items) = items(&desk, &format!("{asked}&per=9&page={page}")).await;
                assert_eq!(of, total);
                pages.extend(items);
            }
            assert_eq!(pages, all, "{asked}");
            for (place, (filter, says)) in filters.iter().enumerate() {
                let asked = format!("{filter}&{asked}");
                let expected: Vec<Value> = all.iter().filter(|one| says(one)).cloned().collect();
                let (total, found) = items(&desk, &format!("{asked}&per=500")).await;
                assert_eq!((total, &found), (expected.len(), &expected), "{asked}");
                seen[place] += usize::from(total > 0 && total < all.len());
            }
        }
    }
    assert!(
        seen.iter().all(|seen| *seen > 0),
        "each tells some apart: {seen:?}"
    );
}
