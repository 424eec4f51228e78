//! How much of a delay is nobody's fault but the line's. A large picture, or the key frame of a layer
//! that is new here, takes its time on every line; only a delay beyond what a line of the target
//! rate would cause says that there is less.

use super::Micros;
use super::bitrate::Bitrate;

/// Longer than this beyond what was sent explains, and a queue is the line's.
const MARGIN: Micros = 10_000;

/// The least delay is that of the last one to two of these: clocks drift, and paths change.
const WINDOW: Micros = 10_000_000;

/// What would be waiting in front of a line that carries exactly the target.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Backlog {
    bytes: f64,
    counted_at: Micros,
}

impl Backlog {
    /// One more packet. Returns the time after which it would be through.
    pub(super) fn sent(&mut self, bytes: usize, target: Bitrate, now: Micros) -> Micros {
        let carried = target.bytes_in(now - self.counted_at);
        self.bytes = (self.bytes - carried).max(0.0) + bytes as f64;
        self.counted_at = now;
        target.time_for(self.bytes)
    }

    /// The target fell: what was sent under the one before explains nothing any more.
    pub(super) fn forget(&mut self) {
        self.bytes = 0.0;
    }
}

/// Delays as the client reports them, less what the [`Backlog`] explains.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Excess {
    /// In this window and in the one before. The clocks are different ones: only differences count.
    least: Option<Micros>,
    least_before: Option<Micros>,
    began: Micros,
    /// The least excess of what one report tells: jitter adds to single packets.
    of_report: Option<Micros>,
}

impl Excess {
    /// `delay`: from our clock to the client's; `explained`: what [`Backlog::sent`] returned.
    pub(super) fn arrived(&mut self, delay: Micros, explained: Micros, at: Micros) {
        if at - self.began >= WINDOW {
            self.began = at;
            self.least_before = self.least.take();
        }
        self.least = Some(self.least.map_or(delay, |least| least.min(delay)));
        let base = self.least.min(self.least_before.or(self.least));
        let excess = delay - base.unwrap_or(delay) - explained;
        self.of_report = Some(self.of_report.map_or(excess, |least| least.min(excess)));
    }

    /// A report is complete. Says whether it shows a queue that nothing explains.
    pub(super) fn is_there(&mut self) -> bool {
        self.of_report.take().is_some_and(|excess| excess > MARGIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Bitrate = Bitrate::kilobits(2_000);

    /// Pictures of 5 kB at 1.2 Mbit/s and one of 60 kB, over a line of this rate: how many of the
    /// reports after each show a queue.
    fn unexplained(line: Bitrate) -> usize {
        let (mut backlog, mut excess) = (Backlog::default(), Excess::default());
        let mut free_at = 0;
        let pictures = (0..120).map(|picture| {
            let packets = if picture == 60 { 50 } else { 4 };
            for packet in 0..packets {
                let sent = picture * 33_000 + packet * 1_000;
                let explained = backlog.sent(1_200, TARGET, sent);
                free_at = free_at.max(sent) + line.time_for(1_200.0);
                excess.arrived(free_at - sent + 7_000_000, explained, free_at);
            }
            excess.is_there()
        });
        pictures.filter(|is_there| *is_there).count()
    }

    #[test]
    fn a_burst_explains_its_own_delay_and_no_more() {
        assert_eq!(unexplained(Bitrate::kilobits(3_000)), 0);
        assert_eq!(unexplained(TARGET), 0);
        assert!(unexplained(Bitrate::kilobits(1_000)) > 100);
    }

    #[test]
    fn the_least_delay_is_one_of_late() {
        let mut excess = Excess::default();
        let mut at = |delay, at| {
            excess.arrived(delay, 0, at);
            excess.is_there()
        };
        assert!(!at(20_000, 0));
        assert!(at(50_000, WINDOW));
        assert!(!at(50_000, 2 * WINDOW));
        assert!(!at(40_000, 2 * WINDOW));
    }

    #[test]
    fn what_was_sent_before_the_target_fell_explains_nothing() {
        let mut backlog = Backlog::default();
        let many = (0..20).map(|_| backlog.sent(1_200, TARGET, 0)).max();
        backlog.forget();
        assert!(backlog.sent(1_200, TARGET, 0) < many.unwrap() / 10);
    }
}
