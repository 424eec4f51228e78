//! Sends what is kept: a packet is fetched from the history of its layer at the moment it leaves.

use std::time::Instant;

use super::Shard;
use super::connection::Outlet;
use crate::egress::{Egress, Way};
use crate::media::slot::Slot;
use crate::media::{LayerRef, Packet, PeerIndex};

/// Where a packet is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    pub(super) layer: LayerRef,
    /// In the layer.
    pub(super) position: u64,
}

impl Shard {
    /// Hands a packet, if it is still kept, to a slot of a client. Returns what `send` does: the length
    /// of what was sent.
    pub(super) fn send_kept(
        &mut self,
        index: PeerIndex,
        line: usize,
        kept: Kept,
        now: Instant,
        send: impl FnOnce(&mut Slot, &Packet<'_>, &mut Egress, &mut Way<'_>) -> Option<usize>,
    ) -> Option<usize> {
        // Taken out meanwhile, for the layer and the slot may be of the same client.
        let history = std::mem::take(&mut self.layer_mut(kept.layer)?.history);
        let length = self.for_peer(index, |shard| {
            let packet = history.get(kept.position)?;
            let connection = shard.peers.connection_mut(index)?;
            let Outlet { slot, egress, path } = connection.outlet(line)?;
            let mut way = Way {
                path,
                now,
                outbox: &mut shard.outbox,
            };
            send(slot, &packet, egress, &mut way)
        });
        self.layer_mut(kept.layer)?.history = history;
        length?
    }
}
