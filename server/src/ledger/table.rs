//! The ledger in SQL.

use std::collections::HashMap;

use meeting::id::EntryId;
use meeting::time::Timestamp;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row};

use super::entry::{Entry, EntryKind, Key};
use super::{Batch, What};
use crate::records::word;
use crate::store::StoreError;

/// A record as it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Kept<T> {
    /// From 1, one more with every change.
    pub(crate) version: i64,
    pub(crate) record: T,
}

/// Where a record has come to. The version of one that was removed goes on when it comes back.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Standing {
    pub(super) version: i64,
    pub(super) entry: Option<Entry>,
}

pub(super) async fn standing(
    database: &mut SqliteConnection,
    key: Key,
) -> Result<Standing, StoreError> {
    let row: Option<(i64, Option<String>)> = sqlx::query_as(
        "SELECT version, doc FROM ledger_version WHERE kind = $1 AND id = $2
         ORDER BY version DESC LIMIT 1",
    )
    .bind(key.kind.name())
    .bind(key.id.to_string())
    .fetch_optional(database)
    .await?;
    let Some((version, doc)) = row else {
        return Ok(Standing::default());
    };
    let entry = doc.map(|doc| key.kind.parse(key.id, &doc)).transpose()?;
    Ok(Standing { version, entry })
}

pub(super) async fn exists(database: &mut SqliteConnection, key: Key) -> Result<bool, StoreError> {
    Ok(
        sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM ledger_entry WHERE kind = $1 AND id = $2)",
        )
        .bind(key.kind.name())
        .bind(key.id.to_string())
        .fetch_one(database)
        .await?,
    )
}

/// Writes the next version of a record; without an entry it is removed.
pub(crate) async fn put(
    database: &mut SqliteConnection,
    batch: i64,
    key: Key,
    version: i64,
    entry: Option<&Entry>,
) -> Result<(), StoreError> {
    let id = key.id.to_string();
    sqlx::query(
        "INSERT INTO ledger_version (kind, id, version, doc, batch) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(key.kind.name())
    .bind(&id)
    .bind(version)
    .bind(entry.map(Entry::doc).transpose()?)
    .bind(batch)
    .execute(&mut *database)
    .await?;
    let follow = if entry.is_some() {
        "INSERT INTO ledger_entry (kind, id, version) VALUES ($1, $2, $3)
         ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version"
    } else {
        "DELETE FROM ledger_entry WHERE kind = $1 AND id = $2 AND version < $3"
    };
    sqlx::query(follow)
        .bind(key.kind.name())
        .bind(&id)
        .bind(version)
        .execute(database)
        .await?;
    Ok(())
}

/// Begins a batch. Its time is not before that of an earlier one, even where the clock went back.
pub(super) async fn begin(
    database: &mut SqliteConnection,
    batch: &Batch,
    at: Timestamp,
    open: bool,
) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "INSERT INTO ledger_batch (what, title, at, organizer, undoes, open)
         SELECT $1, $2, max($3, coalesce(max(at), $3)), $4, $5, $6 FROM ledger_batch
         RETURNING number",
    )
    .bind(word(batch.what)?)
    .bind(batch.title.as_deref())
    .bind(at.micros())
    .bind(batch.by.map(|by| by.to_string()))
    .bind(batch.undoes)
    .bind(open)
    .fetch_one(database)
    .await?)
}

pub(super) async fn close(database: &mut SqliteConnection, batch: i64) -> Result<(), StoreError> {
    sqlx::query("UPDATE ledger_batch SET open = 0 WHERE number = $1")
        .bind(batch)
        .execute(database)
        .await?;
    Ok(())
}

/// Batches that a run of the service left half written.
pub(super) async fn open_batches(database: &mut SqliteConnection) -> Result<Vec<i64>, StoreError> {
    Ok(
        sqlx::query_scalar("SELECT number FROM ledger_batch WHERE open = 1 ORDER BY number")
            .fetch_all(database)
            .await?,
    )
}

