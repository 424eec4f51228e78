//! How a slot stays one continuous stream while its source changes: sequence numbers without a
//! jump, timestamps that go on with real time, and VP8 numbers that continue.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::{LayerRef, Packet};
use crate::rtp::sequence;
use crate::rtp::vp8::{PictureNumbers, PictureShift};
use crate::sdp::offer::Media;

/// Stretches remembered for retransmissions.
const MAX_STRETCHES: usize = 4;

/// At least this much time passes between two sources.
const MIN_STEP: Duration = Duration::from_millis(10);

/// From one change of source to the next.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    layer: LayerRef,
    /// Where it begins, in positions of the source and of the slot.
    source_start: u64,
    slot_start: u64,
    timestamp_shift: u32,
    picture_shift: PictureShift,
}

impl Stretch {
    fn to_slot(self, position: u64) -> Option<u64> {
        Some(self.slot_start + position.checked_sub(self.source_start)?)
    }

    fn to_source(self, position: u64) -> Option<u64> {
        Some(self.source_start + position.checked_sub(self.slot_start)?)
    }
}

/// What a packet becomes on the slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rewritten {
    pub(crate) position: u64,
    pub(crate) timestamp: u32,
    pub(crate) picture_shift: PictureShift,
}

/// Where a packet of the slot came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) layer: LayerRef,
    pub(crate) position: u64,
    timestamp_shift: u32,
    pub(crate) picture_shift: PictureShift,
}

impl Origin {
    pub(crate) fn timestamp(&self, packet: &Packet<'_>) -> u32 {
        packet.timestamp.wrapping_add(self.timestamp_shift)
    }
}

pub(crate) struct Rewriter {
    media: Media,
    stretches: VecDeque<Stretch>,
    /// The newest position sent.
    newest: u64,
    timestamp: u32,
    sent_at: Option<Instant>,
    picture: PictureNumbers,
}

impl Rewriter {
    /// `start`: the position after which the slot begins. It must be below 2^15, so that the first
    /// packets leave no doubt about the rollover counter.
    pub(crate) fn new(media: Media, start: u16) -> Self {
        Rewriter {
            media,
            stretches: VecDeque::new(),
            newest: u64::from(start & 0x7fff),
            timestamp: 0,
            sent_at: None,
            picture: PictureNumbers::default(),
        }
    }

    /// Continues with `packet` of another layer; for video it must begin a key frame.
    pub(crate) fn switch(&mut self, layer: LayerRef, packet: &Packet<'_>, now: Instant) {
        let timestamp = self.timestamp_now(now);
        let first = PictureNumbers::read(packet.payload).unwrap_or_default();
        let picture_shift = match self.media {
            Media::Audio => PictureShift::default(),
            Media::Video => PictureShift::continuing(self.picture, first),
        };
        if self.stretches.len() == MAX_STRETCHES {
            self.stretches.pop_front();
        }
        self.stretches.push_back(Stretch {
            layer,
            source_start: packet.position,
            slot_start: self.newest + 1,
            timestamp_shift: timestamp.wrapping_sub(packet.timestamp),
            picture_shift,
        });
    }

    fn timestamp_now(&self, now: Instant) -> u32 {
        let Some(at) = self.sent_at else {
            return self.timestamp;
        };
        let passed = now.saturating_duration_since(at).max(MIN_STEP);
        self.timestamp.wrapping_add(ticks(passed, self.media))
    }

    /// `None`: the packet is older than the present stretch.
    pub(crate) fn rewrite(&mut self, packet: &Packet<'_>, now: Instant) -> Option<Rewritten> {
        let stretch = *self.stretches.back()?;
        let rewritten = Rewritten {
            position: stretch.to_slot(packet.position)?,
            timestamp: packet.timestamp.wrapping_add(stretch.timestamp_shift),
            picture_shift: stretch.picture_shift,
        };
        if rewritten.position > self.newest || self.sent_at.is_none() {
            self.newest = rewritten.position;
            self.timestamp = rewritten.timestamp;
            self.sent_at = Some(now);
            self.note_picture(packet, stretch.picture_shift);
        }
        Some(rewritten)
    }

    fn note_picture(&mut self, packet: &Packet<'_>, shift: PictureShift) {
        if self.media == Media::Video
            && let Some(numbers) = PictureNumbers::read(packet.payload)
        {
            self.picture.advance(shift.applied(numbers));
        }
    }

    /// Finds what was sent under a sequence number.
    pub(crate) fn origin(&self, sequence: u16) -> Option<Origin> {
        let position = sequence::nearest(self.newest, sequence)?;
        if position > self.newest {
            return None;
        }
        let began = |stretch: &&Stretch| stretch.slot_start <= position;
        let stretch = self.stretches.iter().rev().find(began)?;
        Some(Origin {
            layer: stretch.layer,
            position: stretch.to_source(position)?,
            timestamp_shift: stretch.timestamp_shift,
            picture_shift: stretch.picture_shift,
        })
    }

    /// The RTP time of this moment, if the stream has run within `limit`.
    pub(crate) fn running_timestamp(&self, now: Instant, limit: Duration) -> Option<u32> {
        let passed = now.saturating_duration_since(self.sent_at?);
        (passed < limit).then(|| self.timestamp.wrapping_add(ticks(passed, self.media)))
    }
}

fn ticks(time: Duration, media: Media) -> u32 {
    // Wraps as timestamps do.
    (time.as_micros() * u128::from(media.clock_rate()) / 1_000_000) as u32
}
