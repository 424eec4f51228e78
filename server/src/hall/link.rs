//! The link that the helpers at the door of a session's hall share.

use meeting::id::SessionId;
use sqlx::SqliteConnection;

use crate::store::StoreError;

/// The newest link of a door; older ones are dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DoorLink {
    pub(super) serial: u32,
    pub(super) revoked: bool,
}

/// `None` when none was ever made.
pub(super) async fn find(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Option<DoorLink>, StoreError> {
    let row: Option<(u32, bool)> =
        sqlx::query_as("SELECT serial, revoked FROM door_link WHERE session = $1")
            .bind(session.to_string())
            .fetch_optional(database)
            .await?;
    Ok(row.map(|(serial, revoked)| DoorLink { serial, revoked }))
}

/// A link in the place of whatever link there was; gives its serial.
pub(super) async fn issue(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<u32, StoreError> {
    Ok(sqlx::query_scalar(
        "INSERT INTO door_link (session, serial, revoked) VALUES ($1, 1, 0)
         ON CONFLICT (session) DO UPDATE SET serial = door_link.serial + 1, revoked = 0
         RETURNING serial",
    )
    .bind(session.to_string())
    .fetch_one(database)
    .await?)
}

pub(super) async fn revoke(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE door_link SET revoked = 1 WHERE session = $1")
        .bind(session.to_string())
        .execute(database)
        .await?;
    Ok(())
}
