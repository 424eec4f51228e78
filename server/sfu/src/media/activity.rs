//! Whether a layer is being sent. A client that lacks bandwidth leaves layers out; a camera may also
//! be slow or stop as a whole. Only the former is a reason to show another layer, so a layer is held
//! against the others of its publication and not against the clock alone.

use std::time::{Duration, Instant};

/// A layer that is silent for so long while the others go on is not being sent.
const SILENCE: Duration = Duration::from_secs(1);

/// The others must also have shown so many pictures each meanwhile: at less than one a second the
/// layers of one picture come a moment after each other.
const PICTURES: u32 = 2;

/// A layer that had ceased must go on for so long before it is shown again.
const RETURN: Duration = Duration::from_secs(2);

/// A layer that does not come for so long after it was asked for will not: the client lacks the
/// bandwidth for it.
const EXPECTATION: Duration = Duration::from_secs(3);

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Activity {
    heard_at: Option<Instant>,
    timestamp: u32,
    /// Pictures of all the other layers since this one was heard.
    missed: u32,
    /// There once the layer has ceased: since when it goes on again.
    ceased: Option<Option<Instant>>,
    /// The client was asked to send it again, and it has not come yet.
    expected_at: Option<Instant>,
}

impl Activity {
    /// A packet with content has come. Says whether a picture begins with it.
    pub(crate) fn hear(&mut self, timestamp: u32, now: Instant) -> bool {
        let is_new = self.heard_at.is_none() || self.timestamp != timestamp;
        if let Some(since) = &mut self.ceased {
            let goes_on = self
                .heard_at
                .is_some_and(|at| now.saturating_duration_since(at) < SILENCE);
            let since = *since.get_or_insert(now);
            if !goes_on {
                self.ceased = Some(Some(now));
            } else if now.saturating_duration_since(since) >= RETURN {
                self.ceased = None;
            }
        }
        self.expected_at = None;
        self.heard_at = Some(now);
        self.timestamp = timestamp;
        self.missed = 0;
        is_new
    }

    /// The client is asked to send the layer again after it was asked not to: its first packet
    /// shows that it does.
    pub(crate) fn expect(&mut self, now: Instant) {
        if !self.is_sent() {
            *self = Activity {
                expected_at: Some(now),
                ..Activity::default()
            };
        }
    }

    /// Another layer shows a picture; there are `others` of them.
    pub(crate) fn miss(&mut self, others: usize, now: Instant) {
        let is_late = |at: &mut Instant| now.saturating_duration_since(*at) >= EXPECTATION;
        self.expected_at.take_if(is_late);
        self.missed = self.missed.saturating_add(1);
        let patience = PICTURES.saturating_mul(u32::try_from(others).unwrap_or(u32::MAX));
        if self.missed > patience && !self.was_heard_within(SILENCE, now) {
            self.ceased = Some(None);
        }
    }

    pub(crate) fn is_sent(&self) -> bool {
        self.heard_at.is_some() && self.ceased.is_none()
    }

    /// Asked for again, and likely to come.
    pub(crate) fn is_expected(&self) -> bool {
        self.expected_at.is_some()
    }

    pub(crate) fn was_heard_within(&self, time: Duration, now: Instant) -> bool {
        self.heard_at
            .is_some_and(|at| now.saturating_duration_since(at) < time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::start;

    #[test]
    fn what_ceased_on_request_is_there_with_its_first_packet() {
        let begin = start();
        let mut layer = Activity::default();
        layer.hear(0, begin);
        for step in 1..40 {
            layer.miss(1, begin + Duration::from_millis(step * 40));
        }
        assert!(!layer.is_sent());
        layer.expect(begin + Duration::from_secs(4));
        assert!(!layer.is_sent() && layer.is_expected());
        layer.hear(100, begin + Duration::from_secs(5));
        assert!(layer.is_sent() && !layer.is_expected());
    }

    #[test]
    fn what_does_not_come_is_not_expected_for_ever() {
        let begin = start();
        let mut layer = Activity::default();
        layer.expect(begin);
        layer.miss(1, begin + EXPECTATION / 2);
        assert!(layer.is_expected());
        layer.miss(1, begin + EXPECTATION);
        assert!(!layer.is_expected());
    }

    #[test]
    fn a_layer_ceases_only_while_others_go_on() {
        let begin = start();
        let mut layer = Activity::default();
        assert!(!layer.is_sent());
        assert!(layer.hear(1, begin));
        assert!(!layer.hear(1, begin), "the same picture");
        let later = begin + Duration::from_secs(60);
        assert!(layer.is_sent());
        for _ in 0..4 {
            layer.miss(2, later);
            assert!(layer.is_sent(), "one slow picture of the others");
        }
        layer.miss(2, later);
        assert!(!layer.is_sent());
    }

    #[test]
    fn what_had_ceased_must_last_to_be_shown_again() {
        let begin = start();
        let at = |milliseconds| begin + Duration::from_millis(milliseconds);
        let mut layer = Activity::default();
        layer.hear(0, at(0));
        for step in 1..40 {
            layer.miss(1, at(step * 40));
        }
        assert!(!layer.is_sent());
        // A picture every second and a half does not last.
        for step in 0..10u32 {
            layer.hear(step, at(2000 + u64::from(step) * 1500));
            assert!(!layer.is_sent());
        }
        for step in 0..=50u32 {
            layer.hear(100 + step, at(20_000 + u64::from(step) * 40));
        }
        assert!(layer.is_sent());
    }
}
