use std::collections::BTreeMap;

use bytes::{Bytes, BytesMut};

use crate::media::vp8::Piece;

/// Packets kept while their frame is not whole.
const KEPT: usize = 512;

struct Part {
    timestamp: u32,
    last: bool,
    piece: Piece,
}

/// Puts the frames of one stream together, in whatever order their packets come.
#[derive(Default)]
pub(crate) struct Assembler {
    parts: BTreeMap<i64, Part>,
    latest: Option<i64>,
}

impl Assembler {
    /// Takes one packet in; gives the frame that it completes.
    pub(crate) fn push(
        &mut self,
        sequence: u16,
        timestamp: u32,
        last: bool,
        payload: &Bytes,
    ) -> Option<Bytes> {
        let piece = Piece::parse(payload)?;
        let place = self.place(sequence);
        let part = Part {
            timestamp,
            last,
            piece,
        };
        self.parts.insert(place, part);
        while self.parts.len() > KEPT {
            self.parts.pop_first();
        }
        let (first, end) = self.whole(place, timestamp)?;
        let mut frame = BytesMut::new();
        for place in first..=end {
            if let Some(part) = self.parts.remove(&place) {
                frame.extend_from_slice(&part.piece.data);
            }
        }
        Some(frame.freeze())
    }

    /// The sequence number without its wraps: the value nearest to the latest one.
    fn place(&mut self, sequence: u16) -> i64 {
        let place = match self.latest {
            None => i64::from(sequence),
            Some(latest) => {
                let step = sequence.wrapping_sub(latest.rem_euclid(1 << 16) as u16);
                latest + i64::from(step.cast_signed())
            }
        };
        self.latest = self.latest.max(Some(place));
        place
    }

    /// The places of the first and the last packet around `place`, if nothing between is missing.
    fn whole(&self, place: i64, timestamp: u32) -> Option<(i64, i64)> {
        let part = |place: i64| {
            let part = self.parts.get(&place);
            part.filter(|part| part.timestamp == timestamp)
        };
        let mut first = place;
        while !part(first)?.piece.first {
            first -= 1;
        }
        let mut end = place;
        while !part(end)?.last {
            end += 1;
        }
        Some((first, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::vp8::{Mark, Numbers, packets};
    use crate::signature::Signature;

    fn frame(number: u32) -> Bytes {
        let mark = Mark {
            signature: Signature::new(1),
            layer: 0,
            number,
        };
        mark.frame(true, 3000)
    }

    #[test]
    fn frames_survive_any_order_and_the_wrap_of_numbers() {
        let mut assembler = Assembler::default();
        let one = packets(&frame(1), Numbers::default());
        let two = packets(&frame(2), Numbers::default());
        assert_eq!((one.len(), two.len()), (3, 3));
        assert_eq!(assembler.push(65_535, 10, false, &one[1]), None);
        assert_eq!(assembler.push(1, 20, false, &two[0]), None);
        assert_eq!(assembler.push(3, 20, true, &two[2]), None);
        assert_eq!(assembler.push(65_534, 10, false, &one[0]), None);
        assert_eq!(assembler.push(0, 10, true, &one[2]), Some(frame(1)));
        assert_eq!(assembler.push(2, 20, false, &two[1]), Some(frame(2)));
    }

    #[test]
    fn a_lost_packet_loses_its_frame_only() {
        let mut assembler = Assembler::default();
        let one = packets(&frame(1), Numbers::default());
        let two = packets(&frame(2), Numbers::default());
        assert_eq!(assembler.push(7, 10, false, &one[0]), None);
        assert_eq!(assembler.push(9, 10, true, &one[2]), None);
        assert_eq!(assembler.push(10, 20, false, &two[0]), None);
        assert_eq!(assembler.push(11, 20, false, &two[1]), None);
        assert_eq!(assembler.push(12, 20, true, &two[2]), Some(frame(2)));
    }
}
