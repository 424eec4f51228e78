//! The newest packets of a layer, kept once for all its receivers: retransmissions come from here.

use super::Packet;

/// Packets kept: one and a half seconds of the highest layer.
const CAPACITY: usize = 512;

#[derive(Default)]
struct Kept {
    position: Option<u64>,
    timestamp: u32,
    marker: bool,
    payload: Vec<u8>,
}

/// A ring. Its buffers are used again, so a running stream allocates nothing.
#[derive(Default)]
pub(crate) struct History {
    ring: Vec<Kept>,
}

impl History {
    pub(crate) fn keep(&mut self, packet: &Packet<'_>) {
        if self.ring.is_empty() {
            self.ring.resize_with(CAPACITY, Kept::default);
        }
        let kept = &mut self.ring[place(packet.position)];
        if kept.position.is_some_and(|newer| newer > packet.position) {
            return;
        }
        kept.position = Some(packet.position);
        kept.timestamp = packet.timestamp;
        kept.marker = packet.marker;
        kept.payload.clear();
        kept.payload.extend_from_slice(packet.payload);
    }

    pub(crate) fn get(&self, position: u64) -> Option<Packet<'_>> {
        let kept = self.ring.get(place(position))?;
        (kept.position == Some(position)).then_some(Packet {
            position,
            timestamp: kept.timestamp,
            marker: kept.marker,
            payload: &kept.payload,
        })
    }

    pub(crate) fn clear(&mut self) {
        self.ring.clear();
    }
}

fn place(position: u64) -> usize {
    (position % CAPACITY as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(position: u64, payload: &[u8]) -> Packet<'_> {
        Packet {
            position,
            timestamp: position as u32,
            marker: false,
            payload,
        }
    }

    #[test]
    fn keeps_the_newest_and_never_shows_one_for_another() {
        let mut history = History::default();
        assert_eq!(history.get(3), None);
        for position in 0..2000 {
            history.keep(&packet(position, &[position as u8]));
        }
        assert_eq!(history.get(1487), None);
        assert_eq!(history.get(1488).unwrap().payload, [1488u64 as u8]);
        history.keep(&packet(1487, b"late"));
        assert_eq!(history.get(1487), None);
        assert_eq!(history.get(1999), Some(packet(1999, &[1999u64 as u8])));
    }
}
