//! How much room a session has: for so many papers, and for so many bytes of papers and group photos
//! together.

use axum::http::StatusCode;
use meeting::id::SessionId;
use serde_json::json;
use sqlx::SqliteConnection;

use super::table;
use crate::config;
use crate::rest::ApiError;
use crate::store::{StoreError, photos};

/// Papers of one session.
const MOST: u64 = 200;

/// What a session keeps, whatever was written in this transaction included.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Used {
    papers: u64,
    bytes: u64,
}

impl Used {
    pub(crate) async fn by(
        database: &mut SqliteConnection,
        session: SessionId,
    ) -> Result<Self, StoreError> {
        let (papers, bytes) = table::sum(database, session).await?;
        let bytes = bytes + photos::bytes(database, session).await?;
        Ok(Self { papers, bytes })
    }

    pub(super) fn bytes(self) -> u64 {
        self.bytes
    }

    /// Refuses the paper that is one too many.
    pub(super) fn expect_few(self) -> Result<(), ApiError> {
        if self.papers <= MOST {
            return Ok(());
        }
        let message = format!("A session may have {MOST} papers.");
        Err(ApiError::new(StatusCode::CONFLICT, "too_many", message)
            .with_detail(json!({ "most": MOST })))
    }

    /// Refuses the newest file, of so many bytes, that does not fit.
    pub(crate) fn expect_room(self, newest: u64, limits: &config::Papers) -> Result<(), ApiError> {
        let most = limits.session_bytes();
        if self.bytes <= most {
            return Ok(());
        }
        let room = most.saturating_sub(self.bytes.saturating_sub(newest));
        let message = format!(
            "There is room for {room} bytes more in this session. An organizer makes more by \
             deleting a paper or removing a group photo; the most is `papers.session_megabytes` of \
             the configuration."
        );
        let refusal = ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "session_full", message);
        Err(refusal.with_detail(json!({ "room": room })))
    }
}
