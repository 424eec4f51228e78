//! Databases of earlier releases.

use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use super::*;
use crate::store::FILE;

fn fixture(release: &str) -> PathBuf {
    let name = format!("tests/fixtures/{release}.sqlite");
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[tokio::test]
async fn the_database_of_the_first_release_opens_and_holds() {
    let folder = TempDir::new();
    std::fs::copy(fixture("0.1.0"), folder.path().join(FILE)).expect("copies");
    let store = open(&folder).await;
    let record = folded(&store, FORUM).await.expect("folds").record;
    assert_eq!(record.participants[0].name.pick("en"), "Alice");
    assert_eq!(record.totals.present, 2);
    let report = checked(&folder).await;
    assert_eq!(sentences(&report.differences), [""; 0]);
    assert_eq!(report.facts, facts().len());
}

#[tokio::test]
async fn a_damaged_fact_keeps_an_earlier_database_from_nothing() {
    let folder = TempDir::new();
    std::fs::copy(fixture("0.1.0"), folder.path().join(FILE)).expect("copies");
    let options = SqliteConnectOptions::new().filename(folder.path().join(FILE));
    let mut database = options.connect().await.expect("opens");
    sqlx::raw_sql("DROP INDEX fact_event; UPDATE fact SET body = '{' WHERE seq = 4")
        .execute(&mut database)
        .await
        .expect("damages");
    database.close().await.expect("closes");
    let store = open(&folder).await;
    store.file_missing().await.expect("starts");
    let found = sentences(&checked(&folder).await.differences);
    let fact = format!("fact {FORUM}/1/4");
    assert!(
        found.iter().any(|line| line.starts_with(&fact)),
        "{found:?}"
    );
}

/// Run by hand when a release is made.
#[tokio::test]
#[ignore = "writes a file of the repository"]
async fn make_the_fixture_of_this_release() {
    let folder = TempDir::new();
    forum(&folder).await.close().await;
    let release = fixture(env!("CARGO_PKG_VERSION"));
    std::fs::copy(folder.path().join(FILE), release).expect("copies");
}
