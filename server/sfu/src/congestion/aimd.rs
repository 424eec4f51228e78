//! The rate that the delay allows: up a little while nothing is noticed, down to what arrived when a
//! queue builds up (draft-ietf-rmcat-gcc-02, 5.6).

use super::Micros;
use super::bitrate::Bitrate;
use super::trend::Usage;

/// What is left when a queue builds up, of what arrived.
const DECREASE: f64 = 0.85;

/// Of the target, if so much arrives it is not too much.
const CARRIED: f64 = 0.9;

/// Growth in a second while the limit is not known.
const GROWTH: f64 = 1.08;

/// Growth from feedback to feedback is not counted over more time than this.
const MAX_STEP: Micros = 1_000_000;

/// More than this, and that, over what arrives is nobody's guess: only a probe may say so.
const HEADROOM: f64 = 1.5;
const HEADROOM_ABOVE: Bitrate = Bitrate::kilobits(10);

/// A packet and the time that feedback takes beyond the way there and back: steps near the limit.
const PACKET_BYTES: f64 = 1200.0;
const RESPONSE: Micros = 100_000;

/// Weight of a new observation of the limit.
const LIMIT_WEIGHT: f64 = 0.05;

#[derive(Clone, Copy, Debug)]
pub(super) struct Aimd {
    target: Bitrate,
    holds: bool,
    counted_at: Option<Micros>,
    decreased_at: Option<Micros>,
    limit: Limit,
}

/// What arrived when the way was full: its mean and variance, in kbit/s.
#[derive(Clone, Copy, Debug, Default)]
struct Limit {
    mean: Option<f64>,
    /// Relative to the mean.
    variance: f64,
}

impl Limit {
    fn observe(&mut self, rate: Bitrate) {
        let sample = rate.bits() / 1000.0;
        let mean = match self.mean {
            Some(mean) => (1.0 - LIMIT_WEIGHT) * mean + LIMIT_WEIGHT * sample,
            None => {
                self.variance = 0.4;
                sample
            }
        };
        let error = mean - sample;
        let variance =
            (1.0 - LIMIT_WEIGHT) * self.variance + LIMIT_WEIGHT * error * error / mean.max(1.0);
        self.mean = Some(mean);
        self.variance = variance.clamp(0.4, 2.5);
    }

    fn deviation(&self) -> f64 {
        self.mean
            .map_or(0.0, |mean| (self.variance * mean.max(0.0)).sqrt())
    }

    fn is_near(&self, rate: Bitrate) -> bool {
        self.mean
            .is_some_and(|mean| (rate.bits() / 1000.0 - mean).abs() <= 3.0 * self.deviation())
    }

    fn is_exceeded(&self, rate: Bitrate) -> bool {
        self.mean
            .is_some_and(|mean| rate.bits() / 1000.0 > mean + 3.0 * self.deviation())
    }

    fn is_undercut(&self, rate: Bitrate) -> bool {
        self.mean
            .is_some_and(|mean| rate.bits() / 1000.0 < mean - 3.0 * self.deviation())
    }
}

/// What there is to go by at one feedback.
#[derive(Clone, Copy, Debug)]
pub(super) struct Observed {
    pub(super) usage: Usage,
    /// Over the last half second, and over a shorter time.
    pub(super) acknowledged: Option<Bitrate>,
    pub(super) recently: Option<Bitrate>,
    pub(super) round_trip: Micros,
}

impl Aimd {
    pub(super) fn new(target: Bitrate) -> Self {
        Aimd {
            target,
            holds: false,
            counted_at: None,
            decreased_at: None,
            limit: Limit::default(),
        }
    }

    pub(super) fn target(&self) -> Bitrate {
        self.target
    }

    /// A probe has shown this much.
    pub(super) fn raise(&mut self, rate: Bitrate) {
        if rate > self.target {
            self.target = rate;
        }
        if self.limit.is_exceeded(rate) {
            self.limit = Limit::default();
        }
    }

    /// Something other than the delay has limited the rate.
    pub(super) fn cap(&mut self, rate: Bitrate) {
        self.target = self.target.min(rate);
    }

    pub(super) fn update(&mut self, observed: &Observed, now: Micros) {
        let counted_at = self.counted_at.replace(now).unwrap_or(now);
        match observed.usage {
            Usage::Over => self.decrease(observed, now),
            Usage::Under => self.holds = true,
            Usage::Normal if self.holds => self.holds = false,
            Usage::Normal => self.increase(observed, (now - counted_at).min(MAX_STEP)),
        }
    }

