//! A receive slot: one stream towards one client, whatever it shows.

use std::time::{Duration, Instant};

use super::heard::Heard;
use super::redundancy::Redundancy;
use super::retransmissions::Retransmissions;
use super::rewrite::{Origin, Rewriter};
use super::temporal::{ALL, TemporalFilter, Verdict};
use super::{LayerRef, Packet};
use crate::api::Source;
use crate::congestion::bitrate::Bitrate;
use crate::egress::{Egress, MAX_PADDING, Outgoing, Way};
use crate::rtp::extension::SlotExtensions;
use crate::rtp::header::PlainHeader;
use crate::rtp::vp8::{PictureMark, PictureShift};
use crate::sdp::answer::SlotStreams;
use crate::sdp::offer::{Codec, Media};
use crate::srtp::SendStream;

/// Payloads of a picture's full packets are filled up to a multiple of this, in bytes: half a percent of
/// what is sent at most, and of eight pictures seven leave as one message.
const EVEN: usize = 8;

/// Shorter payloads are sent as they are.
const WORTH_FILLING: usize = 400;

/// What was sent, for sender reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) packets: u32,
    pub(crate) octets: u32,
}

/// What a slot may show of its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grant {
    Show {
        layer: usize,
        /// The highest temporal layer.
        temporal: u8,
    },
    /// Nothing moves: there is no room.
    Pause,
}

impl Default for Grant {
    fn default() -> Self {
        Grant::Show {
            layer: 0,
            temporal: ALL,
        }
    }
}

pub(crate) struct Slot {
    pub(crate) codec: Codec,
    /// What it was allotted to.
    pub(crate) source: Option<Source>,
    /// The layer on it now.
    pub(crate) playing: Option<LayerRef>,
    /// The layer it changes to, at that layer's next key frame.
    pub(crate) awaited: Option<LayerRef>,
    pub(crate) rewriter: Rewriter,
    pub(crate) sent: Sent,
    pub(crate) extensions: SlotExtensions,
    pub(crate) temporal: TemporalFilter,
    pub(crate) redundancy: Redundancy,
    heard: Heard,
    /// What there is room for.
    pub(crate) grant: Grant,
    /// There is not room for all that the tile could show.
    pub(crate) is_limited: bool,
    paused_at: Option<Instant>,
    stream: SendStream,
    retransmissions: Option<Retransmissions>,
}

impl Slot {
    /// The stream numbers must be new to this connection. `start`: a random sequence number.
    pub(crate) fn new(
        codec: Codec,
        streams: SlotStreams,
        extensions: SlotExtensions,
        start: u16,
    ) -> Self {
        let retransmissions = codec.rtx_payload_type.zip(streams.rtx_ssrc);
        Slot {
            codec,
            source: None,
            playing: None,
            awaited: None,
            rewriter: Rewriter::new(codec.media, start),
            sent: Sent::default(),
            extensions,
            temporal: TemporalFilter::default(),
            redundancy: Redundancy::default(),
            heard: Heard::default(),
            grant: Grant::default(),
            is_limited: false,
            paused_at: None,
            stream: SendStream::new(streams.ssrc),
            retransmissions: retransmissions.map(|(payload_type, ssrc)| {
                let newest = u64::from(start & 0x7fff);
                Retransmissions::new(SendStream::new(ssrc), payload_type, newest)
            }),
        }
    }

    pub(crate) fn streams(&self) -> SlotStreams {
        SlotStreams {
            ssrc: self.stream.ssrc(),
            rtx_ssrc: self.retransmissions.as_ref().map(|rtx| rtx.stream.ssrc()),
        }
    }

    /// Changes to the awaited layer if this packet of it can begin there. Returns the layer that
    /// was played until now, if it was another.
    pub(crate) fn switch(
        &mut self,
        layer: LayerRef,
        packet: &Packet<'_>,
        key_frame: bool,
        now: Instant,
    ) -> Option<LayerRef> {
        let begins = match self.codec.media {
            Media::Audio => !packet.payload.is_empty(),
            Media::Video => key_frame,
        };
        if self.awaited != Some(layer) || !begins {
            return None;
        }
        self.awaited = None;
        self.limit_pictures(Some(layer));
        self.temporal.restart();
        self.rewriter.switch(layer, packet, now);
        self.playing
            .replace(layer)
            .filter(|before| *before != layer)
    }

