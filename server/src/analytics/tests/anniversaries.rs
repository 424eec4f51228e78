//! What the office is reminded of: the list of the home page, and the file for calendars.

use serde_json::{Value, json};

use super::partner;
use crate::testing::Desk;

async fn coming(desk: &Desk, query: &str) -> Value {
    let path = format!("/api/analytics/anniversaries/coming?{query}");
    let answer = desk.get(&path).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// The item of a partner.
fn of<'a>(page: &'a Value, slug: &str) -> Option<&'a Value> {
    let mut items = page["items"].as_array().unwrap().iter();
    items.find(|one| one["partner"] == partner(slug))
}

#[tokio::test]
async fn what_is_near_is_listed_with_the_names_and_the_days_that_are_left() {
    let desk = Desk::signed_in().await;
    // Dresden: 16 October 2009.
    let page = coming(&desk, "as_of=2029-04-19").await;
    let dresden = of(&page, "S18").unwrap();
    assert_eq!(
        (&dresden["years"], &dresden["round"], &dresden["days"]),
        (&json!(20), &json!(true), &json!(180))
    );
    let name = &page["named"]["partners"][partner("S18").as_str()];
    assert_eq!(
        (&name["slug"], &name["country"]),
        (&"S18".into(), &"DE".into())
    );
    assert!(of(&coming(&desk, "as_of=2029-04-18").await, "S18").is_none());
    assert!(of(&coming(&desk, "as_of=2030-08-16").await, "S18").is_none());
    assert_eq!(
        of(&coming(&desk, "as_of=2030-08-17").await, "S18").unwrap()["days"],
        60
    );
}

#[tokio::test]
async fn the_list_is_paged_and_says_how_many_relations_there_are() {
    let desk = Desk::signed_in().await;
    let whole = coming(&desk, "as_of=2029-04-19").await;
    let items = whole["items"].as_array().unwrap();
    assert_eq!(whole["total"], items.len());
    let first = coming(&desk, "as_of=2029-04-19&per=1").await;
    assert_eq!(
        (&first["total"], &first["items"][0]),
        (&whole["total"], &items[0])
    );
    assert_eq!(first["named"]["partners"].as_object().unwrap().len(), 1);
    let second = coming(&desk, "as_of=2029-04-19&per=1&page=2").await;
    assert_eq!(second["items"][0], items[1]);
    let days = items.iter().filter_map(|one| one["days"].as_i64());
    assert!(days.is_sorted());
    assert!(whole["relations"].as_u64() > Some(30));
}

/// A district that has no relation but those that began so: its identity.
async fn district(desk: &Desk, relations: &[(&str, &str)]) -> String {
    let names = json!({ "names": { "en": "Xihu" } });
    let made = desk.post("/api/districts", names).await.json();
    let id = made["record"]["id"].as_str().unwrap().to_owned();
    for (slug, begins) in relations {
        let relation = json!({ "partner": partner(slug), "kind": "exchange",
            "owner": { "district": id }, "valid_from": begins });
        let created = desk.post("/api/relations", relation).await;
        assert_eq!(created.status, 201, "{}", created.text);
    }
    id
}

#[tokio::test]
async fn what_is_entered_is_near_at_once() {
    let desk = Desk::signed_in().await;
    let xihu = district(&desk, &[]).await;
    let empty = coming(&desk, &format!("as_of=2024-07-05&owner={xihu}")).await;
    assert_eq!(
        (&empty["relations"], &empty["total"]),
        (&json!(0), &json!(0))
    );
    let other = district(&desk, &[("S04", "2019-09")]).await;
    let page = coming(&desk, &format!("as_of=2024-07-05&owner={other}")).await;
    let one = of(&page, "S04").unwrap();
    assert_eq!(
        (&one["on"], &one["days"]),
        (&"2024-09".into(), &Value::Null)
    );
    assert_eq!((&page["relations"], &page["total"]), (&json!(1), &json!(1)));
    // A relation holds, and its anniversary is far.
    let later = coming(&desk, &format!("as_of=2024-10-01&owner={other}")).await;
    assert_eq!(
        (&later["relations"], &later["total"]),
        (&json!(1), &json!(0))
    );
}

/// The lines of the file, put together again.
async fn file(desk: &Desk, query: &str) -> Vec<String> {
    let path = format!("/api/analytics/anniversaries.ics?{query}");
    let answer = desk.get(&path).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(
        answer.header("content-type"),
        "text/calendar; charset=utf-8"
    );
    assert!(answer.text.split("\r\n").all(|line| line.len() <= 75));
    let whole = answer.text.replace("\r\n ", "");
    whole.lines().map(str::to_owned).collect()
}

