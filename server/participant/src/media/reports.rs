//! What arrived, by receive slot.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use rtc::rtp;
use tokio::time::Instant;

use crate::media::arrivals::Arrivals;
use crate::media::vp8::{Mark, is_key};
use crate::signature::Signature;

/// A picture that stands still for longer is seen to be frozen.
pub const FREEZE: Duration = Duration::from_millis(500);
/// Sound that is away for longer is heard to be missing, whatever a browser does about it.
pub const SILENCE: Duration = Duration::from_millis(200);

/// A browser waits about so long for what was lost, before it asks for a key frame.
const STUCK: Duration = Duration::from_millis(200);
/// Frames that wait for one before them.
const MOST_WAITING: usize = 64;

const SOUND_PACKET: Duration = Duration::from_millis(20);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sound,
    Picture,
}

/// What arrived on one receive slot since the media connection was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotReport {
    pub kind: Kind,
    pub packets: u64,
    pub bytes: u64,
    /// Whole frames of picture, or packets of sound.
    pub frames: u64,
    pub key_frames: u64,
    /// Frames that a decoder could not show: they build on one that is not there.
    pub undecodable: u64,
    /// Frames that no headless participant made.
    pub unknown: u64,
    /// Whose colour or tone came last.
    pub now: Option<Signature>,
    /// The simulcast layer that came last, 0 is the smallest.
    pub layer: Option<u8>,
    /// Frames by whose they were.
    pub of: BTreeMap<Signature, u64>,
    /// When the last frame of each came.
    pub last_of: BTreeMap<Signature, Instant>,
    /// When the last packet came, whatever it was.
    pub last_packet: Option<Instant>,
    /// When there was something to show or to hear for the first time, and when last.
    pub first: Option<Instant>,
    pub last: Option<Instant>,
    /// The longest time in which a picture that is sent all the time stood still, or sound that was
    /// sent was away.
    pub longest_gap: Duration,
    /// How many were longer than [`FREEZE`] or [`SILENCE`], and how long together.
    pub gaps: u32,
    pub in_gaps: Duration,
    shown: Option<Mark>,
    waiting: Vec<Mark>,
    arrivals: Arrivals,
    /// RTP time of the last sound.
    played: u32,
}

