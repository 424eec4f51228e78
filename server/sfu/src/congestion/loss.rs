//! The rate that losses allow: a few lie in the nature of some links, many say that it is too much.

use super::Micros;
use super::bitrate::Bitrate;

/// Above this the rate falls, below that it grows, between them it stays.
const MANY: f64 = 0.10;
const FEW: f64 = 0.02;

/// Growth in a second.
const GROWTH: f64 = 1.08;

/// A judgement needs so many packets and so much time, or fewer packets in more time.
const ENOUGH: u32 = 50;
const SHORT: Micros = 300_000;
const SOME: u32 = 20;
const LONG: Micros = 1_000_000;

/// Weight of a new sample: chance alone must not look like a jam.
const WEIGHT: f64 = 0.5;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LossBound {
    bound: Option<Bitrate>,
    expected: u32,
    lost: u32,
    since: Option<Micros>,
    smoothed: f64,
}

impl LossBound {
    /// `None`: losses limit nothing.
    pub(super) fn bound(&self) -> Option<Bitrate> {
        self.bound
    }

    /// Part of the packets that is lost, of late.
    #[cfg(test)]
    pub(super) fn share(&self) -> f64 {
        self.smoothed
    }

    /// So many are lost that nothing else needs to be tried.
    pub(super) fn is_heavy(&self) -> bool {
        self.smoothed > MANY
    }

    pub(super) fn arrived(&mut self, was_lost: bool) {
        if was_lost {
            self.lost = self.lost.saturating_sub(1);
        } else {
            self.expected += 1;
        }
    }

    pub(super) fn lost(&mut self) {
        self.expected += 1;
        self.lost += 1;
    }

    /// What follows is judged by itself.
    pub(super) fn begin_anew(&mut self, now: Micros) {
        (self.expected, self.lost, self.since) = (0, 0, Some(now));
    }

    /// `target`: the rate up to now. Says whether the bound fell.
    pub(super) fn update(&mut self, target: Bitrate, now: Micros) -> bool {
        let passed = now - *self.since.get_or_insert(now);
        let is_enough = (self.expected >= ENOUGH && passed >= SHORT)
            || (self.expected >= SOME && passed >= LONG);
        if !is_enough {
            return false;
        }
        let share = f64::from(self.lost) / f64::from(self.expected);
        self.begin_anew(now);
        self.judge(share, target, passed)
    }

    /// As [`LossBound::update`], where the client says itself what share of the packets it misses.
    pub(super) fn judge(&mut self, share: f64, target: Bitrate, passed: Micros) -> bool {
        self.smoothed += (share - self.smoothed) * WEIGHT;
        // The newest must bear it out: an old jam is over.
        if self.smoothed > MANY && share > MANY {
            let bound = self.bound.map_or(target, |bound| bound.min(target));
            self.bound = Some(bound.times(1.0 - 0.5 * self.smoothed));
            return true;
        }
        if self.smoothed < FEW
            && let Some(bound) = self.bound
        {
            let seconds = passed.min(LONG * 2) as f64 / 1e6;
            let grown = bound.times(GROWTH.powf(seconds));
            self.bound = (grown < target.times(2.0)).then_some(grown);
        }
        false
    }

    /// A probe has shown that this much gets through.
    pub(super) fn raise(&mut self, rate: Bitrate) {
        self.bound = self.bound.filter(|bound| *bound > rate);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two seconds with this share of losses, evenly.
    fn run(loss: &mut LossBound, share: f64, target: Bitrate, from: Micros) -> Bitrate {
        let mut missing = 0.0;
        for packet in 0..400 {
            missing += share;
            if missing >= 1.0 {
                missing -= 1.0;
                loss.lost();
            } else {
                loss.arrived(false);
            }
            loss.update(target, from + packet * 5_000);
        }
        loss.bound().unwrap_or(target)
    }

    #[test]
    fn many_losses_lower_few_raise_and_some_change_nothing() {
        let target = Bitrate::kilobits(1000);
        let mut loss = LossBound::default();
        assert_eq!(run(&mut loss, 0.05, target, 0), target);
        let lowered = run(&mut loss, 0.3, target, 2_000_000);
        assert!(lowered < target.times(0.7), "{lowered:?}");
        run(&mut loss, 0.05, target, 4_000_000);
        let held = loss.bound().unwrap();
        assert_eq!(run(&mut loss, 0.05, target, 6_000_000), held);
        run(&mut loss, 0.0, target, 8_000_000);
        assert!(run(&mut loss, 0.0, target, 10_000_000) > held);
    }

    #[test]
    fn what_turns_up_late_was_not_lost() {
        let mut loss = LossBound::default();
        for _ in 0..100 {
            loss.lost();
            loss.arrived(true);
        }
        assert!(!loss.update(Bitrate::kilobits(1), 0));
        assert!(!loss.update(Bitrate::kilobits(1), SHORT));
        assert_eq!(loss.share(), 0.0);
    }
}