    /// As [`Slot::switch`], for sound: before `packet` goes what was said from `first` on, at the time
    /// at which that was said, if the slot has been silent since.
    pub(crate) fn switch_to_speech(
        &mut self,
        layer: LayerRef,
        first: &Packet<'_>,
        packet: &Packet<'_>,
        now: Instant,
    ) -> Option<LayerRef> {
        let ticks = packet.timestamp.wrapping_sub(first.timestamp);
        let time = Duration::from_secs(1) * ticks / self.codec.media.clock_rate();
        let said_at = now.checked_sub(time).unwrap_or(now);
        self.switch(layer, first, false, said_at)
    }

    /// There is room for this from now on.
    pub(crate) fn allow(&mut self, grant: Grant, now: Instant) {
        self.grant = grant;
        self.paused_at = match grant {
            Grant::Show { .. } => None,
            Grant::Pause => self.paused_at.or(Some(now)),
        };
        self.limit_pictures(self.playing);
    }

    /// Until a smaller picture can begin, fewer of the larger ones are the next best.
    fn limit_pictures(&mut self, playing: Option<LayerRef>) {
        if let Grant::Show { layer, temporal } = self.grant {
            let is_larger = playing.is_some_and(|playing| playing.layer > layer);
            self.temporal.limit(if is_larger { 0 } else { temporal });
        }
    }

    /// It has stood still for so long.
    pub(crate) fn is_paused(&self, time: Duration, now: Instant) -> bool {
        self.paused_at
            .is_some_and(|at| now.saturating_duration_since(at) >= time)
    }

