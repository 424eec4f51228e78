//! What rooms read of the papers: the greeting videos.

use std::time::Duration;

use meeting::film::Film;
use meeting::id::SessionId;

use super::{Store, StoreError};

impl Store {
    /// The videos of a session that everybody invited may see and that belong to an item of the
    /// agenda, the oldest first.
    pub(crate) async fn films(&self, session: SessionId) -> Result<Vec<Film>, StoreError> {
        let rows: Vec<(String, String, String, i64, i64)> = sqlx::query_as(
            "SELECT id, item, title, bytes, length_ms FROM paper
             WHERE session = $1 AND kind = 'webm' AND audience = 'invited'
                 AND item IS NOT NULL AND length_ms IS NOT NULL AND deleted_at IS NULL
             ORDER BY uploaded_at, id",
        )
        .bind(session.to_string())
        .fetch_all(self.pool())
        .await?;
        rows.into_iter().map(read).collect()
    }
}

fn read(
    (id, item, title, bytes, length): (String, String, String, i64, i64),
) -> Result<Film, StoreError> {
    let damaged = |problem: String| StoreError::damaged("paper", &id, problem);
    Ok(Film {
        item: item.parse().map_err(|error| damaged(format!("{error}")))?,
        title: serde_json::from_str(&title).map_err(|error| damaged(error.to_string()))?,
        bytes: u64::try_from(bytes).unwrap_or(0),
        length: Duration::from_millis(u64::try_from(length).unwrap_or(0)),
        id: id.parse().map_err(|error| damaged(format!("{error}")))?,
    })
}
