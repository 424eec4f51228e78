//! What all stand-ins together say.

use std::collections::BTreeMap;
use std::time::Duration;

use super::guest::{Arrival, Flow, Guest};

/// Everybody's arrivals and what flowed, at one moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) invited: usize,
    /// In order.
    pub(super) joins: Vec<Duration>,
    pub(super) first_pictures: Vec<Duration>,
    /// Reasons, and how many each kept out.
    pub(super) failed: BTreeMap<String, usize>,
    /// In hundredths of the packets, in order.
    pub(super) losses: Vec<f64>,
    pub(super) pictures_wanted: usize,
    pub(super) pictures_moving: usize,
    pub(super) voices: usize,
    pub(super) frozen_now: usize,
    /// Joined, asked for pictures, and got none.
    pub(super) without_picture: usize,
    pub(super) dropped: usize,
    pub(super) flow: Flow,
}

impl Tally {
    pub(super) fn of(guests: &[Guest]) -> Self {
        let mut tally = Self {
            invited: guests.len(),
            ..Self::default()
        };
        for guest in guests {
            tally.add(guest);
        }
        tally.joins.sort();
        tally.first_pictures.sort();
        tally.losses.sort_by(f64::total_cmp);
        tally
    }

    fn add(&mut self, guest: &Guest) {
        match &guest.arrival {
            Arrival::Awaited => return,
            Arrival::Failed(reason) => {
                *self.failed.entry(reason.clone()).or_default() += 1;
                return;
            }
            Arrival::Joined(took) => self.joins.push(*took),
        }
        self.first_pictures.extend(guest.first_picture);
        self.losses.push(guest.flow.loss());
        self.pictures_wanted += guest.view.wanted;
        self.pictures_moving += guest.view.moving;
        self.voices += guest.view.voices;
        self.frozen_now += usize::from(guest.view.is_frozen);
        let sees_nothing = guest.view.wanted > 0 && guest.first_picture.is_none();
        self.without_picture += usize::from(sees_nothing);
        self.dropped += usize::from(guest.drops > 0);
        self.flow = self.flow.and(guest.flow);
    }

    pub(super) fn joined(&self) -> usize {
        self.joins.len()
    }

    pub(super) fn failures(&self) -> usize {
        self.failed.values().sum()
    }
}

/// Of values in order, the one below which this share of them lies (by nearest rank).
pub(super) fn percentile<T: Copy>(values: &[T], share: f64) -> Option<T> {
    let rank = (values.len() as f64 * share).ceil() as usize;
    values.get(rank.clamp(1, values.len().max(1)) - 1).copied()
}

/// Bits a second of all stand-ins together.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Rates {
    pub(super) up: f64,
    pub(super) down: f64,
}

/// Follows what flows.
#[derive(Debug, Default)]
pub(super) struct RateMeter {
    last: (Duration, Flow),
    /// At the beginning of what is averaged: once everybody had time to come.
    settled: Option<(Duration, Flow)>,
    pub(super) average: Rates,
    pub(super) peak: Rates,
}

impl RateMeter {
    /// `at` counts from the beginning; everybody should have come by `within`.
    pub(super) fn note(&mut self, flow: Flow, at: Duration, within: Duration) -> Rates {
        let now = rates(self.last, (at, flow));
        self.peak = Rates {
            up: self.peak.up.max(now.up),
            down: self.peak.down.max(now.down),
        };
        self.last = (at, flow);
        match self.settled {
            Some(settled) if settled.0 < at => self.average = rates(settled, (at, flow)),
            Some(_) => {}
            None if at >= within => self.settled = Some((at, flow)),
            None => self.average = rates((Duration::ZERO, Flow::default()), (at, flow)),
        }
        now
    }
}

fn rates((before, from): (Duration, Flow), (at, to): (Duration, Flow)) -> Rates {
    let seconds = at.saturating_sub(before).as_secs_f64();
    let rate = |from: u64, to: u64| {
        if seconds > 0.0 {
            to.saturating_sub(from) as f64 * 8.0 / seconds
        } else {
            0.0
        }
    };
    Rates {
        up: rate(from.sent, to.sent),
        down: rate(from.received, to.received),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_there() {
        let values = [1, 2, 3, 4];
        assert_eq!(percentile(&values, 0.5), Some(2));
        assert_eq!(percentile(&values, 0.95), Some(4));
        assert_eq!(percentile(&values, 0.0), Some(1));
        assert_eq!(percentile::<u8>(&[], 0.5), None);
    }

    #[test]
    fn those_who_did_not_come_yet_count_nowhere_else() {
        let failed = |reason: &str| Guest {
            arrival: Arrival::Failed(reason.to_owned()),
            ..Guest::default()
        };
        let joined = |took| Guest {
            arrival: Arrival::Joined(Duration::from_millis(took)),
            ..Guest::default()
        };
        let guests = [
            Guest::default(),
            failed("full"),
            joined(9),
            joined(3),
            failed("full"),
        ];
        let tally = Tally::of(&guests);
        assert_eq!((tally.invited, tally.joined(), tally.failures()), (5, 2, 2));
        assert_eq!(tally.joins[0], Duration::from_millis(3));
        assert_eq!(tally.failed["full"], 2);
    }

    #[test]
    fn the_average_begins_when_everybody_had_time_to_come() {
        let flow = |sent| Flow {
            sent,
            ..Flow::default()
        };
        let seconds = Duration::from_secs;
        let mut meter = RateMeter::default();
        meter.note(flow(100), seconds(1), seconds(2));
        assert_eq!(meter.average.up, 800.0);
        meter.note(flow(1000), seconds(2), seconds(2));
        let now = meter.note(flow(1500), seconds(3), seconds(2));
        assert_eq!(
            (now.up, meter.average.up, meter.peak.up),
            (4000.0, 4000.0, 7200.0)
        );
        meter.note(flow(1500), seconds(4), seconds(2));
        assert_eq!(meter.average.up, 2000.0);
    }
}
