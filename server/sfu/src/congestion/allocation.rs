//! Who of those that a client watches gets how much of what there is: first everybody the least,
//! in the order of importance, then more pictures a second, then larger ones. Down at once, up
//! slowly: nobody likes a picture that changes all the time.

use std::time::{Duration, Instant};

use super::bitrate::Bitrate;
use crate::api::Source;

/// More than what is asked for must be there before anything grows.
const MARGIN: f64 = 1.15;

/// So much too much is borne for a while, and more not a moment longer.
const BEARABLE: f64 = 1.25;
const PATIENCE: Duration = Duration::from_secs(1);

/// A larger picture begins with a key frame, and its rate is measured with that: so long after growth
/// only the line may say that it is too much, by carrying less than this part of what it did then.
const FRESH: Duration = Duration::from_secs(3);
const CARRIED: f64 = 0.9;

/// From growth to growth, and from a cut to the next growth: longer each time that growth was soon
/// taken back.
const BREATH: Duration = Duration::from_secs(1);
const HOLD: Duration = Duration::from_secs(3);
const LONGEST_HOLD: Duration = Duration::from_secs(30);
const SOON: Duration = Duration::from_secs(15);

/// With so many times of what there was at the cut, nothing stands still until the next growth: early
/// in a meeting the estimate has only begun to find out.
const PLAINLY_MORE: f64 = 2.0;

/// One way to show a source.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) layer: usize,
    /// The highest temporal layer.
    pub(crate) temporal: u8,
    pub(crate) rate: Bitrate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Importance {
    /// Most important.
    Screen,
    Stage,
    Rest,
}

/// A slot with a picture.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Demand {
    /// Index of the m-line.
    pub(crate) line: usize,
    pub(crate) source: Source,
    pub(crate) importance: Importance,
    /// Of the tile, in pixels; the smallest are the first to stand still.
    pub(crate) area: u32,
    /// Never empty; the least first, up to what the tile needs.
    pub(crate) steps: Vec<Step>,
}

impl Demand {
    pub(crate) fn most(&self) -> usize {
        self.steps.len() - 1
    }

    /// Layer of the largest picture that the tile needs.
    fn largest(&self) -> usize {
        self.steps[self.most()].layer
    }

    fn rate(&self, step: Option<usize>) -> Bitrate {
        step.map_or(Bitrate::ZERO, |step| self.steps[step].rate)
    }

    /// Everything of the smallest picture.
    fn all_of_the_smallest(&self) -> usize {
        let smallest = self.steps[0].layer;
        let after = self.steps.iter().position(|step| step.layer != smallest);
        after.map_or(self.most(), |after| after - 1)
    }
}

/// For each demand its step; `None`: it stands still.
pub(crate) type Shares = Vec<Option<usize>>;

#[derive(Clone, Copy, Debug)]
struct Held {
    line: usize,
    source: Source,
    largest: usize,
    /// Layer and temporal layer.
    shown: Option<(usize, u8)>,
}

/// Remembers what one client is shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct Allocator {
    held: Vec<Held>,
    over_since: Option<Instant>,
    raise_at: Option<Instant>,
    raised_at: Option<Instant>,
    /// What there was then.
    raised_with: Bitrate,
    hold: Option<Duration>,
    /// What there was at the last cut.
    cut_to: Bitrate,
}

impl Allocator {
    /// `budget`: for all of them. `settled`: it is not about to grow the next moment.
    pub(crate) fn share(
        &mut self,
        demands: &[Demand],
        budget: Bitrate,
        settled: bool,
        now: Instant,
    ) -> Shares {
        let present: Vec<Option<Option<usize>>> =
            demands.iter().map(|demand| self.present(demand)).collect();
        let order = by_importance(demands);
        let shares = self.decide(demands, &order, &present, budget, settled, now);
        self.held.clear();
        let shown = demands.iter().zip(&shares);
        self.held.extend(shown.map(|(demand, share)| Held {
            line: demand.line,
            source: demand.source,
            largest: demand.largest(),
            shown: share.map(|step| (demand.steps[step].layer, demand.steps[step].temporal)),
        }));
        shares
    }

    /// Its step up to now; `None`: it is new here, or something else is asked for.
    fn present(&self, demand: &Demand) -> Option<Option<usize>> {
        let held = self.held.iter().find(|held| {
            held.line == demand.line
                && held.source == demand.source
                && held.largest == demand.largest()
        })?;
        let Some((layer, temporal)) = held.shown else {
            return Some(None);
        };
        let is_held = |step: &Step| step.layer == layer && step.temporal <= temporal;
        // A layer that is not there any more is a new beginning.
        Some(Some(demand.steps.iter().rposition(is_held)?))
    }

