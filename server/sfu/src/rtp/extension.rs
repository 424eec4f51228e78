//! Header extensions (RFC 8285), one- and two-byte form.

use super::header::{Header, read_u16};

/// The extensions the engine reads. Their numbers are negotiated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extension {
    Mid,
    StreamId,
    RepairedStreamId,
    TransportSequence,
    AudioLevel,
    /// When a packet was sent.
    SendTime,
}

impl Extension {
    const ALL: [Extension; 6] = [
        Extension::Mid,
        Extension::StreamId,
        Extension::RepairedStreamId,
        Extension::TransportSequence,
        Extension::AudioLevel,
        Extension::SendTime,
    ];

    pub(crate) fn uri(self) -> &'static str {
        match self {
            Extension::Mid => "urn:ietf:params:rtp-hdrext:sdes:mid",
            Extension::StreamId => "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
            Extension::RepairedStreamId => "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
            Extension::TransportSequence => {
                "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
            }
            Extension::AudioLevel => "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
            Extension::SendTime => "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
        }
    }

    pub(crate) fn from_uri(uri: &str) -> Option<Extension> {
        Extension::ALL
            .into_iter()
            .find(|extension| extension.uri() == uri)
    }
}

/// The negotiated numbers of one connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExtensionMap {
    numbers: Vec<(u8, Extension)>,
}

impl ExtensionMap {
    pub(crate) fn assign(&mut self, number: u8, extension: Extension) {
        self.numbers.retain(|(known, _)| *known != number);
        self.numbers.push((number, extension));
    }

    fn extension(&self, number: u8) -> Option<Extension> {
        let (_, extension) = self.numbers.iter().find(|(known, _)| *known == number)?;
        Some(*extension)
    }

    /// Everything the engine wants to know from one packet's extensions.
    pub(crate) fn read<'a>(&self, header: &Header, packet: &'a [u8]) -> Extensions<'a> {
        let mut found = Extensions::default();
        let Some(block) = header.extension else {
            return found;
        };
        let bytes = packet.get(block.start..block.end).unwrap_or_default();
        for (number, value) in elements(block.profile, bytes) {
            match self.extension(number) {
                Some(Extension::Mid) => found.mid = text(value),
                Some(Extension::StreamId) => found.stream_id = text(value),
                Some(Extension::RepairedStreamId) => found.repaired_stream_id = text(value),
                Some(Extension::TransportSequence) => found.transport_sequence = read_u16(value, 0),
                Some(Extension::AudioLevel) => {
                    found.audio_level = value.first().map(|byte| byte & 0x7f);
                }
                Some(Extension::SendTime) | None => {}
            }
        }
        found
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extensions<'a> {
    pub(crate) mid: Option<&'a str>,
    pub(crate) stream_id: Option<&'a str>,
    pub(crate) repaired_stream_id: Option<&'a str>,
    pub(crate) transport_sequence: Option<u16>,
    /// -dBov: 0 is loudest, 127 silence.
    pub(crate) audio_level: Option<u8>,
}

fn text(value: &[u8]) -> Option<&str> {
    // Some senders pad the text with zero bytes.
    let end = value.iter().position(|byte| *byte == 0);
    std::str::from_utf8(&value[..end.unwrap_or(value.len())]).ok()
}

/// What the engine puts on the packets of a slot, with the numbers agreed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SlotExtensions {
    pub(crate) transport_sequence: Option<u8>,
    pub(crate) send_time: Option<u8>,
}

impl SlotExtensions {
    /// Bytes in front of the payload; the same for every packet of a slot.
    pub(crate) fn length(self) -> usize {
        let elements = usize::from(self.transport_sequence.is_some()) * 3
            + usize::from(self.send_time.is_some()) * 4;
        if elements == 0 {
            0
        } else {
            4 + elements.next_multiple_of(4)
        }
    }

    /// Fills [`SlotExtensions::length`] bytes, in the one-byte form. `micros`: since any fixed
    /// moment.
    pub(crate) fn write(self, bytes: &mut [u8], sequence: u16, micros: i64) {
        let Some((head, elements)) = bytes.split_at_mut_checked(4) else {
            return;
        };
        head[..2].copy_from_slice(&ONE_BYTE_FORM.to_be_bytes());
        head[2..].copy_from_slice(&((elements.len() / 4) as u16).to_be_bytes());
        let mut at = 0;
        for (number, value, length) in [
            (self.transport_sequence, u32::from(sequence), 2),
            (self.send_time, send_time(micros), 3),
        ] {
            let Some(number) = number else { continue };
            let element = &mut elements[at..=at + length];
            element[0] = number << 4 | (length as u8 - 1);
            element[1..].copy_from_slice(&value.to_be_bytes()[4 - length..]);
            at += 1 + length;
        }
        elements[at..].fill(0);
    }
}

