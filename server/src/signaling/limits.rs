//! How much one device may say.

use std::time::Duration;

use meeting::time::Instant;

/// A token bucket: `burst` messages at once, `per_second` over time.
#[derive(Debug, Clone)]
pub(super) struct Bucket {
    tokens: f64,
    burst: f64,
    per_second: f64,
    filled: Instant,
}

impl Bucket {
    pub(super) fn new(per_second: u32, burst: u32, now: Instant) -> Self {
        Self {
            tokens: f64::from(burst),
            burst: f64::from(burst),
            per_second: f64::from(per_second),
            filled: now,
        }
    }

    /// Takes one token; false when there is none.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        let gained: Duration = now.since(self.filled);
        self.filled = now;
        self.tokens = (self.tokens + gained.as_secs_f64() * self.per_second).min(self.burst);
        let allowed = self.tokens >= 1.0;
        if allowed {
            self.tokens -= 1.0;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_a_steady_rate() {
        let at = |millis| Instant(Duration::from_millis(millis));
        let mut bucket = Bucket::new(10, 3, at(0));
        let taken: Vec<bool> = (0..4).map(|_| bucket.take(at(0))).collect();
        assert_eq!(taken, [true, true, true, false]);
        assert!(!bucket.take(at(99)));
        assert!(bucket.take(at(150)));
        assert!(!bucket.take(at(150)));
    }
}
