//! Media packets as a browser makes them, with content by which a receiver knows them.

use rtc_rtcp::packet::unmarshal;
use rtc_rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc_rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;

/// Numbers of the header extensions in our offers.
pub(super) const AUDIO_LEVEL: u8 = 1;
pub(super) const TRANSPORT_SEQUENCE: u8 = 3;
pub(super) const MID: u8 = 4;
pub(super) const STREAM_ID: u8 = 10;

pub(super) const VIDEO: u8 = 96;
pub(super) const REPAIR: u8 = 97;
pub(super) const AUDIO: u8 = 111;

/// Descriptor and frame header of any packet end before this.
const FILLED_FROM: usize = 16;

/// Shortest payload that can be told from another.
pub(super) const SHORTEST: usize = 24;

/// One stream that a peer sends.
#[derive(Debug, Clone)]
pub(super) struct Outlet {
    pub(super) ssrc: u32,
    pub(super) mid: String,
    /// Name of the simulcast layer.
    pub(super) layer: Option<char>,
    /// Width and height; `None` is sound.
    pub(super) size: Option<(u16, u16)>,
    pub(super) wants_key_frame: bool,
    sequence: u16,
    picture: u16,
    packets: u32,
}

impl Outlet {
    pub(super) fn sound(ssrc: u32, mid: &str) -> Self {
        Self::new(ssrc, mid, None, None)
    }

    pub(super) fn picture(ssrc: u32, mid: &str, layer: Option<char>, size: (u16, u16)) -> Self {
        Self::new(ssrc, mid, layer, Some(size))
    }

    fn new(ssrc: u32, mid: &str, layer: Option<char>, size: Option<(u16, u16)>) -> Self {
        Self {
            ssrc,
            mid: mid.to_owned(),
            layer,
            size,
            wants_key_frame: true,
            sequence: ssrc as u16,
            picture: 0,
            packets: 0,
        }
    }

    /// The packets of one frame, whose payloads have these lengths.
    pub(super) fn frame(
        &mut self,
        lengths: &[usize],
        timestamp: u32,
        transport_sequence: &mut u16,
    ) -> Vec<Vec<u8>> {
        let key_frame = std::mem::take(&mut self.wants_key_frame);
        self.picture = (self.picture + 1) & 0x7fff;
        let last = lengths.len() - 1;
        (0..lengths.len())
            .map(|index| {
                *transport_sequence = transport_sequence.wrapping_add(1);
                let mut packet = self.header(index == last, timestamp, *transport_sequence);
                let start = packet.len();
                if let Some(size) = self.size {
                    self.describe(&mut packet, index == 0, key_frame.then_some(size));
                }
                self.fill(&mut packet, start + lengths[index].max(SHORTEST));
                packet
            })
            .collect()
    }

    fn header(&mut self, marker: bool, timestamp: u32, transport_sequence: u16) -> Vec<u8> {
        self.sequence = self.sequence.wrapping_add(1);
        let is_video = self.size.is_some();
        let kind = if is_video { VIDEO } else { AUDIO };
        let mut packet = Vec::with_capacity(1300);
        packet.extend([0x90, u8::from(marker && is_video) << 7 | kind]);
        packet.extend(self.sequence.to_be_bytes());
        packet.extend(timestamp.to_be_bytes());
        packet.extend(self.ssrc.to_be_bytes());
        let mut elements = Vec::with_capacity(16);
        let mut add = |number: u8, value: &[u8]| {
            elements.push(number << 4 | (value.len() as u8 - 1));
            elements.extend(value);
        };
        add(TRANSPORT_SEQUENCE, &transport_sequence.to_be_bytes());
        add(MID, self.mid.as_bytes());
        if !is_video {
            // Speech, with the voice bit.
            add(AUDIO_LEVEL, &[0x80 | 30]);
        }
        if let Some(layer) = self.layer {
            add(STREAM_ID, &[layer as u8]);
        }
        elements.resize(elements.len().next_multiple_of(4), 0);
        packet.extend([0xbe, 0xde]);
        packet.extend(((elements.len() / 4) as u16).to_be_bytes());
        packet.extend(elements);
        packet
    }

