//! VP8 in RTP (RFC 7741), as far as frames of one packet or a few need it, and the mark that a
//! headless participant leaves behind each of its frames: a decoder never looks there.

use bytes::{BufMut, Bytes, BytesMut};

use crate::signature::Signature;

const MAGIC: &[u8; 7] = b"yunqiao";
const MARK: usize = MAGIC.len() + 6;
/// Payload bytes in one packet, at most.
const PACKET: usize = 1100;

/// Who made a frame, and which one it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) signature: Signature,
    pub(crate) layer: u8,
    /// Counts the frames of one layer.
    pub(crate) number: u32,
}

impl Mark {
    /// The frame of `mark`, filled up to at least `size` bytes.
    pub(crate) fn frame(self, key: bool, size: usize) -> Bytes {
        let picture = self.signature.frame(usize::from(self.layer), key);
        let mut frame = BytesMut::with_capacity(picture.len().max(size) + MARK);
        frame.put_slice(picture);
        frame.resize(frame.len().max(size.saturating_sub(MARK)), 0);
        frame.put_slice(MAGIC);
        frame.put_u8(self.signature.number());
        frame.put_u8(self.layer);
        frame.put_u32(self.number);
        frame.freeze()
    }

    /// That of the frame after it.
    pub(crate) fn next(self) -> Self {
        let number = self.number.wrapping_add(1);
        Self { number, ..self }
    }

    /// The mark of a whole frame; `None` if no headless participant made it.
    pub(crate) fn of(frame: &[u8]) -> Option<Self> {
        let mark = frame.get(frame.len().checked_sub(MARK)?..)?;
        let fields = mark.strip_prefix(MAGIC)?;
        Some(Self {
            signature: Signature::new(fields[0]),
            layer: fields[1],
            number: u32::from_be_bytes([fields[2], fields[3], fields[4], fields[5]]),
        })
    }
}

pub(crate) fn is_key(frame: &[u8]) -> bool {
    frame.first().is_some_and(|first| first & 1 == 0)
}

/// The numbers that each packet of a stream carries, as libwebrtc writes them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Numbers {
    pub(crate) picture: u16,
    pub(crate) tl0: u8,
    pub(crate) key: u8,
}

/// Cuts a frame into RTP payloads with their descriptors.
pub(crate) fn packets(frame: &Bytes, numbers: Numbers) -> Vec<Bytes> {
    let pieces = (0..frame.len()).step_by(PACKET);
    let cut = pieces.map(|from| {
        let piece = frame.slice(from..frame.len().min(from + PACKET));
        let mut payload = BytesMut::with_capacity(6 + piece.len());
        payload.put_u8(if from == 0 { 0x90 } else { 0x80 });
        payload.put_u8(0xf0);
        payload.put_u16(0x8000 | (numbers.picture & 0x7fff));
        payload.put_u8(numbers.tl0);
        payload.put_u8(numbers.key & 0x1f);
        payload.put_slice(&piece);
        payload.freeze()
    });
    cut.collect()
}

/// One received payload without its descriptor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The first of its frame.
    pub(crate) first: bool,
    pub(crate) data: Bytes,
}

impl Piece {
    /// `None` if the payload is not VP8.
    pub(crate) fn parse(payload: &Bytes) -> Option<Self> {
        let head = *payload.first()?;
        let mut at = 1;
        if head & 0x80 != 0 {
            let extended = *payload.get(at)?;
            at += 1;
            if extended & 0x80 != 0 {
                at += if payload.get(at)? & 0x80 != 0 { 2 } else { 1 };
            }
            at += usize::from(extended & 0x40 != 0);
            at += usize::from(extended & 0x30 != 0);
        }
        (at < payload.len()).then(|| Self {
            first: head & 0x10 != 0 && head & 0x07 == 0,
            data: payload.slice(at..),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_known_again_after_the_journey() {
        for (key, size) in [(true, 0), (false, 5000)] {
            let mark = Mark {
                signature: Signature::new(5),
                layer: 2,
                number: 70_000,
            };
            let frame = mark.frame(key, size);
            assert!(frame.len() >= size);
            let cut = packets(&frame, Numbers::default());
            let pieces: Vec<Piece> = cut.iter().map(|part| Piece::parse(part).unwrap()).collect();
            assert_eq!(pieces.iter().filter(|piece| piece.first).count(), 1);
            let joined: Vec<u8> = pieces
                .iter()
                .flat_map(|piece| piece.data.to_vec())
                .collect();
            assert_eq!(joined, frame);
            assert_eq!(Mark::of(&joined), Some(mark));
            assert_eq!(is_key(&joined), key);
        }
    }

    #[test]
    fn descriptors_of_others_are_read_too() {
        let bare = Bytes::from_static(&[0x10, 1, 2]);
        assert_eq!(Piece::parse(&bare).unwrap().data, [1, 2][..]);
        let short_picture = Bytes::from_static(&[0x90, 0x80, 0x05, 9]);
        assert_eq!(Piece::parse(&short_picture).unwrap().data, [9][..]);
        assert_eq!(Piece::parse(&Bytes::from_static(&[0x90, 0x80])), None);
        assert_eq!(Piece::parse(&Bytes::new()), None);
    }
}
