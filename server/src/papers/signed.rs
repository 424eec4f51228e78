//! Papers of signings: which can be signed, and which stay because they were.

use axum::http::StatusCode;
use meeting::id::SessionId;
use meeting::paper::Audience;
use meeting::signing::{Sha256, Signable};
use sqlx::SqliteConnection;

use super::kind::Kind;
use super::table::{self, Kept};
use crate::rest::ApiError;
use crate::store::{Store, StoreError, signed_editions};

/// What looks the same wherever it is opened, and lies open to all who are there.
pub(crate) async fn signable(
    store: &Store,
    session: SessionId,
) -> Result<Vec<Signable>, StoreError> {
    let mut database = store.pool().acquire().await?;
    let papers = table::of_session(&mut database, session).await?;
    let papers = papers.into_iter();
    let papers =
        papers.filter(|paper| paper.kind == Kind::Pdf && paper.audience == Audience::Invited);
    let signable = papers.map(|paper| {
        let damaged = |error| StoreError::damaged("paper", paper.id, error);
        Ok(Signable {
            paper: paper.id,
            sha256: Sha256::try_from(paper.sha256).map_err(damaged)?,
        })
    });
    signable.collect()
}

/// Refuses to take a paper away that lies on the table of a signing, or did.
pub(super) async fn refuse(database: &mut SqliteConnection, paper: &Kept) -> Result<(), ApiError> {
    let signed = signed_editions(database, Some(paper.session)).await;
    let signed = signed.map_err(StoreError::from)?;
    if signed.iter().all(|edition| edition.paper != paper.id) {
        return Ok(());
    }
    let message = "This paper is signed, or was.";
    Err(ApiError::new(StatusCode::CONFLICT, "signed", message))
}
