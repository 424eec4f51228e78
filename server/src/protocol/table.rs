//! What the office chose, in the store.

use meeting::id::{OrganizerId, SessionId};
use meeting::precedence::Arrangement;
use meeting::time::Timestamp;
use sqlx::SqliteConnection;

use crate::store::StoreError;

/// An arrangement as it is kept.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    pub(super) arrangement: Arrangement,
    /// Grows by one with every change; 0: nothing was chosen yet.
    pub(super) version: i64,
}

pub(super) async fn get(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Kept, StoreError> {
    let row: Option<(String, i64)> =
        sqlx::query_as("SELECT doc, version FROM protocol WHERE session = $1")
            .bind(session.to_string())
            .fetch_optional(database)
            .await?;
    let Some((doc, version)) = row else {
        return Ok(Kept::default());
    };
    Ok(Kept {
        arrangement: serde_json::from_str(&doc)
            .map_err(|error| StoreError::damaged("protocol", session, error))?,
        version,
    })
}

pub(super) async fn put(
    database: &mut SqliteConnection,
    session: SessionId,
    arrangement: &Arrangement,
    now: Timestamp,
) -> Result<(), StoreError> {
    let doc = serde_json::to_string(arrangement)
        .map_err(|error| StoreError::damaged("protocol", session, error))?;
    sqlx::query(
        "INSERT INTO protocol (session, doc, version, updated_at) VALUES ($1, $2, 1, $3)
         ON CONFLICT (session) DO UPDATE
         SET doc = excluded.doc, version = protocol.version + 1, updated_at = excluded.updated_at",
    )
    .bind(session.to_string())
    .bind(doc)
    .bind(now.micros())
    .execute(database)
    .await?;
    Ok(())
}

/// What an organizer is called; none when they are gone.
pub(super) async fn organizer(
    database: &mut SqliteConnection,
    organizer: OrganizerId,
) -> Result<Option<String>, StoreError> {
    Ok(
        sqlx::query_scalar("SELECT name FROM organizer WHERE id = $1")
            .bind(organizer.to_string())
            .fetch_optional(database)
            .await?,
    )
}