const SECOND: i64 = 1_000_000;

/// Seconds with 18 bits behind the point, 24 bits in all.
fn send_time(micros: i64) -> u32 {
    // Of the seconds only six bits are sent, so that nothing here outgrows a word.
    let (seconds, rest) = (micros.div_euclid(SECOND), micros.rem_euclid(SECOND));
    ((seconds & 0x3f) << 18) as u32 | ((rest << 18) / SECOND) as u32
}

const ONE_BYTE_FORM: u16 = 0xbede;
const TWO_BYTE_FORM: u16 = 0x1000;

fn elements(profile: u16, bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        // Zero bytes between elements are padding.
        while let [0, tail @ ..] = rest {
            rest = tail;
        }
        let (number, length, tail) = match (profile, rest) {
            (ONE_BYTE_FORM, [head, tail @ ..]) => (head >> 4, usize::from(head & 15) + 1, tail),
            (form, [number, length, tail @ ..]) if form & 0xfff0 == TWO_BYTE_FORM => {
                (*number, usize::from(*length), tail)
            }
            _ => return None,
        };
        if length > tail.len() {
            rest = &[];
            return None;
        }
        let (value, after) = tail.split_at(length);
        rest = after;
        Some((number, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn map() -> ExtensionMap {
        let mut map = ExtensionMap::default();
        map.assign(1, Extension::AudioLevel);
        map.assign(3, Extension::TransportSequence);
        map.assign(4, Extension::Mid);
        map.assign(10, Extension::StreamId);
        map
    }

    fn packet(profile: u16, extension: &[u8]) -> Vec<u8> {
        let mut packet = vec![0x90, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1];
        packet.extend(profile.to_be_bytes());
        packet.extend(((extension.len() / 4) as u16).to_be_bytes());
        packet.extend(extension);
        packet
    }

    fn read(packet: &[u8]) -> Extensions<'_> {
        map().read(&Header::parse(packet).unwrap(), packet)
    }

    #[test]
    fn the_one_byte_form() {
        let bytes = packet(
            0xbede,
            &[0x10, 0x9f, 0x31, 1, 2, 0x40, b'7', 0xa0, b'q', 0, 0, 0],
        );
        let found = read(&bytes);
        assert_eq!(found.audio_level, Some(0x1f));
        assert_eq!(found.transport_sequence, Some(0x0102));
        assert_eq!((found.mid, found.stream_id), (Some("7"), Some("q")));
    }

    #[test]
    fn the_two_byte_form_and_padding() {
        let bytes = packet(0x1000, &[0, 4, 1, b'3', 10, 1, b'f', 0]);
        let found = read(&bytes);
        assert_eq!((found.mid, found.stream_id), (Some("3"), Some("f")));
    }

    #[test]
    fn what_is_put_on_a_slot_is_read() {
        let mut map = map();
        map.assign(5, Extension::SendTime);
        for (transport_sequence, send_time, length) in [
            (Some(3), Some(5), 12),
            (Some(3), None, 8),
            (None, Some(5), 8),
            (None, None, 0),
        ] {
            let extensions = SlotExtensions {
                transport_sequence,
                send_time,
            };
            assert_eq!(extensions.length(), length);
            let mut written = vec![0xaa; length];
            extensions.write(&mut written, 0x1234, 1_500_000);
            if length > 0 {
                let bytes = packet(0xbede, &written[4..]);
                assert_eq!(bytes[12..], written);
                let sequence = map.read(&Header::parse(&bytes).unwrap(), &bytes);
                assert_eq!(
                    sequence.transport_sequence,
                    transport_sequence.map(|_| 0x1234)
                );
            }
        }
        assert_eq!(super::send_time(1_500_000), 3 << 17);
        assert_eq!(super::send_time(64_000_000), 0);
        assert_eq!(super::send_time(63_999_999), 0xff_ffff);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(
            two_byte in any::<bool>(),
            words in prop::collection::vec(any::<[u8; 4]>(), 0..20),
        ) {
            let profile = if two_byte { 0x1000 } else { 0xbede };
            read(&packet(profile, &words.concat()));
        }
    }
}
