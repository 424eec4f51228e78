//! A fault in the work for one client costs that client its connection, and nobody else anything: not
//! the speaker whom it listens to, and not those whose turn comes after it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use tracing::error;

use super::Shard;
use crate::dtls::ConnectionNumber;
use crate::media::PeerIndex;

/// How many connections were faulty when what one sends began to be handed to the others.
pub(super) struct Blamed(usize);

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

    /// Does work for one client, which is lost after a fault in it, and for which nothing is done until
    /// then. What is on loan from others must be given back first, so this is at the end of the shard's
    /// turn.
    pub(super) fn for_peer<T>(
        &mut self,
        index: PeerIndex,
        work: impl FnOnce(&mut Shard) -> T,
    ) -> Option<T> {
        if !self.faulty.is_empty() && self.is_faulty(index) {
            return None;
        }
        let result = self.guard(|shard| {
            #[cfg(test)]
            shard.break_where_a_test_wants(index);
            work(shard)
        });
        if result.is_none()
            && let Some(number) = self.number_of(index)
        {
            error!(connection = number.0, "it was in the work for this client");
            self.faulty.push(number);
        }
        result
    }

    pub(super) fn for_each_peer(&mut self, mut work: impl FnMut(&mut Shard, PeerIndex)) {
        for index in self.peers.indexes() {
            self.for_peer(index, |shard| work(shard, index));
        }
    }

    /// Before something of one client is handed to others.
    pub(super) fn blamed(&self) -> Blamed {
        Blamed(self.faulty.len())
    }

    /// What two have stumbled over is to blame, and not they: its sender is lost in their stead. Says so.
    pub(super) fn blame_sender(&mut self, sender: ConnectionNumber, before: &Blamed) -> bool {
        let is_to_blame = self.faulty.len() >= before.0 + 2;
        if is_to_blame {
            self.faulty.truncate(before.0);
            self.faulty.push(sender);
        }
        is_to_blame
    }

    pub(super) fn lose_faulty(&mut self, now: Instant) {
        while let Some(number) = self.faulty.pop() {
            self.lose(number, now);
        }
    }

    fn is_faulty(&self, index: PeerIndex) -> bool {
        let number = self.number_of(index);
        number.is_some_and(|number| self.faulty.contains(&number))
    }

    fn number_of(&self, index: PeerIndex) -> Option<ConnectionNumber> {
        Some(self.peers.connection(index)?.number)
    }

    #[cfg(test)]
    fn break_where_a_test_wants(&mut self, index: PeerIndex) {
        let number = self.number_of(index);
        let broken = self.broken.iter_mut().find(|it| Some(it.0) == number);
        if let Some((_, spared)) = broken {
            assert_ne!(*spared, 0, "a fault that a test wants");
            *spared -= 1;
        }
    }
}
