//! Retransmissions of a slot (RFC 4588), and how many a client may ask for.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::limit::TokenBucket;
use crate::srtp::SendStream;

/// A packet asked for twice within this time is sent once: the first answer is still under way.
const RESEND_INTERVAL: Duration = Duration::from_millis(40);

/// Packets of a slot that are sent again, at once and in a second: one and a half times what the
/// highest layer has. A client that asks for everything again and again gets no more.
const RESENDS_BURST: u32 = 512;
const RESENDS_PER_SECOND: u32 = 512;

/// The stream of a slot that carries again what got lost.
pub(super) struct Retransmissions {
    pub(super) stream: SendStream,
    pub(super) payload_type: u8,
    pub(super) newest: u64,
    recent: VecDeque<(u16, Instant)>,
    /// There from the first request on.
    budget: Option<TokenBucket>,
}

impl Retransmissions {
    pub(super) fn new(stream: SendStream, payload_type: u8, newest: u64) -> Self {
        Self {
            stream,
            payload_type,
            newest,
            recent: VecDeque::new(),
            budget: None,
        }
    }

    /// Whether a packet that the client misses should be sent (again) now.
    pub(super) fn may_resend(&mut self, sequence: u16, now: Instant) -> bool {
        let is_over = |at: &Instant| now.saturating_duration_since(*at) >= RESEND_INTERVAL;
        while self.recent.front().is_some_and(|(_, at)| is_over(at)) {
            self.recent.pop_front();
        }
        if self.recent.iter().any(|(recent, _)| *recent == sequence) {
            return false;
        }
        let budget = self
            .budget
            .get_or_insert_with(|| TokenBucket::new(RESENDS_BURST, RESENDS_PER_SECOND, now));
        if !budget.take(now) {
            return false;
        }
        self.recent.push_back((sequence, now));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::start;

    fn retransmissions() -> Retransmissions {
        Retransmissions::new(SendStream::new(1), 97, 0)
    }

    #[test]
    fn a_client_that_asks_for_everything_all_the_time_gets_a_rate() {
        let mut rtx = retransmissions();
        let begin = start();
        let mut sent = 0;
        for turn in 0..100 {
            let now = begin + RESEND_INTERVAL * turn;
            sent += (0..500).filter(|it| rtx.may_resend(*it, now)).count();
        }
        // Four seconds.
        let most = RESENDS_BURST + 4 * RESENDS_PER_SECOND;
        assert!(sent <= most as usize, "{sent}");
    }

    #[test]
    fn a_packet_asked_for_twice_at_once_is_sent_once() {
        let mut rtx = retransmissions();
        let now = start();
        assert!(rtx.may_resend(5, now));
        assert!(!rtx.may_resend(5, now + RESEND_INTERVAL / 2));
        assert!(rtx.may_resend(6, now + RESEND_INTERVAL / 2));
        assert!(rtx.may_resend(5, now + RESEND_INTERVAL));
    }
}
