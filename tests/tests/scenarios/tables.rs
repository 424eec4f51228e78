//! Tables that leave the house, read by parsers that are not ours.

use std::path::PathBuf;

use serde_json::{Value, json};
use support::{Desk, Folder, Server, leave_out, read_tables};

/// Of the tables of the measures the numbers alone are compared, with those of the API.
const TABLES: [&str; 16] = [
    "partners",
    "relations",
    "exchanges",
    "intents",
    "contacts",
    "networks",
    "sub_relations",
    "districts",
    "departments",
    "figures",
    "heatmap",
    "map",
    "dormancy",
    "funnel",
    "district_matrix",
    "anniversaries",
];

#[tokio::test(flavor = "multi_thread")]
async fn other_parsers_find_in_every_cell_what_was_meant() -> anyhow::Result<()> {
    let server = Server::start().await?;
    let desk = server.desk().await?;
    fill(&desk).await?;
    let folder = Folder::new();
    let (mut files, mut meant) = (Vec::new(), Vec::new());
    for language in ["zh-CN", "ar"] {
        for table in TABLES {
            let path = format!("/api/tables/{table}?language={language}&as_of=2020-10-26");
            for format in ["csv", "xlsx"] {
                let bytes = desk.download(&format!("{path}&format={format}")).await?;
                let file = folder.path().join(format!("{table}-{language}.{format}"));
                std::fs::write(&file, bytes)?;
                files.push(file);
            }
            let whole = desk.download(&format!("{path}&format=json")).await?;
            let whole: Value = serde_json::from_slice(&whole)?;
            meant.push(whole["rows"].as_array().expect("rows").clone());
        }
    }
    let Some(read) = read_tables(&files).await? else {
        return leave_out("python", "Python packages could not be installed");
    };
    assert_eq!(read.len(), files.len());
    for ((both, names), rows) in read.chunks(2).zip(files.chunks(2)).zip(&meant) {
        compare(both, names, rows);
    }
    Ok(())
}

/// The same table as separated text, as a workbook, and for programs.
fn compare(both: &[Value], names: &[PathBuf], rows: &[Value]) {
    let name = names[0].display();
    let [text, book] = both else {
        panic!("{name}: two files");
    };
    assert_eq!(book["frozen"], "A2", "{name}");
    assert!(
        book["sheet"]
            .as_str()
            .is_some_and(|sheet| !sheet.is_empty())
    );
    let lines = |table: &Value| table["rows"].as_array().expect("rows").clone();
    let (text, book) = (lines(text), lines(book));
    assert_eq!(text.len(), rows.len() + 1, "{name}");
    assert_eq!(book.len(), text.len(), "{name}");
    for (line, (text, book)) in text.iter().zip(&book).enumerate() {
        let (text, book) = (text.as_array().expect("a row"), book.as_array());
        let book = book.expect("a row");
        let width = rows
            .first()
            .and_then(Value::as_object)
            .map(serde_json::Map::len);
        assert!(width.is_none_or(|width| width == text.len()), "{name}");
        for (column, text) in text.iter().enumerate() {
            let shown = text.as_str().expect("text");
            let same = match book.get(column).unwrap_or(&Value::Null) {
                Value::Null => shown.is_empty(),
                Value::String(cell) => unmarked(shown) == *cell,
                Value::Object(cell) if cell.contains_key("day") => cell["day"] == shown,
                Value::Object(cell) => {
                    let number = cell.get("number").and_then(Value::as_str);
                    let number: Option<f64> = number.and_then(|text| text.parse().ok());
                    number.is_some() && number == shown.parse().ok()
                }
                Value::Bool(_) | Value::Number(_) | Value::Array(_) => false,
            };
            assert!(
                same,
                "{name}, line {line}, column {column}: {shown:?} {book:?}"
            );
        }
    }
}

/// Without the marks that keep a program from calculating.
fn unmarked(text: &str) -> String {
    let mut plain = text.to_owned();
    for sign in ["=", "+", "-", "@"] {
        for before in ["", ";", "\n", "\t"] {
            let marked = format!("{before}'{sign}");
            let at_begin = before.is_empty() && plain.starts_with(&marked);
            if at_begin {
                plain = plain.replacen(&marked, sign, 1);
            } else if !before.is_empty() {
                plain = plain.replace(&marked, &format!("{before}{sign}"));
            }
        }
    }
    plain
}

/// What cells are made of: signs of formulas, line ends, days, numbers, lower bounds, money.
async fn fill(desk: &Desk) -> anyhow::Result<()> {
    let partner = desk.partner("S18").await?["id"].clone();
    let district = json!({ "names": { "zh-CN": "西湖区", "ar": "شيهو" }, "since": "2001-02" });
    let district = desk.post("/api/districts", &district).await?.ok()?;
    let department = json!({ "names": { "zh-CN": "商务局", "ar": "التجارة" }, "note": "-" });
    desk.post("/api/departments", &department).await?.ok()?;
    for (path, record) in [
        (
            "/api/exchanges",
            json!({ "title": { "zh-CN": "=1+1", "en": "+86 \"a\", b" }, "kind": "aid",
                "on": "2020-03-05", "to": "2020-04", "partners": [partner], "field": "health",
                "aid": { "hundredths": 123_456_705, "currency": "EUR" }, "substance": "talks",
                "headcount": { "number": 870, "at_least": true }, "groups": { "number": 3 },
                "note": "-1\n\t=2\n;@x <b>&amp;</b> 😀 \u{200f}مرحبا" }),
        ),
        (
            "/api/exchanges",
            json!({ "title": { "en": "Before 1900" }, "kind": "other", "on": "1899-12-30" }),
        ),
        (
            "/api/relations",
            json!({ "partner": partner, "kind": "exchange", "valid_from": "2015-09-01",
                "owner": { "district": district["record"]["id"] } }),
        ),
        (
            "/api/intents",
            json!({ "title": { "zh-CN": "港口" }, "said_on": "2019-10-05", "partners": [partner],
                "steps": [{ "on": "2020-01-05", "stage": "landed", "text": "@done" }] }),
        ),
        (
            "/api/contacts",
            json!({ "partner": partner, "name": { "en": "A. Sato" }, "phone": "+81 58" }),
        ),
        (
            "/api/networks",
            json!({ "names": { "en": "Bridges" }, "members": [{ "partner": partner, "since": "2011" }] }),
        ),
        (
            "/api/sub-relations",
            json!({ "partner": partner, "kind": "school", "ours": { "zh-CN": "一中" },
                "theirs": { "de": "Gymnasium" }, "valid_from": "2012-09-01" }),
        ),
    ] {
        desk.post(path, &record).await?.ok()?;
    }
    Ok(())
}
