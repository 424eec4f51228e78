//! The way of a media packet: opened, identified, kept, and sent on to whoever watches.

use std::time::Instant;

use super::Shard;
use super::publishing::Binding;
use crate::api::Source;
use crate::congestion::queue::Waiting;
use crate::egress::Way;
use crate::media::voice::{Repetitions, Voice};
use crate::media::{LayerRef, Packet, PeerIndex, Subscriber};
use crate::outbox::Path;
use crate::room::loudness::SILENCE;
use crate::rtp::header::{Header, read_u16};
use crate::rtp::red::Redundant;
use crate::rtp::vp8::PictureMark;
use crate::sdp::offer::Media;

/// What a payload takes with it to a receiver: headers of RTP, UDP and IP, extensions, and the tag.
const HEADERS: usize = 12 + 12 + 16 + crate::congestion::OVERHEAD;

/// A packet that has found its layer.
#[derive(Clone, Copy)]
pub(super) struct Arrival<'a> {
    pub(super) layer: LayerRef,
    pub(super) packet: Packet<'a>,
    pub(super) media: Media,
    /// A key frame begins here.
    pub(super) key_frame: bool,
    /// Where the packet says it.
    pub(super) mark: Option<PictureMark>,
}

impl Shard {
    pub(super) fn receive_rtp(
        &mut self,
        index: PeerIndex,
        datagram: &mut [u8],
        path: Path,
        now: Instant,
    ) {
        let Some(header) = Header::parse(datagram) else {
            self.figures.unauthenticated += 1;
            return;
        };
        let Some(length) = self.open(index, &header, datagram, path, now) else {
            return;
        };
        let Some((arrival, redundant)) = self.accept(index, &header, &datagram[..length], now)
        else {
            return;
        };
        if let Some(redundant) = &redundant {
            self.recover(&arrival, redundant, now);
        }
        if arrival.media == Media::Video && !arrival.packet.payload.is_empty() {
            self.amid_picture = !arrival.packet.marker;
        }
        self.forward(&arrival, now);
    }

    fn open(
        &mut self,
        index: PeerIndex,
        header: &Header,
        datagram: &mut [u8],
        path: Path,
        now: Instant,
    ) -> Option<usize> {
        let connection = self.peers.connection_mut(index)?;
        let secured = connection.secured.as_mut()?;
        let Some(length) = secured.inbound.open_rtp(datagram, header) else {
            self.figures.unauthenticated += 1;
            return None;
        };
        self.figures.received.count(datagram.len());
        connection.tally.received_octets += datagram.len() as u64;
        connection.heard(path, now);
        Some(length)
    }

