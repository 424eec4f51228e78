use std::time::{Duration, Instant};

use super::weather::Weather;
use crate::dice::Dice;

/// Probabilities are compared with dice of so many sides.
const SIDES: u64 = 1 << 32;

/// One direction of one client's way to the server: says of each packet when it arrives, if at all.
/// It reads no clock, so the same seed and the same packets give the same fate.
#[derive(Debug)]
pub(super) struct Link {
    dice: Dice,
    /// When the packet before this one has left, at the given rate.
    free_at: Instant,
    /// When the packet before this one arrives.
    last: Instant,
}

/// What became of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Arrives {
        at: Instant,
        late: bool,
    },
    Lost,
    /// The queue was full.
    Overflows,
}

impl Link {
    pub(super) fn new(dice: Dice, now: Instant) -> Self {
        Self {
            dice,
            free_at: now,
            last: now,
        }
    }

    pub(super) fn datagram(&mut self, weather: &Weather, bytes: usize, now: Instant) -> Fate {
        // All dice are thrown each time: weather that changes does not shift the later throws.
        let [loss, reorder, jitter] = std::array::from_fn(|_| self.chance());
        if loss < weather.loss {
            return Fate::Lost;
        }
        let Some(leaves) = self.leaves(weather, bytes, now) else {
            return Fate::Overflows;
        };
        let at = leaves + weather.delay + weather.jitter.mul_f64(jitter);
        if reorder < weather.reorder {
            let at = at + Weather::LATE;
            return Fate::Arrives { at, late: true };
        }
        self.last = self.last.max(at);
        Fate::Arrives {
            at: self.last,
            late: false,
        }
    }

    /// Part of a stream, in which nothing may be missing: where a datagram would be dropped, the
    /// sender has to wait. Returns when the bytes arrive, and when the next ones may come.
    pub(super) fn stretch(
        &mut self,
        weather: &Weather,
        bytes: usize,
        now: Instant,
    ) -> (Instant, Instant) {
        let leaves = self.free_at.max(now) + weather.takes(bytes);
        self.free_at = leaves;
        let jitter = weather.jitter.mul_f64(self.chance());
        self.last = self.last.max(leaves + weather.delay + jitter);
        let next = leaves.checked_sub(weather.queue).unwrap_or(now);
        (self.last, next)
    }

    fn leaves(&mut self, weather: &Weather, bytes: usize, now: Instant) -> Option<Instant> {
        let start = self.free_at.max(now);
        let waits = start.saturating_duration_since(now);
        if waits > Duration::ZERO && waits > weather.queue {
            return None;
        }
        self.free_at = start + weather.takes(bytes);
        Some(self.free_at)
    }