    /// Takes out of the stream what the receiver can do without: padding, with which browsers probe
    /// the network some hundred times a second, and pictures of temporal layers for which there is
    /// no room. `None`: nothing is left to send. Where a later packet has its number already it has
    /// to be sent all the same, or the receiver would miss it; but then without content.
    pub(crate) fn sift<'a>(
        &mut self,
        packet: &Packet<'a>,
        mark: Option<PictureMark>,
    ) -> Option<Packet<'a>> {
        let with_picture = match self.temporal.judge(mark) {
            Verdict::Show if packet.payload.is_empty() => false,
            Verdict::Show => return Some(*packet),
            Verdict::LeaveOut { first } => first,
        };
        let is_gone = self.rewriter.skip(packet, with_picture);
        (!is_gone).then_some(Packet {
            payload: &[],
            ..*packet
        })
    }

    /// How many packets are repeated in each, and the payload type of that; `None` on a good line,
    /// and where the receiver does not understand it.
    pub(crate) fn repeats(&self) -> Option<(usize, u8)> {
        let depth = self.redundancy.depth();
        self.codec
            .red_payload_type
            .filter(|_| depth > 0)
            .map(|red| (depth, red))
    }

    /// A packet of sound of this length was sent.
    pub(crate) fn was_heard(&mut self, length: usize, now: Instant) {
        self.heard.count(length, now);
    }

    /// What the line carries of what is heard here, with what is repeated in it: the most of the last
    /// while, for whoever pauses goes on.
    pub(crate) fn heard_rate(&self) -> Bitrate {
        self.heard.most()
    }

    /// Sends a packet of the layer that plays. Returns the length of what was sent.
    pub(crate) fn forward(
        &mut self,
        packet: &Packet<'_>,
        egress: &mut Egress,
        way: &mut Way<'_>,
    ) -> Option<usize> {
        self.forward_as(self.codec.payload_type, packet, egress, way)
    }

    /// As [`Slot::forward`], with another format of the payload.
    pub(crate) fn forward_as(
        &mut self,
        payload_type: u8,
        packet: &Packet<'_>,
        egress: &mut Egress,
        way: &mut Way<'_>,
    ) -> Option<usize> {
        let rewritten = self.rewriter.rewrite(packet, way.now)?;
        let outgoing = Outgoing {
            header: PlainHeader {
                payload_type,
                marker: packet.marker,
                sequence: rewritten.position as u16,
                timestamp: rewritten.timestamp,
                ssrc: self.stream.ssrc(),
            },
            extensions: self.extensions,
            position: rewritten.position,
            original_sequence: None,
            payload: packet.payload,
            picture_shift: rewritten.picture_shift,
            padding: self.filling(packet.payload.len()),
        };
        let length = egress.send(&mut self.stream, &outgoing, way)?;
        self.sent.packets = self.sent.packets.wrapping_add(1);
        self.sent.octets = self.sent.octets.wrapping_add(packet.payload.len() as u32);
        Some(length)
    }

    /// Padding that makes the packets of one picture equally long, for then they leave as one message
    /// to the kernel or the card: libwebrtc cuts a picture into packets of which the last ones are a
    /// byte longer.
    fn filling(&self, payload: usize) -> u8 {
        if self.codec.media == Media::Video && payload >= WORTH_FILLING {
            (payload.next_multiple_of(EVEN) - payload) as u8
        } else {
            0
        }
    }

    /// A smaller picture has taken over from this layer, for lack of room: what was lost before its
    /// key frame is not worth any.
    pub(crate) fn has_left(&self, layer: LayerRef) -> bool {
        self.playing.is_some_and(|playing| {
            let is_same = (playing.peer, playing.connection, playing.line)
                == (layer.peer, layer.connection, layer.line);
            is_same && playing.layer < layer.layer
        })
    }

    /// Whether a packet that the client misses should be sent (again) now.
    pub(crate) fn may_resend(&mut self, sequence: u16, now: Instant) -> bool {
        self.retransmissions
            .as_mut()
            .is_some_and(|rtx| rtx.may_resend(sequence, now))
    }

    /// Sends again what went out as `sequence`, on the stream for retransmissions. Returns the
    /// length.
    pub(crate) fn resend(
        &mut self,
        sequence: u16,
        origin: &Origin,
        packet: &Packet<'_>,
        egress: &mut Egress,
        way: &mut Way<'_>,
    ) -> Option<usize> {
        let rtx = self.retransmissions.as_mut()?;
        rtx.newest += 1;
        let outgoing = Outgoing {
            header: PlainHeader {
                payload_type: rtx.payload_type,
                marker: packet.marker,
                sequence: rtx.newest as u16,
                timestamp: origin.timestamp(packet),
                ssrc: rtx.stream.ssrc(),
            },
            extensions: self.extensions,
            position: rtx.newest,
            original_sequence: Some(sequence),
            payload: packet.payload,
            picture_shift: origin.picture_shift,
            padding: 0,
        };
        egress.send(&mut rtx.stream, &outgoing, way)
    }

    /// Whether [`Slot::pad`] can send anything.
    pub(crate) fn can_pad(&self) -> bool {
        self.retransmissions.is_some() && self.extensions.transport_sequence.is_some()
    }

    /// Sends a packet of padding alone, on the stream for retransmissions, where no receiver looks
    /// for a content that is not there. Returns the length.
    pub(crate) fn pad(&mut self, egress: &mut Egress, way: &mut Way<'_>) -> Option<usize> {
        let rtx = self.retransmissions.as_mut()?;
        rtx.newest += 1;
        let outgoing = Outgoing {
            header: PlainHeader {
                payload_type: rtx.payload_type,
                marker: false,
                sequence: rtx.newest as u16,
                timestamp: self.rewriter.timestamp(),
                ssrc: rtx.stream.ssrc(),
            },
            extensions: self.extensions,
            position: rtx.newest,
            original_sequence: None,
            payload: &[],
            picture_shift: PictureShift::default(),
            padding: MAX_PADDING,
        };
        egress.send(&mut rtx.stream, &outgoing, way)
    }
}
