//! Turns instants into the times that stand in packets.

use std::time::{Duration, Instant};

/// Seconds from 1900 (NTP) to 1970 (Unix).
const NTP_OFFSET: u64 = 2_208_988_800;

/// An instant whose wall-clock time is known. Wall time moves with the monotonic clock from there,
/// so a corrected clock never bends the sender reports.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeline {
    origin: Instant,
    unix_at_origin: Duration,
}

impl Timeline {
    pub(crate) fn new(origin: Instant, unix_at_origin: Duration) -> Self {
        Timeline {
            origin,
            unix_at_origin,
        }
    }

    /// 32.32 fixed-point seconds since 1900.
    pub(crate) fn ntp(&self, now: Instant) -> u64 {
        let unix = self.unix_at_origin + now.saturating_duration_since(self.origin);
        let fraction = (u64::from(unix.subsec_nanos()) << 32) / 1_000_000_000;
        ((unix.as_secs() + NTP_OFFSET) << 32) | fraction
    }

    /// Microseconds since the origin.
    pub(crate) fn micros(&self, now: Instant) -> i64 {
        let micros = now.saturating_duration_since(self.origin).as_micros();
        i64::try_from(micros).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::start;

    #[test]
    fn ntp_counts_from_1900_in_fixed_point() {
        let origin = start();
        let timeline = Timeline::new(origin, Duration::from_secs(10));
        let ntp = timeline.ntp(origin + Duration::from_millis(1500));
        assert_eq!(ntp >> 32, NTP_OFFSET + 11);
        assert_eq!(ntp & 0xffff_ffff, 1 << 31);
        assert_eq!(timeline.micros(origin + Duration::from_millis(2)), 2000);
    }
}
