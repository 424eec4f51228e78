//! A fault in the work for one client costs that client its connection, and nobody else anything: not
//! the speaker whom it listens to, and not those whose turn comes after it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use tracing::error;

use super::Shard;
use crate::media::PeerIndex;

impl Shard {
    /// Does some of the work. A fault in it is told and counted, and goes no further: `None`.
    pub(crate) fn guard<T>(&mut self, work: impl FnOnce(&mut Shard) -> T) -> Option<T> {
        let result = catch_unwind(AssertUnwindSafe(|| work(self)));
        if result.is_err() {
            self.figures.faults += 1;
            error!("a fault in the media engine was contained");
        }
        result.ok()
    }

    /// Does work for one client, which is lost after a fault in it. What is on loan from others must
    /// be given back first, so this is at the end of the shard's turn.
    pub(super) fn for_peer<T>(
        &mut self,
        index: PeerIndex,
        work: impl FnOnce(&mut Shard) -> T,
    ) -> Option<T> {
        let result = self.guard(|shard| {
            #[cfg(test)]
            assert!(!shard.is_broken(index), "a fault that a test wants");
            work(shard)
        });
        if result.is_none() {
            let connection = self.peers.connection(index);
            self.faulty.extend(connection.map(|it| it.number));
        }
        result
    }

    #[cfg(test)]
    fn is_broken(&self, index: PeerIndex) -> bool {
        let connection = self.peers.connection(index);
        connection.is_some_and(|it| self.broken == Some(it.number))
    }

    pub(super) fn for_each_peer(&mut self, mut work: impl FnMut(&mut Shard, PeerIndex)) {
        for index in self.peers.indexes() {
            self.for_peer(index, |shard| work(shard, index));
        }
    }

    pub(super) fn lose_faulty(&mut self, now: Instant) {
        while let Some(number) = self.faulty.pop() {
            self.lose(number, now);
        }
    }
}
