//! Tables that leave the house and come back: nothing is different then.

use axum::body::{Body, to_bytes};
use history::exchange::Exchange;
use history::intent::Intent;
use history::partner::Partner;
use history::relation::Relation;
use intake::columns::{SheetKind, likely_kind, propose};
use intake::draft::{Draft, Known, Reader};
use intake::names::Directory;
use intake::table::{Limits, Table};
use serde_json::{Value, json};

use crate::ledger::{Batch, Change, Kept, Record, What, founding_records};
use crate::partners::codes;
use crate::testing::Desk;

/// The founding figures, and beside them what is hard to write into a cell.
async fn filled() -> Desk {
    let desk = Desk::signed_in().await;
    let records = founding_records().expect("are of the release");
    let districts = records.districts.into_iter().map(|one| one.entry());
    let partners = records.partners.into_iter().map(|one| one.entry());
    let relations = records.relations.into_iter().map(|one| one.entry());
    let exchanges = records.exchanges.into_iter().map(|one| one.entry());
    let intents = records.intents.into_iter().map(|one| one.entry());
    let entries = districts.chain(partners).chain(relations);
    let changes = entries.chain(exchanges).chain(intents);
    let changes = changes.map(|entry| Change::put(entry, None)).collect();
    let written = desk.app.ledger.write(Batch::of(What::Demo, None, changes));
    written.await.expect("stand by themselves");
    let (dresden, gifu) = (partner("S18"), partner("S01"));
    let department = json!({ "names": { "zh-CN": "商务局", "en": "Trade" } });
    let department = created(&desk, "/api/departments", department).await;
    for (path, draft) in hard_cases(&dresden, &gifu, &department) {
        created(&desk, path, draft).await;
    }
    desk
}