/// The number of the last batch that was written by that moment; 0 before the first.
pub(super) async fn last_batch_by(
    database: &mut SqliteConnection,
    at: Timestamp,
) -> Result<i64, StoreError> {
    Ok(
        sqlx::query_scalar("SELECT coalesce(max(number), 0) FROM ledger_batch WHERE at <= $1")
            .bind(at.micros())
            .fetch_one(database)
            .await?,
    )
}

pub(super) async fn is_empty(database: &mut SqliteConnection) -> Result<bool, StoreError> {
    let some: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM ledger_batch)")
        .fetch_one(database)
        .await?;
    Ok(!some)
}

/// A batch, and how much is in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BatchRow {
    pub(crate) number: i64,
    pub(crate) what: What,
    pub(crate) title: Option<String>,
    pub(crate) at: Timestamp,
    pub(crate) by: Option<String>,
    pub(crate) undoes: Option<i64>,
    /// The batch by which it stands taken back.
    pub(crate) undone_by: Option<i64>,
    pub(crate) entries: i64,
}

const BATCHES: &str = "SELECT number, what, title, at, organizer.name AS name, undoes,
    (SELECT count(*) FROM ledger_version WHERE batch = number) AS entries
    FROM ledger_batch LEFT JOIN organizer ON organizer.id = ledger_batch.organizer";

/// At most so many batches before that one, the newest first.
pub(crate) async fn batches(
    database: &mut SqliteConnection,
    before: i64,
    limit: i64,
) -> Result<Vec<BatchRow>, StoreError> {
    let query = format!("{BATCHES} WHERE number < $1 ORDER BY number DESC LIMIT $2");
    let rows = sqlx::query(AssertSqlSafe(query))
        .bind(before)
        .bind(limit)
        .fetch_all(&mut *database)
        .await?;
    let mut batches: Vec<BatchRow> = rows.iter().map(batch_row).collect::<Result<_, _>>()?;
    mark_undone(database, &mut batches).await?;
    Ok(batches)
}

pub(crate) async fn batch(
    database: &mut SqliteConnection,
    number: i64,
) -> Result<Option<BatchRow>, StoreError> {
    let query = format!("{BATCHES} WHERE number = $1");
    let row = sqlx::query(AssertSqlSafe(query))
        .bind(number)
        .fetch_optional(&mut *database)
        .await?;
    let mut batch = row.as_ref().map(batch_row).transpose()?;
    mark_undone(database, batch.as_mut_slice()).await?;
    Ok(batch)
}

/// Notes of these batches by which others they stand taken back. One that was itself taken back, or
/// is still being written, takes nothing back.
async fn mark_undone(
    database: &mut SqliteConnection,
    batches: &mut [BatchRow],
) -> Result<(), StoreError> {
    let numbers = batches.iter().map(|batch| batch.number);
    let (Some(first), Some(last)) = (numbers.clone().min(), numbers.max()) else {
        return Ok(());
    };
    let undoing: Vec<(i64, i64)> = sqlx::query_as(
        "WITH RECURSIVE undoing (number, undoes) AS (
             SELECT number, undoes FROM ledger_batch
             WHERE undoes BETWEEN $1 AND $2 AND open = 0
             UNION SELECT one.number, one.undoes FROM ledger_batch AS one
             JOIN undoing ON one.undoes = undoing.number WHERE one.open = 0
         )
         SELECT number, undoes FROM undoing ORDER BY number DESC",
    )
    .bind(first)
    .bind(last)
    .fetch_all(database)
    .await?;
    // Whoever takes a batch back comes after it, and so is met before it.
    let mut undone: HashMap<i64, i64> = HashMap::new();
    for (number, undoes) in undoing {
        if !undone.contains_key(&number) {
            undone.entry(undoes).or_insert(number);
        }
    }
    for batch in batches {
        batch.undone_by = undone.get(&batch.number).copied();
    }
    Ok(())
}

