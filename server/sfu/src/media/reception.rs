//! Statistics of a received stream for receiver reports (RFC 3550, 6.4 and appendix A).

use std::time::Instant;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reception {
    first: Option<u64>,
    newest: u64,
    received: u64,
    reported_expected: u64,
    reported_received: u64,
    /// In clock ticks, times 16.
    jitter: u64,
    transit: Option<i64>,
    sender_report: Option<(u32, Instant)>,
}

/// The figures of one report block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ReportBlock {
    pub(crate) fraction_lost: u8,
    pub(crate) total_lost: u32,
    pub(crate) newest: u32,
    pub(crate) jitter: u32,
    pub(crate) last_sender_report: u32,
    /// In 1/65536 s.
    pub(crate) delay: u32,
}

impl Reception {
    /// `arrival`: in clock ticks since any fixed moment.
    pub(crate) fn packet(&mut self, position: u64, timestamp: u32, arrival: i64) {
        self.first = self.first.or(Some(position));
        self.newest = self.newest.max(position);
        self.received += 1;
        let transit = arrival.wrapping_sub(i64::from(timestamp));
        if let Some(before) = self.transit.replace(transit) {
            // Differences wrap with the timestamp.
            let difference = u64::from((transit.wrapping_sub(before) as i32).unsigned_abs());
            self.jitter = (self.jitter + difference).saturating_sub((self.jitter + 8) / 16);
        }
    }

    /// `ntp`: the middle 32 bits of the sender's time.
    pub(crate) fn sender_report(&mut self, ntp: u32, now: Instant) {
        self.sender_report = Some((ntp, now));
    }

    /// Packets expected and received since the stream began.
    pub(crate) fn totals(&self) -> (u64, u64) {
        let expected = self.first.map_or(0, |first| self.newest - first + 1);
        (expected, self.received)
    }

    /// In clock ticks.
    pub(crate) fn jitter(&self) -> u32 {
        u32::try_from(self.jitter / 16).unwrap_or(u32::MAX)
    }

    pub(crate) fn report(&mut self, now: Instant) -> Option<ReportBlock> {
        let expected = self.newest - self.first? + 1;
        let expected_since = expected - self.reported_expected;
        let received_since = self.received - self.reported_received;
        self.reported_expected = expected;
        self.reported_received = self.received;
        let lost_since = expected_since.saturating_sub(received_since);
        let fraction = (lost_since * 256).checked_div(expected_since).unwrap_or(0);
        let (last_sender_report, delay) = match self.sender_report {
            Some((ntp, at)) => {
                let delay = now.saturating_duration_since(at).as_micros() * 65_536 / 1_000_000;
                (ntp, u32::try_from(delay).unwrap_or(u32::MAX))
            }
            None => (0, 0),
        };
        Some(ReportBlock {
            fraction_lost: u8::try_from(fraction).unwrap_or(u8::MAX),
            // 24 bits in the packet.
            total_lost: expected.saturating_sub(self.received).min(0x7f_ffff) as u32,
            newest: self.newest as u32,
            jitter: self.jitter(),
            last_sender_report,
            delay,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::start;
    use std::time::Duration;

    #[test]
    fn loss_is_told_since_the_last_report_and_in_all() {
        let mut reception = Reception::default();
        let now = start();
        assert_eq!(reception.report(now), None);
        for position in (100..200).filter(|position| position % 4 != 0) {
            reception.packet(position, 0, 0);
        }
        let block = reception.report(now).unwrap();
        // The first packet, 100, is lost before anything is known of the stream.
        assert_eq!((block.total_lost, block.newest), (24, 199));
        assert_eq!(block.fraction_lost, (24u32 * 256 / 99) as u8);
        for position in 200..300 {
            reception.packet(position, 0, 0);
        }
        let block = reception.report(now).unwrap();
        assert_eq!((block.total_lost, block.fraction_lost), (24, 0));
    }

    #[test]
    fn the_delay_since_the_sender_report_is_told() {
        let mut reception = Reception::default();
        let now = start();
        reception.packet(1, 0, 0);
        reception.sender_report(0xabcd, now);
        let block = reception.report(now + Duration::from_millis(500)).unwrap();
        assert_eq!((block.last_sender_report, block.delay), (0xabcd, 32_768));
    }

    #[test]
    fn an_even_stream_has_no_jitter() {
        let mut reception = Reception::default();
        for tick in 0..50u32 {
            let timestamp = (u32::MAX - 20_000).wrapping_add(tick * 960);
            reception.packet(u64::from(tick), timestamp, i64::from(tick) * 960);
        }
        assert_eq!(reception.report(start()).unwrap().jitter, 0);
    }
}
