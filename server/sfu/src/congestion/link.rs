//! A link between a sender and a receiver, for tests: a rate with a queue in front of it, a delay
//! that varies, losses, and packets that overtake each other. The same seed gives the same link.

use std::collections::BTreeMap;

use super::bitrate::Bitrate;
use super::{Micros, OVERHEAD};
use crate::random;
use crate::random::tests::Counting;

pub(crate) struct Link<T> {
    /// `None`: as fast as one likes.
    pub(crate) rate: Option<Bitrate>,
    /// Longest time in the queue; what would wait longer is lost.
    pub(crate) queue: Micros,
    pub(crate) delay: Micros,
    /// Up to so much is added to the delay, without changing the order.
    pub(crate) jitter: Micros,
    /// Part of the packets.
    pub(crate) loss: f64,
    /// Part of the packets that is overtaken by those of the next 10 ms.
    pub(crate) reordering: f64,
    dice: Counting,
    free_at: Micros,
    last_arrival: Micros,
    count: u64,
    under_way: BTreeMap<(Micros, u64), T>,
}

impl<T> Link<T> {
    pub(crate) fn new(seed: u64, delay: Micros) -> Self {
        Link {
            rate: None,
            queue: 300_000,
            delay,
            jitter: 0,
            loss: 0.0,
            reordering: 0.0,
            dice: Counting(seed),
            free_at: 0,
            last_arrival: 0,
            count: 0,
            under_way: BTreeMap::new(),
        }
    }

    fn chance(&mut self) -> f64 {
        f64::from(random::number(&mut self.dice)) / f64::from(u32::MAX)
    }

    pub(crate) fn send(&mut self, bytes: usize, packet: T, now: Micros) {
        let is_lost = self.chance() < self.loss;
        let is_overtaken = self.chance() < self.reordering;
        let jitter = (self.chance() * self.jitter as f64) as Micros;
        let begins = self.free_at.max(now);
        if begins - now > self.queue {
            return;
        }
        if let Some(rate) = self.rate {
            let time = rate.time_for((bytes + OVERHEAD) as f64);
            self.free_at = begins + time;
        }
        if is_lost {
            return;
        }
        let mut arrival = self.free_at.max(now) + self.delay + jitter;
        if is_overtaken {
            arrival += 10_000;
        } else {
            arrival = arrival.max(self.last_arrival);
            self.last_arrival = arrival;
        }
        self.count += 1;
        self.under_way.insert((arrival, self.count), packet);
    }

    /// What has arrived by now, with the times.
    pub(crate) fn receive(&mut self, now: Micros) -> Vec<(Micros, T)> {
        let later = self.under_way.split_off(&(now + 1, 0));
        let arrived = std::mem::replace(&mut self.under_way, later);
        arrived
            .into_iter()
            .map(|((at, _), packet)| (at, packet))
            .collect()
    }
}