fn hard_cases(dresden: &str, gifu: &str, department: &str) -> [(&'static str, Value); 9] {
    [
        (
            "/api/partners",
            json!({ "slug": "C-1", "names": { "en": "Dresden; Ohio, +1", "zh-CN": "德累斯顿" },
                "country": "US", "continent": "north_america", "standing": "candidate",
                "candidacy": { "reasons": ["=1+1", "A port"], "steps": [] },
                "aliases": ["Trinway", "@home"], "languages": ["en", "es"],
                "coordinates": { "lat": 40.12, "lon": -82.0125 }, "zone": "America/New_York",
                "official_urls": ["https://example.org/a?b=c"], "note": "a \"note\"\nof two lines",
                "provenance": { "sources": ["one", "two, three"], "confidence": "B" } }),
        ),
        (
            "/api/exchanges",
            json!({ "title": { "en": "=1+1;-2", "zh-CN": "+86 \"来访\"" }, "kind": "aid",
                "on": "2020-03", "to": "2020-04-05", "partners": [dresden, gifu],
                "place": "@home", "aid": { "hundredths": 123_456_705, "currency": "EUR" },
                "organisers": ["citizens", "university"], "participants": ["school"],
                "headcount": { "number": 870, "at_least": true }, "departments": [department],
                "groups": { "number": 3 }, "note": "-1\n\t=2\n;x" }),
        ),
        (
            "/api/exchanges",
            json!({ "title": { "de": "Besuch aus Dresden" }, "kind": "forum", "on": "2014",
                "partners": [dresden], "direction": "received", "mode": "hybrid",
                "delegations": { "foreign": 22, "domestic": 6, "countries": 20 },
                "invitations": { "sent": 9, "accepted": 4, "declined": 0 },
                "state": "cancelled", "substance": "signed", "field": "digital_governance" }),
        ),
        (
            "/api/exchanges",
            json!({ "title": { "ja": "岐阜との交流" }, "kind": "other", "on": "1899-12-31" }),
        ),
        (
            "/api/relations",
            json!({ "partner": dresden, "kind": "exchange", "valid_from": "2001-05",
                "ending": { "on": "2009", "reason": "expired" },
                "milestones": { "intent": "2000", "mou": "2001-05-02", "approval": null,
                    "agreement": "2001-06" },
                "ours": { "text": "Partnership", "language": "en" },
                "theirs": { "text": "Partnerschaft", "language": "de", "since": "2001" } }),
        ),
        (
            "/api/intents",
            json!({ "title": { "zh-CN": "港口", "en": "A port" }, "said_on": "2019-10-05",
                "partners": [gifu], "owner": department, "departments": [department],
                "due": "2021", "field": "trade", "steps": [
                    { "on": "2020-01-05", "stage": "talks", "text": "=first" },
                    { "on": "2020-02", "text": "second" }] }),
        ),
        (
            "/api/contacts",
            json!({ "partner": gifu, "name": { "en": "A. Sato" }, "email": "sato@example.org",
                "phone": "+81 58", "consent": { "state": "given", "on": "2024" } }),
        ),
        (
            "/api/networks",
            json!({ "names": { "en": "Cities of bridges" }, "kind": "thematic", "since": "2011",
                "members": [{ "partner": gifu, "since": "2011" }, { "partner": dresden }] }),
        ),
        (
            "/api/sub-relations",
            json!({ "partner": gifu, "kind": "school", "ours": { "zh-CN": "一中" },
                "theirs": { "ja": "第一高校" }, "field": "education", "valid_from": "2012-09" }),
        ),
    ]
}

fn partner(slug: &str) -> String {
    crate::partners::id_of(slug).to_string()
}

async fn created(desk: &Desk, path: &str, draft: Value) -> String {
    let created = desk.post(path, draft).await;
    assert_eq!(created.status, 201, "{path}: {}", created.text);
    let id = created.json()["record"]["id"].clone();
    id.as_str().expect("has an identity").to_owned()
}

async fn file(desk: &Desk, path: &str) -> Vec<u8> {
    let answer = desk.begin(desk.request("GET", path, Body::empty())).await;
    assert_eq!(answer.status(), 200, "{path}");
    let body = to_bytes(answer.into_body(), usize::MAX).await;
    body.expect("is whole").to_vec()
}

fn directory(desk: &Desk) -> Directory {
    let mut directory = Directory::default();
    for city in desk.app.partners.now().all() {
        directory.add_partner(&city.record, "en");
        let country = city.record.country;
        if let Some(names) = codes::country(country.code()) {
            directory.add_country(country, [names.en, names.zh]);
        }
    }
    let state = desk.app.ledger.state();
    for (id, names) in &state.departments {
        directory.add_department(*id, names);
    }
    for (id, names) in &state.districts {
        directory.add_district(*id, names);
    }
    directory
}

/// Every line of the table names a record, and would change nothing of it.
async fn comes_back<T>(desk: &Desk, name: &str, kind: SheetKind)
where
    T: Record + intake::draft::Record + std::fmt::Debug,
{
    let all = desk.app.ledger.all::<T>().await.expect("reads").len();
    comes_back_as_asked::<T>(desk, (name, ""), kind, all).await;
}

/// The same of so many lines of a table that is asked for in some way.
async fn comes_back_as_asked<T>(
    desk: &Desk,
    (name, query): (&str, &str),
    kind: SheetKind,
    expected: usize,
) where
    T: Record + intake::draft::Record + std::fmt::Debug,
{
    let directory = directory(desk);
    let kept: Vec<Kept<T>> = desk.app.ledger.all().await.expect("reads");
    for language in ["zh-CN", "en", "de"] {
        for format in ["csv", "xlsx"] {
            let path = format!("/api/tables/{name}?format={format}&language={language}{query}");
            let bytes = file(desk, &path).await;
            let table = Table::open(&bytes, Limits::default()).expect("is a table");
            let sheet = table.sheet(None).expect("has a sheet");
            assert_eq!(likely_kind(&table, sheet), Ok(Some(kind)), "{path}");
            let proposal = propose(&table, sheet, kind, &directory).expect("reads");
            assert_eq!(proposal.problems, [], "{path}");
            let today = crate::registry::today(&desk.app);
            let known = Known::default();
            let reader = Reader::<T>::new(
                &table,
                sheet,
                &proposal.mapping,
                &directory,
                known,
                today,
                "en",
            );
            let mut reader = reader.expect("is clear");
            let mut lines = 0;
            while let Some(row) = reader.next_row().expect("reads") {
                let place = format!("{path}, line {}", row.line);
                let draft = row
                    .draft
                    .unwrap_or_else(|wrong| panic!("{place}: {wrong:?}"));
                let Draft::Change(change) = draft else {
                    panic!("{place} names no record");
                };
                let same = |kept: &&Kept<T>| intake::draft::Record::id(&kept.record) == change.id;
                let base = kept.iter().find(same).expect("is there");
                assert_eq!(change.onto(&base.record), base.record, "{place}");
                lines += 1;
            }
            assert_eq!(lines, expected, "{path}");
        }
    }
}

#[tokio::test]
async fn what_leaves_the_house_comes_back_as_it_was() {
    let desk = filled().await;
    comes_back::<Partner>(&desk, "partners", SheetKind::Partner).await;
    comes_back::<Relation>(&desk, "relations", SheetKind::Relation).await;
    comes_back::<Exchange>(&desk, "exchanges", SheetKind::Exchange).await;
    comes_back::<Intent>(&desk, "intents", SheetKind::Intent).await;
}

#[tokio::test]
async fn intents_as_they_stood_on_an_earlier_day_come_back_without_a_step_more() {
    let desk = filled().await;
    for (said_on, steps) in [
        ("2020-01", [("2020-03", "talks"), ("2020-11-02", "signed")]),
        // The year of the step begins before the month of the saying.
        ("2020-02", [("2020", "talks"), ("2021", "landed")]),
        ("2020-05-06", [("2020-12", "talks"), ("2022", "withdrawn")]),
    ] {
        let steps = steps.map(|(on, stage)| json!({ "on": on, "stage": stage, "text": "done" }));
        let draft = json!({ "title": { "en": "A bridge" }, "said_on": said_on,
                            "partners": [partner("S18")], "steps": steps });
        created(&desk, "/api/intents", draft).await;
    }
    for day in ["2020-02-20", "2020-10-26", "2021-06-01"] {
        let list = desk.get(&format!("/api/intents?as_of={day}&per=1")).await;
        let expected = list.json()["total"].as_u64().expect("is told");
        let expected = usize::try_from(expected).expect("fits");
        assert!(expected >= 3, "{day}: {expected}");
        let asked = format!("&as_of={day}");
        let table = ("intents", asked.as_str());
        comes_back_as_asked::<Intent>(&desk, table, SheetKind::Intent, expected).await;
    }
}

#[tokio::test]
async fn a_table_has_what_its_list_has() {
    let desk = filled().await;
    for (table, list, query) in [
        ("partners", "partners", "kind=sister&sort=oldest"),
        ("relations", "relations", "owner=any&country=JP&sort=newest"),
        ("exchanges", "exchanges", "partner=S18&sort=oldest"),
        ("intents", "intents", "as_of=2020-10-26&sort=due"),
        ("contacts", "contacts", "partner="),
        ("networks", "networks", ""),
        ("sub_relations", "sub-relations", ""),
        ("districts", "districts", ""),
        ("departments", "departments", ""),
    ] {
        let query = match query {
            "partner=" => format!("partner={}", partner("S01")),
            query => query.to_owned(),
        };
        let page = desk
            .get(&format!("/api/{list}?{query}&per=500"))
            .await
            .json();
        let items = page["items"].as_array().expect("is a list").iter();
        let shown: Vec<Value> = items
            .map(|item| match table {
                "partners" => item["slug"].clone(),
                _ => item["record"]["id"].clone(),
            })
            .collect();
        assert!(!shown.is_empty(), "{table}");
        let path = format!("/api/tables/{table}?{query}&format=json&per=1&page=2");
        let whole = desk.get(&path).await.json();
        assert_eq!(whole["table"], table);
        let key = if table == "partners" { "slug" } else { "id" };
        let rows = whole["rows"].as_array().expect("is a list").iter();
        let rows: Vec<Value> = rows.map(|row| row[key].clone()).collect();
        assert_eq!(rows, shown, "{path}");
    }
    assert_eq!(
        desk.get("/api/tables/exchanges?partner=S99").await.status,
        400
    );
    assert_eq!(
        desk.get("/api/tables/exchanges?format=pdf").await.status,
        400
    );
    assert_eq!(desk.get("/api/tables/nothing").await.status, 404);
}

#[tokio::test]
async fn values_for_programs_and_words_for_people() {
    let desk = filled().await;
    let path = "/api/tables/exchanges?kind=aid&year=2020&format=json&language=zh-CN";
    let aid = desk.get(path).await.json()["rows"][0].clone();
    for (key, value) in [
        ("kind", json!("aid")),
        ("date", json!("2020-03")),
        ("headcount", json!({ "number": 870, "at_least": true })),
        ("aid", json!("1234567.05")),
        ("organisers", json!(["大学", "市民"])),
        ("field", Value::Null),
    ] {
        assert_eq!(aid[key], value, "{key}");
    }
    assert_eq!(aid["partners"][0]["id"], partner("S18"));
    let csv = desk
        .get("/api/tables/exchanges?kind=aid&year=2020&language=zh-CN")
        .await;
    assert!(csv.text.starts_with("\u{feff}\"记录编号\","));
    for cell in [
        "\"援助\"",
        "\"870+\"",
        "\"1234567.05\"",
        "\"'=1+1;'-2\"",
        "\"'@home\"",
    ] {
        assert!(csv.text.contains(cell), "{cell}");
    }
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let name = csv.header("content-disposition");
    assert!(
        name.starts_with("attachment; filename=\"exchanges-2"),
        "{name}"
    );
    let german = desk.get("/api/tables/contacts?language=de-AT").await;
    assert!(german.text.contains("\"Partnerstadt\""), "{}", german.text);
    assert!(german.text.contains("\"Erteilt\""), "{}", german.text);
}

#[tokio::test]
async fn what_left_the_house_is_on_record() {
    let desk = filled().await;
    let path = "/api/tables/exchanges?partner=S18&format=xlsx&language=ar&year=2014";
    file(&desk, path).await;
    desk.get("/api/tables/contacts").await;
    desk.get("/api/tables/exchanges?format=pdf").await;
    let log = desk.get("/api/exports?per=1").await.json();
    assert_eq!(log["total"], 2, "what was refused did not leave");
    assert_eq!(log["items"][0]["sheet"], "contacts");
    let second = desk.get("/api/exports?per=1&page=2").await.json()["items"][0].clone();
    for (key, value) in [
        ("name", json!("Alice")),
        ("sheet", json!("exchanges")),
        ("format", json!("xlsx")),
        ("language", json!("ar")),
        ("lines", json!(1)),
        ("query", json!("partner=S18&year=2014")),
        ("session", Value::Null),
    ] {
        assert_eq!(second[key], value, "{key}");
    }
    let stranger = Desk::new().await;
    assert_eq!(stranger.get("/api/exports").await.status, 401);
    assert_eq!(stranger.get("/api/tables/partners").await.status, 401);
}
