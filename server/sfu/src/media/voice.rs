//! What a source of sound has said lately, kept once for all who hear it: the beginning of a word that
//! was said before its speaker got a slot, and what is repeated to listeners who lose packets.

use std::collections::VecDeque;

use super::Packet;
use crate::rtp::red;

/// Packets kept, of 20 ms each: somebody who begins to speak is heard a tenth of a second later, or two.
const CAPACITY: usize = 15;

/// dB above silence from which a packet counts as speech.
const SPEECH: u8 = 127 - 50;

/// So many ticks without speech end it: 200 ms. A pause between two syllables is shorter.
const PAUSE: u32 = 9_600;

/// Ticks before the first packet that counts as speech: 40 ms. Many words begin softly.
const ONSET: u32 = 1_920;

/// Most bytes of a payload with what it repeats: together with all headers it must pass everywhere.
const MAX_PAYLOAD: usize = 1_100;

#[derive(Debug, Default)]
pub(crate) struct Voice {
    /// In order.
    said: VecDeque<Said>,
    speech: Option<Speech>,
}

/// The speech under way, or the last one.
#[derive(Clone, Copy, Debug)]
struct Speech {
    /// Position of its first packet.
    began: u64,
    /// Timestamp of that.
    since: u32,
    /// Timestamp of the newest packet with speech.
    newest: u32,
}

#[derive(Debug)]
struct Said {
    position: u64,
    timestamp: u32,
    marker: bool,
    payload: Vec<u8>,
}

impl Said {
    fn packet(&self) -> Packet<'_> {
        Packet {
            position: self.position,
            timestamp: self.timestamp,
            marker: self.marker,
            payload: &self.payload,
        }
    }
}

impl Voice {
    /// Each packet once. `loudness`: dB above silence, where it is known.
    pub(crate) fn keep(&mut self, packet: &Packet<'_>, loudness: Option<u8>) {
        if packet.payload.is_empty() {
            return;
        }
        if loudness.is_some_and(|loudness| loudness >= SPEECH) {
            self.speaks(packet);
        }
        // Late ones go where they belong.
        let mut at = self
            .said
            .partition_point(|said| said.position < packet.position);
        let mut payload = Vec::new();
        if self.said.len() == CAPACITY {
            if at == 0 {
                return;
            }
            at -= 1;
            // The buffer is used again.
            payload = self.said.pop_front().map_or(payload, |said| said.payload);
            payload.clear();
        }
        payload.extend_from_slice(packet.payload);
        let said = Said {
            position: packet.position,
            timestamp: packet.timestamp,
            marker: packet.marker,
            payload,
        };
        self.said.insert(at, said);
    }

    fn speaks(&mut self, packet: &Packet<'_>) {
        let Some(speech) = &mut self.speech else {
            self.speech = Some(Speech {
                began: packet.position,
                since: packet.timestamp,
                newest: packet.timestamp,
            });
            return;
        };
        let passed = packet.timestamp.wrapping_sub(speech.newest);
        if passed.cast_signed() < 0 {
            // Late.
            return;
        }
        if passed > PAUSE {
            speech.began = packet.position;
            speech.since = packet.timestamp;
        }
        speech.newest = packet.timestamp;
    }

    pub(crate) fn clear(&mut self) {
        *self = Voice::default();
    }

