//! What is kept: SQLite, the journal of facts, keys, the files of papers.
//!
//! One connection writes, with a write-ahead log and an fsync for every commit; others read.
//! What was promised as kept survives the loss of power.

mod backup;
mod chain;
mod erase;
mod error;
mod facts;
mod films;
mod heads;
mod journal;
mod keys;
mod lock;
mod migrate;
pub(crate) mod photos;
mod plans;
mod probe;
mod restore;
mod seal;
mod shelf;
mod sqlite;
#[cfg(test)]
mod tests;
mod verify;
mod writer;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use meeting::fact::Fact;
use meeting::hall::{Mark, Marks};
use meeting::id::{PersonId, SessionId};
use meeting::time::{Instant, Timestamp};
use sqlx::pool::PoolConnection;
use sqlx::{Connection as _, Sqlite, SqliteConnection, SqlitePool, Transaction};
use tokio::sync::{mpsc, oneshot, watch};

pub use backup::{BackedUp, BackupError, backup};
pub use error::{OpenError, StoreError};
pub use facts::Decided;
pub(crate) use facts::{of as facts_of, signed_editions, textless_of as textless_facts_of};
pub use journal::{Journal, Turn};
pub(crate) use plans::plan as plan_of;
pub use plans::{LinkRow, PlanState, Standing, StoredPlan};
pub use restore::{Allowed, RestoreError, Restored, restore};
pub(crate) use shelf::{Arrived, Shelf, flaws as paper_flaws, named as named_papers};
pub(crate) use sqlite::{FILE, damage, dump};
pub(crate) use verify::verify;

/// How long records are kept unless [`Store::retain_records`] says otherwise.
const RETENTION_DAYS: u32 = 3650;

/// How long a store that closes waits for the disk to take the last facts.
const CLOSING: Duration = Duration::from_secs(10);

/// The open store of one data folder. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    readers: SqlitePool,
    writer: SqlitePool,
    journal: Journal,
    master_key: [u8; seal::KEY_LENGTH],
    retention_days: AtomicU32,
    probe: probe::Probe,
    _lock: Arc<lock::FolderLock>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The master key must not reach a log.
        out.write_str("Store")
    }
}

/// See [`Store::pen`].
pub(crate) struct Pen(PoolConnection<Sqlite>);

