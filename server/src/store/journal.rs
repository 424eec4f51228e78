//! The journal: what happened, kept in order, before anybody is told.

use std::time::Duration;

use meeting::fact::Fact;
use meeting::id::SessionId;
use tokio::sync::{oneshot, watch};

/// The facts of one turn of a room: kept all together or not at all.
#[derive(Debug)]
pub struct Turn {
    pub session: SessionId,
    pub epoch: u32,
    pub facts: Vec<Fact>,
}

/// The way to the one task that writes facts. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Journal {}

impl Journal {
    /// Keeps a turn. The receiver resolves when its facts are durable; turns become durable in
    /// the order in which they were given. While the disk is full or locked it only waits.
    pub fn keep(&self, turn: Turn) -> oneshot::Receiver<()> {
        let _ = turn;
        oneshot::channel().1
    }

    /// True while facts wait in memory because the database cannot be written.
    pub fn behind(&self) -> watch::Receiver<bool> {
        watch::channel(false).1
    }

    /// Lengthens every commit, to measure that nobody waits for the disk.
    pub fn delay(&self, delay: Duration) {
        let _ = delay;
    }
}
