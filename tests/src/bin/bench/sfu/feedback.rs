//! Transport-wide feedback of a receiver, as far as a lossless loopback needs it: without it a server
//! with congestion control would believe the line dead.

use std::time::Instant;

use rtc_rtcp::transport_feedbacks::transport_layer_cc::{
    PacketStatusChunk, RecvDelta, StatusChunkTypeTcc, StatusVectorChunk, SymbolSizeTypeTcc,
    SymbolTypeTcc, TransportLayerCc,
};
use rtc_shared::marshal::Marshal as _;

/// Most packets of one message.
const MAX_STATUSES: usize = 350;

/// Microseconds of one tick of a delta, and of the reference time.
const DELTA: i64 = 250;
const REFERENCE: i64 = 64_000;

#[derive(Default)]
pub(super) struct Feedback {
    began: Option<Instant>,
    arrivals: Vec<(u16, i64)>,
    count: u8,
}

impl Feedback {
    pub(super) fn arrived(&mut self, transport_sequence: u16, now: Instant) {
        let began = *self.began.get_or_insert(now);
        let micros = now.saturating_duration_since(began).as_micros();
        self.arrivals.push((
            transport_sequence,
            i64::try_from(micros).unwrap_or(i64::MAX),
        ));
    }

    pub(super) fn messages(&mut self) -> Vec<Vec<u8>> {
        let mut arrivals = std::mem::take(&mut self.arrivals);
        let Some((base, _)) = arrivals.first().copied() else {
            return Vec::new();
        };
        arrivals.sort_by_key(|(sequence, _)| sequence.wrapping_sub(base) as i16);
        arrivals.dedup_by_key(|(sequence, _)| *sequence);
        let mut messages = Vec::new();
        let mut rest = arrivals.as_slice();
        while let Some((base, _)) = rest.first().copied() {
            let end = rest.partition_point(|(sequence, _)| {
                usize::from(sequence.wrapping_sub(base)) < MAX_STATUSES
            });
            let (told, later) = rest.split_at(end.max(1));
            messages.extend(self.message(base, told));
            rest = later;
        }
        messages
    }

    fn message(&mut self, base: u16, arrivals: &[(u16, i64)]) -> Option<Vec<u8>> {
        let reference = arrivals.first()?.1.div_euclid(REFERENCE);
        let mut time = reference * REFERENCE;
        let mut symbols = Vec::new();
        let mut deltas = Vec::new();
        for (sequence, micros) in arrivals {
            let place = usize::from(sequence.wrapping_sub(base));
            symbols.resize(place, SymbolTypeTcc::PacketNotReceived);
            let ticks = (micros - time).div_euclid(DELTA);
            time += ticks * DELTA;
            let symbol = match ticks {
                0..=255 => SymbolTypeTcc::PacketReceivedSmallDelta,
                _ => SymbolTypeTcc::PacketReceivedLargeDelta,
            };
            symbols.push(symbol);
            deltas.push(RecvDelta {
                type_tcc_packet: symbol,
                delta: ticks * DELTA,
            });
        }
        self.count = self.count.wrapping_add(1);
        let message = TransportLayerCc {
            sender_ssrc: 1,
            media_ssrc: 1,
            base_sequence_number: base,
            packet_status_count: symbols.len() as u16,
            reference_time: reference as u32,
            fb_pkt_count: self.count,
            packet_chunks: symbols.chunks(7).map(chunk).collect(),
            recv_deltas: deltas,
        };
        Some(message.marshal().ok()?.to_vec())
    }
}

fn chunk(symbols: &[SymbolTypeTcc]) -> PacketStatusChunk {
    let mut symbols = symbols.to_vec();
    symbols.resize(7, SymbolTypeTcc::PacketNotReceived);
    PacketStatusChunk::StatusVectorChunk(StatusVectorChunk {
        type_tcc: StatusChunkTypeTcc::StatusVectorChunk,
        symbol_size: SymbolSizeTypeTcc::TwoBit,
        symbol_list: symbols,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rtc_rtcp::packet::unmarshal;

    use super::*;

    #[test]
    fn every_arrival_is_told_with_its_time_and_every_gap() {
        let mut feedback = Feedback::default();
        let now = Instant::now();
        for (sequence, millis) in [(65_534, 0), (65_535, 3), (2, 200)] {
            feedback.arrived(sequence, now + Duration::from_millis(millis));
        }
        let messages = feedback.messages();
        assert_eq!(messages.len(), 1);
        let packets = unmarshal(&mut messages[0].as_slice()).unwrap();
        let told = packets[0].as_any().downcast_ref::<TransportLayerCc>();
        let told = told.unwrap();
        assert_eq!(told.base_sequence_number, 65_534);
        assert_eq!(told.packet_status_count, 5);
        let deltas: Vec<_> = told.recv_deltas.iter().map(|delta| delta.delta).collect();
        assert_eq!(deltas, [0, 3000, 197_000]);
        assert!(feedback.messages().is_empty());
    }
}