    /// What was said of the present speech before `packet`, if its beginning is still there; who
    /// begins to listen later comes into the middle of it anyway.
    pub(crate) fn beginning<'a>(
        &'a self,
        packet: &Packet<'_>,
    ) -> impl Iterator<Item = Packet<'a>> + use<'a> {
        let oldest = self.said.front().map(|said| said.position);
        let speech = self.speech.filter(|speech| {
            let quiet = packet.timestamp.wrapping_sub(speech.newest).cast_signed();
            quiet <= PAUSE.cast_signed() && oldest.is_some_and(|oldest| oldest <= speech.began)
        });
        let range = speech.map_or(0..0, |speech| {
            let onset = speech.since.wrapping_sub(ONSET);
            let first = self
                .said
                .partition_point(|said| said.timestamp.wrapping_sub(onset).cast_signed() < 0);
            let end = self
                .said
                .partition_point(|said| said.position < packet.position);
            first.min(end)..end
        });
        self.said.range(range).map(Said::packet)
    }

    /// The packet with up to `depth` of those right before it repeated in it, as blocks of this
    /// payload type; `None` if none can be.
    pub(crate) fn repeated(
        &self,
        packet: &Packet<'_>,
        depth: usize,
        payload_type: u8,
    ) -> Option<Vec<u8>> {
        let end = self
            .said
            .partition_point(|said| said.position < packet.position);
        let earlier = self
            .said
            .range(end.saturating_sub(depth)..end)
            .filter(|said| packet.position - said.position <= depth as u64)
            .map(|said| {
                let age = packet.timestamp.wrapping_sub(said.timestamp);
                (age, said.payload.as_slice())
            })
            .filter(|(age, payload)| red::fits(*age, payload.len()));
        earlier.clone().next()?;
        let repeated: usize = earlier
            .clone()
            .map(|(_, payload)| red::length_of(payload))
            .sum();
        if repeated + 1 + packet.payload.len() > MAX_PAYLOAD {
            return self.repeated(packet, depth - 1, payload_type);
        }
        Some(red::write(payload_type, earlier, packet.payload))
    }
}

/// One packet as listeners with redundancy get it; made once for all who get it alike.
#[derive(Debug, Default)]
pub(crate) struct Repetitions {
    made: Vec<Repetition>,
}

#[derive(Debug)]
struct Repetition {
    depth: usize,
    payload_type: u8,
    /// Nothing, where nothing can be repeated.
    payload: Option<Vec<u8>>,
}

impl Repetitions {
    /// As [`Voice::repeated`]; always of the same voice and packet.
    pub(crate) fn get(
        &mut self,
        voice: &Voice,
        packet: &Packet<'_>,
        depth: usize,
        payload_type: u8,
    ) -> Option<&[u8]> {
        let is_alike = |made: &Repetition| (made.depth, made.payload_type) == (depth, payload_type);
        let at = self.made.iter().position(is_alike).unwrap_or_else(|| {
            self.made.push(Repetition {
                depth,
                payload_type,
                payload: voice.repeated(packet, depth, payload_type),
            });
            self.made.len() - 1
        });
        self.made[at].payload.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtp::red::Redundant;
    use proptest::prelude::*;

    const LOUD: Option<u8> = Some(97);
    const QUIET: Option<u8> = Some(10);

    fn packet(position: u64, payload: &[u8]) -> Packet<'_> {
        Packet {
            position,
            timestamp: (position * 960) as u32,
            marker: false,
            payload,
        }
    }

    /// Positions of what precedes this one.
    fn before(voice: &Voice, position: u64) -> Vec<u64> {
        let packets = voice.beginning(&packet(position, b"now"));
        packets.map(|packet| packet.position).collect()
    }

    #[test]
    fn the_beginning_of_a_word_is_there_for_a_while() {
        let mut voice = Voice::default();
        for position in 100..150 {
            voice.keep(&packet(position, b"hush"), QUIET);
        }
        assert!(before(&voice, 150).is_empty());
        for position in 150..156 {
            voice.keep(&packet(position, b"word"), LOUD);
        }
        let with_onset: Vec<u64> = (148..155).collect();
        assert_eq!(before(&voice, 155), with_onset);
        // Between two syllables nothing begins anew.
        for position in 156..160 {
            voice.keep(&packet(position, b"breath"), QUIET);
        }
        assert_eq!(before(&voice, 160).len(), 12);
        for position in 160..200 {
            voice.keep(&packet(position, b"word"), LOUD);
        }
        assert!(before(&voice, 200).is_empty(), "in the middle of it");
    }

