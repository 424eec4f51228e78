//! Sound that was lost: what is recovered on its way in, and what those who speak hear of losses on
//! the way out.

use std::time::Instant;

use super::Shard;
use super::arrival::Arrival;
use crate::media::{LayerRef, Packet, PeerIndex, Subscriber};
use crate::rtp::red::Redundant;
use crate::sdp::offer::Media;

/// Most that a sender of sound is told to be lost, in parts of 256: beyond a quarter the encoder would
/// spend everybody's quality on a line that nothing in the sound can mend.
pub(super) const MOST_LOSS_TOLD: u8 = 64;

impl Shard {
    /// Forwards what the packet repeats of those that were lost before it.
    pub(super) fn recover(
        &mut self,
        arrival: &Arrival<'_>,
        redundant: &Redundant<'_>,
        now: Instant,
    ) {
        for (ago, block) in redundant.earlier() {
            if block.payload_type != redundant.primary().payload_type {
                continue;
            }
            let packet = Packet {
                position: arrival.packet.position.saturating_sub(ago),
                timestamp: arrival.packet.timestamp.wrapping_sub(block.age),
                marker: false,
                payload: block.payload,
            };
            let Some(layer) = self.layer_mut(arrival.layer) else {
                return;
            };
            if layer.recover(packet.position) {
                layer.voice.keep(&packet, None);
                self.forward_sound(&Arrival { packet, ..*arrival }, now);
            }
        }
    }

    /// By the streams of sound of a peer, what the worst of their listeners loses, in parts of 256.
    /// Whoever gets redundancy does not need the encoder's help.
    pub(super) fn lost_by_listeners(&self, index: PeerIndex) -> Vec<(u32, u8)> {
        let Some(connection) = self.peers.connection(index) else {
            return Vec::new();
        };
        let mut lost = Vec::new();
        for (line, publication) in connection.publications() {
            if publication.codec.media != Media::Audio {
                continue;
            }
            for (number, layer) in publication.layers.iter().enumerate() {
                let itself = LayerRef {
                    peer: index,
                    connection: connection.number,
                    line,
                    layer: number,
                };
                let listeners = layer.subscribers.iter();
                let worst = listeners
                    .filter_map(|it| self.unrepaired(*it, itself))
                    .max();
                lost.extend(layer.ssrc.map(|ssrc| (ssrc, worst.unwrap_or(0))));
            }
        }
        lost
    }

    /// What a listener loses of this sound without getting it again.
    fn unrepaired(&self, subscriber: Subscriber, sound: LayerRef) -> Option<u8> {
        let connection = self.peers.connection(subscriber.peer)?;
        let slot = connection.slot(subscriber.line)?;
        let is_unrepaired = slot.playing == Some(sound) && slot.repeats().is_none();
        is_unrepaired.then(|| slot.redundancy.lost())
    }
}
