//! What only SQLite says: how it is opened, with one connection that writes and a few that read,
//! what it answers when it fails, and how it is copied and looked through. All other queries keep to
//! what PostgreSQL understands too; the schema itself stands in the migrations.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Sqlite, SqliteConnection, SqlitePool};

use super::{OpenError, StoreError};

const READERS: u32 = 4;

/// Begins a transaction that writes: the lock is taken now, not at the first change.
pub(super) const BEGIN: &str = "BEGIN IMMEDIATE";

/// The database inside a data folder.
pub(crate) const FILE: &str = "yunqiao.sqlite";

/// The database and its logs: what is moved or guarded together.
pub(super) const FILES: [&str; 3] = [FILE, "yunqiao.sqlite-wal", "yunqiao.sqlite-shm"];

pub(crate) fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // An erased key must not survive in the free pages.
        .pragma("secure_delete", "on")
        .busy_timeout(Duration::from_secs(2))
}

/// The one connection that writes. It is replaced when it comes back inside a transaction that
/// could not be rolled back, as after an error of the disk.
pub(super) async fn writer(options: SqliteConnectOptions) -> Result<SqlitePool, OpenError> {
    let pool = PoolOptions::<Sqlite>::new()
        .min_connections(1)
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .idle_timeout(None)
        .max_lifetime(None)
        .after_release(|connection, _| {
            Box::pin(async move {
                // The ping waits for a rollback that was begun on drop.
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
        .connect_with(options)
        .await?;
    let mut connection = pool.acquire().await?;
    check_settings(&mut connection).await?;
    Ok(pool)
}

pub(super) async fn readers(options: SqliteConnectOptions) -> Result<SqlitePool, OpenError> {
    Ok(PoolOptions::<Sqlite>::new()
        .max_connections(READERS)
        // A connection to a file does not age. And with a limit the pool looks after its idle ones by a
        // counter that a race takes below zero for a moment: it then goes round until the end of days.
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.pragma("query_only", "on"))
        .await?)
}

/// A connection that looks at a database that exists, and changes nothing.
pub(crate) async fn to_read(file: &Path) -> Result<SqliteConnection, sqlx::Error> {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .busy_timeout(Duration::from_secs(2))
        .connect()
        .await
}

/// A connection that writes to a database that exists, beside the server that may run on it.
pub(super) async fn beside(folder: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let options = options(&folder.join(FILE)).create_if_missing(false);
    options.connect().await
}

/// An empty database that goes with its connection.
pub(super) async fn in_memory() -> Result<SqliteConnection, sqlx::Error> {
    SqliteConnectOptions::new()
        .in_memory(true)
        .foreign_keys(true)
        .connect()
        .await
}

/// Reads back what durability rests on: a setting that SQLite silently ignored is no setting.
async fn check_settings(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    let (journal,): (String,) = sqlx::query_as("PRAGMA journal_mode")
        .fetch_one(&mut *connection)
        .await?;
    expect("journal_mode = wal", journal == "wal", journal)?;
    let (synchronous,): (i64,) = sqlx::query_as("PRAGMA synchronous")
        .fetch_one(&mut *connection)
        .await?;
    expect("synchronous = full (2)", synchronous == 2, synchronous)?;
    let (keys,): (i64,) = sqlx::query_as("PRAGMA foreign_keys")
        .fetch_one(&mut *connection)
        .await?;
    expect("foreign_keys = on (1)", keys == 1, keys)
}

fn expect(pragma: &'static str, holds: bool, answer: impl ToString) -> Result<(), OpenError> {
    if holds {
        return Ok(());
    }
    Err(OpenError::Setting {
        pragma,
        answer: answer.to_string(),
    })
}

/// What is wrong when a query fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Another process has the lock.
    Locked,
    ReadOnly,
    /// The disk does not read or write.
    Disk,
    /// The disk has no room.
    Full,
    /// The file is no whole database.
    Damaged,
    /// What was to be written does not fit what stands there, as a key that is taken.
    Misfit,
    Other,
}

/// By SQLite's primary result code.
pub(super) fn trouble(error: &sqlx::Error) -> Trouble {
    let code = error.as_database_error().and_then(|error| error.code());
    match code.and_then(|code| code.parse::<i32>().ok()) {
        Some(code) => match code & 0xff {
            5 | 6 => Trouble::Locked,
            8 => Trouble::ReadOnly,
            10 => Trouble::Disk,
            11 | 26 => Trouble::Damaged,
            13 => Trouble::Full,
            19 | 20 => Trouble::Misfit,
            _ => Trouble::Other,
        },
        None => Trouble::Other,
    }
}

/// Whether a table of this name exists.
pub(super) async fn has_table(
    database: &mut SqliteConnection,
    name: &str,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1)",
    )
    .bind(name)
    .fetch_one(database)
    .await
}

/// What is wrong with the pages of the file, in SQLite's words; nothing of one that is whole.
pub(crate) async fn damage(database: &mut SqliteConnection) -> Result<Vec<String>, sqlx::Error> {
    let answers: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_all(database)
        .await?;
    Ok(answers
        .into_iter()
        .filter(|answer| answer != "ok")
        .collect())
}

/// Moves everything from the write-ahead log into the database and empties the log, so that what
/// was deleted stands in neither.
pub(super) async fn empty_log(writer: &SqlitePool) -> Result<(), sqlx::Error> {
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(writer)
        .await?;
    Ok(())
}

/// Copies the database as it is at this moment into an empty or absent file.
pub(super) async fn copy(database: &mut SqliteConnection, to: &Path) -> Result<(), sqlx::Error> {
    sqlx::query("VACUUM INTO $1")
        .bind(to.to_string_lossy().into_owned())
        .execute(database)
        .await?;
    Ok(())
}

/// All of a table, every value written out as SQLite would quote it.
pub(crate) struct Dump {
    pub(crate) columns: Vec<String>,
    /// By the values of the primary key, joined by `/`.
    pub(crate) rows: BTreeMap<String, Vec<String>>,
}

/// `table` and its columns are ours; nothing of them comes from outside.
pub(crate) async fn dump(
    database: &mut SqliteConnection,
    table: &'static str,
) -> Result<Dump, StoreError> {
    let columns: Vec<(String, bool)> =
        sqlx::query_as("SELECT name, pk > 0 FROM pragma_table_info($1) ORDER BY cid")
            .bind(table)
            .fetch_all(&mut *database)
            .await?;
    let all = columns.iter().map(|(name, _)| format!("quote({name})"));
    let key = columns
        .iter()
        .filter(|(_, in_key)| *in_key)
        .map(|(name, _)| name.as_str());
    let select = AssertSqlSafe(format!(
        "SELECT {}, json_array({}) FROM {table}",
        key.collect::<Vec<_>>().join(" || '/' || "),
        all.collect::<Vec<_>>().join(", "),
    ));
    let rows: Vec<(String, String)> = sqlx::query_as(select).fetch_all(database).await?;
    let rows = rows.into_iter().map(|(key, row)| {
        let row = serde_json::from_str(&row);
        let row = row.map_err(|error| StoreError::damaged(table, &key, error))?;
        Ok((key, row))
    });
    Ok(Dump {
        columns: columns.into_iter().map(|(name, _)| name).collect(),
        rows: rows.collect::<Result<_, StoreError>>()?,
    })
}
