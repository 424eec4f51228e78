//! Papers in the store.

use std::collections::BTreeSet;
use std::time::Duration;

use meeting::id::{ItemId, PaperId, SessionId};
use meeting::paper::Audience;
use meeting::plan::Localized;
use meeting::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::kind::Kind;
use crate::store::StoreError;

/// How long a deleted paper can be taken back.
pub(super) const UNDO: Duration = Duration::from_secs(10 * 60);

#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) id: PaperId,
    pub(super) session: SessionId,
    pub(super) item: Option<ItemId>,
    pub(super) title: Localized,
    pub(super) audience: Audience,
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) bytes: u64,
    pub(super) sha256: String,
    /// Of a video.
    pub(super) length_ms: Option<u64>,
    pub(super) uploaded_at: Timestamp,
}

const SELECT: &str =
    "SELECT id, session, item, title, audience, name, kind, bytes, sha256, uploaded_at,
        length_ms
    FROM paper WHERE deleted_at IS NULL AND session = $1";

/// The papers of a session, the oldest first.
pub(super) async fn of_session(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Vec<Kept>, StoreError> {
    let query = format!("{SELECT} ORDER BY uploaded_at, id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(query))
        .bind(session.to_string())
        .fetch_all(database)
        .await?;
    rows.iter().map(read).collect()
}

pub(super) async fn find(
    database: &mut SqliteConnection,
    (session, paper): (SessionId, PaperId),
) -> Result<Option<Kept>, StoreError> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("{SELECT} AND id = $2")))
        .bind(session.to_string())
        .bind(paper.to_string())
        .fetch_optional(database)
        .await?;
    row.as_ref().map(read).transpose()
}

/// The items of a session that have a paper at least.
pub(crate) async fn items_with_paper(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<BTreeSet<ItemId>, StoreError> {
    let items: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT item FROM paper
         WHERE session = $1 AND item IS NOT NULL AND deleted_at IS NULL",
    )
    .bind(session.to_string())
    .fetch_all(database)
    .await?;
    items.iter().map(|item| identity(item)).collect()
}

pub(super) async fn insert(
    database: &mut SqliteConnection,
    paper: &Kept,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO paper (id, session, item, title, audience, name, kind, bytes, sha256, uploaded_at,
             length_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(paper.id.to_string())
    .bind(paper.session.to_string())
    .bind(paper.item.map(|item| item.to_string()))
    .bind(json(&paper.title)?)
    .bind(word(paper.audience)?)
    .bind(&paper.name)
    .bind(word(paper.kind)?)
    .bind(signed(paper.bytes))
    .bind(&paper.sha256)
    .bind(paper.uploaded_at.micros())
    .bind(paper.length_ms.map(signed))
    .execute(database)
    .await?;
    Ok(())
}

/// Writes what can be changed of a paper: item, title, audience.
pub(super) async fn change(
    database: &mut SqliteConnection,
    paper: &Kept,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE paper SET item = $2, title = $3, audience = $4 WHERE id = $1")
        .bind(paper.id.to_string())
        .bind(paper.item.map(|item| item.to_string()))
        .bind(json(&paper.title)?)
        .bind(word(paper.audience)?)
        .execute(database)
        .await?;
    Ok(())
}

/// Deletes a paper, so that it can be taken back for a while. Whether there was one.
pub(super) async fn delete(
    database: &mut SqliteConnection,
    (session, paper): (SessionId, PaperId),
    now: Timestamp,
) -> Result<bool, StoreError> {
    set_deleted(database, (session, paper), Some(now)).await
}

/// Takes the deletion of a paper back. Whether it could.
pub(super) async fn restore(
    database: &mut SqliteConnection,
    (session, paper): (SessionId, PaperId),
) -> Result<bool, StoreError> {
    set_deleted(database, (session, paper), None).await
}

async fn set_deleted(
    database: &mut SqliteConnection,
    (session, paper): (SessionId, PaperId),
    at: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let changed = sqlx::query(
        "UPDATE paper SET deleted_at = $3
         WHERE session = $1 AND id = $2 AND (deleted_at IS NULL) = ($3 IS NOT NULL)",
    )
    .bind(session.to_string())
    .bind(paper.to_string())
    .bind(at.map(Timestamp::micros))
    .execute(database)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// How many papers a session has, and of how many bytes altogether.
pub(super) async fn sum(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<(u64, u64), StoreError> {
    let (count, bytes): (i64, i64) = sqlx::query_as(
        "SELECT count(*), coalesce(sum(bytes), 0) FROM paper
         WHERE session = $1 AND deleted_at IS NULL",
    )
    .bind(session.to_string())
    .fetch_one(database)
    .await?;
    Ok((unsigned(count), unsigned(bytes)))
}

/// Forgets the papers whose deletion cannot be taken back any more.
pub(super) async fn forget_deleted(
    database: &mut SqliteConnection,
    now: Timestamp,
) -> Result<(), StoreError> {
    let oldest = now.minus(UNDO).micros();
    for table in [
        "DELETE FROM paper WHERE deleted_at < $1",
        "DELETE FROM entry_paper WHERE deleted_at < $1",
    ] {
        sqlx::query(table)
            .bind(oldest)
            .execute(&mut *database)
            .await?;
    }
    Ok(())
}

fn read(row: &SqliteRow) -> Result<Kept, StoreError> {
    let id: String = row.try_get("id")?;
    let title: String = row.try_get("title")?;
    let item: Option<String> = row.try_get("item")?;
    let session: String = row.try_get("session")?;
    Ok(Kept {
        title: serde_json::from_str(&title).map_err(|error| damaged(&id, error))?,
        session: session.parse().map_err(|error| damaged(&id, error))?,
        item: item.as_deref().map(identity).transpose()?,
        audience: spoken(&id, row.try_get("audience")?)?,
        name: row.try_get("name")?,
        kind: spoken(&id, row.try_get("kind")?)?,
        bytes: unsigned(row.try_get("bytes")?),
        sha256: row.try_get("sha256")?,
        length_ms: row.try_get::<Option<i64>, _>("length_ms")?.map(unsigned),
        uploaded_at: Timestamp(row.try_get("uploaded_at")?),
        id: id.parse().map_err(|error| damaged(&id, error))?,
    })
}

fn identity(id: &str) -> Result<ItemId, StoreError> {
    id.parse().map_err(|error| damaged(id, error))
}

fn damaged(key: &str, problem: impl ToString) -> StoreError {
    StoreError::damaged("paper", key, problem)
}

fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| damaged("new", error))
}

/// A variant as the one word that it is written as.
pub(super) fn word(variant: impl Serialize) -> Result<String, StoreError> {
    let value = serde_json::to_value(variant).map_err(|error| damaged("new", error))?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

pub(super) fn spoken<T: DeserializeOwned>(key: &str, word: String) -> Result<T, StoreError> {
    serde_json::from_value(word.into()).map_err(|error| damaged(key, error))
}

pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
