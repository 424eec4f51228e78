//! Exact counts of what arrived, by the numbers in the packets.

use rtc_rtcp::receiver_report::ReceiverReport;
use rtc_rtcp::reception_report::ReceptionReport;
use rtc_shared::marshal::Marshal as _;

/// Report blocks of one packet.
const MAX_REPORTS: usize = 31;

#[derive(Debug, Default)]
pub(super) struct Tally {
    streams: Vec<Stream>,
    /// Where the last packet belonged: the next one mostly belongs there too.
    last: usize,
    pub(super) packets: u64,
    pub(super) bytes: u64,
    /// Of the sample: what had the content that was sent, and what had not.
    pub(super) intact: u64,
    pub(super) broken: u64,
}

#[derive(Debug)]
struct Stream {
    ssrc: u32,
    first: u64,
    highest: u64,
    packets: u64,
}

impl Stream {
    /// Numbers up to the highest that no packet had.
    fn missing(&self) -> u64 {
        (self.highest - self.first + 1).saturating_sub(self.packets)
    }
}

impl Tally {
    /// Counts an RTP packet, and returns how many there were before.
    pub(super) fn count(&mut self, packet: &[u8]) -> u64 {
        let nth = self.packets;
        let Some((sequence, ssrc)) = numbers(packet) else {
            return nth;
        };
        self.packets += 1;
        self.bytes += packet.len() as u64;
        if self.streams.get(self.last).is_none_or(|it| it.ssrc != ssrc) {
            let known = self.streams.iter().position(|it| it.ssrc == ssrc);
            self.last = known.unwrap_or(self.streams.len());
        }
        match self.streams.get_mut(self.last) {
            Some(stream) => {
                let ahead = sequence.wrapping_sub(stream.highest as u16);
                if ahead < 0x8000 {
                    stream.highest += u64::from(ahead);
                }
                stream.packets += 1;
            }
            None => {
                // Above zero, so that an earlier packet has a place.
                let first = (1 << 16) + u64::from(sequence);
                self.streams.push(Stream {
                    ssrc,
                    first,
                    highest: first,
                    packets: 1,
                });
            }
        }
        nth
    }

    pub(super) fn opened(&mut self, intact: bool) {
        self.intact += u64::from(intact);
        self.broken += u64::from(!intact);
    }

    pub(super) fn missing(&self) -> u64 {
        self.streams.iter().map(Stream::missing).sum()
    }

    pub(super) fn streams(&self) -> usize {
        self.streams.len()
    }

    /// As a browser reports, without a word of loss: what is lost here is lost, and must not make
    /// the server work.
    pub(super) fn receiver_report(&self) -> Option<Vec<u8>> {
        if self.streams.is_empty() {
            return None;
        }
        let report = ReceiverReport {
            ssrc: 1,
            reports: self
                .streams
                .iter()
                .take(MAX_REPORTS)
                .map(|stream| ReceptionReport {
                    ssrc: stream.ssrc,
                    last_sequence_number: (stream.highest - stream.first) as u32,
                    ..ReceptionReport::default()
                })
                .collect(),
            ..ReceiverReport::default()
        };
        Some(report.marshal().ok()?.to_vec())
    }
}

fn numbers(packet: &[u8]) -> Option<(u16, u32)> {
    let sequence = packet.get(2..4)?.try_into().ok()?;
    let ssrc = packet.get(8..12)?.try_into().ok()?;
    Some((u16::from_be_bytes(sequence), u32::from_be_bytes(ssrc)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(ssrc: u32, sequence: u16) -> Vec<u8> {
        let mut packet = vec![0x80, 96];
        packet.extend(sequence.to_be_bytes());
        packet.extend([0; 4]);
        packet.extend(ssrc.to_be_bytes());
        packet
    }

    #[test]
    fn what_is_missing_is_counted_exactly_over_the_wrap_and_out_of_order() {
        let mut tally = Tally::default();
        for sequence in [65_530, 65_531, 65_533, 65_532, 65_535, 1, 0] {
            tally.count(&packet(7, sequence));
            tally.count(&packet(8, 5000u16.wrapping_add(sequence)));
        }
        // 65,534 of each.
        assert_eq!(tally.missing(), 2);
        assert_eq!((tally.packets, tally.streams()), (14, 2));
    }
}
