//! How much of what was said is repeated to a listener: nothing on a good line, and the more the more
//! the listener loses.

use std::time::{Duration, Instant};

/// Parts of 256 lost from which the packet before, or the two before, are repeated.
const ONE: u8 = 5;
const TWO: u8 = 20;

/// A line must have been so good for so long before less is repeated.
const CALM: Duration = Duration::from_secs(15);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Redundancy {
    depth: usize,
    /// Of the last report, in parts of 256.
    lost: u8,
    /// Since when less would do.
    calm_since: Option<Instant>,
}

impl Redundancy {
    /// The listener reports the loss since its last report, in parts of 256.
    pub(crate) fn reported(&mut self, lost: u8, now: Instant) {
        self.lost = lost;
        let wanted = match lost {
            TWO.. => 2,
            ONE.. => 1,
            _ => 0,
        };
        if wanted >= self.depth {
            self.depth = wanted;
            self.calm_since = None;
            return;
        }
        let since = *self.calm_since.get_or_insert(now);
        if now.saturating_duration_since(since) >= CALM {
            self.depth -= 1;
            self.calm_since = None;
        }
    }

    /// How many packets before each one are repeated in it.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// As last reported, in parts of 256.
    pub(crate) fn lost(&self) -> u8 {
        self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::start;

    #[test]
    fn more_at_once_and_less_after_a_while() {
        let begin = start();
        let at = |seconds| begin + Duration::from_secs(seconds);
        let mut redundancy = Redundancy::default();
        redundancy.reported(2, at(0));
        assert_eq!(redundancy.depth(), 0);
        redundancy.reported(51, at(1));
        assert_eq!(redundancy.depth(), 2);
        for second in 2..17 {
            redundancy.reported(0, at(second));
            assert_eq!(redundancy.depth(), 2);
        }
        redundancy.reported(0, at(17));
        assert_eq!(redundancy.depth(), 1);
        // Loss that returns begins the wait anew.
        redundancy.reported(0, at(18));
        redundancy.reported(8, at(30));
        redundancy.reported(0, at(34));
        assert_eq!(redundancy.depth(), 1);
        redundancy.reported(0, at(49));
        assert_eq!(redundancy.depth(), 0);
    }
}
