//! One layer of a publication: a stream as it arrives.

use std::time::Instant;

use super::activity::Activity;
use super::history::History;
use super::key_frames::KeyFrameRequests;
use super::missing::Missing;
use super::rates::LayerRates;
use super::reception::Reception;
use super::{Packet, Subscriber};
use crate::rtp::sequence;
use crate::rtp::vp8::{Descriptor, KeyFrame, PictureMark, Size};
use crate::rtp::window::Window;

/// Positions begin above zero, so that a packet from before the first one has a place.
const FIRST_CYCLE: u64 = 1 << 16;

pub(crate) struct Layer {
    /// Its name among the layers of a simulcast.
    pub(crate) stream_id: Option<String>,
    pub(crate) ssrc: Option<u32>,
    pub(crate) history: History,
    pub(crate) key_frames: KeyFrameRequests,
    pub(crate) reception: Reception,
    pub(crate) rates: LayerRates,
    pub(crate) subscribers: Vec<Subscriber>,
    /// Of the newest key frame.
    pub(crate) size: Option<Size>,
    missing: Missing,
    seen: Window,
    /// Counts the streams that this layer has had; positions of different streams never meet.
    stream: u64,
    /// Padding, with which browsers probe the network, does not count.
    pub(crate) activity: Activity,
}

impl Layer {
    pub(crate) fn new(stream_id: Option<String>, ssrc: Option<u32>) -> Self {
        Layer {
            stream_id,
            ssrc,
            history: History::default(),
            key_frames: KeyFrameRequests::default(),
            reception: Reception::default(),
            rates: LayerRates::default(),
            subscribers: Vec::new(),
            size: None,
            missing: Missing::default(),
            seen: Window::default(),
            stream: 0,
            activity: Activity::default(),
        }
    }

    /// Begins a new stream under this layer's name; what came before is forgotten.
    pub(crate) fn restart(&mut self, ssrc: Option<u32>) {
        self.ssrc = ssrc;
        self.history.clear();
        self.reception = Reception::default();
        self.rates = LayerRates::default();
        self.missing.clear();
        self.seen = Window::default();
        self.stream += 1;
        self.activity = Activity::default();
    }

    /// The position of a packet, unless it was there before.
    pub(crate) fn arrive(&mut self, sequence: u16, now: Instant) -> Option<u64> {
        let newest = self.seen.highest();
        let position = match newest {
            Some(newest) => sequence::nearest(newest, sequence)?,
            None => (self.stream << 32) + FIRST_CYCLE + u64::from(sequence),
        };
        if !self.seen.take(position) {
            return None;
        }
        match newest {
            Some(newest) if position > newest + 1 => {
                if !self.missing.note(newest + 1..position, now) {
                    self.key_frames.want();
                }
            }
            Some(newest) if position < newest => self.missing.arrived(position),
            Some(_) | None => {}
        }
        Some(position)
    }

    /// A retransmission only makes sense for a stream that is there.
    pub(crate) fn has_begun(&self) -> bool {
        self.seen.highest().is_some()
    }

    /// Sequence numbers to ask the sender for.
    pub(crate) fn ask_again(&mut self, now: Instant) -> Vec<u16> {
        self.missing.due(now)
    }

    /// Keeps a video packet for retransmission; says whether a key frame begins here, and which
    /// picture the packet is of.
    pub(crate) fn keep(&mut self, packet: &Packet<'_>) -> (bool, Option<PictureMark>) {
        self.history.keep(packet);
        let Some(vp8) = Descriptor::parse(packet.payload) else {
            return (false, None);
        };
        let mark = vp8.mark(packet.payload);
        let Some(KeyFrame { size }) = vp8.key_frame(packet.payload) else {
            return (false, mark);
        };
        self.key_frames.arrived();
        self.size = size.or(self.size);
        (true, mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::start;
    use std::time::Duration;

    #[test]
    fn duplicates_are_dropped_and_holes_are_asked_for() {
        let mut layer = Layer::new(None, None);
        let now = start();
        let first = layer.arrive(65_534, now).unwrap();
        assert_eq!(layer.arrive(65_534, now), None);
        assert_eq!(layer.arrive(1, now), Some(first + 3));
        assert_eq!(
            layer.ask_again(now + Duration::from_millis(100)),
            [65_535, 0]
        );
        assert_eq!(layer.arrive(65_535, now), Some(first + 1));
        assert_eq!(layer.arrive(65_533, now), Some(first - 1));
        assert_eq!(layer.ask_again(now + Duration::from_millis(200)), [0]);
    }

    #[test]
    fn a_new_stream_never_meets_positions_of_the_old() {
        let mut layer = Layer::new(None, Some(1));
        let now = start();
        let before = layer.arrive(5, now).unwrap();
        layer.restart(Some(2));
        assert!(!layer.activity.is_sent());
        assert!(layer.arrive(5, now).unwrap() > before + (1 << 31));
    }

    #[test]
    fn a_hole_too_large_asks_for_a_key_frame() {
        let mut layer = Layer::new(None, None);
        let now = start();
        layer.arrive(0, now);
        layer.arrive(10, now);
        assert!(!layer.key_frames.due(now));
        layer.arrive(1000, now);
        assert!(layer.key_frames.due(now));
    }
}