fn batch_row(row: &SqliteRow) -> Result<BatchRow, StoreError> {
    let number: i64 = row.try_get("number")?;
    let what: String = row.try_get("what")?;
    let what = serde_json::from_value(what.into());
    Ok(BatchRow {
        number,
        what: what.map_err(|error| StoreError::damaged("ledger_batch", number, error))?,
        title: row.try_get("title")?,
        at: Timestamp(row.try_get("at")?),
        by: row.try_get("name")?,
        undoes: row.try_get("undoes")?,
        undone_by: None,
        entries: row.try_get("entries")?,
    })
}

/// One version of a record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct VersionRow {
    pub(crate) key: Key,
    pub(crate) version: i64,
    pub(crate) batch: i64,
    pub(crate) at: Timestamp,
    /// Name of the organizer.
    pub(crate) by: Option<String>,
    /// `None`: it was removed, or has been erased since.
    pub(crate) doc: Option<String>,
}

const VERSIONS: &str = "SELECT kind, ledger_version.id AS id, version, batch, at,
    organizer.name AS name, doc
    FROM ledger_version JOIN ledger_batch ON ledger_batch.number = batch
    LEFT JOIN organizer ON organizer.id = ledger_batch.organizer";

/// All versions of a record, the newest first.
pub(crate) async fn versions(
    database: &mut SqliteConnection,
    key: Key,
) -> Result<Vec<VersionRow>, StoreError> {
    let query =
        format!("{VERSIONS} WHERE kind = $1 AND ledger_version.id = $2 ORDER BY version DESC");
    let rows = sqlx::query(AssertSqlSafe(query))
        .bind(key.kind.name())
        .bind(key.id.to_string())
        .fetch_all(database)
        .await?;
    rows.iter().map(version_row).collect()
}

/// What was written in a batch, in some order that stays; at most so many from a place on.
pub(crate) async fn in_batch(
    database: &mut SqliteConnection,
    batch: i64,
    from: i64,
    limit: i64,
) -> Result<Vec<VersionRow>, StoreError> {
    let query =
        format!("{VERSIONS} WHERE batch = $1 ORDER BY ledger_version.rowid LIMIT $3 OFFSET $2");
    let rows = sqlx::query(AssertSqlSafe(query))
        .bind(batch)
        .bind(from)
        .bind(limit)
        .fetch_all(database)
        .await?;
    rows.iter().map(version_row).collect()
}

fn version_row(row: &SqliteRow) -> Result<VersionRow, StoreError> {
    let (kind, id): (String, String) = (row.try_get("kind")?, row.try_get("id")?);
    Ok(VersionRow {
        key: key(&kind, &id)?,
        version: row.try_get("version")?,
        batch: row.try_get("batch")?,
        at: Timestamp(row.try_get("at")?),
        by: row.try_get("name")?,
        doc: row.try_get("doc")?,
    })
}

pub(super) fn key(kind: &str, id: &str) -> Result<Key, StoreError> {
    let damaged = |error: String| StoreError::damaged("ledger_version", id, error);
    let kind: EntryKind = kind
        .parse()
        .map_err(|error: super::entry::NoKind| damaged(error.to_string()))?;
    let id: EntryId = id
        .parse()
        .map_err(|error: meeting::id::NotAnId| damaged(error.to_string()))?;
    Ok(Key { kind, id })
}

/// Kind, identity, version and document.
pub(super) type Row4 = (String, String, i64, String);

/// Every record that stood once the batches up to that one were written.
pub(super) const AS_OF_BATCH: &str = "SELECT kind, id, version, doc FROM ledger_version
    WHERE batch <= $1 AND doc IS NOT NULL AND version = (
        SELECT max(version) FROM ledger_version AS other
        WHERE other.kind = ledger_version.kind AND other.id = ledger_version.id
        AND other.batch <= $1)";

/// Every record that stands.
pub(super) const STANDING: &str = "SELECT kind, id, version, doc FROM ledger_entry
    JOIN ledger_version USING (kind, id, version) WHERE doc IS NOT NULL";

pub(super) fn parsed((kind, id, version, doc): Row4) -> Result<Kept<Entry>, StoreError> {
    let key = key(&kind, &id)?;
    Ok(Kept {
        version,
        record: key.kind.parse(key.id, &doc)?,
    })
}
