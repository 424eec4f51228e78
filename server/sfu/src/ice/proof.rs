//! Proof that a client is reached where it says it is.
//!
//! The source address of a datagram can be forged, and a participant could have sound and picture
//! of a whole meeting sent to somebody who never asked for it. So a path that media is about to
//! move to answers a check of ours first. Nothing else needs one: the handshake proves the path it
//! went by, and a stream proves itself.

use std::time::{Duration, Instant};

use rtc_crypto::RTCCrypto;
use rtc_stun::message::TransactionId;

use super::Generation;
use super::stun::{self, Response};
use crate::outbox::Path;
use crate::random::Randomness;

/// How long a check may stay unanswered before it is sent again.
const INTERVAL: Duration = Duration::from_millis(50);

/// Checks sent for one nomination; the client nominates again if it means it.
const CHECKS: u32 = 10;

/// How late the answer to the last of them may come. A satellite takes most of a second, a queue in
/// front of a narrow line longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// A path that media moves to once it has answered.
pub(super) struct Proof {
    pub(super) path: Path,
    /// Of the nomination.
    pub(super) generation: u32,
    transaction: Option<TransactionId>,
    sent: u32,
    next_at: Instant,
}

impl Proof {
    pub(super) fn new(path: Path, generation: u32, now: Instant) -> Self {
        Proof {
            path,
            generation,
            transaction: None,
            sent: 0,
            next_at: now,
        }
    }

    /// The client means it: a path whose checks were all lost is asked again, by the same transaction,
    /// for the answer to an earlier check may be on its way.
    pub(super) fn nominated_again(&mut self, now: Instant) {
        if self.is_asked(now) {
            self.sent = 0;
        }
    }

    /// All checks of a nomination were sent.
    fn is_asked(&self, now: Instant) -> bool {
        self.sent >= CHECKS && now >= self.next_at
    }

    pub(super) fn has_failed(&self, now: Instant) -> bool {
        self.sent >= CHECKS && now >= self.next_at + PATIENCE
    }

    /// The next check, if one is due.
    pub(super) fn check(
        &mut self,
        generation: &Generation,
        now: Instant,
        dice: &mut dyn Randomness,
        crypto: &dyn RTCCrypto,
    ) -> Option<Vec<u8>> {
        if now < self.next_at || self.sent >= CHECKS {
            return None;
        }
        self.sent += 1;
        self.next_at = now + INTERVAL;
        // Nobody who does not receive the check can guess it.
        let transaction = *self.transaction.get_or_insert_with(|| {
            let mut id = TransactionId::default();
            dice.fill(&mut id.0);
            id
        });
        let (ours, theirs) = (&generation.credentials, &generation.remote);
        let user = format!("{}:{}", theirs.user, ours.user);
        stun::check(transaction, user, &theirs.password, crypto)
    }

    /// Whether this is the answer, by the path that was asked.
    pub(super) fn is_given_by(
        &self,
        generation: &Generation,
        path: Path,
        response: &mut Response,
        crypto: &dyn RTCCrypto,
    ) -> bool {
        self.path == path
            && self.transaction == Some(response.transaction())
            && response
                .authenticate(&generation.remote.password, crypto)
                .is_ok()
    }
}