    /// Silence with DTX is a few packets a second, so the word before it is kept for long.
    #[test]
    fn what_was_said_before_a_pause_is_not_said_again() {
        let mut voice = Voice::default();
        voice.keep(&packet(10, b"yes"), LOUD);
        let later = |position: u64| Packet {
            timestamp: (position * 960) as u32 + 48_000,
            ..packet(position, b"later")
        };
        assert_eq!(voice.beginning(&later(11)).count(), 0);
        voice.keep(&later(14), LOUD);
        let said = voice.beginning(&later(15));
        assert_eq!(said.map(|it| it.position).collect::<Vec<_>>(), [14]);
        for position in 15..20 {
            voice.keep(&later(position), LOUD);
        }
        let said = voice.beginning(&later(20));
        assert!(said.map(|it| it.position).eq(14..20));
    }

    #[test]
    fn only_what_came_right_before_is_repeated() {
        let mut voice = Voice::default();
        for position in [10, 11, 13, 14] {
            voice.keep(&packet(position, &[position as u8]), LOUD);
        }
        let repeated = |position: u64, depth| {
            let payload = [position as u8];
            let bytes = voice.repeated(&packet(position, &payload), depth, 111)?;
            let red = Redundant::parse(&bytes).unwrap();
            assert_eq!(red.primary().payload, payload);
            let earlier = red.earlier().map(|(_, it)| (it.age, it.payload[0]));
            Some(earlier.collect())
        };
        assert_eq!(repeated(14, 1), Some(vec![(960, 13)]));
        assert_eq!(repeated(14, 2), Some(vec![(960, 13)]));
        assert_eq!(repeated(13, 2), Some(vec![(1920, 11)]));
        assert_eq!(repeated(13, 1), None);
        assert_eq!(repeated(10, 2), None);
        assert_eq!(repeated(14, 0), None);
    }

    #[test]
    fn what_is_too_long_is_repeated_less_or_not_at_all() {
        let mut voice = Voice::default();
        let long = [7; 500];
        for position in 10..13 {
            voice.keep(&packet(position, &long), LOUD);
        }
        let bytes = voice.repeated(&packet(12, &long), 2, 111).unwrap();
        assert_eq!(Redundant::parse(&bytes).unwrap().earlier().count(), 1);
        let longer = [7; 700];
        assert_eq!(voice.repeated(&packet(12, &longer), 2, 111), None);
    }

    #[test]
    fn what_is_repeated_is_made_once_for_all_alike() {
        let mut voice = Voice::default();
        for position in 10..13 {
            voice.keep(&packet(position, b"word"), LOUD);
        }
        let mut repetitions = Repetitions::default();
        let now = packet(12, b"word");
        for (depth, payload_type) in [(1, 111), (2, 111), (1, 111), (1, 109), (2, 111)] {
            let made = repetitions.get(&voice, &now, depth, payload_type);
            assert_eq!(made, voice.repeated(&now, depth, payload_type).as_deref());
        }
        assert_eq!(repetitions.made.len(), 3);
    }

    proptest! {
        #[test]
        fn the_newest_are_kept_in_order_however_they_arrive(
            arrivals in prop::collection::vec(1000u64..1060, 1..80),
        ) {
            let mut voice = Voice::default();
            let mut seen = Vec::new();
            for position in arrivals {
                if !seen.contains(&position) {
                    seen.push(position);
                    voice.keep(&packet(position, &position.to_be_bytes()), LOUD);
                }
            }
            seen.sort_unstable();
            let newest = &seen[seen.len().saturating_sub(CAPACITY)..];
            let kept: Vec<_> = voice.said.iter().map(|said| said.position).collect();
            prop_assert_eq!(kept, newest);
            for said in &voice.said {
                prop_assert_eq!(&said.payload, &said.position.to_be_bytes());
            }
        }
    }
}
