//! How a slot stays one continuous stream while its source changes: sequence numbers without a
//! jump, timestamps that go on with real time, and VP8 numbers that continue.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::numbering::Numbering;
use super::{LayerRef, Packet};
use crate::rtp::sequence;
use crate::rtp::vp8::{PictureNumbers, PictureShift};
use crate::sdp::offer::Media;

/// Stretches remembered for retransmissions.
const MAX_STRETCHES: usize = 4;

/// At least this much time passes between two sources.
const MIN_STEP: Duration = Duration::from_millis(10);

/// A source that jumps further goes on without a gap. Nobody can ask for so much again, and a number
/// far ahead, if its packet is lost, would leave the receiver with the wrong rollover counter.
const MAX_JUMP: u64 = 512;

/// From one change of source to the next.
#[derive(Clone, Debug)]
struct Stretch {
    layer: LayerRef,
    numbering: Numbering,
    timestamp_shift: u32,
    picture_shift: PictureShift,
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
            numbering: Numbering::new(packet.position, self.newest + 1),
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

    /// Leaves out a packet without content. Not where a later one has its number already: there it
    /// has to be sent, or the receiver would miss it.
    /// `with_picture`: it is the first of a picture that is left out.
    pub(crate) fn skip(&mut self, packet: &Packet<'_>, with_picture: bool) -> bool {
        let newest = self.newest;
        let stretch = self.stretches.back_mut();
        stretch.is_some_and(|stretch| {
            let numbering = &mut stretch.numbering;
            numbering.skip(packet.position, newest, with_picture)
        })
    }

    /// Of the newest packet.
    pub(crate) fn timestamp(&self) -> u32 {
        self.timestamp
    }

