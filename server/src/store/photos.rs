//! Pictures of group photos: rows that hold their files, as long as a fact names them.

use std::time::Duration;

use meeting::fact::{Event, Fact};
use meeting::id::{PersonId, PhotoId, SessionId};
use meeting::photo::{PhotoFact, PhotoFile};
use meeting::time::Timestamp;
use sqlx::SqliteConnection;

use super::StoreError;
use super::writer::Writer;

/// How long an upload waits for a host to keep it.
const PATIENCE: Duration = Duration::from_secs(3600);

/// Most pictures of one session, those that wait to be kept among them.
pub(crate) const MOST: i64 = 48;

/// Notes that a file is there; gives false when the session has too many.
pub(crate) async fn insert(
    database: &mut SqliteConnection,
    (session, photo): (SessionId, PhotoId),
    file: &PhotoFile,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM photo WHERE session = $1")
        .bind(session.to_string())
        .fetch_one(&mut *database)
        .await?;
    if count >= MOST {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO photo (session, photo, sha256, bytes, uploaded_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (session, photo, sha256) DO UPDATE SET uploaded_at = excluded.uploaded_at",
    )
    .bind(session.to_string())
    .bind(photo.to_string())
    .bind(&file.sha256)
    .bind(i64::try_from(file.bytes).unwrap_or(i64::MAX))
    .bind(now.micros())
    .execute(database)
    .await?;
    Ok(true)
}

/// Bytes of the pictures of a session, of those too that wait to be kept.
pub(crate) async fn bytes(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<u64, StoreError> {
    let bytes: i64 =
        sqlx::query_scalar("SELECT coalesce(sum(bytes), 0) FROM photo WHERE session = $1")
            .bind(session.to_string())
            .fetch_one(database)
            .await?;
    Ok(u64::try_from(bytes).unwrap_or(0))
}

/// Forgets what was uploaded long ago and never kept.
pub(crate) async fn forget_unkept(
    database: &mut SqliteConnection,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM photo WHERE uploaded_at < $1 AND NOT EXISTS (
             SELECT 1 FROM fact WHERE fact.session = photo.session AND fact.event = 'photo'
             AND fact.body LIKE '%' || photo.sha256 || '%')",
    )
    .bind(now.minus(PATIENCE).micros())
    .execute(database)
    .await?;
    Ok(())
}

/// Destroys a picture that was kept, and says so for good. Whether there was one.
pub(super) async fn remove(
    writer: &mut Writer,
    database: &mut SqliteConnection,
    session: SessionId,
    fact: &Fact,
) -> Result<bool, StoreError> {
    let Event::PhotoRemoved { photo, .. } = fact.event else {
        return Ok(false);
    };
    let deleted = sqlx::query("DELETE FROM photo WHERE session = $1 AND photo = $2")
        .bind(session.to_string())
        .bind(photo.to_string())
        .execute(&mut *database)
        .await?;
    let is_new = deleted.rows_affected() > 0;
    if is_new {
        writer.append(database, session, fact).await?;
    }
    Ok(is_new)
}

/// Destroys the pictures that a person is in, by their camera or by a plate with their name.
pub(super) async fn remove_of(
    writer: &mut Writer,
    database: &mut SqliteConnection,
    person: PersonId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT session, body FROM fact
         WHERE event = 'photo' AND body LIKE '%\"kept\"%' AND body LIKE '%' || $1 || '%'",
    )
    .bind(person.to_string())
    .fetch_all(&mut *database)
    .await?;
    for (session, body) in rows {
        let id: SessionId = session
            .parse()
            .map_err(|error| StoreError::damaged("fact", &session, error))?;
        let damaged = |error| StoreError::damaged("fact", &session, error);
        let event: Event = serde_json::from_str(&body).map_err(damaged)?;
        let Event::Photo(PhotoFact::Kept {
            photo,
            pictured,
            plates,
            ..
        }) = event
        else {
            continue;
        };
        if pictured
            .iter()
            .chain(&plates)
            .any(|one| one.person == person)
        {
            let event = Event::PhotoRemoved { photo, by: None };
            remove(writer, database, id, &Fact { at, event }).await?;
        }
    }
    Ok(())
}