    fn decide(
        &mut self,
        demands: &[Demand],
        order: &[usize],
        present: &[Option<Option<usize>>],
        budget: Bitrate,
        settled: bool,
        now: Instant,
    ) -> Shares {
        let kept: Shares = present.iter().map(|step| step.flatten()).collect();
        let total = total(demands, &kept);
        let is_over = total > budget;
        let since = |at: Option<Instant>| at.map(|at| now.saturating_duration_since(at));
        self.over_since = is_over.then_some(self.over_since.unwrap_or(now));
        let is_fresh = since(self.raised_at).is_some_and(|time| time < FRESH)
            && budget >= self.raised_with.times(CARRIED);
        let is_unbearable = !is_fresh
            && (total > budget.times(BEARABLE)
                || since(self.over_since).is_some_and(|time| time >= PATIENCE));
        // What is there already does not grow by what comes.
        let caps: Shares = present
            .iter()
            .zip(demands)
            .map(|(step, demand)| step.unwrap_or(Some(demand.most())))
            .collect();
        let has_new = present.iter().any(Option::is_none);
        if is_unbearable {
            self.over_since = None;
            self.cut(since(self.raised_at), budget, now);
        }
        if has_new || is_unbearable {
            let nothing: Shares = vec![None; demands.len()];
            return grown(demands, order, nothing, &caps, budget);
        }
        if is_over || !settled {
            return kept;
        }
        let holds_on = self.raise_at.is_some_and(|at| at > now);
        if holds_on && budget < self.cut_to.times(PLAINLY_MORE) {
            return kept;
        }
        let most: Shares = kept
            .iter()
            .zip(demands)
            .map(|(step, demand)| match step {
                Some(step) if holds_on => Some(*step),
                None if holds_on => Some(demand.all_of_the_smallest()),
                Some(_) | None => Some(demand.most()),
            })
            .collect();
        let room = budget.times(1.0 / MARGIN);
        let larger = grown(demands, order, kept.clone(), &most, room);
        if larger == kept {
            return kept;
        }
        if !holds_on {
            self.raised_at = Some(now);
            self.raised_with = budget;
            self.raise_at = Some(now + BREATH);
        }
        larger
    }

    fn cut(&mut self, since_raised: Option<Duration>, budget: Bitrate, now: Instant) {
        self.cut_to = budget;
        let hold = match self.hold {
            Some(hold) if since_raised.is_some_and(|time| time < SOON) => hold * 2,
            Some(_) | None => HOLD,
        };
        let hold = hold.min(LONGEST_HOLD);
        self.hold = Some(hold);
        self.raise_at = Some(now + hold);
    }
}

fn by_importance(demands: &[Demand]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..demands.len()).collect();
    // Stable: equals stay in the order in which they are wanted.
    order.sort_by_key(|index| {
        let demand = &demands[*index];
        (demand.importance, std::cmp::Reverse(demand.area))
    });
    order
}

fn total(demands: &[Demand], shares: &[Option<usize>]) -> Bitrate {
    let rates = demands.iter().zip(shares);
    rates.fold(Bitrate::ZERO, |sum, (demand, share)| {
        sum.plus(demand.rate(*share))
    })
}

/// What all would take.
pub(crate) fn wanted(demands: &[Demand]) -> Bitrate {
    let most: Shares = demands.iter().map(|demand| Some(demand.most())).collect();
    total(demands, &most).times(MARGIN)
}

/// Gives away what is left over. `caps`: what each may have at most.
fn grown(
    demands: &[Demand],
    order: &[usize],
    mut shares: Shares,
    caps: &[Option<usize>],
    budget: Bitrate,
) -> Shares {
    let mut left = budget.minus(total(demands, &shares));
    let limits: [fn(&Demand) -> usize; 3] = [|_| 0, Demand::all_of_the_smallest, Demand::most];
    for limit in limits {
        for &index in order {
            let demand = &demands[index];
            let Some(cap) = caps[index] else { continue };
            let highest = limit(demand).min(cap);
            let before = demand.rate(shares[index]);
            let best = (0..=highest).rev().find(|step| {
                Some(*step) > shares[index] && demand.rate(Some(*step)).minus(before) <= left
            });
            if let Some(step) = best {
                left = left.minus(demand.rate(Some(step)).minus(before));
                shares[index] = Some(step);
            }
        }
    }
    shares
}

#[cfg(test)]
mod tests;
