//! The way to the journal: what happened is handed over here, in order, before anybody is told.

use std::time::Duration;

use meeting::fact::Fact;
use meeting::hall::Mark;
use meeting::id::{PersonId, SessionId};
use meeting::time::Timestamp;
use tokio::sync::{mpsc, oneshot, watch};

use super::StoreError;

/// The facts of one turn of a room: kept all together or not at all.
#[derive(Debug)]
pub struct Turn {
    pub session: SessionId,
    pub epoch: u32,
    pub facts: Vec<Fact>,
}

/// What the writer is asked for. It answers when the answer is durable, or when the job was refused
/// for good.
#[derive(Debug)]
pub(super) enum Job {
    Keep {
        turn: Turn,
        done: oneshot::Sender<()>,
    },
    Begin {
        session: SessionId,
        at: Timestamp,
        done: oneshot::Sender<Result<u32, StoreError>>,
    },
    Erase {
        person: PersonId,
        at: Timestamp,
        done: oneshot::Sender<Result<Vec<SessionId>, StoreError>>,
    },
    /// What was marked at the door of a hall: outside the turns of the room, which may not be open.
    Mark {
        session: SessionId,
        facts: Vec<Fact>,
        done: oneshot::Sender<Result<Vec<Mark>, StoreError>>,
    },
    /// The picture of a group photo is destroyed: outside the turns of the room, too.
    RemovePhoto {
        session: SessionId,
        fact: Fact,
        done: oneshot::Sender<Result<bool, StoreError>>,
    },
    Life(Timestamp),
    /// Nothing is written: it only shows whether it could be.
    Probe(oneshot::Sender<Result<(), StoreError>>),
    /// Nothing more is written after it.
    Close(oneshot::Sender<()>),
}

/// The way to the one task that writes facts. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Journal {
    pub(super) jobs: mpsc::UnboundedSender<Job>,
    pub(super) behind: watch::Receiver<bool>,
    pub(super) delay: watch::Sender<Duration>,
}

impl Journal {
    /// Keeps a turn. The receiver resolves when its facts are durable; turns become durable in
    /// the order in which they were given. While the disk is full or locked it only waits. It
    /// fails when a newer epoch of the session has begun (this room is no longer the one), when
    /// the rows of the session are damaged, or the store was closed: then nothing of it was kept,
    /// nor will be of any later turn of the same epoch.
    pub fn keep(&self, turn: Turn) -> oneshot::Receiver<()> {
        let (done, kept) = oneshot::channel();
        self.send(Job::Keep { turn, done });
        kept
    }

    /// True while facts wait in memory because the database cannot be written.
    pub fn behind(&self) -> watch::Receiver<bool> {
        self.behind.clone()
    }

    /// Lengthens every commit, to measure that nobody waits for the disk.
    pub fn delay(&self, delay: Duration) {
        self.delay.send_replace(delay);
    }

    pub(super) fn send(&self, job: Job) {
        // A closed writer drops the job, and with it the sender of its answer.
        let _ = self.jobs.send(job);
    }
}
