//! The ledger as a file, and the demo.

use std::io::Cursor;
use std::path::Path;

use super::*;
use crate::archive::{self, Amount, ArchiveError};

/// Everything in the tables, as text.
async fn everything(ledger: &Ledger) -> Vec<String> {
    let queries = [
        "SELECT json_array(number, what, title, at, organizer, undoes, open) FROM ledger_batch
         ORDER BY number",
        "SELECT json_array(kind, id, version, json(doc), batch) FROM ledger_version
         ORDER BY kind, id, version",
        "SELECT json_array(kind, id, version) FROM ledger_entry ORDER BY kind, id",
    ];
    let mut all = Vec::new();
    for query in queries {
        let rows: Vec<String> = sqlx::query_scalar(query)
            .fetch_all(ledger.store().pool())
            .await
            .unwrap();
        all.extend(rows);
    }
    all
}

/// With a past: something changed, something removed, something taken back.
async fn filled(folder: &TempDir) -> Ledger {
    let ledger = ledger(folder).await;
    written(
        &ledger,
        vec![put(city(1), 0), put(city(2), 0), put(contact(5, 1), 0)],
    )
    .await;
    let later = written(&ledger, vec![put(visit(9, &[1, 2], "2020-02"), 0)]).await;
    written(&ledger, vec![Change::remove(contact(5, 1).key(), None)]).await;
    ledger.undo(later, None).await.unwrap();
    written(
        &ledger,
        vec![put(visit(10, &[2], "2021"), 0), put(intent(3, Some(10)), 0)],
    )
    .await;
    ledger
}

async fn exported(ledger: &Ledger) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    // None of these have papers, so that the folder of the data does not matter.
    archive::export(ledger, Path::new("nowhere"), &mut file)
        .await
        .unwrap();
    file.into_inner()
}

async fn imported(ledger: &Ledger, file: &[u8], origin: &str) -> Result<Amount, ArchiveError> {
    archive::import(ledger, Path::new("nowhere"), Cursor::new(file), origin).await
}

#[tokio::test]
async fn what_is_exported_and_imported_is_the_same_with_its_past() {
    let (one, other) = (TempDir::new(), TempDir::new());
    let from = filled(&one).await;
    let file = exported(&from).await;
    let to = ledger(&other).await;
    let amount = imported(&to, &file, "x").await.unwrap();
    assert_eq!((amount.batches, amount.entries), (5, 4));
    assert_eq!(everything(&to).await, everything(&from).await);
    let opened = Ledger::open(to.store()).await.unwrap();
    assert!(opened.state().same(&from.state()));
}

#[tokio::test]
async fn into_a_ledger_with_something_in_it_an_export_comes_as_one_batch() {
    let (one, other) = (TempDir::new(), TempDir::new());
    let file = exported(&filled(&one).await).await;
    let to = ledger(&other).await;
    written(&to, vec![put(city(2), 0), put(city(7), 0)]).await;
    let before = count(&to, "SELECT count(*) FROM ledger_entry").await;
    imported(&to, &file, "old.zip").await.unwrap();
    assert_eq!(to.cities().now().len(), 3);
    assert_eq!(to.state().book.exchange_count(), 1);
    let batch = to.batches(i64::MAX, 1).await.unwrap().remove(0);
    assert_eq!(
        (batch.what, batch.title.as_deref()),
        (What::Import, Some("old.zip"))
    );
    to.undo(batch.number, None).await.unwrap();
    assert_eq!(
        count(&to, "SELECT count(*) FROM ledger_entry").await,
        before
    );
    assert_is_as_read_anew(&to).await;
}

#[tokio::test]
async fn a_broken_archive_changes_nothing_and_says_where_it_is_broken() {
    let (one, other) = (TempDir::new(), TempDir::new());
    let file = exported(&filled(&one).await).await;
    let to = ledger(&other).await;
    let broken = |name: &str, from: &str, to: &str| {
        let mut zip = zip::ZipArchive::new(Cursor::new(&file)).unwrap();
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for place in 0..zip.len() {
            let mut entry = zip.by_index(place).unwrap();
            let named = entry.name().unwrap().into_owned();
            let mut text = String::new();
            std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
            if named == name {
                assert!(text.contains(from), "{text}");
                text = text.replacen(from, to, 1);
            }
            let options = zip::write::SimpleFileOptions::default();
            out.start_file(named, options).unwrap();
            std::io::Write::write_all(&mut out, text.as_bytes()).unwrap();
        }
        out.finish().unwrap().into_inner()
    };
    for (name, from, to_text, expected) in [
        (
            "partner.jsonl",
            "\"DE\"",
            "\"Germany\"",
            "partner.jsonl, line 1",
        ),
        (
            "exchange.jsonl",
            "\"version\":1",
            "\"version\":4",
            "exchange.jsonl, line 1",
        ),
        (
            "intent.jsonl",
            "\"batch\":5",
            "\"batch\":50",
            "no such batch",
        ),
        ("ledger.json", "2", "3", "shape 3"),
        (
            "exchange.jsonl",
            "[\"0000000000002\"]",
            "[\"000000000000y\"]",
            "which is not there",
        ),
    ] {
        let bytes = broken(name, from, to_text);
        let refused = imported(&to, &bytes, "x").await;
        let problem = refused.map_err(|error| error.to_string());
        assert!(
            matches!(&problem, Err(text) if text.contains(expected)),
            "{name} with {to_text}: {problem:?}"
        );
    }
    assert!(imported(&to, b"PK, perhaps", "x").await.is_err());
    assert!(to.is_new().await.unwrap());
}

#[tokio::test]
async fn the_demo_fills_an_empty_folder_and_no_other() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let added = ledger.fill_with_demo().await.unwrap();
    assert_eq!(
        count(&ledger, "SELECT count(*) FROM ledger_entry").await,
        added as i64
    );
    assert_eq!(ledger.cities().now().len(), 67);
    let records = founding_records().unwrap();
    assert_eq!(ledger.state().book, history::book::Book::of(&records));
    let again = ledger.fill_with_demo().await.unwrap_err().to_string();
    assert!(again.contains("holds other data"), "{again}");
    assert_is_as_read_anew(&ledger).await;
}