    fn decrease(&mut self, observed: &Observed, now: Micros) {
        self.holds = true;
        let Some(arrived) = observed.recently.or(observed.acknowledged) else {
            // Nobody knows yet how much arrives; half is safe.
            if self.may_decrease(observed.round_trip, now) {
                self.decreased_at = Some(now);
                self.target = self.target.times(0.5);
            }
            return;
        };
        // What is sent arrives, so the queue will go by itself; it is only still there.
        let is_enough = arrived >= self.target.times(CARRIED);
        if is_enough && !self.may_decrease(observed.round_trip, now) {
            return;
        }
        let target = arrived.times(DECREASE);
        if self.limit.is_undercut(arrived) {
            self.limit = Limit::default();
        }
        // Packets that are under way already say the same again.
        if self.may_decrease(observed.round_trip, now) {
            self.limit.observe(arrived);
        }
        self.decreased_at = Some(now);
        self.target = self.target.min(target);
    }

    fn may_decrease(&self, round_trip: Micros, now: Micros) -> bool {
        self.decreased_at
            .is_none_or(|at| now - at >= round_trip + RESPONSE)
    }

    fn increase(&mut self, observed: &Observed, passed: Micros) {
        let Some(arrived) = observed.acknowledged else {
            return;
        };
        if self.limit.is_exceeded(arrived) {
            self.limit = Limit::default();
        }
        let seconds = passed as f64 / 1e6;
        let grown = if self.limit.is_near(self.target) {
            let response = (observed.round_trip + RESPONSE) as f64 / 1e6;
            let packets_a_second = 1.0 / response;
            let step = PACKET_BYTES * 8.0 * packets_a_second * seconds;
            self.target
                .plus(Bitrate::of((step / 8.0) as u64, 1_000_000))
        } else {
            self.target.times(GROWTH.powf(seconds))
        };
        let most = arrived.times(HEADROOM).plus(HEADROOM_ABOVE);
        self.target = grown.min(most).max(self.target);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn observed(usage: Usage, arrived: Bitrate) -> Observed {
        Observed {
            usage,
            acknowledged: Some(arrived),
            recently: Some(arrived),
            round_trip: 50_000,
        }
    }

    #[test]
    fn what_is_not_used_does_not_grow() {
        let mut aimd = Aimd::new(Bitrate::kilobits(1000));
        for feedback in 0..1000 {
            let little = observed(Usage::Normal, Bitrate::kilobits(100));
            aimd.update(&little, feedback * 100_000);
        }
        assert_eq!(aimd.target(), Bitrate::kilobits(1000));
    }

    #[test]
    fn growth_is_eight_percent_a_second_and_slower_near_the_limit() {
        let mut aimd = Aimd::new(Bitrate::kilobits(1000));
        for feedback in 0..=100 {
            let all = observed(Usage::Normal, aimd.target());
            aimd.update(&all, feedback * 100_000);
        }
        let grown = aimd.target().bits() / 1e6;
        assert!((2.1..2.2).contains(&grown), "{grown}");
        aimd.update(&observed(Usage::Over, Bitrate::kilobits(2000)), 10_100_000);
        assert_eq!(aimd.target(), Bitrate::kilobits(1700));
    }

    proptest! {
        #[test]
        fn a_full_way_never_raises_and_never_halves_what_arrives(
            steps in prop::collection::vec((0u8..3, 1u32..5_000), 1..200),
        ) {
            let mut aimd = Aimd::new(Bitrate::kilobits(600));
            for (index, (usage, arrived)) in steps.into_iter().enumerate() {
                let usage = [Usage::Normal, Usage::Over, Usage::Under][usize::from(usage)];
                let before = aimd.target();
                let arrived = Bitrate::kilobits(arrived);
                aimd.update(&observed(usage, arrived), index as i64 * 100_000);
                let after = aimd.target();
                match usage {
                    Usage::Over => {
                        prop_assert!(after <= before);
                        prop_assert!(after >= before.min(arrived.times(0.8)));
                    }
                    Usage::Under => prop_assert_eq!(after, before),
                    Usage::Normal => prop_assert!(after >= before),
                }
            }
        }
    }
}