impl Pen {
    pub(crate) async fn begin(&mut self) -> Result<Transaction<'_, Sqlite>, StoreError> {
        Ok(self.0.begin_with(sqlite::BEGIN).await?)
    }

    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.0
    }
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
    /// `master_key` seals the data keys of people; a database keeps to the one it began with.
    pub async fn open(folder: &Path, master_key: [u8; 32]) -> Result<Store, OpenError> {
        let lock = Arc::new(lock::FolderLock::take(folder)?);
        let options = sqlite::options(&folder.join(sqlite::FILE));
        let writer = sqlite::writer(options.clone()).await?;
        prepare(&mut *writer.acquire().await?, &master_key).await?;
        let journal = start_writer(&writer, &master_key, &lock)?;
        Ok(Store(Arc::new(Inner {
            readers: sqlite::readers(options).await?,
            writer,
            journal,
            master_key,
            retention_days: AtomicU32::new(RETENTION_DAYS),
            probe: probe::Probe::default(),
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
        Ok(self.0.writer.begin_with(sqlite::BEGIN).await?)
    }

    /// The pen: the one connection that writes, for somebody who has more to do after a commit than
    /// to commit. While it is held nobody else writes, so keep it briefly too.
    pub(crate) async fn pen(&self) -> Result<Pen, StoreError> {
        Ok(Pen(self.0.writer.acquire().await?))
    }

    /// After something was destroyed that must not survive in the write-ahead log.
    pub(crate) async fn empty_log(&self) -> Result<(), StoreError> {
        Ok(sqlite::empty_log(&self.0.writer).await?)
    }

    pub fn journal(&self) -> Journal {
        self.0.journal.clone()
    }

    /// Begins the next epoch of a session and reads what is kept of it. From then on turns of
    /// earlier epochs are refused. [`StoreError::Behind`] while the database cannot be written,
    /// [`StoreError::Damaged`] when the end of the session's chain cannot be read.
    pub async fn begin_epoch(&self, session: SessionId) -> Result<Epoch, StoreError> {
        let at = crate::app::now().timestamp;
        let (done, begun) = oneshot::channel();
        self.0
            .journal
            .send(journal::Job::Begin { session, at, done });
        let epoch = self.unless_behind(begun).await?;
        let mut database = self.pool().acquire().await?;
        Ok(Epoch {
            epoch,
            facts: self.read_facts(&mut database, session).await?,
            last_sign: facts::last_sign(&mut database, session, epoch)
                .await?
                .unwrap_or(at),
        })
    }

    /// Everything kept of a session, in order, with private texts where their keys still exist.
    pub async fn facts(&self, session: SessionId) -> Result<Vec<Fact>, StoreError> {
        self.read_facts(&mut *self.pool().acquire().await?, session)
            .await
    }

    /// Whether a person has acknowledged this edition of the notice in a session.
    pub async fn has_acknowledged(
        &self,
        session: SessionId,
        person: PersonId,
        edition: &str,
    ) -> Result<bool, StoreError> {
        let mut database = self.pool().acquire().await?;
        facts::has_acknowledged(&mut database, session, person, edition).await
    }

    /// What hosts decided about a person in a session.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn decided(
        &self,
        session: SessionId,
        person: PersonId,
    ) -> Result<Decided, StoreError> {
        let mut database = self.pool().acquire().await?;
        facts::decided(&mut database, session, person).await
    }

    async fn read_facts(
        &self,
        database: &mut SqliteConnection,
        session: SessionId,
    ) -> Result<Vec<Fact>, StoreError> {
        facts::of(database, &self.0.master_key, session).await
    }

    /// Notes that the service is there. To be called every second while rooms are open; it does
    /// not wait.
    pub fn heartbeat(&self, now: Timestamp) {
        self.0.journal.send(journal::Job::Life(now));
    }

    /// Whether what is said can be kept. The database itself is asked once a second, by whoever
    /// comes first; to the others the writer's last word is good enough.
    pub async fn is_ready(&self, now: Instant) -> bool {
        if self.0.probe.is_due(now) {
            let (done, answer) = oneshot::channel();
            self.0.journal.send(journal::Job::Probe(done));
            return self.unless_behind(answer).await.is_ok();
        }
        !*self.0.journal.behind().borrow()
    }

    /// Sessions that were opened and have not ended.
    pub async fn unfinished(&self) -> Result<Vec<SessionId>, StoreError> {
        facts::unfinished(&mut *self.pool().acquire().await?).await
    }

    /// Erases a person: their data key is destroyed, their name and title leave the plans, and
    /// [`Event::Erased`](meeting::fact::Event::Erased) is appended to their sessions. Gives the
    /// sessions concerned; a second time finds nothing left to do.
    pub async fn erase(&self, person: PersonId) -> Result<Vec<SessionId>, StoreError> {
        let at = crate::app::now().timestamp;
        let (done, erased) = oneshot::channel();
        self.0
            .journal
            .send(journal::Job::Erase { person, at, done });
        let sessions = self.unless_behind(erased).await?;
        // The write-ahead log still holds the page on which the key stood.
        self.empty_log().await?;
        Ok(sessions)
    }

    /// Keeps what was marked at the door of a session's hall, and gives the marks that were not
    /// known. Each fact is an [`Event::HallMarked`](meeting::fact::Event::HallMarked).
    /// [`StoreError::Behind`] while the database cannot be written: hand them over again.
    pub async fn mark(
        &self,
        session: SessionId,
        facts: Vec<Fact>,
    ) -> Result<Vec<Mark>, StoreError> {
        // Devices try again every few seconds: what they try must not pile up behind a full disk.
        if *self.0.journal.behind().borrow() {
            return Err(StoreError::Behind);
        }
        let (done, marked) = oneshot::channel();
        self.0.journal.send(journal::Job::Mark {
            session,
            facts,
            done,
        });
        self.unless_behind(marked).await
    }

    /// Destroys the picture of a group photo, and says whether there was one. The fact is an
    /// [`Event::PhotoRemoved`](meeting::fact::Event::PhotoRemoved). [`StoreError::Behind`] while the
    /// database cannot be written.
    pub async fn remove_photo(&self, session: SessionId, fact: Fact) -> Result<bool, StoreError> {
        let (done, removed) = oneshot::channel();
        self.0.journal.send(journal::Job::RemovePhoto {
            session,
            fact,
            done,
        });
        self.unless_behind(removed).await
    }

    /// Everything that was marked at the door of a session's hall.
    pub async fn marks(&self, session: SessionId) -> Result<Marks, StoreError> {
        facts::marks(&mut *self.pool().acquire().await?, session).await
    }

    /// Waits for an answer of the writer, but not for the disk to have space again.
    async fn unless_behind<T>(
        &self,
        answer: oneshot::Receiver<Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let mut behind = self.0.journal.behind();
        tokio::select! {
            biased;
            answer = answer => answer.unwrap_or(Err(StoreError::Behind)),
            _ = behind.wait_for(|behind| *behind) => Err(StoreError::Behind),
        }
    }

    /// Writes what is queued and closes the database. Nothing is kept afterwards. On a disk that
    /// stays full it gives up after [`CLOSING`], and says so in the log.
    pub async fn close(self) {
        let (done, closed) = oneshot::channel();
        self.0.journal.send(journal::Job::Close(done));
        if tokio::time::timeout(CLOSING, closed).await.is_err() {
            tracing::error!("THE LAST FACTS ARE LOST: the database could not be written");
        }
        self.0.readers.close().await;
    }

    /// From now on the record of a session that is filed is to be kept for so many days. What was
    /// filed before keeps its date.
    pub fn retain_records(&self, days: u32) {
        self.0.retention_days.store(days, Ordering::Relaxed);
    }

    pub(crate) fn retention(&self) -> Duration {
        let days = u64::from(self.0.retention_days.load(Ordering::Relaxed));
        Duration::from_secs(days * 24 * 3600)
    }

    pub(crate) fn master_key(&self) -> &[u8; seal::KEY_LENGTH] {
        &self.0.master_key
    }
}

/// Opens the database of a folder to look at it, while a server may be running on it.
pub(crate) async fn open_to_read(
    folder: &Path,
    master_key: &[u8; seal::KEY_LENGTH],
) -> Result<SqliteConnection, OpenError> {
    let mut database = sqlite::to_read(&folder.join(FILE)).await?;
    refuse_other(&mut database, master_key).await?;
    Ok(database)
}

/// Opens the database of a folder to write beside the server that may run on it: for what must not
/// wait until that one stops. It takes its turn with the server's commits.
pub(crate) async fn open_beside(
    folder: &Path,
    master_key: &[u8; seal::KEY_LENGTH],
) -> Result<SqliteConnection, OpenError> {
    let mut database = sqlite::beside(folder).await?;
    refuse_other(&mut database, master_key).await?;
    Ok(database)
}

/// For those who do not bring a database up to date and do not own it.
async fn refuse_other(
    database: &mut SqliteConnection,
    master_key: &[u8; seal::KEY_LENGTH],
) -> Result<(), OpenError> {
    migrate::refuse_other_schema(database).await?;
    migrate::refuse_other_secrets(database, &seal::fingerprint(master_key)).await
}

/// A database without anything in it but the tables, which goes with its connection.
pub(crate) async fn empty() -> Result<SqliteConnection, OpenError> {
    let mut database = sqlite::in_memory().await?;
    migrate::migrate(&mut database).await?;
    Ok(database)
}

async fn prepare(
    database: &mut SqliteConnection,
    master_key: &[u8; seal::KEY_LENGTH],
) -> Result<(), OpenError> {
    migrate::migrate(database).await?;
    migrate::claim(database, &seal::fingerprint(master_key)).await?;
    facts::close_epochs(database).await?;
    Ok(())
}

fn start_writer(
    database: &SqlitePool,
    master_key: &[u8; seal::KEY_LENGTH],
    lock: &Arc<lock::FolderLock>,
) -> Result<Journal, OpenError> {
    let (jobs, queue) = mpsc::unbounded_channel();
    let (behind_sender, behind) = watch::channel(false);
    let (delay, delay_receiver) = watch::channel(Duration::ZERO);
    let writer = writer::Writer {
        database: database.clone(),
        keys: keys::Keyring::new(master_key).map_err(|_| OpenError::OtherSecrets)?,
        heads: HashMap::new(),
        fenced: HashSet::new(),
        delay: delay_receiver,
        behind: behind_sender,
        _lock: lock.clone(),
    };
    tokio::spawn(writer.run(queue));
    Ok(Journal {
        jobs,
        behind,
        delay,
    })
}
