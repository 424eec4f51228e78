//! How SQLite is opened: one connection that writes, a few that read. What is particular to
//! SQLite stands here and in the migrations.

use std::path::Path;
use std::time::Duration;

use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Sqlite, SqliteConnection, SqlitePool};

use super::OpenError;

const READERS: u32 = 4;

/// The database inside a data folder.
pub(crate) const FILE: &str = "yunqiao.sqlite";

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

/// A connection that writes to the database of a folder beside the server that may run on it: for
/// what must not wait until that one stops. It takes its turn with the server's commits.
pub(crate) async fn beside(folder: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let options = options(&folder.join(FILE)).create_if_missing(false);
    options.connect().await
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
