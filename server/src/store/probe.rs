//! How often the database is asked whether it would take anything.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use meeting::time::Instant;

/// How long an answer is good for.
const GOOD_FOR: Duration = Duration::from_secs(1);

/// From when on the next question is due, in microseconds.
#[derive(Debug, Default)]
pub(super) struct Probe(AtomicU64);

impl Probe {
    /// True for one of all who ask within [`GOOD_FOR`].
    pub(super) fn is_due(&self, now: Instant) -> bool {
        let micros = |at: Instant| u64::try_from(at.0.as_micros()).unwrap_or(u64::MAX);
        let next = micros(now.plus(GOOD_FOR));
        let taken = |due| (micros(now) >= due).then_some(next);
        let order = Ordering::Relaxed;
        self.0.fetch_update(order, order, taken).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_many_ask_the_question_is_due_once_a_second() {
        let probe = Probe::default();
        let at = |millis| Instant(Duration::from_millis(millis));
        assert!(probe.is_due(at(0)));
        assert!(!probe.is_due(at(0)));
        assert!(!probe.is_due(at(999)));
        assert!(probe.is_due(at(1000)));
        assert!(!probe.is_due(at(1500)));
        assert!(probe.is_due(at(9000)));
    }
}
