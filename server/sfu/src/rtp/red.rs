//! Redundant audio (RFC 2198): a packet repeats what the packets before it said, so that the loss of
//! one costs nothing. Chromium sends it; other receivers get the blocks one by one.

use super::header::read_u16;

/// Blocks of one packet; Chromium sends two or three.
const MAX_BLOCKS: usize = 8;

/// Blocks before the newest one have a header of four bytes.
const LONG_HEADER: usize = 4;

/// One block of a redundant packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    pub(crate) payload_type: u8,
    /// Ticks before the timestamp of the packet.
    pub(crate) age: u32,
    pub(crate) payload: &'a [u8],
}

/// What a redundant packet holds, oldest first; the last block is what the packet itself says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Redundant<'a> {
    blocks: [Option<Block<'a>>; MAX_BLOCKS],
    primary: Block<'a>,
}

impl<'a> Redundant<'a> {
    /// `None`: the lengths do not add up.
    pub(crate) fn parse(payload: &'a [u8]) -> Option<Redundant<'a>> {
        let mut headers = [(0u8, 0u32, 0usize); MAX_BLOCKS];
        let mut count = 0;
        let mut at = 0;
        let last = loop {
            let first = *payload.get(at)?;
            if first & 0x80 == 0 {
                break first;
            }
            let age = read_u16(payload, at + 1)? >> 2;
            let length = read_u16(payload, at + 2)? & 0x3ff;
            *headers.get_mut(count)? = (first & 0x7f, u32::from(age), usize::from(length));
            count += 1;
            at += LONG_HEADER;
        };
        let mut rest = payload.get(at + 1..)?;
        let mut blocks = [None; MAX_BLOCKS];
        for (block, (payload_type, age, length)) in blocks.iter_mut().zip(&headers[..count]) {
            let (payload, after) = rest.split_at_checked(*length)?;
            rest = after;
            *block = Some(Block {
                payload_type: *payload_type,
                age: *age,
                payload,
            });
        }
        let primary = Block {
            payload_type: last,
            age: 0,
            payload: rest,
        };
        Some(Redundant { blocks, primary })
    }

    pub(crate) fn primary(&self) -> Block<'a> {
        self.primary
    }

    /// What earlier packets said, oldest first, each with how many packets ago that was. An empty
    /// block may stand for a packet that was not sent: before it the count is anybody's guess, so
    /// nothing before it is given.
    pub(crate) fn earlier(&self) -> impl Iterator<Item = (u64, Block<'a>)> {
        let blocks = self.blocks;
        let count = blocks.iter().flatten().count();
        let known = blocks[..count]
            .iter()
            .rposition(|block| block.is_none_or(|block| block.payload.is_empty()))
            .map_or(0, |empty| empty + 1);
        let given = blocks.into_iter().take(count).enumerate().skip(known);
        given.filter_map(move |(index, block)| Some(((count - index) as u64, block?)))
    }
}

/// Whether a block can be repeated: age and length have 14 and 10 bits.
pub(crate) fn fits(age: u32, length: usize) -> bool {
    (1..1 << 14).contains(&age) && (1..1 << 10).contains(&length)
}

/// Bytes that a repeated block takes.
pub(crate) fn length_of(payload: &[u8]) -> usize {
    LONG_HEADER + payload.len()
}

/// Writes a packet that says `now` and repeats `earlier`, as pairs of age and payload, oldest first;
/// each must [fit](fits).
pub(crate) fn write<'a>(
    payload_type: u8,
    earlier: impl Iterator<Item = (u32, &'a [u8])> + Clone,
    now: &[u8],
) -> Vec<u8> {
    let repeated: usize = earlier.clone().map(|(_, payload)| length_of(payload)).sum();
    let mut bytes = Vec::with_capacity(repeated + 1 + now.len());
    for (age, payload) in earlier.clone() {
        let word = age << 10 | payload.len() as u32;
        bytes.push(payload_type | 0x80);
        bytes.extend(&word.to_be_bytes()[1..]);
    }
    bytes.push(payload_type);
    for (_, payload) in earlier {
        bytes.extend(payload);
    }
    bytes.extend(now);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_was_said_before_stands_before_what_is_said_now() {
        let said: [(u32, &[u8]); 2] = [(1920, b"two ago"), (960, b"one ago")];
        let bytes = write(111, said.into_iter(), b"now");
        let red = Redundant::parse(&bytes).unwrap();
        assert_eq!(red.primary().payload, b"now");
        let earlier: Vec<_> = red
            .earlier()
            .map(|(ago, it)| (ago, it.age, it.payload))
            .collect();
        assert_eq!(earlier, [(2, 1920, said[0].1), (1, 960, said[1].1)]);
    }

    #[test]
    fn behind_an_empty_block_nobody_can_count() {
        let said: [(u32, &[u8]); 3] = [(2880, b"three ago?"), (1920, b""), (960, b"one ago")];
        let bytes = write(111, said.into_iter(), b"now");
        let red = Redundant::parse(&bytes).unwrap();
        let ages: Vec<_> = red.earlier().map(|(ago, it)| (ago, it.age)).collect();
        assert_eq!(ages, [(1, 960)]);
    }

    #[test]
    fn without_redundancy_there_is_the_packet_itself() {
        let red = Redundant::parse(&[111, 1, 2, 3]).unwrap();
        assert_eq!(red.primary().payload, [1, 2, 3]);
        assert_eq!(red.earlier().count(), 0);
        assert_eq!(Redundant::parse(&[]), None);
        assert_eq!(
            Redundant::parse(&[0xef, 0, 0, 9, 111, 1]),
            None,
            "too short"
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            payload_type in 0u8..128,
            earlier in prop::collection::vec(
                (0u32..1 << 14, prop::collection::vec(any::<u8>(), 1..40)),
                0..MAX_BLOCKS,
            ),
            now in prop::collection::vec(any::<u8>(), 0..40),
        ) {
            let said = earlier.iter().map(|(age, payload)| (*age, payload.as_slice()));
            let bytes = write(payload_type, said.clone(), &now);
            let red = Redundant::parse(&bytes).unwrap();
            prop_assert_eq!(red.primary().payload_type, payload_type);
            prop_assert_eq!(red.primary().payload, now);
            prop_assert!(red.earlier().all(|(_, it)| it.payload_type == payload_type));
            let ago = red.earlier().map(|(ago, _)| ago);
            prop_assert!(ago.eq((1..=earlier.len() as u64).rev()));
            let read = red.earlier().map(|(_, it)| (it.age, it.payload));
            prop_assert!(read.eq(said));
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Some(red) = Redundant::parse(&bytes) {
                let length: usize = red.earlier().map(|(_, block)| block.payload.len()).sum();
                prop_assert!(length + red.primary().payload.len() < bytes.len());
            }
        }
    }
}
