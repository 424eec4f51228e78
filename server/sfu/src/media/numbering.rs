//! Positions of a source and those of the slot it is shown on. Both count up by one; where packets
//! of the source are left out, the slot goes on without a gap.

use std::collections::VecDeque;

/// Slot positions that can still be asked for; what is older is kept nowhere.
const REMEMBERED: u64 = 512;

/// From here on, until the next piece, both sides count alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    source: u64,
    slot: u64,
    /// Pictures left out before it.
    pictures: u16,
}

/// A position on the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) position: u64,
    /// Pictures that were left out before it; wraps.
    pub(crate) pictures: u16,
}

/// Of one stretch in which a slot shows one source.
#[derive(Clone, Debug)]
pub(crate) struct Numbering {
    /// In the order of both sides, never empty; no two begin at the same position of the slot.
    pieces: VecDeque<Piece>,
}

impl Numbering {
    pub(crate) fn new(source: u64, slot: u64) -> Self {
        Numbering {
            pieces: VecDeque::from([Piece {
                source,
                slot,
                pictures: 0,
            }]),
        }
    }

    /// Where the stretch begins on the slot, as far as it is remembered.
    pub(crate) fn begins(&self) -> u64 {
        self.pieces[0].slot
    }

    /// `None`: the packet was left out, or is of before the stretch.
    pub(crate) fn to_slot(&self, source: u64) -> Option<Place> {
        let after = self.pieces.partition_point(|piece| piece.source <= source);
        let piece = self.pieces.get(after.checked_sub(1)?)?;
        let slot = piece.slot + (source - piece.source);
        let next = self.pieces.get(after);
        next.is_none_or(|next| slot < next.slot).then_some(Place {
            position: slot,
            pictures: piece.pictures,
        })
    }

    pub(crate) fn to_source(&self, slot: u64) -> Option<Place> {
        let after = self.pieces.partition_point(|piece| piece.slot <= slot);
        let piece = self.pieces.get(after.checked_sub(1)?)?;
        Some(Place {
            position: piece.source + (slot - piece.slot),
            pictures: piece.pictures,
        })
    }

    /// Leaves out a packet of the source, if all numbers given away so far remain right. `newest`:
    /// of the slot. `with_picture`: its picture has not been counted as left out yet.
    pub(crate) fn skip(&mut self, source: u64, newest: u64, with_picture: bool) -> bool {
        let last = self.last();
        let Some(ahead) = source.checked_sub(last.source) else {
            return false;
        };
        let slot = last.slot + ahead;
        if slot <= newest {
            return false;
        }
        self.go_on(source + 1, slot, u16::from(with_picture));
        true
    }

    /// What follows on both sides, beyond all that was numbered before.
    pub(crate) fn continue_at(&mut self, source: u64, slot: u64) {
        self.go_on(source, slot, 0);
    }

    fn go_on(&mut self, source: u64, slot: u64, pictures: u16) {
        let last = self.last();
        if last.slot == slot {
            self.pieces.pop_back();
        }
        self.pieces.push_back(Piece {
            source,
            slot,
            pictures: last.pictures.wrapping_add(pictures),
        });
        while self
            .pieces
            .get(1)
            .is_some_and(|second| second.slot + REMEMBERED < slot)
        {
            self.pieces.pop_front();
        }
    }

    fn last(&self) -> Piece {
        self.pieces[self.pieces.len() - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(place: Option<Place>) -> Option<u64> {
        place.map(|place| place.position)
    }

    #[test]
    fn pictures_that_are_left_out_are_counted_once() {
        let mut numbering = Numbering::new(10, 100);
        let pictures = |numbering: &Numbering, slot| numbering.to_source(slot).unwrap().pictures;
        // Two packets of one picture, then one of another.
        assert!(numbering.skip(12, 101, true));
        assert!(numbering.skip(13, 101, false));
        assert!(numbering.skip(15, 102, true));
        assert_eq!(pictures(&numbering, 101), 0);
        assert_eq!(pictures(&numbering, 102), 1);
        assert_eq!(pictures(&numbering, 103), 2);
        assert_eq!(numbering.to_slot(16).unwrap().pictures, 2);
    }

    #[test]
    fn what_is_left_out_closes_up() {
        let mut numbering = Numbering::new(10, 100);
        assert_eq!(position(numbering.to_slot(9)), None);
        assert_eq!(position(numbering.to_slot(11)), Some(101));
        assert!(numbering.skip(12, 101, false));
        assert!(numbering.skip(13, 101, false));
        assert_eq!(position(numbering.to_slot(13)), None);
        assert_eq!(position(numbering.to_slot(14)), Some(102));
        assert_eq!(position(numbering.to_source(101)), Some(11));
        assert_eq!(position(numbering.to_source(102)), Some(14));
        assert_eq!(numbering.pieces.len(), 2);
    }

    #[test]
    fn a_hole_in_front_of_what_is_left_out_keeps_its_number() {
        let mut numbering = Numbering::new(10, 100);
        assert!(numbering.skip(12, 100, false));
        assert_eq!(position(numbering.to_slot(11)), Some(101));
        assert_eq!(position(numbering.to_slot(13)), Some(102));
        // Nothing can be taken back once a later number is given away.
        assert!(!numbering.skip(11, 102, false));
        assert!(!numbering.skip(13, 102, false));
    }

    #[test]
    fn an_endless_change_of_both_is_remembered_in_bounds() {
        let mut numbering = Numbering::new(0, 0);
        for source in 1..10_000 {
            if source % 2 == 0 {
                assert!(numbering.skip(
                    source,
                    position(numbering.to_slot(source - 1)).unwrap(),
                    false
                ));
            }
        }
        assert!(numbering.pieces.len() <= REMEMBERED as usize + 2);
        assert_eq!(position(numbering.to_slot(9_999)), Some(5_000));
        assert_eq!(position(numbering.to_source(4_900)), Some(9_799));
    }
}
