//! How much arrived at the other end, on the client's clock.

use super::Micros;
use super::bitrate::Bitrate;

const BUCKET: Micros = 50_000;
const BUCKETS: usize = 20;

/// Less than this many complete buckets say nothing.
const ENOUGH: i64 = 4;

#[derive(Default)]
pub(super) struct Acknowledged {
    bytes: [u32; BUCKETS],
    /// Numbers of the first bucket ever and of the newest one, which is not complete.
    span: Option<(i64, i64)>,
}

impl Acknowledged {
    pub(super) fn arrived(&mut self, at: Micros, bytes: u32) {
        let bucket = at.div_euclid(BUCKET);
        let (first, newest) = match self.span {
            // A clock that jumps far is a new beginning.
            Some((first, newest)) if (bucket - newest).abs() < 100 * BUCKETS as i64 => {
                (first, newest)
            }
            Some(_) | None => {
                self.bytes = [0; BUCKETS];
                (bucket, bucket)
            }
        };
        if bucket <= newest - BUCKETS as i64 {
            return;
        }
        for passed in (newest + 1..=bucket).take(BUCKETS) {
            self.bytes[place(passed)] = 0;
        }
        if bucket - newest > BUCKETS as i64 {
            self.bytes = [0; BUCKETS];
        }
        self.bytes[place(bucket)] += bytes;
        self.span = Some((first.min(bucket), newest.max(bucket)));
    }

    /// Over the last `buckets` of 50 ms, or as many as there are. `None`: too few to say.
    pub(super) fn over(&self, buckets: i64) -> Option<Bitrate> {
        let (first, newest) = self.span?;
        let buckets = buckets.min(newest - first).min(BUCKETS as i64 - 1);
        if buckets < ENOUGH {
            return None;
        }
        let bytes: u64 = (newest - buckets..newest)
            .map(|bucket| u64::from(self.bytes[place(bucket)]))
            .sum();
        Some(Bitrate::of(bytes, buckets * BUCKET))
    }
}

fn place(bucket: i64) -> usize {
    bucket.rem_euclid(BUCKETS as i64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_stream_has_its_rate_and_a_pause_counts() {
        let mut acknowledged = Acknowledged::default();
        assert_eq!(acknowledged.over(10), None);
        for packet in 0..200 {
            acknowledged.arrived(packet * 10_000, 1_250);
        }
        assert_eq!(acknowledged.over(10), Some(Bitrate::kilobits(1000)));
        acknowledged.arrived(2_300_000, 1_250);
        let half = acknowledged.over(12).unwrap();
        assert_eq!(half, Bitrate::kilobits(500));
        acknowledged.arrived(90_000_000, 1_250);
        assert!(
            acknowledged
                .over(10)
                .is_none_or(|rate| rate == Bitrate::ZERO)
        );
    }
}
