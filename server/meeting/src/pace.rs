//! How often something may happen.

use std::time::Duration;

use crate::time::Instant;

/// A bucket of `burst` tokens, full at first, that gains one in every `every`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    every: Duration,
    burst: u32,
    /// When it is full again if nothing more is taken.
    full_at: Instant,
}

impl Pace {
    pub const fn new(every: Duration, burst: u32) -> Self {
        Self {
            every,
            burst,
            full_at: Instant(Duration::ZERO),
        }
    }

    /// Takes one token; false when there is none.
    pub fn take(&mut self, now: Instant) -> bool {
        let full_at = self.full_at.max(now).plus(self.every);
        let has_one = full_at.since(now) <= self.every.saturating_mul(self.burst);
        if has_one {
            self.full_at = full_at;
        }
        has_one
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_a_steady_rate() {
        let at = |millis| Instant(Duration::from_millis(millis));
        let mut pace = Pace::new(Duration::from_millis(100), 3);
        let taken: Vec<bool> = (0..4).map(|_| pace.take(at(5000))).collect();
        assert_eq!(taken, [true, true, true, false]);
        assert!(!pace.take(at(5099)));
        assert!(pace.take(at(5150)));
        assert!(!pace.take(at(5150)));
        let after_a_rest: Vec<bool> = (0..4).map(|_| pace.take(at(9000))).collect();
        assert_eq!(after_a_rest, [true, true, true, false]);
    }
}