/// The entry that holds a line which begins so.
fn entry<'a>(lines: &'a [String], line: &str) -> &'a [String] {
    let at = lines.iter().position(|one| one.starts_with(line));
    let at = at.unwrap_or_else(|| panic!("no {line} in {lines:?}"));
    let begin = lines[..at].iter().rposition(|one| one == "BEGIN:VEVENT");
    let end = lines[at..].iter().position(|one| one == "END:VEVENT");
    &lines[begin.unwrap()..=at + end.unwrap()]
}

fn starting<'a>(entry: &'a [String], name: &str) -> Vec<&'a str> {
    let lines = entry.iter().filter(|line| line.starts_with(name));
    lines.map(String::as_str).collect()
}

#[tokio::test]
async fn an_entry_is_a_whole_day_with_alarms_in_the_language_that_is_asked_for() {
    let desk = Desk::signed_in().await;
    // In the far future no alarm has rung yet.
    let lines = file(&desk, "as_of=2099-01-01&language=zh-CN").await;
    let round = entry(&lines, "SUMMARY:与德累斯顿市（德国）结好90周年");
    assert_eq!(starting(round, "DTSTART"), ["DTSTART;VALUE=DATE:20991016"]);
    assert_eq!(starting(round, "DTEND"), ["DTEND;VALUE=DATE:20991017"]);
    // Nine in the morning, 180 and 30 days before.
    assert_eq!(
        starting(round, "TRIGGER"),
        ["TRIGGER:-P179DT15H", "TRIGGER:-P29DT15H"]
    );
    assert_eq!(
        starting(round, "DESCRIPTION")[0],
        format!(
            "DESCRIPTION:国际友好城市，结好日期：2009-10-16\\n{}/partners/S18",
            desk.app.identity.public_url()
        )
    );
    let other = entry(&lines, "SUMMARY:与德累斯顿市（德国）结好91周年");
    assert_eq!(starting(other, "TRIGGER"), ["TRIGGER:-P29DT15H"]);
    assert_eq!(starting(other, "DTSTART"), ["DTSTART;VALUE=DATE:21001016"]);
    let english = file(&desk, "as_of=2099-01-01").await;
    let same = entry(
        &english,
        "SUMMARY:90 years of relations with Dresden (Germany)",
    );
    assert_eq!(starting(same, "UID"), starting(round, "UID"));
    let all = starting(&lines, "UID");
    let distinct: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), all.len());
}

#[tokio::test]
async fn what_would_have_rung_already_has_no_alarm_and_a_first_year_its_own_words() {
    let desk = Desk::signed_in().await;
    let lines = file(&desk, "as_of=2010-01-01&last=2010&language=ru").await;
    let first = entry(&lines, "SUMMARY:Первая годовщина отношений: ");
    assert_eq!(starting(first, "DTSTART"), ["DTSTART;VALUE=DATE:20101016"]);
    assert!(starting(&lines, "TRIGGER").is_empty());
}

#[tokio::test]
async fn a_month_stands_on_its_first_day_and_a_bare_year_nowhere() {
    let desk = Desk::signed_in().await;
    let xihu = district(&desk, &[("S04", "2019-09"), ("S05", "2019")]).await;
    let lines = file(&desk, &format!("as_of=2098-01-01&last=2098&owner={xihu}")).await;
    assert_eq!(starting(&lines, "DTSTART"), ["DTSTART;VALUE=DATE:20980901"]);
    let [about, ..] = starting(&lines, "DESCRIPTION:Friendly")[..] else {
        panic!("no description in {lines:?}");
    };
    assert!(about.contains("Only the month is known"), "{about}");
}

#[tokio::test]
async fn the_file_is_logged_like_a_table_and_is_of_few_years() {
    let desk = Desk::signed_in().await;
    let lines = file(&desk, "as_of=2027-01-01&language=de&owner=any").await;
    let log = desk.get("/api/exports?per=1").await.json();
    let logged = &log["items"][0];
    for (key, value) in [
        ("sheet", json!("anniversaries")),
        ("format", json!("ics")),
        ("language", json!("de")),
        ("query", json!("as_of=2027-01-01&owner=any")),
        ("lines", json!(starting(&lines, "BEGIN:VEVENT").len())),
    ] {
        assert_eq!(logged[key], value, "{key}");
    }
    let path = "/api/analytics/anniversaries.ics?first=2027&last";
    assert_eq!(desk.get(&format!("{path}=2031")).await.status, 200);
    for query in ["=2032", "=2026"] {
        assert_eq!(desk.get(&format!("{path}{query}")).await.status, 400);
    }
    // The last year alone may lie before the day.
    let earlier = file(&desk, "as_of=2027-01-01&last=2024").await;
    let same = file(&desk, "as_of=2027-01-01&first=2024&last=2024").await;
    let days = |lines: &[String]| {
        let days = starting(lines, "DTSTART").into_iter().map(str::to_owned);
        days.collect::<Vec<_>>()
    };
    assert!(!days(&same).is_empty());
    assert_eq!(days(&earlier), days(&same));
}
