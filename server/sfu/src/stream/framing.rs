//! RFC 4571: each datagram behind its length, of two bytes.

/// Larger ones are no media: as much as is read from the UDP socket at once.
const LONGEST: usize = 2048;

const PREFIX: usize = 2;

/// What comes is no sequence of datagrams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a datagram of {0} bytes")]
pub struct TooLong(usize);

/// Cuts what arrives into datagrams.
#[derive(Default)]
pub struct Deframer {
    /// The beginning of one.
    partial: Vec<u8>,
}

impl Deframer {
    /// The datagrams that `bytes` complete. After an error nothing more can be read.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Vec<Vec<u8>>, TooLong> {
        self.partial.extend_from_slice(bytes);
        let mut datagrams = Vec::new();
        let mut rest = self.partial.as_slice();
        while let Some((prefix, tail)) = rest.split_first_chunk::<PREFIX>() {
            let length = usize::from(u16::from_be_bytes(*prefix));
            if length > LONGEST {
                return Err(TooLong(length));
            }
            let Some((datagram, tail)) = tail.split_at_checked(length) else {
                break;
            };
            if !datagram.is_empty() {
                datagrams.push(datagram.to_vec());
            }
            rest = tail;
        }
        let taken = self.partial.len() - rest.len();
        self.partial.drain(..taken);
        Ok(datagrams)
    }
}

/// Appends a datagram as it stands in a stream. One that does not fit a length is left out.
pub fn frame(datagram: &[u8], into: &mut Vec<u8>) {
    if let Ok(length) = u16::try_from(datagram.len()) {
        into.extend_from_slice(&length.to_be_bytes());
        into.extend_from_slice(datagram);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn datagrams_come_out_as_they_went_in_however_they_are_cut(
            datagrams in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..300), 0..8),
            cut in 1usize..40,
        ) {
            let mut stream = Vec::new();
            for datagram in &datagrams {
                frame(datagram, &mut stream);
            }
            let mut deframer = Deframer::default();
            let mut out = Vec::new();
            for piece in stream.chunks(cut) {
                out.extend(deframer.take(piece).unwrap());
            }
            prop_assert_eq!(out, datagrams);
            prop_assert!(deframer.partial.is_empty());
        }

        #[test]
        fn any_bytes_are_cut_without_panic_and_little_is_kept(
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..3000), 0..6),
        ) {
            let mut deframer = Deframer::default();
            for piece in pieces {
                if deframer.take(&piece).is_err() {
                    break;
                }
                prop_assert!(deframer.partial.len() < PREFIX + LONGEST);
            }
        }
    }
}
