//! Links that several people share, of each kind one a session.

use meeting::id::SessionId;
use sqlx::SqliteConnection;

use crate::store::StoreError;

/// Whom a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shared {
    /// The helpers at the door of the hall.
    Door,
    /// The screens on its wall.
    Wall,
}

impl Shared {
    fn name(self) -> &'static str {
        match self {
            Shared::Door => "door",
            Shared::Wall => "wall",
        }
    }
}

/// The newest link of its kind; older ones are dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SharedLink {
    pub(crate) serial: u32,
    pub(crate) revoked: bool,
}

/// `None` when none was ever made.
pub(crate) async fn find(
    database: &mut SqliteConnection,
    session: SessionId,
    shared: Shared,
) -> Result<Option<SharedLink>, StoreError> {
    let row: Option<(u32, bool)> =
        sqlx::query_as("SELECT serial, revoked FROM shared_link WHERE session = $1 AND kind = $2")
            .bind(session.to_string())
            .bind(shared.name())
            .fetch_optional(database)
            .await?;
    Ok(row.map(|(serial, revoked)| SharedLink { serial, revoked }))
}

/// A link in the place of whatever link there was; gives its serial.
pub(crate) async fn issue(
    database: &mut SqliteConnection,
    session: SessionId,
    shared: Shared,
) -> Result<u32, StoreError> {
    Ok(sqlx::query_scalar(
        "INSERT INTO shared_link (session, kind, serial, revoked) VALUES ($1, $2, 1, 0)
         ON CONFLICT (session, kind) DO UPDATE SET serial = shared_link.serial + 1, revoked = 0
         RETURNING serial",
    )
    .bind(session.to_string())
    .bind(shared.name())
    .fetch_one(database)
    .await?)
}

pub(crate) async fn revoke(
    database: &mut SqliteConnection,
    session: SessionId,
    shared: Shared,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE shared_link SET revoked = 1 WHERE session = $1 AND kind = $2")
        .bind(session.to_string())
        .bind(shared.name())
        .execute(database)
        .await?;
    Ok(())
}
