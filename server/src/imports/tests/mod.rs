//! Imports over the real router.

use std::io::{Cursor, Write as _};
use std::time::Duration;

use axum::body::Body;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::testing::{Answer, Desk};

mod files;
mod looking;
mod taking;

/// Headings of exchanges in Chinese, and one row.
const ONE: &str = "名称,类型,日期,友城,备注\r\n经贸洽谈,来访,2019-05-06,德累斯顿,四人\r\n";

async fn upload(desk: &Desk, name: &str, bytes: impl Into<Body>) -> Answer {
    let mut request = desk.request("POST", "/api/imports", bytes.into());
    let headers = request.headers_mut();
    headers.insert("content-type", "application/octet-stream".parse().unwrap());
    headers.insert("slug", name.parse().unwrap());
    desk.ask(request).await
}

async fn paste(desk: &Desk, text: &str) -> Answer {
    let mut request = desk.request("POST", "/api/imports", Body::from(text.to_owned()));
    let headers = request.headers_mut();
    headers.insert("content-type", "text/plain".parse().unwrap());
    desk.ask(request).await
}

/// A file that was understood.
async fn uploaded(desk: &Desk, bytes: impl Into<Body>) -> Value {
    let answer = upload(desk, "some.csv", bytes).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()
}

fn path(import: &Value) -> String {
    format!("/api/imports/{}", import["id"].as_str().unwrap())
}

/// Sheet, kind and mapping as they were proposed.
fn wish(import: &Value) -> Value {
    let proposal = &import["proposal"];
    json!({ "sheet": proposal["sheet"], "kind": proposal["kind"], "mapping": proposal["mapping"] })
}

fn choosing(import: &Value, choices: Value) -> Value {
    let mut wish = wish(import);
    wish["choices"] = choices;
    wish
}

async fn preview(desk: &Desk, import: &Value) -> Answer {
    desk.post(&format!("{}/preview", path(import)), wish(import))
        .await
}

async fn begin(desk: &Desk, import: &Value, choices: Value) -> Answer {
    let run = format!("{}/run", path(import));
    desk.post(&run, choosing(import, choices)).await
}

/// How far it is, once `is_there` says so.
async fn progress(desk: &Desk, import: &Value, is_there: impl Fn(&str) -> bool) -> Value {
    loop {
        let shown = desk.get(&path(import)).await.json();
        let progress = &shown["progress"];
        if is_there(progress["stage"].as_str().unwrap()) {
            return progress.clone();
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn is_over(stage: &str) -> bool {
    ["done", "failed", "cancelled"].contains(&stage)
}

/// Takes a file in as it was proposed, and waits for the end.
async fn taken(desk: &Desk, import: &Value, choices: Value) -> Value {
    let begun = begin(desk, import, choices).await;
    assert_eq!(begun.status, 202, "{}", begun.text);
    progress(desk, import, is_over).await
}

/// Everything that the ledger ever held, and what stands of it.
async fn ledger(desk: &Desk) -> (String, u64) {
    let versions =
        "SELECT coalesce(group_concat(kind || id || version || coalesce(doc, '') || batch), '')
         FROM (SELECT * FROM ledger_version ORDER BY kind, id, version)";
    let versions: String = sqlx::query_scalar(versions)
        .fetch_one(desk.app.store.pool())
        .await
        .unwrap();
    (versions, desk.app.ledger.state().version())
}

/// Every record as it stands, whatever its version.
async fn standing(desk: &Desk) -> Vec<(String, String, String)> {
    sqlx::query_as(
        "SELECT kind, id, doc FROM ledger_entry JOIN ledger_version USING (kind, id, version)
         ORDER BY kind, id",
    )
    .fetch_all(desk.app.store.pool())
    .await
    .unwrap()
}

async fn exchanges(desk: &Desk) -> Vec<Value> {
    let list = desk.get("/api/exchanges?sort=oldest&per=500").await.json();
    let items = list["items"].as_array().unwrap().iter();
    items.map(|item| item["record"].clone()).collect()
}

fn dresden() -> String {
    crate::partners::id_of("S18").to_string()
}

/// A workbook with one sheet of text.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let row = |row: &&[&str]| {
        let cell = |text: &&str| format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#);
        format!("<row>{}</row>", row.iter().map(cell).collect::<String>())
    };
    let rows: String = rows.iter().map(row).collect();
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let parts = [
        (
            "_rels/.rels",
            format!(
                r#"<Relationships><Relationship Id="r" Type="{kind}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{main}" xmlns:r="{kind}"><sheets><sheet name="来访" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships><Relationship Id="r1" Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#),
        ),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
