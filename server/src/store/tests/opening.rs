//! Opening a folder: one server each, known schemas, the right secrets.

use sqlx::{AssertSqlSafe, Connection};

use super::super::{OpenError, Store, open_beside, sqlite};
use super::*;

async fn refusal(folder: &Folder, master_key: [u8; 32]) -> String {
    match Store::open(folder.path(), master_key).await {
        Ok(_) => panic!("it opened"),
        Err(error) => error.to_string(),
    }
}

async fn alter(folder: &Folder, sql: &str) {
    use sqlx::ConnectOptions;
    let mut database = sqlite::options(&folder.path().join(sqlite::FILE))
        .connect()
        .await
        .expect("opens");
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
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

#[tokio::test]
async fn whoever_writes_beside_the_server_looks_first() {
    let folder = Folder::new();
    let server = folder.open().await;
    let beside = open_beside(folder.path(), &MASTER_KEY).await;
    beside.expect("opens").close().await.expect("closes");
    let refused = open_beside(folder.path(), &[8; 32]).await;
    assert!(matches!(refused, Err(OpenError::OtherSecrets)));
    server.close().await;
    for (schema, later) in [("999", true), ("1", false)] {
        let sql = format!("UPDATE meta SET value = '{schema}' WHERE key = 'schema'");
        alter(&folder, &sql).await;
        let refused = open_beside(folder.path(), &MASTER_KEY).await;
        let refused = refused.expect_err("is refused");
        let newer = matches!(refused, OpenError::Newer { .. });
        let older = matches!(refused, OpenError::Older { .. });
        assert_eq!((newer, older), (later, !later), "{refused}");
    }
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

/// One set of queries serves two databases; what only one of them understands is in one file.
#[test]
fn queries_keep_to_what_both_databases_understand() {
    let ours = [
        "->>",
        "PRAGMA",
        "instr(",
        "json_each(",
        "json_extract(",
        "json_group_",
        "json_tree(",
        "json_set(",
        "json_array(",
        "sqlite_schema",
        "INSERT OR ",
    ];
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut looked_at = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("lists") {
            let path = entry.expect("lists").path();
            if path.is_dir() && !path.ends_with("tests") {
                folders.push(path);
            } else if is_ours_to_look_at(&path) {
                let text = std::fs::read_to_string(&path).expect("reads");
                for word in ours {
                    assert!(!text.contains(word), "{word} in {}", path.display());
                }
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 50, "only {looked_at} files");
}

fn is_ours_to_look_at(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.ends_with(".rs") && !["sqlite.rs", "tests.rs"].contains(&name))
}

#[test]
fn the_refusals_read_as_sentences() {
    let error = OpenError::InUse {
        folder: "data".into(),
        holder: "4711".to_owned(),
    };
    assert!(error.to_string().contains("(process 4711)"));
}

#[tokio::test]
async fn no_pool_looks_after_idle_connections() {
    let folder = Folder::new();
    let store = folder.open().await;
    // What it would count is wrong for a moment now and then, and a thread of the service is gone.
    let options = store.pool().options();
    assert_eq!(options.get_idle_timeout(), None);
    assert_eq!(options.get_max_lifetime(), None);
}
