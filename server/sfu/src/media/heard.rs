//! How much a slot of sound brings.

use std::time::{Duration, Instant};

use super::rates::LayerRates;
use super::temporal::ALL;
use crate::congestion::OVERHEAD;
use crate::congestion::bitrate::Bitrate;

/// The most of so long and of as long before is kept: whoever pauses longer may have had their say.
const WHILE: Duration = Duration::from_secs(10);

/// What is sent of sound, with what is repeated in it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Heard {
    rates: LayerRates,
    /// Most of the present while, and of the one before.
    most: [Bitrate; 2],
    began_at: Option<Instant>,
}

impl Heard {
    pub(crate) fn count(&mut self, length: usize, now: Instant) {
        self.rates.count(0, length + OVERHEAD, now);
        let rate = self.rates.up_to(ALL);
        let began_at = *self.began_at.get_or_insert(now);
        if now.saturating_duration_since(began_at) >= WHILE {
            self.most = [rate, self.most[0]];
            self.began_at = Some(now);
        }
        self.most[0] = self.most[0].max(rate);
    }

    /// In the last while.
    pub(crate) fn most(&self) -> Bitrate {
        self.most[0].max(self.most[1])
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
        let mut packets = |heard: &mut Heard, count: u32, length, gap| {
            for _ in 0..count {
                heard.count(length, now);
                now += Duration::from_millis(gap);
            }
            heard.most().bits()
        };
        let loud = packets(&mut heard, 50, 140, 20);
        assert!(loud > 50_000.0, "{loud}");
        let speech = packets(&mut heard, 550, 120, 20);
        let pause = packets(&mut heard, 12, 120, 400);
        assert!(
            (0.99..=1.0).contains(&(pause / loud)),
            "{loud} {speech} {pause}"
        );
        let silence = packets(&mut heard, 60, 120, 400);
        assert!(silence < 5_000.0, "{silence}");
        assert!(packets(&mut heard, 150, 120, 20) > 50_000.0);
    }
}
