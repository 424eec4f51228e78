//! Transport-wide congestion control as a sender
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01): what a client tells of the arrival of our
//! packets. Read in place, for it comes from every receiver many times a second.

use crate::rtp::header::{read_u16, read_u32};

/// RTCP header, both stream numbers, first sequence number, count, reference time and counter.
const HEADER: usize = 20;

/// Statuses of one message; a real one has a few hundred.
const MAX_STATUSES: u16 = 8192;

/// Microseconds of one tick of the reference time and of a step.
const REFERENCE: i64 = 64_000;
const STEP: i64 = 250;

/// Times are on the client's clock, in microseconds from [`ArrivalReport::reference`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct ArrivalReport<'a> {
    first: u16,
    count: u16,
    reference: u32,
    chunks: &'a [u8],
    steps: &'a [u8],
}

impl<'a> ArrivalReport<'a> {
    /// `packet`: one RTCP packet of type 205, format 15.
    pub(crate) fn parse(packet: &'a [u8]) -> Option<Self> {
        let count = read_u16(packet, 14)?;
        if count > MAX_STATUSES {
            return None;
        }
        let body = packet.get(HEADER..)?;
        let mut covered = 0;
        let mut length = 0;
        while covered < usize::from(count) {
            covered += Chunk::read(body, length)?.len();
            length += 2;
        }
        let (chunks, steps) = body.split_at_checked(length)?;
        Some(ArrivalReport {
            first: read_u16(packet, 12)?,
            count,
            reference: read_u32(packet, 16)? >> 8,
            chunks,
            steps,
        })
    }

    /// 24 bits, in 64 ms.
    pub(crate) fn reference(&self) -> u32 {
        self.reference
    }

    /// What one tick of the reference time is in microseconds.
    pub(crate) const REFERENCE: i64 = REFERENCE;

    /// Sequence numbers in order, with the time of those that arrived. It ends early where the
    /// times do.
    pub(crate) fn statuses(&self) -> impl Iterator<Item = (u16, Option<i64>)> + 'a {
        let (chunks, mut steps) = (self.chunks, self.steps);
        let mut time = 0;
        let symbols = (0..chunks.len() / 2)
            .filter_map(move |index| Chunk::read(chunks, index * 2))
            .flat_map(Chunk::symbols)
            .take(usize::from(self.count));
        let first = self.first;
        symbols.enumerate().map_while(move |(index, symbol)| {
            let ticks = match symbol {
                1 => {
                    let (step, rest) = steps.split_first()?;
                    steps = rest;
                    i64::from(*step)
                }
                2 => {
                    let (step, rest) = steps.split_first_chunk()?;
                    steps = rest;
                    i64::from(i16::from_be_bytes(*step))
                }
                _ => return Some((first.wrapping_add(index as u16), None)),
            };
            time += ticks * STEP;
            Some((first.wrapping_add(index as u16), Some(time)))
        })
    }
}

/// Symbols for one packet or many, two bits each: 1 and 2 stand for an arrival with a short or a
/// long step.
#[derive(Clone, Copy, Debug)]
struct Chunk(u16);

impl Chunk {
    fn read(bytes: &[u8], at: usize) -> Option<Self> {
        read_u16(bytes, at).map(Chunk)
    }

    fn len(self) -> usize {
        match self.0 >> 14 {
            0b11 => 7,
            0b10 => 14,
            _ => usize::from(self.0 & 0x1fff),
        }
    }

    fn symbols(self) -> impl Iterator<Item = u16> {
        let bits = self.0;
        (0..self.len()).map(move |index| match bits >> 14 {
            0b11 => bits >> (12 - 2 * index) & 3,
            0b10 => bits >> (13 - index) & 1,
            _ => bits >> 13 & 3,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtcp::transport_feedback::FeedbackRecorder;
    use proptest::prelude::*;

    fn message(chunks: &[u16], count: u16, steps: &[u8]) -> Vec<u8> {
        let mut packet = vec![0x8f, 205, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2];
        packet.extend(65_535u16.to_be_bytes());
        packet.extend(count.to_be_bytes());
        packet.extend([0, 0, 5, 9]);
        for chunk in chunks {
            packet.extend(chunk.to_be_bytes());
        }
        packet.extend(steps);
        packet
    }

    #[test]
    fn all_kinds_of_chunks_are_read() {
        // Two lost, then fourteen of one bit each, of which the first and the last arrived, then
        // seven of two bits each, of which the first two did.
        let chunks = [0x0002, 0xa001, 0xe400];
        let packet = message(&chunks, 18, &[4, 8, 0xff, 0xfe, 2]);
        let report = ArrivalReport::parse(&packet).unwrap();
        assert_eq!(report.reference(), 5);
        let arrived: Vec<_> = report
            .statuses()
            .filter_map(|(sequence, at)| Some((sequence, at?)))
            .collect();
        assert_eq!(arrived, [(1, 1000), (14, 3000), (15, 2500), (16, 3000)]);
        assert_eq!(report.statuses().count(), 18);
    }

    #[test]
    fn a_run_of_arrivals_without_their_times_ends_early() {
        let packet = message(&[0x2000 | 100], 100, &[1, 1]);
        let report = ArrivalReport::parse(&packet).unwrap();
        assert_eq!(report.statuses().count(), 2);
        assert!(ArrivalReport::parse(&message(&[0x0001], 100, &[])).is_none());
    }

    proptest! {
        #[test]
        fn what_the_engine_writes_it_reads(
            first in any::<u16>(),
            steps in prop::collection::vec((1u16..40, -200i64..90_000), 1..120),
        ) {
            let mut recorder = FeedbackRecorder::default();
            let mut expected = Vec::new();
            let (mut sequence, mut micros) = (first, 5_000_000);
            for (step, passed) in steps {
                recorder.arrived(sequence, micros);
                expected.push((sequence, micros));
                sequence = sequence.wrapping_add(step);
                micros += passed;
            }
            let mut told = Vec::new();
            for message in recorder.messages(7) {
                let report = ArrivalReport::parse(&message).unwrap();
                let base = i64::from(report.reference()) * REFERENCE;
                told.extend(report.statuses().filter_map(|(sequence, at)| {
                    Some((sequence, base + at?))
                }));
            }
            prop_assert_eq!(told.len(), expected.len());
            for (told, expected) in told.iter().zip(&expected) {
                prop_assert_eq!(told.0, expected.0);
                prop_assert!((told.1 - expected.1).abs() < STEP);
            }
        }

        #[test]
        fn any_bytes_are_read_without_panic(packet in prop::collection::vec(any::<u8>(), 0..80)) {
            if let Some(report) = ArrivalReport::parse(&packet) {
                prop_assert!(report.statuses().count() <= usize::from(MAX_STATUSES));
            }
        }
    }
}