    /// VP8 descriptor with 15-bit picture number, then the beginning of a frame.
    fn describe(&self, packet: &mut Vec<u8>, first: bool, key_frame: Option<(u16, u16)>) {
        packet.extend([0x80 | u8::from(first) << 4, 0xf0]);
        packet.extend((self.picture | 0x8000).to_be_bytes());
        packet.extend([self.picture as u8, 0]);
        match key_frame {
            Some((width, height)) if first => {
                packet.extend([0x10, 0, 0, 0x9d, 0x01, 0x2a]);
                packet.extend(width.to_le_bytes());
                packet.extend(height.to_le_bytes());
            }
            _ => packet.extend([0x11, 0, 0]),
        }
    }

    /// A number at the end, and its last byte before that.
    fn fill(&mut self, packet: &mut Vec<u8>, length: usize) {
        self.packets = self.packets.wrapping_add(1);
        packet.resize(length - 4, self.packets as u8);
        packet.extend(self.packets.to_be_bytes());
    }
}

/// Sent again, or padding that probes the line.
pub(super) fn is_repair(packet: &[u8]) -> bool {
    packet.get(1).is_some_and(|kind| kind & 0x7f == REPAIR)
}

/// Whether an opened packet has the content that it was sent with.
pub(super) fn is_intact(packet: &[u8]) -> bool {
    let Some(start) = payload_at(packet) else {
        return false;
    };
    let padding = match packet {
        [first, .., last] if first & 0x20 != 0 => usize::from(*last),
        _ => 0,
    };
    let end = packet.len().saturating_sub(padding);
    let Some(payload) = packet.get(start..end).filter(|it| it.len() >= SHORTEST) else {
        return false;
    };
    let (body, number) = payload.split_at(payload.len() - 4);
    body[FILLED_FROM..].iter().all(|byte| *byte == number[3])
}

fn payload_at(packet: &[u8]) -> Option<usize> {
    if packet.first()? & 0x10 == 0 {
        return Some(12);
    }
    let words = u16::from_be_bytes(packet.get(14..16)?.try_into().ok()?);
    Some(16 + usize::from(words) * 4)
}

/// The number that asks for transport feedback, if the packet has one in the one-byte form.
pub(super) fn transport_sequence(packet: &[u8]) -> Option<u16> {
    if packet.first()? & 0x10 == 0 || packet.get(12..14)? != [0xbe, 0xde] {
        return None;
    }
    let mut rest = packet.get(16..payload_at(packet)?)?;
    while let [head, tail @ ..] = rest {
        if *head == 0 {
            rest = tail;
            continue;
        }
        let (number, length) = (head >> 4, usize::from(head & 15) + 1);
        if number == TRANSPORT_SEQUENCE {
            return Some(u16::from_be_bytes(tail.get(..2)?.try_into().ok()?));
        }
        rest = tail.get(length..)?;
    }
    None
}

/// Streams for which a report asks a key frame.
pub(super) fn wanted_key_frames(mut report: &[u8]) -> Vec<u32> {
    let packets = unmarshal(&mut report).unwrap_or_default();
    let mut wanted = Vec::new();
    for packet in &packets {
        let packet = packet.as_any();
        if let Some(loss) = packet.downcast_ref::<PictureLossIndication>() {
            wanted.push(loss.media_ssrc);
        }
        if let Some(request) = packet.downcast_ref::<FullIntraRequest>() {
            wanted.extend(request.fir.iter().map(|entry| entry.ssrc));
        }
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_known_again_and_what_was_damaged_is_not() {
        let mut outlet = Outlet::picture(5, "1", Some('q'), (320, 180));
        let mut transport = 9;
        let packets = outlet.frame(&[1100, 1100, 1101], 90, &mut transport);
        assert_eq!(transport, 12);
        for (index, packet) in packets.iter().enumerate() {
            assert!(is_intact(packet));
            assert_eq!(transport_sequence(packet), Some(10 + index as u16));
        }
        let mut damaged = packets[1].clone();
        damaged[500] ^= 1;
        assert!(!is_intact(&damaged));
        let sound = Outlet::sound(6, "0").frame(&[80], 0, &mut transport);
        assert!(is_intact(&sound[0]));
    }
}
