//! Filing: an ended session becomes a record, and an exchange in the history of each partner
//! that was there.

use meeting::id::SessionId;
use meeting::time::Timestamp;
use sqlx::SqliteConnection;

use super::fold::{Folded, fold};
use super::tables;
use crate::app::now;
use crate::store::{Store, StoreError};

impl Store {
    /// Folds the facts of an ended session into its record and its exchange. Whatever was filed
    /// of it before is replaced, as when marks of the hall come in late; only the date until which
    /// it is kept stands.
    pub async fn file_record(&self, session: SessionId) -> Result<(), StoreError> {
        // Folded where it is written: of two filings at once, none puts back what the other knew.
        let mut transaction = self.write().await?;
        let at = now().timestamp;
        let folded = fold(&mut transaction, self.master_key(), session, at).await?;
        let ended_at = folded
            .record
            .ended_at
            .ok_or(StoreError::NotEnded(session))?;
        tables::erase(&mut transaction, session).await?;
        write(&mut transaction, &folded).await?;
        let until = ended_at.plus(self.retention());
        retain(&mut transaction, session, until).await?;
        transaction.commit().await?;
        tracing::info!(%session, "record filed");
        Ok(())
    }

    /// Files the sessions that ended without being filed, as when the service was killed between
    /// the two. To be called once at start. One that cannot be filed is logged and left for the
    /// next start.
    pub async fn file_missing(&self) -> Result<(), StoreError> {
        let missing = {
            let mut database = self.pool().acquire().await?;
            tables::unfiled(&mut database).await?
        };
        for session in missing {
            if let Err(error) = self.file_record(session).await {
                tracing::error!(%session, %error, "the record could not be filed");
            }
        }
        Ok(())
    }
}

/// Writes the derived rows of one session, of which none may be there.
pub(super) async fn write(
    database: &mut SqliteConnection,
    folded: &Folded,
) -> Result<(), StoreError> {
    tables::put_record(database, &folded.record, folded.marks).await?;
    if let Some(filing) = &folded.filing {
        tables::put_exchange(database, folded.record.session, filing).await?;
    }
    Ok(())
}

/// The date is decided once: a later, shorter setting does not reach back.
async fn retain(
    database: &mut SqliteConnection,
    session: SessionId,
    until: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO retention (session, retain_until) VALUES ($1, $2)
         ON CONFLICT (session) DO NOTHING",
    )
    .bind(session.to_string())
    .bind(until.micros())
    .execute(database)
    .await?;
    Ok(())
}
