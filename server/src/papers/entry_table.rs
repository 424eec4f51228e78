//! Papers of relations and exchanges in the store.

use meeting::id::{OrganizerId, PaperId};
use meeting::time::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use super::kind::Kind;
use super::serve::Served;
use super::table::{signed, spoken, unsigned, word};
use crate::ledger::Key;
use crate::store::StoreError;

#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) id: PaperId,
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) bytes: u64,
    pub(super) sha256: String,
    pub(super) uploaded_at: Timestamp,
    /// Name of the organizer, as long as there is one.
    pub(super) uploaded_by: Option<String>,
}

impl<'a> From<&'a Kept> for Served<'a> {
    fn from(paper: &'a Kept) -> Self {
        Served {
            sha256: &paper.sha256,
            bytes: paper.bytes,
            kind: paper.kind,
            name: &paper.name,
        }
    }
}

const SELECT: &str = "SELECT entry_paper.id AS id, entry_paper.name AS name, kind, bytes, sha256,
        uploaded_at, organizer.name AS by
    FROM entry_paper LEFT JOIN organizer ON organizer.id = entry_paper.organizer
    WHERE deleted_at IS NULL AND entry_kind = $1 AND entry = $2";

/// The papers of an entry, the oldest first.
pub(super) async fn of_entry(
    database: &mut SqliteConnection,
    entry: Key,
) -> Result<Vec<Kept>, StoreError> {
    let rows = sqlx::query(AssertSqlSafe(format!("{SELECT} ORDER BY uploaded_at, id")))
        .bind(entry.kind.name())
        .bind(entry.id.to_string())
        .fetch_all(database)
        .await?;
    rows.iter().map(read).collect()
}

pub(super) async fn find(
    database: &mut SqliteConnection,
    (entry, paper): (Key, PaperId),
) -> Result<Option<Kept>, StoreError> {
    let row = sqlx::query(AssertSqlSafe(format!("{SELECT} AND entry_paper.id = $3")))
        .bind(entry.kind.name())
        .bind(entry.id.to_string())
        .bind(paper.to_string())
        .fetch_optional(database)
        .await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn insert(
    database: &mut SqliteConnection,
    entry: Key,
    paper: &Kept,
    by: OrganizerId,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO entry_paper
             (id, entry_kind, entry, name, kind, bytes, sha256, organizer, uploaded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(paper.id.to_string())
    .bind(entry.kind.name())
    .bind(entry.id.to_string())
    .bind(&paper.name)
    .bind(word(paper.kind)?)
    .bind(signed(paper.bytes))
    .bind(&paper.sha256)
    .bind(by.to_string())
    .bind(paper.uploaded_at.micros())
    .execute(database)
    .await?;
    Ok(())
}

/// Deletes a paper at that moment, or takes its deletion back. Whether it could.
pub(super) async fn set_deleted(
    database: &mut SqliteConnection,
    (entry, paper): (Key, PaperId),
    at: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let changed = sqlx::query(
        "UPDATE entry_paper SET deleted_at = $4
         WHERE entry_kind = $1 AND entry = $2 AND id = $3
         AND (deleted_at IS NULL) = ($4 IS NOT NULL)",
    )
    .bind(entry.kind.name())
    .bind(entry.id.to_string())
    .bind(paper.to_string())
    .bind(at.map(Timestamp::micros))
    .execute(database)
    .await?;
    Ok(changed.rows_affected() == 1)
}

fn read(row: &SqliteRow) -> Result<Kept, StoreError> {
    let id: String = row.try_get("id")?;
    let damaged =
        |error: meeting::id::NotAnId| StoreError::damaged("entry_paper", &id, error.to_string());
    Ok(Kept {
        name: row.try_get("name")?,
        kind: spoken(&id, row.try_get("kind")?)?,
        bytes: unsigned(row.try_get("bytes")?),
        sha256: row.try_get("sha256")?,
        uploaded_at: Timestamp(row.try_get("uploaded_at")?),
        uploaded_by: row.try_get("by")?,
        id: id.parse().map_err(damaged)?,
    })
}
