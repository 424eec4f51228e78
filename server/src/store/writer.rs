//! The one task that writes facts. All that queued while the last commit ran goes into the next
//! transaction; when the disk is full or locked, the same jobs are tried again until they are in.
//! A job that can never be done, because of a damaged row, is refused alone.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use meeting::fact::{Event, Fact};
use meeting::hall::Mark;
use meeting::id::SessionId;
use meeting::time::Timestamp;
use sqlx::{Connection, SqliteConnection, SqlitePool};
use tokio::sync::{mpsc, oneshot, watch};

use super::heads::Head;
use super::journal::{Job, Turn};
use super::keys::Keyring;
use super::lock::FolderLock;
use super::sqlite::{self, Trouble};
use super::{StoreError, erase, facts, photos};

const RETRY: Duration = Duration::from_millis(500);
/// How many jobs one transaction takes at most: it bounds the work lost to a failed commit.
const BATCH: usize = 4096;
/// How many failures in a row pass between two lines of the log: one a minute.
const LOG_EVERY: u64 = 120;

pub(super) struct Writer {
    pub(super) database: SqlitePool,
    pub(super) keys: Keyring,
    /// The ends of the chains of sessions written lately.
    pub(super) heads: HashMap<SessionId, Head>,
    /// Epochs of which a turn was refused. Later turns follow from it, so none of them is kept.
    pub(super) fenced: HashSet<(SessionId, u32)>,
    pub(super) delay: watch::Receiver<Duration>,
    pub(super) behind: watch::Sender<bool>,
    /// The folder stays ours until the last fact is in.
    pub(super) _lock: Arc<FolderLock>,
}

/// What became of a job, told once the transaction is durable.
enum Outcome {
    Done,
    Began(u32),
    Erased(Vec<SessionId>),
    /// Those that were not known.
    Marked(Vec<Mark>),
    /// Whether there was a picture.
    PhotoRemoved(bool),
    /// The room that sent it is no longer the one; its sender learns by the dropped channel.
    Fenced,
    /// It can never be done.
    Refused(StoreError),
}

/// How the jobs of a batch stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Batch {
    /// What fails for one fails for all: the usual case, and the fast one.
    Together,
    /// Each in a savepoint of its own, so that one alone can be refused.
    Apart,
}

impl Writer {
    pub(super) async fn run(mut self, mut jobs: mpsc::UnboundedReceiver<Job>) {
        let mut batch = Vec::new();
        while jobs.recv_many(&mut batch, BATCH).await > 0 {
            if let Some(close) = batch.iter().position(|job| matches!(job, Job::Close(_))) {
                batch.truncate(close + 1);
            }
            let outcomes = self.commit_at_last(&batch).await;
            for (job, outcome) in batch.drain(..).zip(outcomes) {
                if let Job::Close(done) = job {
                    self.database.close().await;
                    drop(self);
                    tell(done, ());
                    return;
                }
                answer(job, outcome);
            }
        }
    }

    /// Tries until the batch is in: nothing is lost, nothing overtakes. Only what can never be done
    /// is left out.
    async fn commit_at_last(&mut self, batch: &[Job]) -> Vec<Outcome> {
        let mut failures = 0;
        let mut standing = Batch::Together;
        loop {
            match self.commit(batch, standing).await {
                Ok(outcomes) => {
                    if self.behind.send_replace(false) {
                        tracing::info!(failures, "facts are written again");
                    }
                    return outcomes;
                }
                Err(error) if error.is_lasting() && standing == Batch::Together => {
                    self.forget();
                    standing = Batch::Apart;
                }
                Err(error) => {
                    self.forget();
                    if failures % LOG_EVERY == 0 {
                        tracing::error!(%error, trouble = in_words(&error), failures, jobs = batch.len(), "facts wait in memory");
                    }
                    failures += 1;
                    self.behind.send_replace(true);
                    tokio::time::sleep(RETRY).await;
                }
            }
        }
    }

