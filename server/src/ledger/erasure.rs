//! Contacts are people: what the ledger holds of one is destroyed with the record, in all versions.
//! That is done when the batch is closed that removed it: until then the batch may be taken back.

use sqlx::SqliteConnection;

use super::entry::{EntryKind, Key};
use super::{AGAIN_AFTER, Ledger, many, table};
use crate::store::StoreError;

impl Ledger {
    /// Closes a batch that is written to its end, or taken back as far as it can be.
    pub(super) async fn close(&self, batch: i64) -> Result<(), StoreError> {
        // Before rooms wait: a batch may be of hundreds of thousands of records. Whoever closes it has
        // written the last of them.
        let mut database = self.store().pool().acquire().await?;
        let removed = removed_in(&mut database, batch).await?;
        drop(database);
        let mut pen = self.store().pen().await?;
        let mut transaction = pen.begin().await?;
        table::close(&mut transaction, batch).await?;
        let erased = many::erase_removed(&mut transaction, &removed).await?;
        transaction.commit().await?;
        drop(pen);
        if erased {
            self.empty_log().await;
        }
        Ok(())
    }

    /// The write-ahead log still holds the pages on which stood what was erased. It is emptied as soon
    /// as the disk lets it; what was committed stands whether it does or not.
    pub(super) async fn empty_log(&self) {
        let Err(error) = self.store().empty_log().await else {
            return;
        };
        tracing::error!(%error, "what was erased stands in the write-ahead log for now");
        let store = self.store().clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(AGAIN_AFTER).await;
                match store.empty_log().await {
                    Ok(()) => return,
                    Err(error) => tracing::error!(%error, "the log is not emptied yet"),
                }
            }
        });
    }
}

/// Closes a batch in the transaction of its last part; whether something was erased.
pub(super) async fn close_in(
    database: &mut SqliteConnection,
    batch: i64,
) -> Result<bool, StoreError> {
    table::close(database, batch).await?;
    let removed = removed_in(database, batch).await?;
    many::erase_removed(database, &removed).await
}

/// The contacts that a batch removed. They may have come back since.
async fn removed_in(database: &mut SqliteConnection, batch: i64) -> Result<Vec<Key>, StoreError> {
    let ids: Vec<String> = sqlx::query_scalar(
        "SELECT id FROM ledger_version WHERE batch = $1 AND kind = $2 AND doc IS NULL",
    )
    .bind(batch)
    .bind(EntryKind::Contact.name())
    .fetch_all(database)
    .await?;
    let kind = EntryKind::Contact.name();
    ids.iter().map(|id| table::key(kind, id)).collect()
}
