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
    /// The client chose the path; else it only was heard there.
    pub(super) is_chosen: bool,
    sent: u32,
    next_at: Instant,
}

impl Proof {
    pub(super) fn new(path: Path, generation: u32, is_chosen: bool, now: Instant) -> Self {
        Proof {
            path,
            generation,
            is_chosen,
            sent: 0,
            next_at: now,
        }
    }

    /// The client means it: a path whose checks were all lost is asked again.
    pub(super) fn begin_again(&mut self, now: Instant) {
        if self.sent >= CHECKS && now >= self.next_at {
            self.sent = 0;
        }
    }

    pub(super) fn has_failed(&self, now: Instant) -> bool {
        self.sent >= CHECKS && now >= self.next_at + PATIENCE
    }

    /// Whether a check is due, which is then sent.
    pub(super) fn asks(&mut self, now: Instant) -> bool {
        let is_due = now >= self.next_at && self.sent < CHECKS;
        if is_due {
            self.sent += 1;
            self.next_at = now + INTERVAL;
        }
        is_due
    }
}

/// What a path was asked: all checks of it are one transaction, for the answer to an early one may come
/// after the next was sent, or after media turned to another path for a while.
#[derive(Debug)]
pub(super) struct Question {
    transaction: TransactionId,
    pub(super) generation: u32,
}

impl Question {
    /// Nobody who does not receive it can guess it.
    pub(super) fn new(generation: u32, dice: &mut dyn Randomness) -> Self {
        let mut transaction = TransactionId::default();
        dice.fill(&mut transaction.0);
        Question {
            transaction,
            generation,
        }
    }

    pub(super) fn check(&self, generation: &Generation, crypto: &dyn RTCCrypto) -> Option<Vec<u8>> {
        let (ours, theirs) = (&generation.credentials, &generation.remote);
        let user = format!("{}:{}", theirs.user, ours.user);
        stun::check(self.transaction, user, &theirs.password, crypto)
    }

    pub(super) fn is_answered_by(
        &self,
        generation: &Generation,
        response: &mut Response,
        crypto: &dyn RTCCrypto,
    ) -> bool {
        self.transaction == response.transaction()
            && response
                .authenticate(&generation.remote.password, crypto)
                .is_ok()
    }
}
