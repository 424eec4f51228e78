//! A token bucket: so many at once, and so many a second.

use std::time::{Duration, Instant};

#[derive(Debug)]
pub(crate) struct TokenBucket {
    capacity: u32,
    /// Time in which one token grows.
    interval: Duration,
    tokens: u32,
    counted_at: Instant,
}

impl TokenBucket {
    pub(crate) fn new(capacity: u32, per_second: u32, now: Instant) -> Self {
        TokenBucket {
            capacity,
            interval: Duration::from_secs(1) / per_second,
            tokens: capacity,
            counted_at: now,
        }
    }

    pub(crate) fn take(&mut self, now: Instant) -> bool {
        self.grow(now);
        match self.tokens.checked_sub(1) {
            Some(left) => {
                self.tokens = left;
                true
            }
            None => false,
        }
    }

    /// The request turned out to be authentic.
    pub(crate) fn give_back(&mut self) {
        self.tokens = (self.tokens + 1).min(self.capacity);
    }

    fn grow(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.counted_at);
        let grown = passed.as_nanos() / self.interval.as_nanos().max(1);
        let grown = u32::try_from(grown).unwrap_or(u32::MAX);
        if grown >= self.capacity - self.tokens {
            self.tokens = self.capacity;
            self.counted_at = now;
        } else {
            self.tokens += grown;
            self.counted_at += self.interval * grown;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::start;

    #[test]
    fn gives_a_burst_and_then_a_rate() {
        let now = start();
        let mut bucket = TokenBucket::new(3, 10, now);
        assert_eq!((0..5).filter(|_| bucket.take(now)).count(), 3);
        let later = now + Duration::from_millis(250);
        assert_eq!((0..5).filter(|_| bucket.take(later)).count(), 2);
        bucket.give_back();
        assert!(bucket.take(later));
        assert!(!bucket.take(later));
        let much_later = later + Duration::from_secs(1000);
        assert_eq!((0..5).filter(|_| bucket.take(much_later)).count(), 3);
    }
}
