//! Sixteen-bit sequence numbers as positions in a stream that never wraps.

/// The position nearest to `reference` whose low 16 bits are `sequence`. `None` when that would
/// lie before the beginning.
pub(crate) fn nearest(reference: u64, sequence: u16) -> Option<u64> {
    let low = reference as u16;
    let forward = sequence.wrapping_sub(low);
    if forward < 0x8000 {
        reference.checked_add(u64::from(forward))
    } else {
        reference.checked_sub(u64::from(low.wrapping_sub(sequence)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wraps_forward_and_back() {
        assert_eq!(nearest(65_535, 0), Some(65_536));
        assert_eq!(nearest(65_536, 65_535), Some(65_535));
        assert_eq!(nearest(10, 65_535), None);
    }

    proptest! {
        #[test]
        fn finds_every_position_within_half_a_cycle(
            reference in 0x1_0000u64..1 << 40,
            distance in -0x7fffi64..0x8000,
        ) {
            let position = reference.checked_add_signed(distance).unwrap();
            prop_assert_eq!(nearest(reference, position as u16), Some(position));
        }
    }
}
