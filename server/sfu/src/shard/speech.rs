//! Packets of sound on their way to those who hear: to all of them at once, and to whoever begins to
//! listen with what was said before.

use std::time::Instant;

use super::Shard;
use super::arrival::Arrival;
use super::connection::Outlet;
use crate::egress::Way;
use crate::media::voice::{Repetitions, Voice};
use crate::media::{LayerRef, Packet, Subscriber};

impl Shard {
    pub(super) fn forward_sound(&mut self, arrival: &Arrival<'_>, now: Instant) {
        let Some(layer) = self.layer_mut(arrival.layer) else {
            return;
        };
        // Taken out for the while, because the receivers are in the same table as the sender.
        let mut subscribers = std::mem::take(&mut layer.subscribers);
        let mut voice = std::mem::take(&mut layer.voice);
        let mut left = Vec::new();
        let mut repetitions = Repetitions::default();
        let blamed = self.blamed();
        for subscriber in &subscribers {
            let before = self.for_peer(subscriber.peer, |shard| {
                shard.say(*subscriber, arrival, &voice, &mut repetitions, now)
            });
            left.extend(before.flatten().map(|before| (before, *subscriber)));
            if self.blame_sender(arrival.layer.connection, &blamed) {
                break;
            }
        }
        if let Some(layer) = self.layer_mut(arrival.layer) {
            std::mem::swap(&mut layer.subscribers, &mut subscribers);
            std::mem::swap(&mut layer.voice, &mut voice);
        }
        for (layer, Subscriber { peer, line }) in left {
            self.unsubscribe(layer, peer, line);
        }
    }

    /// Returns the layer that the slot has left for this one.
    fn say(
        &mut self,
        subscriber: Subscriber,
        arrival: &Arrival<'_>,
        voice: &Voice,
        repetitions: &mut Repetitions,
        now: Instant,
    ) -> Option<LayerRef> {
        let connection = self.peers.connection_mut(subscriber.peer)?;
        let Outlet { slot, egress, path } = connection.outlet(subscriber.line)?;
        let was_awaited = slot.awaited == Some(arrival.layer);
        let may_begin = was_awaited && !arrival.packet.payload.is_empty();
        let begins_with = may_begin.then(|| voice.beginning(&arrival.packet).next());
        let left = match begins_with.flatten() {
            Some(first) => slot.switch_to_speech(arrival.layer, &first, &arrival.packet, now),
            None => slot.switch(arrival.layer, &arrival.packet, false, now),
        };
        if slot.playing != Some(arrival.layer) {
            return left;
        }
        let Some(packet) = slot.sift(&arrival.packet, None) else {
            return left;
        };
        let mut way = Way {
            path,
            now,
            outbox: &mut self.outbox,
        };
        let has_begun = was_awaited && slot.awaited.is_none();
        if has_begun {
            for said in voice.beginning(&packet) {
                if let Some(length) = slot.forward(&said, egress, &mut way) {
                    self.figures.forwarded.count(length);
                }
            }
        }
        let redundant = slot.repeats().and_then(|(depth, red)| {
            let itself = slot.codec.payload_type;
            let payload = repetitions.get(voice, &packet, depth, itself)?;
            Some((red, Packet { payload, ..packet }))
        });
        let sent = match redundant {
            Some((red, packet)) => slot.forward_as(red, &packet, egress, &mut way),
            None => slot.forward(&packet, egress, &mut way),
        };
        if let Some(length) = sent {
            slot.was_heard(length, now);
            self.figures.forwarded.count(length);
        }
        left
    }
}
