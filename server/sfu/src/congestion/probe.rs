//! Probing: a short stretch at a higher rate shows whether there is more, without anybody noticing.

use super::Micros;
use super::bitrate::Bitrate;
use super::sent::ProbeNumber;

/// A stretch lasts so long at least, and has so many packets and bytes.
const LENGTH: Micros = 20_000;
const MIN_PACKETS: u32 = 6;
const MIN_BYTES: f64 = 1_800.0;

/// It is sent in pieces of this much time.
pub(super) const PIECE: Micros = 5_000;

/// Part of its packets that must arrive for it to say something.
const SUFFICIENT: f64 = 0.8;

/// What arrives slower than this part of how it was sent has met the limit.
const UNHINDERED: f64 = 0.9;

/// Of what arrived at the limit, so much is taken.
const BELOW_LIMIT: f64 = 0.95;

/// Beyond the round trip, before the answer is given up.
const PATIENCE: Micros = 1_000_000;

/// A probe on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Probe {
    pub(super) number: ProbeNumber,
    pub(super) rate: Bitrate,
    begun: Micros,
    length: Micros,
    sent_bytes: u32,
    sent_packets: u32,
    last_position: u64,
    is_sent: bool,
    arrived: Arrived,
}

#[derive(Clone, Copy, Debug, Default)]
struct Arrived {
    bytes: u32,
    packets: u32,
    first_sent: Micros,
    last_sent: Micros,
    /// Of those sent at the very end.
    last_bytes: u32,
    first_arrived: Micros,
    first_bytes: u32,
    last_arrived: Micros,
}

impl Probe {
    pub(super) fn new(number: ProbeNumber, rate: Bitrate, now: Micros) -> Self {
        Probe {
            number,
            rate,
            begun: now,
            length: LENGTH.max(rate.time_for(MIN_BYTES)),
            sent_bytes: 0,
            sent_packets: 0,
            last_position: 0,
            is_sent: false,
            arrived: Arrived::default(),
        }
    }

    pub(super) fn is_sending(&self) -> bool {
        !self.is_sent
    }

    pub(super) fn sent(&mut self, position: u64, bytes: usize) {
        self.sent_bytes = self.sent_bytes.saturating_add(bytes as u32);
        self.sent_packets += 1;
        self.last_position = position;
    }

    /// Bytes that should have been sent by now and were not.
    pub(super) fn owed(&self, now: Micros) -> usize {
        let since = (now - self.begun + PIECE).clamp(0, self.length + PIECE);
        let due = self.rate.bytes_in(since);
        (due - f64::from(self.sent_bytes)).max(0.0) as usize
    }

    /// A turn of sending is over.
    pub(super) fn turn(&mut self, now: Micros) {
        let is_long = now - self.begun >= self.length;
        self.is_sent |= is_long && self.sent_packets >= MIN_PACKETS;
        // Nothing to send with, after all.
        self.is_sent |= now - self.begun >= PATIENCE;
    }

    pub(super) fn arrived(&mut self, bytes: u16, sent: Micros, at: Micros) {
        let arrived = &mut self.arrived;
        let bytes = u32::from(bytes);
        if arrived.packets == 0 || sent < arrived.first_sent {
            arrived.first_sent = sent;
        }
        if arrived.packets == 0 || at < arrived.first_arrived {
            arrived.first_arrived = at;
            arrived.first_bytes = bytes;
        }
        if arrived.packets == 0 || sent > arrived.last_sent {
            arrived.last_sent = sent;
            arrived.last_bytes = bytes;
        } else if sent == arrived.last_sent {
            arrived.last_bytes += bytes;
        }
        if arrived.packets == 0 || at > arrived.last_arrived {
            arrived.last_arrived = at;
        }
        arrived.packets += 1;
        arrived.bytes += bytes;
    }

    /// Whether all that can be known is known: `told` is the newest packet that the client spoke of.
    pub(super) fn is_answered(&self, told: u64, round_trip: Micros, now: Micros) -> bool {
        let late = now - self.begun > self.length + round_trip + PATIENCE;
        self.is_sent && (told >= self.last_position || late)
    }

    /// What the way can bear. `None`: too little arrived to say.
    pub(super) fn result(&self) -> Option<Bitrate> {
        let arrived = &self.arrived;
        let enough = |arrived: u32, sent: u32| {
            sent > 0 && f64::from(arrived) >= f64::from(sent) * SUFFICIENT
        };
        let sending = arrived.last_sent - arrived.first_sent;
        let arriving = arrived.last_arrived - arrived.first_arrived;
        if !enough(arrived.packets, self.sent_packets)
            || !enough(arrived.bytes, self.sent_bytes)
            || sending < 1_000
            || arriving < 1_000
        {
            return None;
        }
        let sent = Bitrate::of(u64::from(arrived.bytes - arrived.last_bytes), sending);
        let received = Bitrate::of(u64::from(arrived.bytes - arrived.first_bytes), arriving);
        if received < sent.times(UNHINDERED) {
            return Some(received.times(BELOW_LIMIT));
        }
        Some(sent.min(received))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A probe of 2 Mbit/s over a link of this rate.
    fn over(link: Bitrate, lost: u32) -> Option<Bitrate> {
        let mut probe = Probe::new(1, Bitrate::kilobits(2000), 0);
        let mut free_at = 0;
        let mut packet = 0;
        for piece in 0..=4 {
            let now = piece * PIECE;
            while probe.owed(now) > 0 {
                packet += 1;
                probe.sent(packet, 300);
                let start = free_at.max(now);
                free_at = start + link.time_for(300.0);
                if packet > u64::from(lost) {
                    probe.arrived(300, now, free_at + 20_000);
                }
            }
            probe.turn(now);
        }
        assert!(!probe.is_sending());
        assert!(probe.is_answered(packet, 0, 0));
        probe.result()
    }

    #[test]
    fn a_wide_link_shows_the_rate_of_the_probe_and_a_narrow_one_its_own() {
        let wide = over(Bitrate::kilobits(50_000), 0).unwrap().bits() / 1e6;
        assert!((1.8..2.3).contains(&wide), "{wide}");
        let narrow = over(Bitrate::kilobits(500), 0).unwrap().bits() / 1e6;
        assert!((0.4..0.5).contains(&narrow), "{narrow}");
        assert_eq!(over(Bitrate::kilobits(50_000), 10), None);
    }
}
