//! The clock.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::timeline::Timeline;

#[expect(
    clippy::disallowed_methods,
    reason = "the threads hand the time to the pure core"
)]
pub(super) fn now() -> Instant {
    Instant::now()
}

/// Ties the monotonic clock to the wall clock of this moment.
#[expect(
    clippy::disallowed_methods,
    reason = "sender reports carry wall-clock time"
)]
pub(super) fn timeline() -> Timeline {
    let unix = SystemTime::now().duration_since(UNIX_EPOCH);
    Timeline::new(now(), unix.unwrap_or_default())
}
