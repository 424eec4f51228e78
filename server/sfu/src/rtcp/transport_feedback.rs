//! Transport-wide congestion control as a receiver
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01): tells the client when each of its packets
//! arrived, so that it can find out how much it may send.

use super::OUR_SSRC;
use crate::rtp::sequence;

/// Most packets in one feedback message.
const MAX_STATUSES: u64 = 400;

/// Arrivals remembered between two messages.
const MAX_ARRIVALS: usize = 4000;

/// Microseconds of one tick of a delta, and of the reference time.
const DELTA: i64 = 250;
const REFERENCE: i64 = 64_000;

const NOT_RECEIVED: u16 = 0;
const SMALL_DELTA: u16 = 1;
const LARGE_DELTA: u16 = 2;

#[derive(Default)]
pub(crate) struct FeedbackRecorder {
    arrivals: Vec<Arrival>,
    newest: Option<u64>,
    /// First position the next message speaks of.
    next: u64,
    count: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Arrival {
    position: u64,
    micros: i64,
}

impl FeedbackRecorder {
    /// `micros`: since any fixed moment.
    pub(crate) fn arrived(&mut self, transport_sequence: u16, micros: i64) {
        let position = match self.newest {
            // Above zero, so that an earlier packet has a place.
            None => (1 << 16) + u64::from(transport_sequence),
            Some(newest) => match sequence::nearest(newest, transport_sequence) {
                Some(position) => position,
                None => return,
            },
        };
        if self.newest.is_none() {
            self.next = position;
        }
        self.newest = self.newest.max(Some(position));
        if self.arrivals.len() < MAX_ARRIVALS {
            self.arrivals.push(Arrival { position, micros });
        }
    }

    /// What to tell the client now. `media_ssrc`: any of its streams.
    pub(crate) fn messages(&mut self, media_ssrc: u32) -> Vec<Vec<u8>> {
        self.arrivals.sort_unstable();
        self.arrivals.dedup_by_key(|arrival| arrival.position);
        let arrivals = std::mem::take(&mut self.arrivals);
        let mut rest = arrivals.as_slice();
        let mut messages = Vec::new();
        while let Some(first) = rest.first() {
            // Losses before the first arrival are told as well, unless it is a late packet.
            let base = match first.position.checked_sub(self.next) {
                Some(lost) if lost < MAX_STATUSES / 2 => self.next,
                Some(_) | None => first.position,
            };
            let end = rest.partition_point(|arrival| arrival.position < base + MAX_STATUSES);
            let (told, later) = rest.split_at(end);
            messages.push(self.message(media_ssrc, base, told));
            let after = told.last().map_or(base, |last| last.position + 1);
            self.next = self.next.max(after);
            rest = later;
        }
        self.arrivals = arrivals;
        self.arrivals.clear();
        messages
    }

    fn message(&mut self, media_ssrc: u32, base: u64, arrivals: &[Arrival]) -> Vec<u8> {
        let earliest = arrivals.iter().map(|arrival| arrival.micros).min();
        let reference = earliest.unwrap_or(0).div_euclid(REFERENCE);
        let (statuses, deltas) = statuses(base, reference * REFERENCE, arrivals);
        let mut message = vec![0x8f, 205, 0, 0];
        message.extend(OUR_SSRC.to_be_bytes());
        message.extend(media_ssrc.to_be_bytes());
        message.extend((base as u16).to_be_bytes());
        message.extend((statuses.len() as u16).to_be_bytes());
        message.extend(&(reference as u32).to_be_bytes()[1..]);
        message.push(self.count);
        self.count = self.count.wrapping_add(1);
        for chunk in statuses.chunks(7) {
            message.extend(two_bit_chunk(chunk).to_be_bytes());
        }
        message.extend(deltas);
        pad(&mut message);
        let words = (message.len() / 4 - 1) as u16;
        message[2..4].copy_from_slice(&words.to_be_bytes());
        message
    }
}

/// One status for each position from `base` on, and the time steps between the arrivals.
fn statuses(base: u64, mut time: i64, arrivals: &[Arrival]) -> (Vec<u16>, Vec<u8>) {
    let mut statuses = Vec::new();
    let mut deltas = Vec::new();
    for arrival in arrivals {
        statuses.resize((arrival.position - base) as usize, NOT_RECEIVED);
        let ticks = (arrival.micros - time).div_euclid(DELTA);
        let ticks = ticks.clamp(i64::from(i16::MIN), i64::from(i16::MAX)) as i16;
        time += i64::from(ticks) * DELTA;
        match u8::try_from(ticks) {
            Ok(small) => {
                statuses.push(SMALL_DELTA);
                deltas.push(small);
            }
            Err(_) => {
                statuses.push(LARGE_DELTA);
                deltas.extend(ticks.to_be_bytes());
            }
        }
    }
    (statuses, deltas)
}

fn two_bit_chunk(statuses: &[u16]) -> u16 {
    let shifts = (0..7).map(|place| 12 - 2 * place);
    statuses
        .iter()
        .zip(shifts)
        .fold(0xc000, |chunk, (status, shift)| chunk | status << shift)
}

fn pad(message: &mut Vec<u8>) {
    let padding = (4 - message.len() % 4) % 4;
    if padding > 0 {
        message[0] |= 0x20;
        message.resize(message.len() + padding - 1, 0);
        message.push(padding as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rtc_rtcp::transport_feedbacks::transport_layer_cc::{PacketStatusChunk, TransportLayerCc};
    use rtc_shared::marshal::Unmarshal;

    /// What a client reads out of a message: sequence numbers and arrival times.
    fn decode(mut bytes: &[u8]) -> Vec<(u16, Option<i64>)> {
        let message = TransportLayerCc::unmarshal(&mut bytes).unwrap();
        let mut time = i64::from(message.reference_time) * REFERENCE;
        let mut deltas = message.recv_deltas.iter();
        let symbols = message.packet_chunks.iter().flat_map(|chunk| match chunk {
            PacketStatusChunk::StatusVectorChunk(vector) => vector.symbol_list.clone(),
            PacketStatusChunk::RunLengthChunk(_) => panic!("not written"),
        });
        symbols
            .take(usize::from(message.packet_status_count))
            .enumerate()
            .map(|(index, symbol)| {
                let sequence = message.base_sequence_number.wrapping_add(index as u16);
                let arrival = (symbol as u16 != NOT_RECEIVED).then(|| {
                    time += deltas.next().unwrap().delta;
                    time
                });
                (sequence, arrival)
            })
            .collect()
    }

    #[test]
    fn losses_are_told_between_messages_too() {
        let mut recorder = FeedbackRecorder::default();
        recorder.arrived(65_535, 1_000_000);
        assert_eq!(recorder.messages(1).len(), 1);
        recorder.arrived(2, 1_010_000);
        let messages = recorder.messages(1);
        let told = decode(&messages[0]);
        assert_eq!(told.len(), 3);
        assert_eq!(told[..2], [(0, None), (1, None)]);
        assert!(recorder.messages(1).is_empty());
    }

    proptest! {
        #[test]
        fn every_arrival_is_told_once_within_a_quarter_millisecond(
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
            let told: Vec<_> = recorder
                .messages(7)
                .iter()
                .flat_map(|message| decode(message))
                .filter_map(|(sequence, arrival)| Some((sequence, arrival?)))
                .collect();
            prop_assert_eq!(told.len(), expected.len());
            for (told, expected) in told.iter().zip(&expected) {
                prop_assert_eq!(told.0, expected.0);
                prop_assert!((told.1 - expected.1).abs() < DELTA);
            }
        }
    }
}
