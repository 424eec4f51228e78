//! Opening a folder: one server each, known schemas, the right secrets.

use super::super::{OpenError, Store, connect, migrate};
use super::*;

async fn refusal(folder: &Folder, master_key: [u8; 32]) -> String {
    match Store::open(folder.path(), master_key).await {
        Ok(_) => panic!("it opened"),
        Err(error) => error.to_string(),
    }
}

async fn alter(folder: &Folder, sql: &'static str) {
    use sqlx::ConnectOptions;
    let mut database = connect::options(&folder.path().join(connect::FILE))
        .connect()
        .await
        .expect("opens");
    sqlx::raw_sql(sql)
        .execute(&mut database)
        .await
        .expect("runs");
}

#[tokio::test]
async fn a_second_server_is_refused_and_told_who_has_the_folder() {
    let folder = Folder::new();
    let first = folder.open().await;
    let sentence = refusal(&folder, MASTER_KEY).await;
    assert!(
        sentence.contains(&std::process::id().to_string()),
        "{sentence}"
    );
    assert!(
        sentence.contains(&folder.path().display().to_string()),
        "{sentence}"
    );
    first.close().await;
    folder.open().await.close().await;
}

#[tokio::test]
async fn a_database_of_a_later_release_is_refused_with_a_sentence() {
    let folder = Folder::new();
    folder.open().await.close().await;
    alter(
        &folder,
        "UPDATE meta SET value = '999' WHERE key = 'schema';
         UPDATE meta SET value = '7.2.0' WHERE key = 'release';",
    )
    .await;
    let sentence = refusal(&folder, MASTER_KEY).await;
    assert!(
        sentence.contains("release 7.2.0") && sentence.contains("schema 999"),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_database_with_other_secrets_is_refused() {
    let folder = Folder::new();
    folder.open().await.close().await;
    let sentence = refusal(&folder, [8; 32]).await;
    assert!(sentence.contains("secrets.toml"), "{sentence}");
}

/// What durability rests on, read from the connection that writes.
#[tokio::test]
async fn the_writing_connection_syncs_every_commit() {
    let folder = Folder::new();
    let store = folder.open().await;
    let mut writer = store.write().await.expect("writes");
    let (synchronous,): (i64,) = sqlx::query_as("PRAGMA synchronous")
        .fetch_one(&mut *writer)
        .await
        .expect("answers");
    let (journal,): (String,) = sqlx::query_as("PRAGMA journal_mode")
        .fetch_one(&mut *writer)
        .await
        .expect("answers");
    assert_eq!((synchronous, journal.as_str()), (2, "wal"));
}

#[tokio::test]
async fn readers_cannot_write() {
    let folder = Folder::new();
    let store = folder.open().await;
    let attempt = sqlx::query("DELETE FROM fact").execute(store.pool()).await;
    assert!(attempt.is_err());
}

#[tokio::test]
async fn the_database_of_the_first_release_opens() {
    let folder = Folder::new();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/0.1.0.sqlite");
    std::fs::copy(fixture, folder.path().join(connect::FILE)).expect("copies");
    let store = folder.open().await;
    let facts = store.facts(FORUM).await.expect("reads");
    assert_eq!(facts[1], joined(11, ALICE, "Alice"));
    assert_eq!(facts.len(), 4);
    assert!(migrate::known() >= 1);
}

/// Makes the fixture of a release; run by hand when one is made.
#[tokio::test]
#[ignore = "writes a file of the repository"]
async fn make_the_fixture_of_this_release() {
    let folder = Folder::new();
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let facts = vec![
        opened(10),
        joined(11, ALICE, "Alice"),
        chat(12, ALICE, "Welcome"),
        ended(20),
    ];
    store
        .journal()
        .keep(turn(&epoch, facts))
        .await
        .expect("keeps");
    store.close().await;
    let name = format!("tests/fixtures/{}.sqlite", migrate::RELEASE);
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::copy(folder.path().join(connect::FILE), fixture).expect("copies");
}

#[test]
fn the_refusals_read_as_sentences() {
    let error = OpenError::InUse {
        folder: "data".into(),
        holder: "4711".to_owned(),
    };
    assert!(error.to_string().contains("(process 4711)"));
}
