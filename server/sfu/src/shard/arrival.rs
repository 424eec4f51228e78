//! The way of a media packet into the engine: opened, identified, and kept.

use std::time::Instant;

use super::Shard;
use super::publishing::Binding;
use crate::api::Source;
use crate::media::{LayerRef, Packet, PeerIndex};
use crate::outbox::Path;
use crate::room::loudness::SILENCE;
use crate::rtp::header::{Header, read_u16};
use crate::rtp::red::Redundant;
use crate::rtp::vp8::PictureMark;
use crate::sdp::offer::Media;

/// What a payload takes with it to a receiver: headers of RTP, UDP and IP, extensions, and the tag.
pub(super) const HEADERS: usize = 12 + 12 + 16 + crate::congestion::OVERHEAD;

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
        match arrival.media {
            Media::Audio => {
                if let Some(redundant) = &redundant {
                    self.recover(&arrival, redundant, now);
                }
                self.forward_sound(&arrival, now);
            }
            Media::Video => self.pictures.gather(&arrival),
        }
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
