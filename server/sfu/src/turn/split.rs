//! A stream of STUN messages and channel data, each recognised by its first two bits.

use super::session::Broken;

/// Larger ones carry no media.
const LONGEST: usize = 4096;

const STUN_HEADER: usize = 20;
const CHANNEL_HEADER: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Message(Vec<u8>),
    Channel { number: u16, data: Vec<u8> },
}

#[derive(Default)]
pub(super) struct Splitter {
    pub(super) partial: Vec<u8>,
}

impl Splitter {
    /// What `bytes` complete. After an error nothing more can be read.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Result<Vec<Piece>, Broken> {
        self.partial.extend_from_slice(bytes);
        let mut pieces = Vec::new();
        let mut at = 0;
        while let Some((piece, length)) = first(&self.partial[at..])? {
            pieces.push(piece);
            at += length;
        }
        self.partial.drain(..at);
        Ok(pieces)
    }
}

/// The first piece and the bytes it takes; `None` while it is not there as a whole.
fn first(bytes: &[u8]) -> Result<Option<(Piece, usize)>, Broken> {
    let [a, b, c, d, ..] = *bytes else {
        return Ok(None);
    };
    let length = usize::from(u16::from_be_bytes([c, d]));
    if length > LONGEST {
        return Err(Broken::Length);
    }
    match a >> 6 {
        0 => {
            // All attributes are padded.
            if !length.is_multiple_of(4) {
                return Err(Broken::Length);
            }
            let length = STUN_HEADER + length;
            let message = bytes.get(..length);
            Ok(message.map(|message| (Piece::Message(message.to_vec()), length)))
        }
        1 => {
            // Over a stream channel data is padded, and its length says nothing of it.
            let end = CHANNEL_HEADER + length;
            let padded = end.next_multiple_of(4);
            let is_whole = bytes.len() >= padded;
            Ok(is_whole.then(|| {
                let number = u16::from_be_bytes([a, b]);
                let data = bytes[CHANNEL_HEADER..end].to_vec();
                (Piece::Channel { number, data }, padded)
            }))
        }
        _ => Err(Broken::NotTurn),
    }
}

pub(super) fn write_channel(number: u16, data: &[u8], into: &mut Vec<u8>) {
    let Ok(length) = u16::try_from(data.len()) else {
        return;
    };
    into.extend_from_slice(&number.to_be_bytes());
    into.extend_from_slice(&length.to_be_bytes());
    into.extend_from_slice(data);
    into.resize(into.len() + data.len().next_multiple_of(4) - data.len(), 0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn channel_data_comes_out_as_it_went_in_however_it_is_cut(
            sent in prop::collection::vec(
                (0x4000u16..0x5000, prop::collection::vec(any::<u8>(), 0..60)), 0..8),
            cut in 1usize..40,
        ) {
            let mut stream = Vec::new();
            for (number, data) in &sent {
                write_channel(*number, data, &mut stream);
                prop_assert!(stream.len().is_multiple_of(4));
            }
            let mut splitter = Splitter::default();
            let mut out = Vec::new();
            for piece in stream.chunks(cut) {
                out.extend(splitter.take(piece).unwrap());
            }
            let sent: Vec<_> = sent
                .into_iter()
                .map(|(number, data)| Piece::Channel { number, data })
                .collect();
            prop_assert_eq!(out, sent);
            prop_assert!(splitter.partial.is_empty());
        }

        #[test]
        fn any_bytes_are_split_without_panic_and_little_is_kept(
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..6000), 0..6),
        ) {
            let mut splitter = Splitter::default();
            for piece in pieces {
                if splitter.take(&piece).is_err() {
                    break;
                }
                prop_assert!(splitter.partial.len() < STUN_HEADER + LONGEST);
            }
        }
    }
}