    /// `None`: the packet is older than the present stretch.
    pub(crate) fn rewrite(&mut self, packet: &Packet<'_>, now: Instant) -> Option<Rewritten> {
        let stretch = self.stretches.back_mut()?;
        let place = stretch.numbering.to_slot(packet.position)?;
        let picture_shift = stretch.picture_shift.behind(place.pictures);
        let mut position = place.position;
        if position > self.newest + MAX_JUMP {
            position = self.newest + 1;
            stretch.numbering.continue_at(packet.position, position);
        }
        let rewritten = Rewritten {
            position,
            timestamp: packet.timestamp.wrapping_add(stretch.timestamp_shift),
            picture_shift,
        };
        if rewritten.position > self.newest || self.sent_at.is_none() {
            self.newest = rewritten.position;
            self.timestamp = rewritten.timestamp;
            self.sent_at = Some(now);
            self.note_picture(packet, picture_shift);
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
        let began = |stretch: &&Stretch| stretch.numbering.begins() <= position;
        let stretch = self.stretches.iter().rev().find(began)?;
        let place = stretch.numbering.to_source(position)?;
        Some(Origin {
            layer: stretch.layer,
            position: place.position,
            timestamp_shift: stretch.timestamp_shift,
            picture_shift: stretch.picture_shift.behind(place.pictures),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dtls::ConnectionNumber;
    use crate::media::PeerIndex;
    use crate::tests::start;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn layer(layer: usize) -> LayerRef {
        LayerRef {
            peer: PeerIndex(0),
            connection: ConnectionNumber(1),
            line: 0,
            layer,
        }
    }

    fn packet(position: u64, has_content: bool) -> Packet<'static> {
        Packet {
            position,
            timestamp: position as u32,
            marker: false,
            payload: if has_content { b"content" } else { b"" },
        }
    }

    /// What befalls a packet of the source on its way to the engine.
    #[derive(Clone, Copy, Debug)]
    struct Fate {
        has_content: bool,
        is_lost: bool,
        /// Places it falls behind.
        delay: usize,
        /// The slot changes to the other layer before this packet.
        switch: bool,
    }

    fn fate() -> impl Strategy<Value = Fate> {
        (
            prop::bool::weighted(0.6),
            prop::bool::weighted(0.1),
            prop_oneof![3 => Just(0usize), 1 => 1usize..6],
            prop::bool::weighted(0.03),
        )
            .prop_map(|(has_content, is_lost, delay, switch)| Fate {
                has_content,
                is_lost,
                delay,
                switch,
            })
    }

    /// In the order of arrival, with their positions.
    fn arrivals(fates: &[Fate]) -> Vec<(u64, Fate)> {
        let sent = fates.iter().enumerate();
        let mut arriving: Vec<_> = sent
            .filter(|(_, fate)| !fate.is_lost)
            .map(|(at, fate)| (at + fate.delay, at, *fate))
            .collect();
        arriving.sort_by_key(|(arrival, at, _)| (*arrival, *at));
        arriving
            .into_iter()
            .map(|(_, at, fate)| (70_000 + at as u64, fate))
            .collect()
    }

    #[test]
    fn a_source_cannot_throw_the_receivers_off_by_a_jump() {
        let now = start();
        let mut rewriter = Rewriter::new(Media::Video, 5);
        rewriter.switch(layer(0), &packet(70_000, true), now);
        let mut position = 70_000;
        for slot in 6..20 {
            let rewritten = rewriter.rewrite(&packet(position, true), now).unwrap();
            assert_eq!(rewritten.position, slot);
            let origin = rewriter.origin(slot as u16).unwrap();
            assert_eq!(origin.position, position);
            position += 32_767;
        }
    }

    proptest! {
        #[test]
        fn numbers_are_continuous_and_every_request_finds_its_packet(
            first in any::<u16>(),
            fates in prop::collection::vec(fate(), 2..300),
        ) {
            let now = start();
            let mut rewriter = Rewriter::new(Media::Video, first);
            let begin = rewriter.newest;
            let mut playing = None;
            let mut sent: BTreeMap<u64, (LayerRef, u64)> = BTreeMap::new();
            // The stretches of the slot: where they begin, and the layer.
            let mut switches = Vec::new();
            for (position, fate) in arrivals(&fates) {
                let packet = packet(position, fate.has_content);
                // What overtook the first packet of a stretch was not sent, though it came in time.
                let may_begin = fate.has_content && fate.delay == 0;
                if may_begin && (fate.switch || playing.is_none()) {
                    let next = layer(playing.map_or(0, |known: LayerRef| 1 - known.layer));
                    switches.push(rewriter.newest + 1);
                    rewriter.switch(next, &packet, now);
                    playing = Some(next);
                }
                let Some(playing) = playing else { continue };
                if !fate.has_content && rewriter.skip(&packet, false) {
                    continue;
                }
                if let Some(rewritten) = rewriter.rewrite(&packet, now) {
                    prop_assert!(sent.insert(rewritten.position, (playing, position)).is_none());
                }
            }
            let remembered = switches.iter().rev().nth(MAX_STRETCHES - 1).copied();
            for slot in begin + 1..=rewriter.newest {
                let origin = rewriter.origin(slot as u16);
                if remembered.is_some_and(|oldest| slot < oldest) {
                    continue;
                }
                let origin = origin.map(|origin| (origin.layer, origin.position));
                match sent.get(&slot) {
                    Some(packet) => prop_assert_eq!(origin, Some(*packet)),
                    // A number that was not sent belongs to a packet that did not come in time.
                    None => {
                        let (_, position) = origin.unwrap();
                        let fate = fates[(position - 70_000) as usize];
                        prop_assert!(fate.is_lost || fate.delay > 0, "{slot} is missing");
                    }
                }
            }
        }

        #[test]
        fn without_loss_nothing_is_missing(
            fates in prop::collection::vec(fate(), 2..300),
        ) {
            let now = start();
            let mut rewriter = Rewriter::new(Media::Video, 5);
            let fates: Vec<Fate> = fates
                .into_iter()
                .map(|fate| Fate { is_lost: false, ..fate })
                .collect();
            rewriter.switch(layer(0), &packet(70_000, true), now);
            let mut sent = Vec::new();
            for (position, fate) in arrivals(&fates) {
                let packet = packet(position, fate.has_content);
                if fate.has_content || !rewriter.skip(&packet, false) {
                    sent.extend(rewriter.rewrite(&packet, now).map(|it| it.position));
                }
            }
            sent.sort_unstable();
            let expected: Vec<u64> = (6..6 + sent.len() as u64).collect();
            prop_assert_eq!(sent, expected);
        }
    }
}
