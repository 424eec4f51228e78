//! How much a slot of sound brings.

use std::time::{Duration, Instant};

use super::rates::LayerRates;
use super::temporal::ALL;
use crate::congestion::OVERHEAD;
use crate::congestion::bitrate::Bitrate;

/// Whoever paused for so long may have had their say.
const MEMORY: Duration = Duration::from_secs(15);

/// What is sent of sound, with what is repeated in it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Heard {
    rates: LayerRates,
    /// In the last while.
    pub(crate) most: Bitrate,
    most_at: Option<Instant>,
}

impl Heard {
    pub(crate) fn count(&mut self, length: usize, now: Instant) {
        self.rates.count(0, length + OVERHEAD, now);
        let rate = self.rates.up_to(ALL);
        let is_old = self
            .most_at
            .is_none_or(|at| now.saturating_duration_since(at) >= MEMORY);
        if rate >= self.most || is_old {
            self.most = rate;
            self.most_at = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::start;

    #[test]
    fn a_pause_gives_nothing_away_and_an_end_does() {
        let mut heard = Heard::default();
        let mut now = start();
        let mut packets = |heard: &mut Heard, count: u32, gap| {
            for _ in 0..count {
                heard.count(120, now);
                now += Duration::from_millis(gap);
            }
            heard.most.bits()
        };
        let speech = packets(&mut heard, 150, 20);
        assert!(speech > 50_000.0, "{speech}");
        let pause = packets(&mut heard, 20, 400);
        assert!((pause / speech - 1.0).abs() < 0.01, "{pause}");
        let silence = packets(&mut heard, 40, 400);
        assert!(silence < 5_000.0, "{silence}");
        assert!(packets(&mut heard, 150, 20) > 50_000.0);
    }
}
