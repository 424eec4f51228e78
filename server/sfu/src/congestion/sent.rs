//! What was sent and when, until the client says what became of it: a ring indexed by the transport
//! sequence number, twelve bytes a packet.

use super::Micros;
use crate::rtp::sequence;

/// Packets remembered at first, and at most. It grows when that is less than a second of traffic.
const SMALLEST: usize = 256;
const LARGEST: usize = 8192;

/// Feedback that comes later than this is of no use.
const LIFETIME: Micros = 1_000_000;

/// Unit in which an explained delay is kept, up to half a minute.
const EXPLAINED: Micros = 500;

/// Positions begin above zero, so that the first packets leave no doubt.
const FIRST: u64 = 1 << 16;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Fate {
    #[default]
    Unused,
    UnderWay,
    Lost,
    Arrived,
}

#[derive(Clone, Copy, Debug, Default)]
struct Record {
    /// Low bits of the time; they go round in 71 minutes.
    sent: u32,
    size: u16,
    /// In units of [`EXPLAINED`].
    explained: u16,
    probe: ProbeNumber,
    fate: Fate,
}

/// Which probe a packet belongs to; zero: none.
pub(super) type ProbeNumber = u8;

/// A packet of which the client has told something new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) position: u64,
    pub(super) sent: Micros,
    pub(super) size: u16,
    /// Delay that what was sent before it would cause on a line that carries the target.
    pub(super) explained: Micros,
    pub(super) probe: ProbeNumber,
    /// It was said to be lost before.
    pub(super) was_lost: bool,
}

pub(super) struct SentPackets {
    ring: Vec<Record>,
    next: u64,
}

impl SentPackets {
    pub(super) fn new() -> Self {
        SentPackets {
            ring: Vec::new(),
            next: FIRST,
        }
    }

    /// The position that the next packet gets; its low 16 bits are the transport sequence number.
    pub(super) fn next(&self) -> u64 {
        self.next
    }

    pub(super) fn push(
        &mut self,
        size: usize,
        explained: Micros,
        probe: ProbeNumber,
        now: Micros,
    ) -> u16 {
        let position = self.next;
        self.next += 1;
        if self.ring.is_empty() {
            self.ring.resize(SMALLEST, Record::default());
        }
        let oldest = self.ring[self.place(position)];
        if oldest.fate == Fate::UnderWay
            && self.ring.len() < LARGEST
            && age(oldest.sent, now) < LIFETIME
        {
            self.grow(position);
        }
        let place = self.place(position);
        self.ring[place] = Record {
            sent: now as u32,
            size: size.min(usize::from(u16::MAX)) as u16,
            explained: (explained / EXPLAINED).min(Micros::from(u16::MAX)) as u16,
            probe,
            fate: Fate::UnderWay,
        };
        position as u16
    }

    /// Twice the room; everything finds its new place.
    fn grow(&mut self, next: u64) {
        let before = std::mem::take(&mut self.ring);
        self.ring = vec![Record::default(); before.len() * 2];
        let oldest = next.saturating_sub(before.len() as u64);
        for position in oldest..next {
            let place = self.place(position);
            self.ring[place] = before[(position % before.len() as u64) as usize];
        }
    }

    /// `None`: it tells nothing new, or is too old to know.
    pub(super) fn resolve(
        &mut self,
        transport_sequence: u16,
        arrived: bool,
        now: Micros,
    ) -> Option<Resolved> {
        let position = sequence::nearest(self.next, transport_sequence)?;
        if position >= self.next || self.next - position > self.ring.len() as u64 {
            return None;
        }
        let place = self.place(position);
        let record = &mut self.ring[place];
        let fate = if arrived { Fate::Arrived } else { Fate::Lost };
        let is_news = record.fate == Fate::UnderWay || (record.fate == Fate::Lost && arrived);
        if !is_news {
            return None;
        }
        let was_lost = record.fate == Fate::Lost;
        record.fate = fate;
        Some(Resolved {
            position,
            sent: now - age(record.sent, now),
            size: record.size,
            explained: Micros::from(record.explained) * EXPLAINED,
            probe: record.probe,
            was_lost,
        })
    }

    fn place(&self, position: u64) -> usize {
        // The length is a power of two.
        position as usize & (self.ring.len() - 1)
    }
}

fn age(sent: u32, now: Micros) -> Micros {
    Micros::from((now as u32).wrapping_sub(sent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_packet_is_told_of_once_and_may_turn_up_after_all() {
        let mut sent = SentPackets::new();
        let sequence = sent.push(1000, 4_700, 3, 5_000);
        let lost = sent.resolve(sequence, false, 100_000).unwrap();
        assert_eq!((lost.sent, lost.size, lost.probe), (5_000, 1000, 3));
        assert_eq!(lost.explained, 4_500);
        assert_eq!(sent.resolve(sequence, false, 100_000), None);
        assert!(sent.resolve(sequence, true, 110_000).unwrap().was_lost);
        assert_eq!(sent.resolve(sequence, true, 110_000), None);
        assert_eq!(sent.resolve(sequence.wrapping_add(1), true, 110_000), None);
    }

    #[test]
    fn memory_follows_what_is_under_way() {
        let mut slow = SentPackets::new();
        for packet in 0..5_000 {
            slow.push(100, 0, 0, packet * 20_000);
        }
        assert_eq!(slow.ring.len(), SMALLEST);
        let mut fast = SentPackets::new();
        for packet in 0..50_000 {
            fast.push(100, 0, 0, packet * 10);
        }
        assert_eq!(fast.ring.len(), LARGEST);
        assert_eq!(size_of::<Record>(), 12);
    }

    proptest! {
        #[test]
        fn what_is_remembered_is_remembered_rightly(
            gaps in prop::collection::vec(0i64..3_000, 1..3_000),
            asked in prop::collection::vec(any::<u16>(), 1..100),
        ) {
            let mut sent = SentPackets::new();
            let mut known = std::collections::BTreeMap::new();
            let mut now = (1 << 32) - 1_000_000;
            for (index, gap) in gaps.iter().enumerate() {
                now += gap;
                let sequence = sent.push(index % 1500, 0, 0, now);
                known.insert(sequence, (now, index % 1500));
            }
            for sequence in asked {
                if let Some(resolved) = sent.resolve(sequence, true, now) {
                    let (at, size) = known[&sequence];
                    prop_assert_eq!((resolved.sent, usize::from(resolved.size)), (at, size));
                }
            }
            // The last second is there.
            for (sequence, (at, _)) in known {
                if now - at < LIFETIME / 2 {
                    sent.resolve(sequence, false, now);
                    prop_assert_eq!(sent.resolve(sequence, false, now), None);
                }
            }
        }
    }
}