impl SlotReport {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            packets: 0,
            bytes: 0,
            frames: 0,
            key_frames: 0,
            undecodable: 0,
            unknown: 0,
            now: None,
            layer: None,
            of: BTreeMap::new(),
            last_of: BTreeMap::new(),
            last_packet: None,
            first: None,
            last: None,
            longest_gap: Duration::ZERO,
            gaps: 0,
            in_gaps: Duration::ZERO,
            shown: None,
            waiting: Vec::new(),
            arrivals: Arrivals::default(),
            played: 0,
        }
    }

    /// Packets that should have come, and those of them that did not, repairs included.
    pub fn expected_and_lost(&self) -> (u64, u64) {
        (self.arrivals.expected(), self.arrivals.lost())
    }

    /// How long nothing new was shown; `None` before the first frame.
    pub fn still(&self, now: Instant) -> Option<Duration> {
        Some(now.saturating_duration_since(self.last?))
    }

    /// Counts a packet; says how many are missing before it.
    pub(crate) fn packet(&mut self, packet: &rtp::Packet, at: Instant) -> u64 {
        self.last_packet = Some(at);
        let missing = self.arrivals.note(packet.header.sequence_number);
        if !packet.payload.is_empty() {
            self.packets += 1;
            self.bytes += packet.payload.len() as u64;
        }
        missing
    }

    /// `at` of RTP time `timestamp`, after so many packets that did not come.
    pub(crate) fn sound(&mut self, packet: &Bytes, timestamp: u32, missing: u64, at: Instant) {
        self.frames += 1;
        let before = self.now;
        self.attribute(Signature::of_sound(packet), at);
        let sent_later = timestamp.wrapping_sub(self.played);
        if self.last.is_some() && sent_later.cast_signed() < 0 {
            return; // It was overtaken.
        }
        self.played = timestamp;
        // Whoever says nothing sends nothing: then as much time has passed there as here.
        let there = Duration::from_micros(u64::from(sent_later) * 1_000_000 / 48_000);
        let here = self.last.map_or(Duration::ZERO, |last| at - last);
        let lost = SOUND_PACKET.saturating_mul(u32::try_from(missing).unwrap_or(u32::MAX));
        let gap = here.saturating_sub(there).max(lost);
        self.follow(before, gap, SILENCE, at);
    }

    pub(crate) fn picture(&mut self, frame: &Bytes, at: Instant) {
        self.frames += 1;
        let key = is_key(frame);
        self.key_frames += u64::from(key);
        let mark = Mark::of(frame);
        if let Some(mark) = mark.filter(|_| !key)
            && !self.continues(mark)
        {
            self.undecodable += 1;
            self.wait(mark);
            return;
        }
        self.show(mark, at);
        self.show_those_who_waited(at);
    }

    fn show(&mut self, mark: Option<Mark>, at: Instant) {
        self.shown = mark;
        self.layer = mark.map(|mark| mark.layer);
        let before = self.now;
        self.attribute(mark.map(|mark| mark.signature), at);
        let gap = self.still(at).unwrap_or_default();
        self.follow(before, gap, FREEZE, at);
    }

    /// Whether a frame comes right after the one that is shown.
    fn continues(&self, mark: Mark) -> bool {
        self.shown.map(Mark::next) == Some(mark)
    }

    /// The one before it may come yet: what was lost is sent again.
    fn wait(&mut self, mark: Mark) {
        self.waiting.push(mark);
        if self.waiting.len() > MOST_WAITING {
            self.waiting.remove(0);
        }
    }

    fn show_those_who_waited(&mut self, at: Instant) {
        while let Some(next) = self.shown.map(Mark::next)
            && let Some(place) = self.waiting.iter().position(|mark| *mark == next)
        {
            self.waiting.remove(place);
            self.undecodable -= 1;
            self.show(Some(next), at);
        }
    }

    /// Whether frames come that cannot be shown, for so long that only a new key frame helps.
    pub(crate) fn needs_key_frame(&self, now: Instant) -> bool {
        let is_stuck = self.still(now).is_none_or(|still| still > STUCK);
        self.kind == Kind::Picture && self.undecodable > 0 && is_stuck
    }

    /// Something of `now` came `gap` later than it should, unless what came before was another's.
    fn follow(
        &mut self,
        before: Option<Signature>,
        gap: Duration,
        bearable: Duration,
        at: Instant,
    ) {
        self.first.get_or_insert(at);
        self.last = Some(at);
        if before != self.now {
            return;
        }
        self.longest_gap = self.longest_gap.max(gap);
        if gap > bearable {
            self.gaps += 1;
            self.in_gaps += gap;
        }
    }

    fn attribute(&mut self, signature: Option<Signature>, at: Instant) {
        self.now = signature;
        match signature {
            Some(signature) => {
                *self.of.entry(signature).or_default() += 1;
                self.last_of.insert(signature, at);
            }
            None => self.unknown += 1,
        }
    }
}

/// All receive slots of one media connection, by `mid`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reports {
    slots: BTreeMap<String, SlotReport>,
}

impl Reports {
    pub fn slot(&self, mid: &str) -> Option<&SlotReport> {
        self.slots.get(mid)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &SlotReport)> {
        let slots = self.slots.iter();
        slots.map(|(mid, report)| (mid.as_str(), report))
    }

    /// Frames of this colour or tone, on whichever slots.
    pub fn frames_of(&self, signature: Signature, kind: Kind) -> u64 {
        let slots = self.slots.values().filter(|slot| slot.kind == kind);
        slots.filter_map(|slot| slot.of.get(&signature)).sum()
    }

    /// When the last packet of all came, on whichever slot.
    pub fn last_packet(&self) -> Option<Instant> {
        let slots = self.slots.values();
        slots.filter_map(|slot| slot.last_packet).max()
    }

    /// When the last frame of this colour or tone came, on whichever slot.
    pub fn last_of(&self, signature: Signature, kind: Kind) -> Option<Instant> {
        let slots = self.slots.values().filter(|slot| slot.kind == kind);
        let last = slots.filter_map(|slot| slot.last_of.get(&signature));
        last.max().copied()
    }