    /// What was learnt inside a transaction that failed may not be so.
    fn forget(&mut self) {
        self.heads.clear();
        self.keys.forget();
    }

    async fn commit(&mut self, batch: &[Job], standing: Batch) -> Result<Vec<Outcome>, StoreError> {
        let mut transaction = self.database.begin_with(sqlite::BEGIN).await?;
        let mut outcomes = Vec::with_capacity(batch.len());
        for job in batch {
            outcomes.push(match standing {
                Batch::Together => self.perform(&mut transaction, job).await?,
                Batch::Apart => self.perform_apart(&mut transaction, job).await?,
            });
        }
        // Half of it on either side: a crash then also falls between the commit and the word of it.
        let half = *self.delay.borrow() / 2;
        pause(half).await;
        transaction.commit().await?;
        pause(half).await;
        Ok(outcomes)
    }

    /// Undoes the job and refuses it when it can never be done.
    async fn perform_apart(
        &mut self,
        database: &mut SqliteConnection,
        job: &Job,
    ) -> Result<Outcome, StoreError> {
        let mut savepoint = database.begin().await?;
        match self.perform(&mut savepoint, job).await {
            Ok(outcome) => {
                savepoint.commit().await?;
                Ok(outcome)
            }
            Err(error) if error.is_lasting() => {
                savepoint.rollback().await?;
                self.forget();
                self.refuse(job, &error);
                Ok(Outcome::Refused(error))
            }
            Err(error) => Err(error),
        }
    }

    fn refuse(&mut self, job: &Job, error: &StoreError) {
        match job {
            Job::Keep { turn, .. } => {
                self.fenced.insert((turn.session, turn.epoch));
                tracing::error!(session = %turn.session, epoch = turn.epoch, facts = turn.facts.len(), %error, "A TURN IS LOST: run `yunqiao check`");
            }
            Job::Begin { session, .. } => {
                tracing::error!(%session, %error, "no epoch can begin: run `yunqiao check`");
            }
            Job::Erase { person, .. } => tracing::error!(%person, %error, "not erased"),
            Job::Mark { session, .. } => {
                tracing::error!(%session, %error, "marks of a hall are not kept: run `yunqiao check`");
            }
            Job::RemovePhoto { session, .. } => {
                tracing::error!(%session, %error, "a picture is not removed: run `yunqiao check`");
            }
            Job::Life(_) | Job::Probe(_) | Job::Close(_) => tracing::error!(%error, "refused"),
        }
    }

    async fn perform(
        &mut self,
        database: &mut SqliteConnection,
        job: &Job,
    ) -> Result<Outcome, StoreError> {
        match job {
            Job::Keep { turn, .. } => self.keep(database, turn).await,
            // Whoever asked has given up since; an epoch nobody lives in is not begun.
            Job::Begin { done, .. } if done.is_closed() => Ok(Outcome::Fenced),
            Job::Begin { session, at, .. } => self.begin(database, *session, *at).await,
            Job::Erase { person, at, .. } => {
                let sessions = erase::person(self, database, *person, *at).await?;
                Ok(Outcome::Erased(sessions))
            }
            // Whoever gave up hands the same marks over again.
            Job::Mark { done, .. } if done.is_closed() => Ok(Outcome::Fenced),
            Job::Mark { session, facts, .. } => self.mark(database, *session, facts).await,
            Job::RemovePhoto { session, fact, .. } => {
                let removed = photos::remove(self, database, *session, fact).await?;
                Ok(Outcome::PhotoRemoved(removed))
            }
            Job::Life(at) => facts::note_life(database, *at)
                .await
                .map(|()| Outcome::Done),
            Job::Probe(_) | Job::Close(_) => Ok(Outcome::Done),
        }
    }

