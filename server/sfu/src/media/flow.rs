//! What receiver reports say of our streams (RFC 3550, 6.4): losses and the time there and back.

use std::time::Duration;

/// A round trip longer than this is a mistake of the client's clock.
const LONGEST: Duration = Duration::from_secs(60);

/// One report block on one of our streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    /// The highest sequence number, with its wraps above.
    pub(crate) highest: u32,
    /// 24 bits with a sign: repeated packets count against it.
    pub(crate) lost: u32,
    /// In clock ticks.
    pub(crate) jitter: u32,
    /// The middle 32 bits of the time in our last sender report; 0 before there was one.
    pub(crate) last_sender_report: u32,
    /// Since that arrived, in 1/65536 s.
    pub(crate) delay: u32,
}

impl Report {
    /// `now`: the middle 32 bits of our time.
    pub(crate) fn round_trip(&self, now: u32) -> Option<Duration> {
        if self.last_sender_report == 0 {
            return None;
        }
        let ticks = now
            .wrapping_sub(self.last_sender_report)
            .wrapping_sub(self.delay);
        // Rounding can make nothing less than nothing.
        let ticks = u64::try_from(ticks.cast_signed()).unwrap_or(0);
        let time = Duration::from_micros(ticks * 1_000_000 / 65_536);
        (time <= LONGEST).then_some(time)
    }
}

/// Packets that should have come, and those of them that did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Losses {
    pub(crate) expected: u64,
    pub(crate) lost: u64,
}

/// Of fewer packets one that is lost says little: a voice that is silent sends a handful.
pub(crate) const ENOUGH: u64 = 50;

impl Losses {
    pub(crate) fn add(&mut self, more: Losses) {
        self.expected += more.expected;
        self.lost += more.lost;
    }

    pub(crate) fn per_mille(self) -> u16 {
        let share = (self.lost * 1000).checked_div(self.expected).unwrap_or(0);
        u16::try_from(share.min(1000)).unwrap_or(1000)
    }

    /// In parts of 256, once there are enough packets to say so; they are counted from nothing again.
    pub(crate) fn take_share(&mut self) -> Option<u8> {
        if self.expected < ENOUGH {
            return None;
        }
        let Losses { expected, lost } = std::mem::take(self);
        Some(u8::try_from(lost * 256 / expected).unwrap_or(u8::MAX))
    }
}

/// What of a direction is lost, as it was judged when enough packets said so.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Judgement {
    since: Losses,
    per_mille: u16,
    /// How often nothing was said in between.
    unheard: u8,
}

/// After so many times without a word nothing is known.
const FORGOTTEN: u8 = 5;

impl Judgement {
    /// Of a thousand, with these added.
    pub(crate) fn with(&mut self, more: Losses) -> u16 {
        if more.expected > 0 {
            self.unheard = 0;
        } else {
            self.unheard += 1;
            if self.unheard >= FORGOTTEN {
                *self = Judgement::default();
            }
        }
        self.since.add(more);
        if self.since.expected >= ENOUGH {
            self.per_mille = std::mem::take(&mut self.since).per_mille();
        }
        self.per_mille
    }
}

/// The reports on one stream, one after the other.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reported {
    last: Option<(u32, u32)>,
}

impl Reported {
    pub(crate) fn is_none(&self) -> bool {
        self.last.is_none()
    }

    /// What was lost since the report before; nothing is known from the first, nor from one that
    /// overtook another.
    pub(crate) fn hear(&mut self, report: &Report) -> Losses {
        let Some((highest, lost)) = self.last.replace((report.highest, report.lost)) else {
            return Losses::default();
        };
        let expected = u64::try_from(report.highest.wrapping_sub(highest).cast_signed());
        let Ok(expected) = expected else {
            self.last = Some((highest, lost));
            return Losses::default();
        };
        let difference = (report.lost.wrapping_sub(lost) << 8).cast_signed() >> 8;
        let lost = u64::try_from(difference).unwrap_or(0).min(expected);
        Losses { expected, lost }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(highest: u32, lost: u32) -> Report {
        Report {
            highest,
            lost,
            jitter: 0,
            last_sender_report: 0,
            delay: 0,
        }
    }

    #[test]
    fn losses_are_those_since_the_report_before() {
        let mut reported = Reported::default();
        assert_eq!(reported.hear(&report(1000, 7)), Losses::default());
        let losses = reported.hear(&report(1100, 17));
        assert_eq!((losses.expected, losses.lost), (100, 10));
        assert_eq!(losses.per_mille(), 100);
        // Packets that came twice make up for lost ones, and may make more than that.
        assert_eq!(reported.hear(&report(1200, 0xff_ffff)).lost, 0);
        assert_eq!(reported.hear(&report(1300, 1)).lost, 2);
    }

    #[test]
    fn a_handful_of_packets_is_not_judged() {
        let some = |expected, lost| Losses { expected, lost };
        let mut losses = some(10, 1);
        assert_eq!(losses.take_share(), None);
        losses.add(some(54, 15));
        assert_eq!(losses.take_share(), Some(64));
        assert_eq!(losses, Losses::default());

        let mut judgement = Judgement::default();
        assert_eq!(judgement.with(some(100, 2)), 20);
        for _ in 0..9 {
            assert_eq!(judgement.with(some(5, 4)), 20);
        }
        // A silent voice of which four of five are lost.
        assert_eq!(judgement.with(some(5, 4)), 800);
        for _ in 0..4 {
            assert_eq!(judgement.with(some(0, 0)), 800);
        }
        assert_eq!(judgement.with(some(0, 0)), 0);
    }

    #[test]
    fn a_report_that_was_overtaken_says_nothing() {
        let mut reported = Reported::default();
        reported.hear(&report(1000, 0));
        reported.hear(&report(1100, 0));
        assert_eq!(reported.hear(&report(1050, 0)), Losses::default());
        assert_eq!(reported.hear(&report(1200, 5)).expected, 100);
    }

    #[test]
    fn the_round_trip_leaves_out_the_time_at_the_client() {
        let mut block = report(0, 0);
        let now = 0x0001_0000;
        assert_eq!(block.round_trip(now), None);
        block.last_sender_report = 0xffff_0000;
        block.delay = 0x0001_0000;
        assert_eq!(block.round_trip(now), Some(Duration::from_secs(1)));
        block.delay = 0x0002_0001;
        assert_eq!(block.round_trip(now), Some(Duration::ZERO));
        block.last_sender_report = 5;
        block.delay = 0;
        assert_eq!(block.round_trip(0x7fff_0000), None);
    }
}
