//! One layer of a publication: a stream as it arrives.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::activity::Activity;
use super::history::History;
use super::key_frames::KeyFrameRequests;
use super::missing::Missing;
use super::rates::LayerRates;
use super::reception::Reception;
use super::voice::Voice;
use super::{Packet, Subscriber};
use crate::rtp::sequence;
use crate::rtp::vp8::{Descriptor, KeyFrame, PictureMark, Size};
use crate::rtp::window::Window;

/// Positions begin above zero, so that a packet from before the first one has a place.
const FIRST_CYCLE: u64 = 1 << 16;

/// Recovered positions that are remembered: packets that come later still count as lost.
const MAX_RECOVERED: usize = 8;

/// A layer of which nothing came for so long is not being sent right now.
const HEARD: Duration = Duration::from_secs(1);

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
    /// Of a source of sound.
    pub(crate) voice: Voice,
    missing: Missing,
    seen: Window,
    /// Positions that were taken from the redundancy of a later packet; some may yet arrive.
    recovered: VecDeque<u64>,
    /// Of the first packet of the stream.
    first: u64,
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
            voice: Voice::default(),
            missing: Missing::default(),
            seen: Window::default(),
            recovered: VecDeque::new(),
            first: 0,
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
        self.voice.clear();
        self.missing.clear();
        self.seen = Window::default();
        self.recovered.clear();
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
        if newest.is_none() {
            self.first = position;
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

    /// Takes a position from what a later packet repeats, if it is of this stream and has not
    /// arrived.
    pub(crate) fn recover(&mut self, position: u64) -> bool {
        let is_lost = self.first < position
            && self.seen.highest().is_some_and(|newest| position < newest)
            && self.seen.take(position);
        if is_lost {
            self.missing.arrived(position);
            if self.recovered.len() == MAX_RECOVERED {
                self.recovered.pop_front();
            }
            self.recovered.push_back(position);
        }
        is_lost
    }

    /// A packet that was there before has come. If that was only by redundancy, it was overtaken and
    /// not lost: this is its position.
    pub(crate) fn overtaken(&mut self, sequence: u16) -> Option<u64> {
        let position = sequence::nearest(self.seen.highest()?, sequence)?;
        let mut recovered = self.recovered.iter();
        let at = recovered.position(|recovered| *recovered == position)?;
        self.recovered.remove(at)
    }

    /// A retransmission only makes sense for a stream that is there.
    pub(crate) fn has_begun(&self) -> bool {
        self.seen.highest().is_some()
    }

    /// Whether to ask the sender for a key frame now.
    pub(crate) fn key_frame_due(&mut self, now: Instant) -> bool {
        let is_sent = self.activity.was_heard_within(HEARD, now);
        self.key_frames.due(is_sent, now)
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
    fn only_what_was_lost_is_recovered_and_once() {
        let mut layer = Layer::new(None, None);
        let now = start();
        assert!(!layer.recover((1 << 16) + 5));
        let first = layer.arrive(5, now).unwrap();
        layer.arrive(9, now);
        for (ahead, is_lost) in [(0, false), (4, false), (5, false), (3, true), (3, false)] {
            assert_eq!(layer.recover(first + ahead), is_lost, "{ahead}");
        }
        assert!(!layer.recover(first - 1), "from before the stream");
        // The packet itself was only late.
        assert_eq!(layer.arrive(8, now), None);
        assert_eq!(layer.overtaken(8), Some(first + 3));
        assert_eq!(layer.overtaken(8), None);
        assert_eq!(layer.overtaken(9), None, "it had arrived");
    }

    #[test]
    fn what_came_before_a_restart_is_not_recovered() {
        let mut layer = Layer::new(None, Some(1));
        let now = start();
        layer.arrive(5, now);
        layer.restart(Some(1));
        let first = layer.arrive(8, now).unwrap();
        layer.arrive(9, now);
        assert!(!layer.recover(first - 1));
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
        assert!(!layer.key_frame_due(now));
        layer.arrive(1000, now);
        assert!(layer.key_frame_due(now));
    }
}
