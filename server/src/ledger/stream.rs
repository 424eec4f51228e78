//! A batch that is written while it is still being read: an import of many rows never stands in
//! memory as a whole.

use std::collections::HashSet;

use sqlx::SqliteConnection;

use super::entry::Key;
use super::write::{AT_ONCE, Change, Part, Refused, Written};
use super::{Batch, Ledger, erasure};
use crate::store::StoreError;

/// A batch that is open until it is finished. Left unfinished, it is taken back.
pub(crate) struct Writing {
    ledger: Ledger,
    batch: Batch,
    /// What its records may name though it comes later.
    keys: HashSet<Key>,
    written: Written,
    is_open: bool,
}

impl Ledger {
    /// A batch whose records name none of the same batch that comes later.
    pub(crate) fn begin_batch(&self, batch: Batch) -> Writing {
        self.begin_batch_of(batch, HashSet::new())
    }

    /// Writes the changes of a batch, and leaves it open for what belongs to them and is kept elsewhere.
    pub(crate) async fn write_open(&self, mut batch: Batch) -> Result<Writing, Refused> {
        let changes = self.ordered(std::mem::take(&mut batch.changes)).await?;
        let keys = changes.iter().map(|change| change.key).collect();
        let mut writing = self.begin_batch_of(batch, keys);
        let mut changes = changes.into_iter();
        while changes.len() > 0 {
            let part = changes.by_ref().take(AT_ONCE).collect();
            if let Err(refusal) = writing.add(part).await {
                if let Err(error) = writing.give_up().await {
                    tracing::error!(%error, "a half-written batch stands until it can be taken back");
                }
                return Err(refusal);
            }
        }
        Ok(writing)
    }

    /// A batch of which it is known which records it will be of.
    pub(super) fn begin_batch_of(&self, batch: Batch, keys: HashSet<Key>) -> Writing {
        Writing {
            ledger: self.clone(),
            batch,
            keys,
            written: Written::none(),
            is_open: false,
        }
    }
}

impl Writing {
    /// Writes more of it in one transaction, for which rooms wait: some hundreds at a time. Refused,
    /// nothing of these is written; what came before them stands until it is given up.
    pub(crate) async fn add(&mut self, changes: Vec<Change>) -> Result<(), Refused> {
        let here: HashSet<Key>;
        let keys = if self.keys.is_empty() {
            here = changes.iter().map(|change| change.key).collect();
            &here
        } else {
            &self.keys
        };
        let part = Part {
            changes,
            number: self.written.batch,
            more_to_come: true,
        };
        let more = self.ledger.write_part(&self.batch, part, keys).await?;
        self.written = self.written.and(more);
        self.is_open = self.written.batch.is_some();
        Ok(())
    }

    pub(crate) async fn finish(mut self) -> Result<Written, Refused> {
        if let Some(number) = self.written.batch {
            self.ledger.close(number).await?;
        }
        self.is_open = false;
        Ok(self.written)
    }

    /// Closes it in the transaction of what belongs to it: both are there or neither. It is open until
    /// that transaction is told to be.
    pub(crate) async fn close_in(&self, database: &mut SqliteConnection) -> Result<(), StoreError> {
        if let Some(number) = self.written.batch {
            erasure::close_in(database, number).await?;
        }
        Ok(())
    }

    /// The transaction that closes it is committed.
    pub(crate) async fn closed(mut self) -> Written {
        self.is_open = false;
        self.ledger.empty_log().await;
        self.written
    }

    /// Takes back what was written of it.
    pub(crate) async fn give_up(mut self) -> Result<(), Refused> {
        if let Some(number) = self.written.batch {
            self.ledger.take_back(number).await?;
        }
        self.is_open = false;
        Ok(())
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if let Some(number) = self.written.batch.filter(|_| self.is_open) {
            self.ledger.take_back_in_time(number);
        }
    }
}
