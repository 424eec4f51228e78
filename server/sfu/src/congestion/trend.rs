//! Whether a queue builds up on the way: the slope of the delay over the last groups, held against a
//! threshold that adapts to how much the delay varies anyway (draft-ietf-rmcat-gcc-02, 5.3 to 5.5,
//! with a regression line in the place of the Kalman filter).

use std::collections::VecDeque;

use super::groups::Step;

/// Groups that the line is laid through.
const WINDOW: usize = 20;

/// Weight of the past in the smoothed delay.
const SMOOTHING: f64 = 0.9;

/// What the slope is multiplied with, and how many groups may add to that at most.
const GAIN: f64 = 4.0;
const MAX_GROUPS: u32 = 60;

/// In milliseconds, as is the slope after multiplication.
const FIRST_THRESHOLD: f64 = 12.5;
const THRESHOLDS: std::ops::RangeInclusive<f64> = 6.0..=600.0;

/// A single peak so far above does not move the threshold.
const PEAK: f64 = 15.0;

/// How fast the threshold follows upward and downward, per millisecond.
const FOLLOW_UP: f64 = 0.0087;
const FOLLOW_DOWN: f64 = 0.039;

/// The slope must be above the threshold for so long, in milliseconds of sending.
const PERSISTENCE: f64 = 10.0;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Usage {
    #[default]
    Normal,
    /// A queue grows.
    Over,
    /// A queue shrinks.
    Under,
}

pub(super) struct Trend {
    /// Arrival time and smoothed delay, both in milliseconds.
    samples: VecDeque<(f64, f64)>,
    origin: Option<i64>,
    delay: f64,
    smoothed: f64,
    groups: u32,
    threshold: f64,
    adapted_at: f64,
    slope: f64,
    above_for: Option<f64>,
    above_count: u32,
    usage: Usage,
}

impl Trend {
    pub(super) fn new() -> Self {
        Trend {
            samples: VecDeque::new(),
            origin: None,
            delay: 0.0,
            smoothed: 0.0,
            groups: 0,
            threshold: FIRST_THRESHOLD,
            adapted_at: 0.0,
            slope: 0.0,
            above_for: None,
            above_count: 0,
            usage: Usage::Normal,
        }
    }

    pub(super) fn usage(&self) -> Usage {
        self.usage
    }

    pub(super) fn step(&mut self, step: Step) {
        let milliseconds = |micros: i64| micros as f64 / 1000.0;
        let at = milliseconds(step.at - *self.origin.get_or_insert(step.at));
        self.delay += milliseconds(step.arrived - step.sent);
        self.smoothed = SMOOTHING * self.smoothed + (1.0 - SMOOTHING) * self.delay;
        self.groups = (self.groups + 1).min(MAX_GROUPS);
        if self.samples.len() == WINDOW {
            self.samples.pop_front();
        }
        self.samples.push_back((at, self.smoothed));
        let slope = if self.samples.len() == WINDOW {
            slope(&self.samples).unwrap_or(self.slope)
        } else {
            self.slope
        };
        self.detect(slope, milliseconds(step.sent));
        self.adapt(at);
    }

    fn scaled(&self) -> f64 {
        f64::from(self.groups) * self.slope * GAIN
    }

    fn detect(&mut self, slope: f64, sent: f64) {
        let before = std::mem::replace(&mut self.slope, slope);
        let scaled = self.scaled();
        if scaled > self.threshold {
            let above_for = self.above_for.map_or(sent / 2.0, |time| time + sent);
            self.above_for = Some(above_for);
            self.above_count += 1;
            if above_for > PERSISTENCE && self.above_count > 1 && slope >= before {
                self.above_for = Some(0.0);
                self.above_count = 0;
                self.usage = Usage::Over;
            }
            return;
        }
        self.above_for = None;
        self.above_count = 0;
        self.usage = if scaled < -self.threshold {
            Usage::Under
        } else {
            Usage::Normal
        };
    }

    fn adapt(&mut self, at: f64) {
        let passed = (at - self.adapted_at).clamp(0.0, 100.0);
        self.adapted_at = at;
        let size = self.scaled().abs();
        if size > self.threshold + PEAK {
            return;
        }
        let speed = if size < self.threshold {
            FOLLOW_DOWN
        } else {
            FOLLOW_UP
        };
        let threshold = self.threshold + speed * (size - self.threshold) * passed;
        self.threshold = threshold.clamp(*THRESHOLDS.start(), *THRESHOLDS.end());
    }
}

/// Of the line with the least squares.
fn slope(samples: &VecDeque<(f64, f64)>) -> Option<f64> {
    let count = samples.len() as f64;
    let sum = samples.iter().fold((0.0, 0.0), |sum, sample| {
        (sum.0 + sample.0, sum.1 + sample.1)
    });
    let (mean_x, mean_y) = (sum.0 / count, sum.1 / count);
    let (mut above, mut below) = (0.0, 0.0);
    for (x, y) in samples {
        above += (x - mean_x) * (y - mean_y);
        below += (x - mean_x) * (x - mean_x);
    }
    (below > 0.0).then_some(above / below)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups sent every 33 ms, of which each takes `longer` ms more than the one before.
    fn run(trend: &mut Trend, at: &mut i64, groups: usize, longer: f64) -> Vec<Usage> {
        (0..groups)
            .map(|_| {
                let arrived = 33_000 + (longer * 1000.0) as i64;
                *at += arrived;
                trend.step(Step {
                    sent: 33_000,
                    arrived,
                    at: *at,
                });
                trend.usage()
            })
            .collect()
    }

    #[test]
    fn a_growing_queue_is_noticed_and_its_end_too() {
        let (mut trend, mut at) = (Trend::new(), 0);
        let calm = run(&mut trend, &mut at, 60, 0.0);
        assert!(calm.iter().all(|usage| *usage == Usage::Normal));
        let growing = run(&mut trend, &mut at, 12, 10.0);
        assert!(growing.contains(&Usage::Over), "{growing:?}");
        let shrinking = run(&mut trend, &mut at, 30, -10.0);
        assert!(shrinking.contains(&Usage::Under));
        let calm = run(&mut trend, &mut at, 60, 0.0);
        assert_eq!(calm.last(), Some(&Usage::Normal));
    }

    #[test]
    fn a_delay_that_only_varies_is_none() {
        let (mut trend, mut at) = (Trend::new(), 0);
        let mut over = 0;
        for turn in 0..400 {
            let longer = if turn % 2 == 0 { 8.0 } else { -8.0 };
            let usage = run(&mut trend, &mut at, 1, longer);
            over += usize::from(usage == [Usage::Over]);
        }
        assert_eq!(over, 0);
    }
}