    /// From 0 up to, and without, 1.
    fn chance(&mut self) -> f64 {
        self.dice.below(SIDES) as f64 / SIDES as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: usize = 1000;

    fn link(seed: u64) -> (Link, Instant) {
        let now = Instant::now();
        (Link::new(Dice::new(seed), now), now)
    }

    /// Fates of packets that come every `gap`.
    fn fates(weather: &Weather, gap: Duration, count: u32, seed: u64) -> Vec<(Instant, Fate)> {
        let (mut link, start) = link(seed);
        (0..count)
            .map(|number| {
                let now = start + gap * number;
                (now, link.datagram(weather, PACKET, now))
            })
            .collect()
    }

    fn share(fates: &[(Instant, Fate)], of: impl Fn(&Fate) -> bool) -> f64 {
        let count = fates.iter().filter(|(_, fate)| of(fate)).count();
        count as f64 / fates.len() as f64
    }

    #[test]
    fn fair_weather_does_nothing() {
        for (now, fate) in fates(&Weather::FAIR, Duration::from_millis(1), 100, 1) {
            let expected = Fate::Arrives {
                at: now,
                late: false,
            };
            assert_eq!(fate, expected);
        }
    }

    #[test]
    fn loses_and_delays_the_share_it_is_told_to() {
        let weather = Weather {
            loss: 0.05,
            reorder: 0.1,
            delay: Duration::from_millis(30),
            jitter: Duration::from_millis(10),
            ..Weather::FAIR
        };
        let fates = fates(&weather, Duration::from_millis(20), 20_000, 2);
        let lost = share(&fates, |fate| *fate == Fate::Lost);
        assert!((0.045..0.055).contains(&lost), "{lost}");
        let late = share(&fates, |fate| {
            matches!(fate, Fate::Arrives { late: true, .. })
        });
        assert!((0.085..0.105).contains(&late), "{late}");
        let mut total = Duration::ZERO;
        let mut on_time = 0;
        for (sent, fate) in &fates {
            if let Fate::Arrives { at, late: false } = fate {
                let took = *at - *sent;
                assert!(took >= weather.delay && took <= weather.delay + weather.jitter);
                total += took;
                on_time += 1;
            }
        }
        let mean = (total / on_time).as_secs_f64() * 1000.0;
        assert!((34.8..35.2).contains(&mean), "{mean} ms");
    }

    #[test]
    fn only_the_late_are_overtaken() {
        let weather = Weather {
            jitter: Duration::from_millis(50),
            ..Weather::FAIR
        };
        let fates = fates(&weather, Duration::from_millis(1), 1000, 3);
        let arrivals: Vec<_> = fates
            .iter()
            .filter_map(|(_, fate)| match fate {
                Fate::Arrives { at, .. } => Some(*at),
                Fate::Lost | Fate::Overflows => None,
            })
            .collect();
        assert!(arrivals.is_sorted());
    }

    #[test]
    fn passes_no_more_than_its_rate_and_keeps_no_more_than_its_queue() {
        // Twice as much as fits: half of it is dropped once the queue is full.
        let weather = Weather {
            rate: Some(800_000),
            queue: Duration::from_millis(300),
            ..Weather::FAIR
        };
        let fates = fates(&weather, Duration::from_millis(5), 4000, 4);
        let passed = share(&fates, |fate| matches!(fate, Fate::Arrives { .. }));
        assert!((0.5..0.51).contains(&passed), "{passed}");
        for (sent, fate) in fates {
            if let Fate::Arrives { at, .. } = fate {
                assert!(at - sent <= weather.queue + weather.takes(PACKET));
            }
        }
    }

    #[test]
    fn a_new_rate_holds_from_the_next_packet_on() {
        let (mut link, now) = link(5);
        let slow = Weather {
            rate: Some(80_000),
            ..Weather::FAIR
        };
        let at = |millis| now + Duration::from_millis(millis);
        let arrives = |at| Fate::Arrives { at, late: false };
        assert_eq!(link.datagram(&slow, PACKET, now), arrives(at(100)));
        assert_eq!(link.datagram(&Weather::FAIR, PACKET, now), arrives(at(100)));
        assert_eq!(
            link.datagram(&Weather::FAIR, PACKET, at(200)),
            arrives(at(200))
        );
    }

    #[test]
    fn a_stream_waits_instead_of_being_dropped() {
        let (mut link, now) = link(6);
        let weather = Weather {
            loss: 0.5,
            rate: Some(80_000),
            delay: Duration::from_millis(20),
            queue: Duration::from_millis(150),
            ..Weather::FAIR
        };
        let at = |millis| now + Duration::from_millis(millis);
        let (arrives, next) = link.stretch(&weather, PACKET, at(1000));
        assert_eq!((arrives, next), (at(1120), at(950)));
        let (arrives, next) = link.stretch(&weather, PACKET, at(1000));
        assert_eq!((arrives, next), (at(1220), at(1050)));
    }

    #[test]
    fn the_same_seed_gives_the_same_weather() {
        let weather = Weather {
            loss: 0.3,
            ..Weather::FAIR
        };
        let lost = |seed| -> Vec<bool> {
            fates(&weather, Duration::from_millis(1), 200, seed)
                .iter()
                .map(|(_, fate)| *fate == Fate::Lost)
                .collect()
        };
        assert_eq!(lost(7), lost(7));
        assert_ne!(lost(7), lost(8));
    }
}
