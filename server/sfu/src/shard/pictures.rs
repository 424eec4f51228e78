//! Packets of pictures on their way to those who watch. They gather until the end of a turn, and then go
//! to one receiver after the other instead of one packet after the other: what is known of a receiver is
//! fetched once a picture, and what leaves for it lies together, which saves a third of the time.

use std::time::Instant;

use super::Shard;
use super::arrival::{Arrival, HEADERS};
use super::connection::Outlet;
use crate::congestion::queue::Waiting;
use crate::egress::{Egress, Way};
use crate::media::history::History;
use crate::media::slot::Slot;
use crate::media::{LayerRef, Packet, Subscriber};
use crate::rtp::vp8::PictureMark;

/// So many are sent on before there are more: the history of a layer must still hold them.
const MOST: usize = 256;

/// A packet that is kept in the history of its layer, and has not been sent on.
#[derive(Clone, Copy, Debug)]
struct Gathered {
    layer: LayerRef,
    position: u64,
    /// A key frame begins here.
    key_frame: bool,
    mark: Option<PictureMark>,
}

#[derive(Default)]
pub(super) struct Pictures {
    gathered: Vec<Gathered>,
    /// Those of one layer that are being sent on, in order.
    serving: Vec<Gathered>,
    /// How many of the layer's receivers have got them.
    served: usize,
    /// The newest packet was not the last of its picture.
    is_amid: bool,
}

impl Pictures {
    pub(super) fn gather(&mut self, arrival: &Arrival<'_>) {
        if !arrival.packet.payload.is_empty() {
            self.is_amid = !arrival.packet.marker;
        }
        self.gathered.push(Gathered {
            layer: arrival.layer,
            position: arrival.packet.position,
            key_frame: arrival.key_frame,
            mark: arrival.mark,
        });
    }

    /// Said once of each packet: the last one of a picture may be lost.
    pub(super) fn take_is_amid(&mut self) -> bool {
        std::mem::take(&mut self.is_amid)
    }

    pub(super) fn are_many(&self) -> bool {
        self.gathered.len() >= MOST
    }

    /// The layer whose turn it is. A slot that leaves a larger picture in the same turn may not get the
    /// last of that; the key frame that it changes at makes up for it.
    fn next(&mut self) -> Option<LayerRef> {
        if self.serving.is_empty() {
            let layer = self.gathered.first()?.layer;
            self.serving
                .extend(self.gathered.extract_if(.., |one| one.layer == layer));
            self.serving.sort_unstable_by_key(|one| one.position);
            self.served = 0;
        }
        self.serving.first().map(|one| one.layer)
    }
}

impl Shard {
    /// Sends on what has gathered, until the outbox is full. Says whether there is more: then the outbox
    /// is to be emptied, and nothing else done, before this is called again.
    pub(crate) fn forward_pictures(&mut self, now: Instant) -> bool {
        while let Some(layer) = self.pictures.next() {
            self.showing = Some(layer.connection);
            // Taken out, so that a fault does not meet the same packets again.
            let mut packets = std::mem::take(&mut self.pictures.serving);
            let is_done = self.show_to_all(layer, &packets, now);
            if is_done {
                packets.clear();
            }
            self.pictures.serving = packets;
            if !is_done {
                return true;
            }
        }
        self.showing = None;
        self.lose_faulty(now);
        false
    }

    /// Gives up the connection whose pictures could not be sent on for a fault beyond repair.
    pub(crate) fn abandon_pictures(&mut self, now: Instant) {
        if let Some(number) = self.showing.take() {
            self.lose(number, now);
        }
    }

    /// Says whether all receivers have got them, or the outbox was full before.
    fn show_to_all(&mut self, layer: LayerRef, packets: &[Gathered], now: Instant) -> bool {
        let Some(source) = self.layer_mut(layer) else {
            return true;
        };
        // Taken out for the while, because the receivers are in the same table as the sender.
        let mut subscribers = std::mem::take(&mut source.subscribers);
        let mut history = std::mem::take(&mut source.history);
        let mut left = Vec::new();
        let blamed = self.blamed();
        while let Some(subscriber) = subscribers.get(self.pictures.served)
            && !self.outbox.is_full()
        {
            let before = self.for_peer(subscriber.peer, |shard| {
                shard.show(*subscriber, layer, packets, &history, now)
            });
            left.extend(before.flatten().map(|before| (before, *subscriber)));
            self.pictures.served += 1;
            if self.blame_sender(layer.connection, &blamed) {
                self.pictures.served = subscribers.len();
            }
        }
        let is_done = self.pictures.served >= subscribers.len();
        if let Some(source) = self.layer_mut(layer) {
            std::mem::swap(&mut source.subscribers, &mut subscribers);
            std::mem::swap(&mut source.history, &mut history);
        }
        for (layer, Subscriber { peer, line }) in left {
            self.unsubscribe(layer, peer, line);
        }
        is_done
    }

    /// Returns the layer that the slot has left for this one.
    fn show(
        &mut self,
        subscriber: Subscriber,
        layer: LayerRef,
        packets: &[Gathered],
        history: &History,
        now: Instant,
    ) -> Option<LayerRef> {
        let connection = self.peers.connection_mut(subscriber.peer)?;
        let Outlet { slot, egress, path } = connection.outlet(subscriber.line)?;
        let line = subscriber.line as u16;
        let mut way = Way {
            path,
            now,
            outbox: &mut self.outbox,
        };
        let mut left = None;
        for gathered in packets {
            let Some(packet) = history.get(gathered.position) else {
                continue;
            };
            let was_awaited = slot.awaited == Some(layer);
            let before = slot.switch(layer, &packet, gathered.key_frame, now);
            left = left.or(before);
            if was_awaited && slot.awaited.is_none() {
                // The key frame makes up for what has not been sent of before.
                egress.queue.forget(line);
            }
            if slot.playing != Some(layer) {
                continue;
            }
            let Some(packet) = slot.sift(&packet, gathered.mark) else {
                continue;
            };
            if must_wait(slot, egress, line, &packet, now) {
                if egress.wait(now) {
                    self.paced.push(subscriber.peer);
                }
            } else if let Some(length) = slot.forward(&packet, egress, &mut way) {
                self.figures.forwarded.count(length);
            }
        }
        left
    }
}

/// Leaves a packet for later that comes too fast.
fn must_wait(
    slot: &mut Slot,
    egress: &mut Egress,
    line: u16,
    packet: &Packet<'_>,
    now: Instant,
) -> bool {
    if packet.payload.is_empty() || egress.is_free(now) {
        return false;
    }
    let has_room = egress.queue.push(Waiting {
        position: packet.position,
        line,
        bytes: (packet.payload.len() + HEADERS) as u16,
    });
    if !has_room {
        // Hopelessly behind: only a key frame helps.
        egress.queue.forget(line);
        slot.awaited = slot.playing.take();
    }
    true
}
