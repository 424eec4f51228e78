//! What arrived, by receive slot.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::media::vp8::{Mark, is_key};
use crate::signature::Signature;

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
    /// Frames that a decoder could not show: they build on one that was not there.
    pub undecodable: u64,
    /// Frames that no headless participant made.
    pub unknown: u64,
    /// Whose colour or tone came last.
    pub now: Option<Signature>,
    /// The simulcast layer that came last, 0 is the smallest.
    pub layer: Option<u8>,
    /// Frames by whose they were.
    pub of: BTreeMap<Signature, u64>,
    shown: Option<Mark>,
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
            shown: None,
        }
    }

    pub(crate) fn packet(&mut self, bytes: usize) {
        self.packets += 1;
        self.bytes += bytes as u64;
    }

    pub(crate) fn sound(&mut self, packet: &Bytes) {
        self.frames += 1;
        self.attribute(Signature::of_sound(packet));
    }

    pub(crate) fn picture(&mut self, frame: &Bytes) {
        self.frames += 1;
        let key = is_key(frame);
        self.key_frames += u64::from(key);
        let mark = Mark::of(frame);
        if mark.is_some() && !key && !self.follows(mark) {
            self.undecodable += 1;
            return;
        }
        self.shown = mark;
        self.layer = mark.map(|mark| mark.layer);
        self.attribute(mark.map(|mark| mark.signature));
    }

    /// Whether a frame comes right after the one that is shown.
    fn follows(&self, mark: Option<Mark>) -> bool {
        let next = |shown: Mark| Mark {
            number: shown.number.wrapping_add(1),
            ..shown
        };
        self.shown.map(next) == mark
    }

    fn attribute(&mut self, signature: Option<Signature>) {
        self.now = signature;
        match signature {
            Some(signature) => *self.of.entry(signature).or_default() += 1,
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

    #[test]
    fn a_picture_needs_its_key_frame() {
        let mut slot = SlotReport::new(Kind::Picture);
        slot.picture(&frame(3, 0, 7, false));
        assert_eq!((slot.now, slot.undecodable), (None, 1));
        slot.picture(&frame(3, 0, 8, true));
        slot.picture(&frame(3, 0, 9, false));
        assert_eq!(slot.now, Some(Signature::new(3)));
        slot.picture(&frame(3, 1, 9, false));
        slot.picture(&frame(3, 0, 11, false));
        assert_eq!((slot.layer, slot.undecodable), (Some(0), 3));
        assert_eq!(slot.of[&Signature::new(3)], 2);
    }

    #[test]
    fn strangers_are_counted_as_such() {
        let mut slot = SlotReport::new(Kind::Sound);
        slot.sound(&Signature::new(2).sound(4));
        assert_eq!(slot.now, Some(Signature::new(2)));
        slot.sound(&Bytes::from_static(b"hum"));
        assert_eq!((slot.now, slot.unknown, slot.frames), (None, 1, 2));
    }
}
