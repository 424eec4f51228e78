//! Asking a sender for a key frame, not more often than it can bear.

use std::time::{Duration, Instant};

/// A key frame costs several times an ordinary one, for everybody who watches.
const INTERVAL: Duration = Duration::from_millis(300);

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KeyFrameRequests {
    wanted: bool,
    asked_at: Option<Instant>,
}

impl KeyFrameRequests {
    pub(crate) fn want(&mut self) {
        self.wanted = true;
    }

    pub(crate) fn arrived(&mut self) {
        self.wanted = false;
    }

    /// Whether to ask now; asked again until one arrives.
    pub(crate) fn due(&mut self, now: Instant) -> bool {
        let rested = self
            .asked_at
            .is_none_or(|at| now.saturating_duration_since(at) >= INTERVAL);
        if !self.wanted || !rested {
            return false;
        }
        self.asked_at = Some(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::start;

    #[test]
    fn many_wishes_are_one_request_repeated_until_it_is_met() {
        let mut requests = KeyFrameRequests::default();
        let now = start();
        assert!(!requests.due(now));
        requests.want();
        requests.want();
        assert!(requests.due(now));
        assert!(!requests.due(now + INTERVAL / 2));
        assert!(requests.due(now + INTERVAL));
        requests.arrived();
        assert!(!requests.due(now + 3 * INTERVAL));
    }
}
