//! Asking a sender for a key frame, not more often than it can bear.

use std::time::{Duration, Instant};

/// A key frame costs several times an ordinary one, for everybody who watches.
const INTERVAL: Duration = Duration::from_millis(300);

/// Between requests for a layer of which nothing arrives. It begins with a key frame by itself once the
/// sender has room for it; and Firefox answers each request with key frames of all its other layers,
/// which take the very room that it waits for.
const RARELY: Duration = Duration::from_secs(5);

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

    /// Whether to ask now; asked again until one arrives. `is_sent`: something of the layer arrives.
    pub(crate) fn due(&mut self, is_sent: bool, now: Instant) -> bool {
        let interval = if is_sent { INTERVAL } else { RARELY };
        let rested = self
            .asked_at
            .is_none_or(|at| now.saturating_duration_since(at) >= interval);
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
        assert!(!requests.due(true, now));
        requests.want();
        requests.want();
        assert!(requests.due(true, now));
        assert!(!requests.due(true, now + INTERVAL / 2));
        assert!(requests.due(true, now + INTERVAL));
        requests.arrived();
        assert!(!requests.due(true, now + 3 * INTERVAL));
    }

    #[test]
    fn what_is_not_sent_is_asked_for_rarely_and_at_once_when_it_comes() {
        let mut requests = KeyFrameRequests::default();
        let now = start();
        requests.want();
        assert!(requests.due(false, now));
        assert!(!requests.due(false, now + 4 * INTERVAL));
        assert!(requests.due(true, now + 4 * INTERVAL));
        assert!(requests.due(false, now + 4 * INTERVAL + RARELY));
    }
}
