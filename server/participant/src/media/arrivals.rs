/// How far back a late packet is still told from one that was counted.
const REMEMBERED: i64 = 128;

/// Counts the packets of one stream by their sequence numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Arrivals {
    first: i64,
    highest: i64,
    /// The packets up to the highest, the lowest bit is the highest itself.
    seen: u128,
    received: u64,
}

impl Arrivals {
    /// Notes a packet; says how many are missing between it and the highest before it.
    pub(crate) fn note(&mut self, sequence: u16) -> u64 {
        if self.received == 0 {
            *self = Self {
                first: i64::from(sequence),
                highest: i64::from(sequence),
                seen: 1,
                received: 1,
            };
            return 0;
        }
        let step = sequence.wrapping_sub(self.highest.rem_euclid(1 << 16) as u16);
        let step = i64::from(step.cast_signed());
        if step > 0 {
            self.highest += step;
            self.seen = if step < REMEMBERED {
                self.seen << step | 1
            } else {
                1
            };
            self.received += 1;
            return step.unsigned_abs() - 1;
        }
        let is_new = step > -REMEMBERED && self.seen & (1 << -step) == 0;
        // What was before the first is not waited for.
        if is_new && self.highest + step >= self.first {
            self.seen |= 1 << -step;
            self.received += 1;
        }
        0
    }

    /// From the first packet to the highest.
    pub(crate) fn expected(&self) -> u64 {
        if self.received == 0 {
            return 0;
        }
        (self.highest - self.first).unsigned_abs() + 1
    }

    pub(crate) fn lost(&self) -> u64 {
        self.expected() - self.received
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sequences: &[u16]) -> (u64, u64) {
        let mut arrivals = Arrivals::default();
        for sequence in sequences {
            arrivals.note(*sequence);
        }
        (arrivals.expected(), arrivals.lost())
    }

    #[test]
    fn what_never_came_is_lost() {
        assert_eq!(of(&[]), (0, 0));
        assert_eq!(of(&[7, 8, 9]), (3, 0));
        assert_eq!(of(&[65_534, 65_535, 1]), (4, 1));
        assert_eq!(of(&[1, 1000]), (1000, 998));
    }

    #[test]
    fn what_comes_late_or_twice_counts_once() {
        assert_eq!(of(&[7, 10, 8, 9, 9, 10]), (4, 0));
        assert_eq!(of(&[65_535, 2, 0, 0]), (4, 1));
        assert_eq!(of(&[7, 6, 5, 8]), (2, 0));
    }

    #[test]
    fn a_hole_is_told_when_it_opens() {
        let mut arrivals = Arrivals::default();
        assert_eq!(
            [5, 6, 9, 8].map(|sequence| arrivals.note(sequence)),
            [0, 0, 2, 0]
        );
    }
}
