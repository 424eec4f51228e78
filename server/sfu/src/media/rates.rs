//! How much a layer of a source brings, by temporal layer.

use std::time::{Duration, Instant};

use super::temporal::ALL;
use crate::congestion::bitrate::Bitrate;

const LAYERS: usize = ALL as usize + 1;

/// A measurement takes so long; the first is a guess after one picture.
const WINDOW: Duration = Duration::from_millis(500);
const FIRST_WINDOW: Duration = Duration::from_millis(30);

/// Weight of a new one: key frames come and go.
const WEIGHT: f64 = 0.5;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LayerRates {
    since: Option<Instant>,
    bytes: [u32; LAYERS],
    rates: Option<[Bitrate; LAYERS]>,
    is_guess: bool,
}

impl LayerRates {
    pub(crate) fn count(&mut self, temporal: u8, bytes: usize, now: Instant) {
        let since = *self.since.get_or_insert(now);
        let passed = now.saturating_duration_since(since);
        let window = if self.rates.is_none() {
            FIRST_WINDOW
        } else {
            WINDOW
        };
        if passed >= window {
            let measured = self
                .bytes
                .map(|bytes| Bitrate::of(u64::from(bytes), passed.as_micros() as i64));
            // A guess has no weight, for it is mostly of a key frame.
            let weight = if self.is_guess { 1.0 } else { WEIGHT };
            self.is_guess = self.rates.is_none();
            let rates = self.rates.get_or_insert(measured);
            for (rate, measured) in rates.iter_mut().zip(measured) {
                *rate = rate.times(1.0 - weight).plus(measured.times(weight));
            }
            self.bytes = [0; LAYERS];
            self.since = Some(now);
        }
        let layer = usize::from(temporal).min(LAYERS - 1);
        self.bytes[layer] = self.bytes[layer].saturating_add(bytes as u32);
    }

    /// The layer comes again after it was left out: the time between is no measurement of it.
    /// `guess`: what it may bring, where that was never measured.
    pub(crate) fn resume(&mut self, guess: Bitrate) {
        self.since = None;
        self.bytes = [0; LAYERS];
        if !self.were_measured() && guess > Bitrate::ZERO {
            let mut rates = [Bitrate::ZERO; LAYERS];
            rates[0] = guess;
            self.rates = Some(rates);
            self.is_guess = true;
        }
    }

    /// Measured, or guessed.
    pub(crate) fn are_known(&self) -> bool {
        self.rates.is_some()
    }

    /// For long enough to be remembered: of a layer left out after its first picture, only the key
    /// frame is known.
    pub(crate) fn were_measured(&self) -> bool {
        self.rates.is_some() && !self.is_guess
    }

    /// With all temporal layers up to this one. Nothing, while it is not known.
    pub(crate) fn up_to(&self, temporal: u8) -> Bitrate {
        let rates = self.rates.as_ref().map_or(&[][..], |rates| &rates[..]);
        let layers = rates.iter().take(usize::from(temporal) + 1);
        layers.fold(Bitrate::ZERO, |sum, rate| sum.plus(*rate))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::start;

    #[test]
    fn a_layer_that_was_left_out_brings_what_it_brought_before() {
        let begin = start();
        let mut rates = LayerRates::default();
        let count = |rates: &mut LayerRates, seconds: u64| {
            for packet in 0..200 {
                let at = Duration::from_secs(seconds) + Duration::from_millis(10) * packet;
                rates.count(0, 1_250, begin + at);
            }
        };
        count(&mut rates, 0);
        let before = rates.up_to(ALL);
        rates.resume(Bitrate::kilobits(5));
        rates.count(0, 1_250, begin + Duration::from_secs(60));
        assert_eq!(rates.up_to(ALL), before);
        count(&mut rates, 60);
        let share = rates.up_to(ALL).bits() / before.bits();
        assert!((0.95..1.05).contains(&share), "{share}");
    }

    #[test]
    fn a_guess_stands_until_something_is_measured() {
        let begin = start();
        let mut rates = LayerRates::default();
        rates.resume(Bitrate::kilobits(2_000));
        for packet in 0..100 {
            assert!(packet > 40 || rates.up_to(ALL) == Bitrate::kilobits(2_000));
            rates.count(0, 1_250, begin + Duration::from_millis(10) * packet);
        }
        let measured = rates.up_to(ALL).bits();
        assert!((950_000.0..1_050_000.0).contains(&measured), "{measured}");
    }

    #[test]
    fn a_key_frame_alone_is_no_measurement() {
        let begin = start();
        let mut rates = LayerRates::default();
        for (packets, at) in [(80, 0), (1, 140)] {
            for _ in 0..packets {
                rates.count(0, 1_250, begin + Duration::from_millis(at));
            }
        }
        assert!(rates.are_known() && !rates.were_measured());
        rates.resume(Bitrate::kilobits(2_000));
        assert_eq!(rates.up_to(ALL), Bitrate::kilobits(2_000));
    }

    #[test]
    fn every_temporal_layer_has_its_part() {
        let begin = start();
        let mut rates = LayerRates::default();
        assert_eq!(rates.up_to(ALL), Bitrate::ZERO);
        for packet in 0..400u32 {
            let temporal = [0, 2, 1, 2][packet as usize % 4];
            rates.count(temporal, 1_250, begin + Duration::from_millis(10) * packet);
        }
        let share = |temporal: u8| (rates.up_to(temporal).bits() / 10_000.0).round();
        assert!((23.0..=27.0).contains(&share(0)), "{}", share(0));
        assert!((48.0..=52.0).contains(&share(1)), "{}", share(1));
        assert!((98.0..=102.0).contains(&share(2)), "{}", share(2));
        assert_eq!(rates.up_to(2), rates.up_to(ALL));
    }
}
