//! Two slots, on one day or on two that follow each other, for cities that no single one serves.
//! A city comes to the slot that costs it less of those that serve it; who is served by neither,
//! to the cheaper one. The host, where it counts, comes to both and pays for both.

use super::cost::Rank;
use super::finder::{Finder, Slot};

#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub(super) slots: [Slot; 2],
    pub(super) rank: Rank,
    /// By city: the first slot or the second.
    pub(super) second: Vec<bool>,
}

impl Finder {
    /// For every day on which the first slot may begin the best pair, the best of these first;
    /// none when a single slot serves as many.
    pub(super) fn pairs(&self, most: usize) -> Vec<Pair> {
        let slots: Vec<Slot> = self.possible().collect();
        let single = slots.iter().map(|slot| slot.served.count_ones()).max();
        let days: Vec<i64> = slots.iter().map(|slot| self.day(*slot)).collect();
        let partners = |first: usize| {
            let rest = first + 1..slots.len();
            rest.take_while({
                let days = &days;
                move |second| days[*second] - days[first] <= 1
            })
        };
        let count =
            |first: usize, second: usize| (slots[first].served | slots[second].served).count_ones();
        let all =
            (0..slots.len()).flat_map(|first| partners(first).map(move |second| (first, second)));
        let reach = all.map(|(first, second)| count(first, second)).max();
        let (Some(single), Some(reach)) = (single, reach) else {
            return Vec::new();
        };
        if reach <= single {
            return Vec::new();
        }
        let mut best: Vec<(Rank, usize, usize)> = Vec::new();
        for first in 0..slots.len() {
            for second in partners(first).filter(|second| count(first, *second) == reach) {
                let rival = best
                    .last()
                    .filter(|(_, other, _)| days[*other] == days[first]);
                let limit = rival.map(|(rank, ..)| *rank);
                let Some(rank) = self.rank_of_pair(slots[first], slots[second], limit) else {
                    continue;
                };
                if limit.is_some() {
                    best.pop();
                }
                best.push((rank, first, second));
            }
        }
        best.sort();
        best.truncate(most);
        let pairs = best.into_iter();
        pairs
            .map(|(rank, first, second)| self.pair(rank, [slots[first], slots[second]]))
            .collect()
    }

    /// The host's date on which a slot begins.
    pub(super) fn day(&self, slot: Slot) -> i64 {
        self.host.clock.wall(slot.at).day
    }

    /// How a pair stands, if better than `limit`.
    fn rank_of_pair(&self, first: Slot, second: Slot, limit: Option<Rank>) -> Option<Rank> {
        let served = (first.served | second.served).count_ones();
        let all = u32::try_from(self.courses.len()).unwrap_or(u32::MAX);
        let mut rank = Rank {
            unserved: all.saturating_sub(served),
            worst: 0,
            total: 0,
        };
        rank.pays(self.host_cost(first) + self.host_cost(second));
        for city in 0..self.courses.len() {
            rank.pays(self.choice(city, first, second).1);
            // Both only grow: what is no better by now will not become so.
            if limit.is_some_and(|limit| rank >= limit) {
                return None;
            }
        }
        limit.is_none_or(|limit| rank < limit).then_some(rank)
    }

    /// Whether a city comes to the second of two slots, and what it pays.
    fn choice(&self, city: usize, first: Slot, second: Slot) -> (bool, u32) {
        let serves = |slot: Slot| slot.served >> city & 1 == 1;
        let costs = (self.cost(city, first), self.cost(city, second));
        let later = match (serves(first), serves(second)) {
            (true, false) => false,
            (false, true) => true,
            (true, true) | (false, false) => costs.1 < costs.0,
        };
        (later, if later { costs.1 } else { costs.0 })
    }

    fn pair(&self, rank: Rank, slots: [Slot; 2]) -> Pair {
        let cities = 0..self.courses.len();
        Pair {
            slots,
            rank,
            second: cities
                .map(|city| self.choice(city, slots[0], slots[1]).0)
                .collect(),
        }
    }
}
