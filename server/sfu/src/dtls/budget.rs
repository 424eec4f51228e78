//! What is read of one client's DTLS.
//!
//! `rtc-dtls` keeps the pieces of handshake messages without counting those that have no content,
//! looks through all of them at each new one, and puts them together by one call within the other for
//! each: a few datagrams of small pieces would end the whole process. It does so after the handshake,
//! too. So what no client sends is not handed on, and of the rest only so much.

/// Records, and pieces of handshake messages in them, over the whole of a connection. A handshake takes
/// about ten, and twenty seconds of repeating it on a bad line some hundreds.
const PIECES: u16 = 600;

/// Longest message: a chain of certificates.
const LONGEST: usize = 16 * 1024;

/// Clients number six messages.
const LAST_MESSAGE: usize = 15;

const RECORD_HEADER: usize = 13;
const PIECE_HEADER: usize = 12;

const CHANGE_CIPHER_SPEC: u8 = 20;
const HANDSHAKE: u8 = 22;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    left: u16,
}

impl Default for Budget {
    fn default() -> Self {
        Budget { left: PIECES }
    }
}

impl Budget {
    /// Whether this datagram is read.
    pub(crate) fn takes(&mut self, datagram: &[u8]) -> bool {
        let left = pieces(datagram).and_then(|pieces| self.left.checked_sub(pieces));
        if let Some(left) = left {
            self.left = left;
        }
        left.is_some()
    }
}

/// How many records it brings, those of the handshake by the pieces that may be in them; `None` if no
/// client sends such.
fn pieces(mut records: &[u8]) -> Option<u16> {
    let mut sum: u16 = 0;
    while !records.is_empty() {
        let (header, rest) = records.split_at_checked(RECORD_HEADER)?;
        let (content, rest) = rest.split_at_checked(number(&header[11..13]))?;
        let brings = match (header[0], number(&header[3..5])) {
            (HANDSHAKE, 0) => plain_pieces(content)?,
            // What is in it is not known before it is decrypted.
            (HANDSHAKE, 1) => u16::try_from(content.len() / PIECE_HEADER).ok()?,
            // Nothing is agreed on twice: keys change once, and what is forged must not change them again.
            (CHANGE_CIPHER_SPEC, 1..) | (_, 2..) => return None,
            _ => 1,
        };
        sum = sum.saturating_add(brings.max(1));
        records = rest;
    }
    Some(sum.max(1))
}

fn plain_pieces(mut content: &[u8]) -> Option<u16> {
    let mut sum = 0;
    while !content.is_empty() {
        let (header, rest) = content.split_at_checked(PIECE_HEADER)?;
        let (length, message) = (number(&header[1..4]), number(&header[4..6]));
        let (offset, here) = (number(&header[6..9]), number(&header[9..12]));
        let (_, rest) = rest.split_at_checked(here)?;
        // After a piece of a message nothing else can stand in its record.
        let is_whole = here == length || rest.is_empty();
        let fits = here > 0 && offset + here <= length && length <= LONGEST;
        if !is_whole || !fits || message > LAST_MESSAGE {
            return None;
        }
        sum += 1;
        content = rest;
    }
    Some(sum)
}

fn number(bytes: &[u8]) -> usize {
    let digits = bytes.iter().map(|byte| usize::from(*byte));
    digits.fold(0, |number, digit| number << 8 | digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `(length, message, offset, here)`, with content.
    fn piece((length, message, offset, here): (u32, u8, u32, u8)) -> Vec<u8> {
        let [_, a, b, c] = length.to_be_bytes();
        let [_, d, e, f] = offset.to_be_bytes();
        let header = [11, a, b, c, 0, message, d, e, f, 0, 0, here];
        [&header[..], &vec![7; usize::from(here)]].concat()
    }

    fn record(epoch: u8, pieces: &[(u32, u8, u32, u8)]) -> Vec<u8> {
        let content: Vec<u8> = pieces.iter().copied().flat_map(piece).collect();
        let [high, low] = (content.len() as u16).to_be_bytes();
        let header = [22, 254, 253, 0, epoch, 0, 0, 0, 0, 0, 1, high, low];
        [&header[..], &content].concat()
    }

    #[test]
    fn whole_messages_and_pieces_of_one_are_taken() {
        assert_eq!(pieces(&record(0, &[(30, 1, 0, 30)])), Some(1));
        assert_eq!(pieces(&record(0, &[(30, 1, 0, 30), (9, 2, 0, 9)])), Some(2));
        assert_eq!(pieces(&record(0, &[(300, 1, 100, 30)])), Some(1));
        // As of a client that packs its certificate, its keys, and what is encrypted.
        let mut flight = record(0, &[(200, 1, 0, 200)]);
        flight.extend([20, 254, 253, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 1]);
        flight.extend(record(1, &[(24, 5, 0, 24)]));
        assert_eq!(pieces(&flight), Some(5));
        // An alert.
        let alert = [21, 254, 253, 0, 1, 0, 0, 0, 0, 0, 1, 0, 2, 1, 0];
        assert_eq!(pieces(&alert), Some(1));
    }

    #[test]
    fn what_no_client_sends_is_not() {
        for odd in [
            (0, 0, 0, 0),
            (0, 0, 0, 1),
            (30, 1, 0, 0),
            (30, 1, 20, 11),
            (30, 16, 0, 30),
            (20_000, 1, 0, 100),
        ] {
            assert_eq!(pieces(&record(0, &[odd])), None, "{odd:?}");
        }
        assert_eq!(pieces(&record(0, &[(30, 1, 0, 9), (30, 1, 9, 9)])), None);
        let whole = record(0, &[(30, 1, 0, 30)]);
        assert_eq!(pieces(&whole[..whole.len() - 1]), None);
    }

    #[test]
    fn every_record_counts_and_keys_change_once() {
        let change = |epoch| [20, 254, 253, 0, epoch, 0, 0, 0, 0, 0, 1, 0, 1, 1];
        assert_eq!(pieces(&change(0).repeat(146)), Some(146));
        assert_eq!(pieces(&change(1)), None);
        let alert = [21, 254, 253, 0, 2, 0, 0, 0, 0, 0, 1, 0, 2, 1, 0];
        assert_eq!(pieces(&alert), None);
    }

    #[test]
    fn a_budget_ends() {
        let mut budget = Budget::default();
        let taken = (0..1000).filter(|_| budget.takes(&record(0, &[(9, 1, 0, 9), (9, 2, 0, 9)])));
        assert_eq!(taken.count(), usize::from(PIECES) / 2);
        assert!(!budget.takes(&record(0, &[(9, 1, 0, 9), (9, 2, 0, 9)])));
    }

    proptest! {
        #[test]
        fn any_bytes_are_counted_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            pieces(&bytes);
            plain_pieces(&bytes);
        }
    }
}
