//! Numbers together with the records they consist of.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::exchange::Figure;

/// What a number says of the true one, where it is made of numbers that may be lower bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FigureBound)]
pub enum Bound {
    #[default]
    Exact,
    /// "Over N": it may be more.
    AtLeast,
    /// It may be less.
    AtMost,
    /// It may be more or less.
    Unsure,
}

impl Bound {
    pub fn of_sum(at_least: bool) -> Bound {
        if at_least {
            Bound::AtLeast
        } else {
            Bound::Exact
        }
    }
}

/// A part of a whole, by the number of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share<T> {
    pub part: Vec<T>,
    /// Those of the part among them.
    pub whole: Vec<T>,
}

impl<T: Copy> Share<T> {
    pub(super) fn of(whole: Vec<T>, is_part: impl Fn(&T) -> bool) -> Share<T> {
        let part = whole.iter().copied().filter(is_part).collect();
        Share { part, whole }
    }

    /// From 0 to 1; `None` where there is nothing to be a part of.
    pub fn fraction(&self) -> Option<f64> {
        ratio(self.part.len(), self.whole.len())
    }
}

/// Records that each stand for a number, and the sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally<T> {
    pub entries: Vec<(T, u32)>,
    /// Some entry is a lower bound, so the sum is one.
    pub at_least: bool,
}

impl<T> Default for Tally<T> {
    fn default() -> Self {
        Tally {
            entries: Vec::new(),
            at_least: false,
        }
    }
}

impl<T> Tally<T> {
    /// Known to be nothing.
    fn is_none(&self) -> bool {
        self.total() == 0 && !self.at_least
    }

    pub fn total(&self) -> u64 {
        let numbers = self.entries.iter().map(|(_, number)| u64::from(*number));
        numbers.sum()
    }

    /// An entry of which the number is not known counts as nothing, and makes the sum a lower bound.
    pub(super) fn add(&mut self, record: T, figure: Option<Figure>) {
        let Figure { number, at_least } = figure.unwrap_or(Figure::at_least(0));
        self.entries.push((record, number));
        self.at_least |= at_least;
    }
}

/// A part of a whole, by the numbers that records stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portion<T> {
    pub part: Tally<T>,
    pub whole: Tally<T>,
    /// Some entry outside the part is a lower bound.
    rest_at_least: bool,
}

impl<T> Default for Portion<T> {
    fn default() -> Self {
        Portion {
            part: Tally::default(),
            whole: Tally::default(),
            rest_at_least: false,
        }
    }
}

impl<T: Copy> Portion<T> {
    pub(super) fn add(&mut self, record: T, figure: Option<Figure>, is_part: bool) {
        self.whole.add(record, figure);
        if is_part {
            self.part.add(record, figure);
        } else {
            self.rest_at_least |= figure.is_none_or(|figure| figure.at_least);
        }
    }

    /// From 0 to 1; `None` where the whole is nothing.
    pub fn fraction(&self) -> Option<f64> {
        ratio_of(self.part.total() as f64, self.whole.total() as f64)
    }

    /// What the fraction says of the true one. It grows with the part and shrinks with the rest, so a
    /// whole that is "over N" bounds nothing by itself: what counts is on which side there may be more.
    pub fn bound(&self) -> Bound {
        let no_rest = self.whole.total() == self.part.total() && !self.rest_at_least;
        if self.part.is_none() || no_rest {
            // None of it or all of it, however much it is.
            return Bound::Exact;
        }
        match (self.part.at_least, self.rest_at_least) {
            (false, false) => Bound::Exact,
            (true, false) => Bound::AtLeast,
            (false, true) => Bound::AtMost,
            (true, true) => Bound::Unsure,
        }
    }
}

/// Records by what they have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups<K, T> {
    pub groups: BTreeMap<K, Vec<T>>,
}

impl<K: Ord, T> Groups<K, T> {
    pub(super) fn of(records: impl IntoIterator<Item = (K, T)>) -> Groups<K, T> {
        let mut groups: BTreeMap<K, Vec<T>> = BTreeMap::new();
        for (key, record) in records {
            groups.entry(key).or_default().push(record);
        }
        Groups { groups }
    }

    /// The records of all groups.
    pub fn total(&self) -> usize {
        self.groups.values().map(Vec::len).sum()
    }

    pub fn get(&self, key: &K) -> &[T] {
        self.groups.get(key).map_or(&[], Vec::as_slice)
    }

    /// n_g / n; `None` where there is nothing.
    pub fn share(&self, key: &K) -> Option<f64> {
        ratio(self.get(key).len(), self.total())
    }

    fn shares(&self) -> impl Iterator<Item = f64> {
        let total = self.total();
        let sizes = self.groups.values().map(Vec::len);
        sizes.filter_map(move |size| ratio(size, total))
    }

    /// The sum of the squares of the shares (Herfindahl-Hirschman): 1 where all is in one group,
    /// 1/k where k groups are equal; `None` where there is nothing.
    pub fn concentration(&self) -> Option<f64> {
        let sum = self.shares().map(|share| share * share).sum();
        (self.total() > 0).then_some(sum)
    }

    /// Shannon's entropy over its greatest value, H / ln k: 1 where the k groups are equal; `None`
    /// with fewer than two, which can be neither even nor uneven.
    pub fn evenness(&self) -> Option<f64> {
        let entropy: f64 = self.shares().map(|share| -share * share.ln()).sum();
        let most = (self.groups.len() as f64).ln();
        (self.groups.len() > 1).then(|| entropy / most)
    }

    /// The largest groups, at most so many; of two that are equal, the one whose name comes first.
    pub fn largest(&self, count: usize) -> Vec<&K> {
        let mut keys: Vec<(&K, usize)> = self.groups.iter().map(|(k, v)| (k, v.len())).collect();
        keys.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
        keys.into_iter().take(count).map(|(key, _)| key).collect()
    }
}

pub(super) fn ratio(part: usize, whole: usize) -> Option<f64> {
    ratio_of(part as f64, whole as f64)
}

/// What the smaller of two sums over the larger says of the true ratio.
pub(super) fn bound_of_least<T>(one: &Tally<T>, other: &Tally<T>) -> Bound {
    if one.is_none() || other.is_none() {
        // Nothing of anything is nothing, however much that is.
        return Bound::Exact;
    }
    let (exact, over) = match (one.at_least, other.at_least) {
        (false, false) => return Bound::Exact,
        (true, true) => return Bound::Unsure,
        (false, true) => (one.total(), other.total()),
        (true, false) => (other.total(), one.total()),
    };
    // What may be more moves away from the other if it is the larger already; if it is the smaller,
    // it first comes nearer, and nobody knows whether it overtakes.
    if over >= exact {
        Bound::AtMost
    } else {
        Bound::Unsure
    }
}

pub(super) fn ratio_of(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// The middle value; of two, their mean; `None` of none.
pub fn median(mut values: Vec<u32>) -> Option<f64> {
    values.sort_unstable();
    let middle = values.len() / 2;
    let upper = f64::from(*values.get(middle)?);
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = values.get(middle.wrapping_sub(1))?;
    Some((f64::from(*lower) + upper) / 2.0)
}
