//! Which positions of a stream have been used: the guard against replay on the way in and against
//! a repeated nonce on the way out.

const WORDS: usize = 16;
const SPAN: u64 = WORDS as u64 * 64;

/// Remembers the last 1,024 positions. Anything older counts as used.
#[derive(Clone, Debug, Default)]
pub(crate) struct Window {
    highest: Option<u64>,
    bits: [u64; WORDS],
}

impl Window {
    pub(crate) fn highest(&self) -> Option<u64> {
        self.highest
    }

    pub(crate) fn is_unused(&self, position: u64) -> bool {
        match self.highest {
            None => true,
            Some(highest) if position > highest => true,
            Some(highest) => highest - position < SPAN && !self.bit(position),
        }
    }

    /// Marks the position; false if it was used before or is too old to know.
    pub(crate) fn take(&mut self, position: u64) -> bool {
        if !self.is_unused(position) {
            return false;
        }
        if let Some(highest) = self.highest
            && position > highest
        {
            self.forget(highest + 1, position);
        }
        self.highest = self.highest.max(Some(position));
        self.bits[word(position)] |= mask(position);
        true
    }

    fn bit(&self, position: u64) -> bool {
        self.bits[word(position)] & mask(position) != 0
    }

    fn forget(&mut self, first: u64, last: u64) {
        if last - first >= SPAN {
            self.bits = [0; WORDS];
            return;
        }
        for position in first..=last {
            self.bits[word(position)] &= !mask(position);
        }
    }
}

fn word(position: u64) -> usize {
    (position % SPAN / 64) as usize
}

fn mask(position: u64) -> u64 {
    1 << (position % 64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn no_position_is_taken_twice_and_a_recent_one_is_taken_once(
            steps in prop::collection::vec((-1200i64..1500, any::<bool>()), 1..400)
        ) {
            let mut window = Window::default();
            let mut taken = BTreeSet::new();
            let mut position = 100_000u64;
            for (step, back) in steps {
                let here = if back {
                    position.saturating_add_signed(-step.abs())
                } else {
                    position = position.saturating_add_signed(step.abs() % 40);
                    position
                };
                let recent = window.highest().is_none_or(|highest| here + SPAN > highest);
                let expected = recent && !taken.contains(&here);
                prop_assert_eq!(window.take(here), expected);
                taken.insert(here);
            }
        }
    }
}
