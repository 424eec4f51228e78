//! The laws of the ledger, in a real store.

mod archive;
mod laws;
mod opening;
mod undoing;
mod writing;

use std::collections::BTreeMap;

use history::contact::{Consent, Contact};
use history::date::PartialDate;
use history::department::Department;
use history::exchange::{Exchange, Substance};
use history::intent::{Intent, Said};
use history::partner::Partner;
use meeting::id::{ContactId, EntryId, ExchangeId, PartnerId};
use meeting::plan::Localized;
use serde_json::{Value, json};
use sqlx::SqlSafeStr;

use super::*;
use crate::testing::TempDir;

const MASTER_KEY: [u8; 32] = [7; 32];

async fn store(folder: &TempDir) -> Store {
    Store::open(folder.path(), MASTER_KEY).await.unwrap()
}

/// A ledger in which nothing was ever written.
async fn ledger(folder: &TempDir) -> Ledger {
    Ledger::open(&store(folder).await).await.unwrap()
}

fn record<T: Record>(id: u64, mut fields: Value) -> T {
    fields["id"] = EntryId::from_bits(id).to_string().into();
    serde_json::from_value(fields).unwrap()
}

fn city(number: u64) -> Partner {
    record(
        number,
        json!({ "slug": format!("S{number:02}"), "names": { "en": format!("City {number}") },
                "country": "DE", "continent": "europe", "zone": "Europe/Berlin" }),
    )
}

fn department(number: u64) -> Department {
    record(
        number,
        json!({ "names": { "en": format!("Department {number}") } }),
    )
}

fn visit(number: u64, partners: &[u64], on: &str) -> Exchange {
    let partners = partners.iter().map(|bits| PartnerId::from_bits(*bits));
    Exchange {
        partners: partners.collect(),
        on: on.parse::<PartialDate>().unwrap(),
        substance: Some(Substance::Talks),
        ..record(
            number,
            json!({ "title": { "en": format!("Visit {number}") }, "kind": "visit_received",
                    "on": "2020" }),
        )
    }
}

fn contact(number: u64, partner: u64) -> Contact {
    Contact {
        id: ContactId::from_bits(number),
        partner: PartnerId::from_bits(partner),
        name: Localized::of("en", "Only for letters"),
        title: Localized::default(),
        body: None,
        language: None,
        email: None,
        phone: None,
        consent: Consent::default(),
        keep_until: None,
        note: None,
    }
}

fn intent(number: u64, exchange: Option<u64>) -> Intent {
    Intent {
        said_in: Said {
            exchange: exchange.map(ExchangeId::from_bits),
            ..Said::default()
        },
        ..record(
            number,
            json!({ "title": { "en": "A school" }, "said_on": "2020-05" }),
        )
    }
}

fn put(record: impl Record, from: i64) -> Change {
    Change::put(record.entry(), Some(from))
}

fn batch(changes: Vec<Change>) -> Batch {
    Batch::of(What::Form, None, changes)
}

async fn written(ledger: &Ledger, changes: Vec<Change>) -> i64 {
    let written = ledger.write(batch(changes)).await.unwrap();
    written.batch.expect("something changed")
}

async fn count(ledger: &Ledger, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql)
        .fetch_one(ledger.store().pool())
        .await
        .unwrap()
}

/// What is kept in memory is what a fresh start reads.
async fn assert_is_as_read_anew(ledger: &Ledger) {
    let anew = Ledger::open(ledger.store()).await.unwrap();
    assert!(ledger.state().same(&anew.state()));
    let listed = |ledger: &Ledger| -> Vec<crate::partners::Listed> {
        let index = ledger.cities().now();
        index.all().map(|city| (**city).clone()).collect()
    };
    assert_eq!(listed(ledger), listed(&anew));
}

async fn standing(ledger: &Ledger) -> BTreeMap<Key, (i64, String)> {
    let rows: Vec<table::Row4> = sqlx::query_as(table::STANDING)
        .fetch_all(ledger.store().pool())
        .await
        .unwrap();
    let kept = rows.into_iter().map(|row| {
        let doc = row.3.clone();
        let kept = table::parsed(row).unwrap();
        (kept.record.key(), (kept.version, doc))
    });
    kept.collect()
}

fn docs(standing: &BTreeMap<Key, (i64, String)>) -> BTreeMap<Key, String> {
    let docs = standing.iter();
    docs.map(|(key, (_, doc))| (*key, doc.clone())).collect()
}

/// A batch that is open, as one is that a death of the service cut short.
async fn half_written(ledger: &Ledger, changes: Vec<Change>) -> i64 {
    let half = written(ledger, changes).await;
    let mut writer = ledger.store().write().await.unwrap();
    sqlx::query("UPDATE ledger_batch SET open = 1 WHERE number = $1")
        .bind(half)
        .execute(&mut *writer)
        .await
        .unwrap();
    writer.commit().await.unwrap();
    half
}

async fn run(ledger: &Ledger, sql: impl SqlSafeStr) {
    let mut writer = ledger.store().write().await.unwrap();
    sqlx::query(sql).execute(&mut *writer).await.unwrap();
    writer.commit().await.unwrap();
}