    /// Finds out what the packet is, and what it repeats. `None` if it goes no further.
    fn accept<'a>(
        &mut self,
        index: PeerIndex,
        header: &Header,
        packet: &'a [u8],
        now: Instant,
    ) -> Option<(Arrival<'a>, Option<Redundant<'a>>)> {
        let micros = self.timeline.micros(now);
        let peer = self.peers.get_mut(index)?;
        let (key, place, allowed) = (peer.key, peer.place, peer.allowed);
        let connection = peer.connection.as_mut()?;
        let extensions = connection.extensions.read(header, packet);
        if let Some(transport_sequence) = extensions.transport_sequence {
            connection.feedback.arrived(transport_sequence, micros);
        }
        let Some((binding, is_new_stream)) = connection.identify(header, &extensions) else {
            self.figures.dropped.unknown_stream += 1;
            return None;
        };
        let number = connection.number;
        let publication = connection.publication_mut(binding.line)?;
        if !allowed.permits(publication.kind) {
            self.figures.dropped.not_allowed += 1;
            return None;
        }
        let (media, kind) = (publication.codec.media, publication.kind);
        let payload = header.payload(packet)?;
        let arrival = micros * i64::from(media.clock_rate()) / 1_000_000;
        let Some((accepted, redundant)) = publication.accept(header, payload, &binding, now) else {
            publication.overtaken(header, &binding, arrival);
            self.figures.dropped.repeated += 1;
            return None;
        };
        self.figures.dropped.padding += u64::from(accepted.payload.is_empty());
        let layer = publication.layers.get_mut(binding.layer)?;
        if !binding.retransmission {
            layer
                .reception
                .packet(accepted.position, accepted.timestamp, arrival);
        }
        let (key_frame, mark) = match media {
            Media::Audio => {
                let loudness = extensions
                    .audio_level
                    .map(|level| SILENCE.saturating_sub(level));
                layer.voice.keep(&accepted, loudness);
                (false, None)
            }
            Media::Video => layer.keep(&accepted),
        };
        if !accepted.payload.is_empty() {
            let temporal = mark.map_or(0, |mark| mark.temporal);
            let bytes = accepted.payload.len() + HEADERS;
            layer.rates.count(temporal, bytes, now);
        }
        if let Some(level) = extensions.audio_level {
            let source = Source { peer: key, kind };
            self.hear(place, source, level, now);
        }
        let layer = LayerRef {
            peer: index,
            connection: number,
            line: binding.line,
            layer: binding.layer,
        };
        if is_new_stream {
            self.await_again(layer);
        }
        let arrival = Arrival {
            layer,
            packet: accepted,
            media,
            key_frame,
            mark,
        };
        Some((arrival, redundant))
    }

    pub(super) fn forward(&mut self, arrival: &Arrival<'_>, now: Instant) {
        let Some(layer) = self.layer_mut(arrival.layer) else {
            return;
        };
        // Taken out for the while, because the receivers are in the same table as the sender.
        let mut subscribers = std::mem::take(&mut layer.subscribers);
        let mut voice = std::mem::take(&mut layer.voice);
        let mut left = Vec::new();
        let mut repetitions = Repetitions::default();
        for subscriber in &subscribers {
            let before = self.forward_to(*subscriber, arrival, &voice, &mut repetitions, now);
            if let Some(before) = before {
                left.push((before, *subscriber));
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
    fn forward_to(
        &mut self,
        subscriber: Subscriber,
        arrival: &Arrival<'_>,
        voice: &Voice,
        repetitions: &mut Repetitions,
        now: Instant,
    ) -> Option<LayerRef> {
        let connection = self.peers.connection_mut(subscriber.peer)?;
        let path = connection.media_path()?;
        let egress = &mut connection.secured.as_mut()?.egress;
        // Field by field, for the egress is in use.
        let slot = super::connection::slot_of(&mut connection.lines, subscriber.line)?;
        debug_assert_eq!(slot.codec.media, arrival.media);
        let was_awaited = slot.awaited == Some(arrival.layer);
        let may_begin = was_awaited && !arrival.packet.payload.is_empty();
        let begins_with = may_begin.then(|| voice.beginning(&arrival.packet).next());
        let left = match begins_with.flatten() {
            Some(first) => slot.switch_to_speech(arrival.layer, &first, &arrival.packet, now),
            None => slot.switch(arrival.layer, &arrival.packet, arrival.key_frame, now),
        };
        let has_begun = was_awaited && slot.awaited.is_none();
        if has_begun {
            // The key frame makes up for what has not been sent of before.
            egress.queue.forget(subscriber.line as u16);
        }
        if slot.playing != Some(arrival.layer) {
            return left;
        }
        let Some(packet) = slot.sift(&arrival.packet, arrival.mark) else {
            return left;
        };
        let may_wait = arrival.media == Media::Video && !packet.payload.is_empty();
        if may_wait && !egress.is_free(now) {
            let has_room = egress.queue.push(Waiting {
                position: packet.position,
                line: subscriber.line as u16,
                bytes: (packet.payload.len() + HEADERS) as u16,
            });
            if !has_room {
                // Hopelessly behind: only a key frame helps.
                egress.queue.forget(subscriber.line as u16);
                slot.playing = None;
                slot.awaited = Some(arrival.layer);
            }
            if egress.wait(now) {
                self.paced.push(subscriber.peer);
            }
            return left;
        }
        let mut way = Way {
            path,
            now,
            outbox: &mut self.outbox,
        };
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
            self.figures.forwarded.count(length);
        }
        left
    }
}

impl crate::media::publication::Publication {
    /// Places the packet in its layer; a retransmission is unwrapped (RFC 4588), and of redundant
    /// sound the newest is the packet. `None`: it was there already, or is no packet of this
    /// publication.
    fn accept<'a>(
        &mut self,
        header: &Header,
        payload: &'a [u8],
        binding: &Binding,
        now: Instant,
    ) -> Option<(Packet<'a>, Option<Redundant<'a>>)> {
        let layer = self.layers.get_mut(binding.layer)?;
        let mut redundant = None;
        let (sequence, payload) = if binding.retransmission {
            // Firefox probes the network with repetitions of what has arrived, and both browsers
            // with padding alone.
            if !layer.has_begun() {
                return None;
            }
            (read_u16(payload, 0)?, &payload[2..])
        } else if header.payload_type == self.codec.payload_type {
            (header.sequence, payload)
        } else if Some(header.payload_type) == self.codec.red_payload_type {
            let read = Redundant::parse(payload)?;
            let newest = read.primary();
            if newest.payload_type != self.codec.payload_type {
                return None;
            }
            redundant = Some(read);
            (header.sequence, newest.payload)
        } else {
            return None;
        };
        let position = layer.arrive(sequence, now)?;
        if !payload.is_empty() {
            self.hear(binding.layer, header.timestamp, now);
        }
        let packet = Packet {
            position,
            timestamp: header.timestamp,
            marker: header.marker,
            payload,
        };
        Some((packet, redundant))
    }

    /// A packet that was there before, if only by what a later one repeats, did arrive. `arrival`: in
    /// clock ticks since any fixed moment.
    fn overtaken(&mut self, header: &Header, binding: &Binding, arrival: i64) -> Option<()> {
        let layer = self.layers.get_mut(binding.layer)?;
        if binding.retransmission {
            return None;
        }
        let position = layer.overtaken(header.sequence)?;
        layer.reception.packet(position, header.timestamp, arrival);
        Some(())
    }
}