    async fn keep(
        &mut self,
        database: &mut SqliteConnection,
        turn: &Turn,
    ) -> Result<Outcome, StoreError> {
        if self.fenced.contains(&(turn.session, turn.epoch)) {
            return Ok(Outcome::Fenced);
        }
        if self.head(database, turn.session).await?.epoch != turn.epoch {
            tracing::error!(session = %turn.session, epoch = turn.epoch, "a turn came from a room that is no longer the one");
            return Ok(Outcome::Fenced);
        }
        for fact in &turn.facts {
            self.append(database, turn.session, fact).await?;
        }
        Ok(Outcome::Done)
    }

    /// Keeps those marks that are not known yet.
    async fn mark(
        &mut self,
        database: &mut SqliteConnection,
        session: SessionId,
        facts: &[Fact],
    ) -> Result<Outcome, StoreError> {
        let mut known = facts::marks(database, session).await?;
        let mut new = Vec::new();
        for fact in facts {
            if let Event::HallMarked { mark, .. } = fact.event
                && known.add(mark)
            {
                self.append(database, session, fact).await?;
                new.push(mark);
            }
        }
        Ok(Outcome::Marked(new))
    }

    async fn begin(
        &mut self,
        database: &mut SqliteConnection,
        session: SessionId,
        at: Timestamp,
    ) -> Result<Outcome, StoreError> {
        let head = self.head(database, session).await?;
        let epoch = head.epoch + 1;
        facts::insert_epoch(database, session, epoch, at).await?;
        let begun = Head {
            epoch,
            seq: 0,
            ..head
        };
        self.heads.insert(session, begun);
        Ok(Outcome::Began(epoch))
    }
}

/// To the tenth of a millisecond, which the timer of the runtime, with its ticks of one, does not keep:
/// what is measured with slow commits is then measured with as slow ones as were asked for.
async fn pause(time: Duration) {
    if !time.is_zero() {
        // An error would mean that the thread panicked, and a sleep does not.
        let _ = tokio::task::spawn_blocking(move || std::thread::sleep(time)).await;
    }
}

fn answer(job: Job, outcome: Outcome) {
    // Whoever no longer waits for the answer has dropped its receiver.
    match (job, outcome) {
        (Job::Keep { done, .. }, Outcome::Done) => tell(done, ()),
        (Job::Probe(done), Outcome::Done) => tell(done, Ok(())),
        (Job::Begin { done, .. }, Outcome::Began(epoch)) => tell(done, Ok(epoch)),
        (Job::Begin { done, .. }, Outcome::Refused(error)) => tell(done, Err(error)),
        (Job::Erase { done, .. }, Outcome::Erased(sessions)) => tell(done, Ok(sessions)),
        (Job::Erase { done, .. }, Outcome::Refused(error)) => tell(done, Err(error)),
        (Job::Mark { done, .. }, Outcome::Marked(new)) => tell(done, Ok(new)),
        (Job::Mark { done, .. }, Outcome::Refused(error)) => tell(done, Err(error)),
        (Job::RemovePhoto { done, .. }, Outcome::PhotoRemoved(was)) => tell(done, Ok(was)),
        (Job::RemovePhoto { done, .. }, Outcome::Refused(error)) => tell(done, Err(error)),
        _ => {}
    }
}

fn tell<T>(done: oneshot::Sender<T>, value: T) {
    let _ = done.send(value);
}

/// What is wrong, in words for whoever reads the log.
fn in_words(error: &StoreError) -> &'static str {
    let StoreError::Database(error) = error else {
        return "a row does not hold what it should";
    };
    match sqlite::trouble(error) {
        Trouble::Locked => "the database is locked by another process",
        Trouble::ReadOnly => "the database may not be written",
        Trouble::Disk => "the disk fails",
        Trouble::Damaged => "THE DATABASE IS DAMAGED: run `yunqiao check`, restore a backup",
        Trouble::Full => "the disk is full",
        Trouble::Misfit | Trouble::Other => "the database refuses",
    }
}
