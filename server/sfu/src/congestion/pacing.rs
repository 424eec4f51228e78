//! Spreads what exceeds a comfortable rate over time. A picture of a few packets that the target has
//! room for goes out as it came, in one turn; larger ones go in pieces.

use super::Micros;
use super::bitrate::Bitrate;

/// What is sent at once may be this much faster than the target.
const FACTOR: f64 = 2.5;

/// One picture of thirty a second.
const PICTURE: Micros = 33_000;

/// Largest piece: so much time or so many bytes (ten packets), whichever is more; of what has waited,
/// whichever is less.
const QUANTUM: Micros = 5_000;
const QUANTUM_BYTES: f64 = 12_000.0;

const PACKET: f64 = 1_200.0;

/// What waits is sent within this time, whatever the rate: a late picture is worse than a full line.
const LONGEST_WAIT: Micros = 500_000;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Pacing {
    rate: Bitrate,
    /// Bytes that may be ahead of the rate.
    burst: f64,
    /// Bytes that are ahead of it.
    ahead: f64,
    counted_at: Micros,
}

impl Pacing {
    pub(crate) fn new(target: Bitrate) -> Self {
        let mut pacing = Pacing {
            rate: target,
            burst: 0.0,
            ahead: 0.0,
            counted_at: 0,
        };
        pacing.set(target, 0);
        pacing
    }

    /// `waiting`: bytes that have to wait now.
    pub(crate) fn set(&mut self, target: Bitrate, waiting: usize) {
        let urgent = Bitrate::of(waiting as u64, LONGEST_WAIT);
        self.rate = target.times(FACTOR).max(urgent);
        let piece = self.rate.bytes_in(QUANTUM).max(QUANTUM_BYTES);
        self.burst = target.bytes_in(PICTURE).min(piece).max(2.0 * PACKET);
    }

    /// Whether a packet may go out now.
    pub(crate) fn admits(&mut self, now: Micros) -> bool {
        self.count(now);
        self.ahead < self.burst
    }

    pub(crate) fn spend(&mut self, bytes: usize) {
        self.ahead += bytes as f64;
    }

    /// When the next piece of what waits may go out.
    pub(crate) fn ready_at(&mut self, now: Micros) -> Micros {
        self.count(now);
        let quantum = self.rate.bytes_in(QUANTUM).clamp(PACKET, QUANTUM_BYTES);
        let excess = self.ahead - (self.burst - quantum).max(0.0);
        now + self.rate.time_for(excess)
    }

    fn count(&mut self, now: Micros) {
        let passed = now - self.counted_at;
        if passed > 0 {
            self.counted_at = now;
            self.ahead = (self.ahead - self.rate.bytes_in(passed)).max(0.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_picture_that_fits_the_target_is_not_held_up() {
        let mut pacing = Pacing::new(Bitrate::kilobits(3_000));
        for picture in 0..100 {
            for _ in 0..10 {
                assert!(pacing.admits(picture * 33_000));
                pacing.spend(1_200);
            }
        }
    }

    proptest! {
        #[test]
        fn no_piece_is_longer_than_ten_packets_or_five_milliseconds(kilobits in 50u32..50_000) {
            let target = Bitrate::kilobits(kilobits);
            let mut pacing = Pacing::new(target);
            let mut at_once = 0;
            while pacing.admits(1) {
                pacing.spend(1_200);
                at_once += 1_200;
            }
            let piece = target.times(FACTOR).bytes_in(5_000).max(10.0 * PACKET);
            prop_assert!(f64::from(at_once) <= piece + PACKET, "{at_once}");
        }

        #[test]
        fn the_rate_is_kept_in_pieces_of_a_few_milliseconds(kilobits in 100u32..20_000) {
            let target = Bitrate::kilobits(kilobits);
            let mut pacing = Pacing::new(target);
            let (mut now, mut sent, mut waits) = (0, 0usize, Vec::new());
            while now < 3_000_000 {
                let mut piece = 0;
                while pacing.admits(now) {
                    pacing.spend(1_200);
                    piece += 1_200;
                }
                sent += piece;
                let next = pacing.ready_at(now);
                prop_assert!(next > now);
                waits.push(next - now);
                if now > 0 {
                    let quantum = target.times(FACTOR).bytes_in(QUANTUM).min(QUANTUM_BYTES);
                    prop_assert!(piece as f64 <= quantum.max(PACKET) + 2.0 * PACKET);
                }
                now = next;
            }
            let rate = Bitrate::of(sent as u64, now).bits() / target.bits();
            prop_assert!((2.3..2.9).contains(&rate), "{rate}");
        }
    }
}