    pub(crate) fn at(&mut self, mid: &str, kind: Kind) -> &mut SlotReport {
        let slot = self.slots.entry(mid.to_owned());
        slot.or_insert_with(|| SlotReport::new(kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(signature: u8, layer: u8, number: u32, key: bool) -> Bytes {
        let mark = Mark {
            signature: Signature::new(signature),
            layer,
            number,
        };
        mark.frame(key, 0)
    }

    fn after(start: Instant, milliseconds: u64) -> Instant {
        start + Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_picture_needs_its_key_frame() {
        let at = Instant::now();
        let mut slot = SlotReport::new(Kind::Picture);
        slot.picture(&frame(3, 0, 7, false), at);
        assert_eq!((slot.now, slot.undecodable), (None, 1));
        slot.picture(&frame(3, 0, 8, true), at);
        slot.picture(&frame(3, 0, 9, false), at);
        assert_eq!(slot.now, Some(Signature::new(3)));
        slot.picture(&frame(3, 1, 9, false), at);
        slot.picture(&frame(3, 0, 11, false), at);
        assert_eq!((slot.layer, slot.undecodable), (Some(0), 3));
        assert_eq!(slot.of[&Signature::new(3)], 2);
    }

    #[test]
    fn a_frame_that_was_sent_again_sets_those_after_it_free() {
        let start = Instant::now();
        let mut slot = SlotReport::new(Kind::Picture);
        slot.picture(&frame(3, 0, 1, true), start);
        for number in [3, 5, 4] {
            slot.picture(&frame(3, 0, number, false), after(start, 100));
        }
        assert_eq!((slot.undecodable, slot.of[&Signature::new(3)]), (3, 1));
        assert!(!slot.needs_key_frame(after(start, 150)));
        assert!(slot.needs_key_frame(after(start, 250)));
        slot.picture(&frame(3, 0, 2, false), after(start, 300));
        assert_eq!((slot.undecodable, slot.of[&Signature::new(3)]), (0, 5));
        assert!(!slot.needs_key_frame(after(start, 900)));
    }

    #[test]
    fn strangers_are_counted_as_such() {
        let at = Instant::now();
        let mut slot = SlotReport::new(Kind::Sound);
        slot.sound(&Signature::new(2).sound(4), 960, 0, at);
        assert_eq!(slot.now, Some(Signature::new(2)));
        slot.sound(&Bytes::from_static(b"hum"), 1920, 0, at);
        assert_eq!((slot.now, slot.unknown, slot.frames), (None, 1, 2));
    }

    #[test]
    fn a_picture_is_frozen_until_something_can_be_shown() {
        let start = Instant::now();
        let mut slot = SlotReport::new(Kind::Picture);
        slot.picture(&frame(3, 0, 1, true), start);
        slot.picture(&frame(3, 0, 2, false), after(start, 500));
        assert_eq!((slot.gaps, slot.longest_gap), (0, FREEZE));
        slot.picture(&frame(3, 0, 4, false), after(start, 900));
        slot.picture(&frame(3, 1, 1, true), after(start, 1200));
        assert_eq!((slot.gaps, slot.in_gaps.as_millis()), (1, 700));
        assert_eq!(slot.first, Some(start));
        assert_eq!(
            slot.still(after(start, 1300)),
            Some(Duration::from_millis(100))
        );
    }

    #[test]
    fn another_picture_in_the_slot_is_no_freeze() {
        let start = Instant::now();
        let mut slot = SlotReport::new(Kind::Picture);
        slot.picture(&frame(3, 0, 1, true), start);
        slot.picture(&frame(4, 0, 1, true), after(start, 5000));
        assert_eq!((slot.gaps, slot.longest_gap), (0, Duration::ZERO));
    }

    #[test]
    fn sound_is_missed_when_it_was_sent_and_is_not_there() {
        let start = Instant::now();
        let mut slot = SlotReport::new(Kind::Sound);
        let sound = Signature::new(2).sound(0);
        slot.sound(&sound, 0, 0, start);
        // A pause of five seconds.
        slot.sound(&sound, 240_000, 0, after(start, 5000));
        assert_eq!(slot.gaps, 0);
        // Twelve packets that were lost.
        slot.sound(&sound, 252_480, 12, after(start, 5260));
        assert_eq!((slot.gaps, slot.in_gaps.as_millis()), (1, 240));
        // A queue on the way.
        slot.sound(&sound, 253_440, 0, after(start, 5580));
        assert_eq!((slot.gaps, slot.longest_gap.as_millis()), (2, 300));
    }
}
