//! Media packets as a browser makes them.

/// Twenty milliseconds of sound.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Audio {
    /// Of a shared screen, not the person's own.
    pub(crate) of_screen: bool,
    pub(crate) sequence: u16,
    /// -dBov.
    pub(crate) level: u8,
}

/// One packet of a picture; most pictures are one packet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Video {
    /// Of a shared screen, not the person's own.
    pub(crate) of_screen: bool,
    /// 0 to 2, lowest first.
    pub(crate) layer: usize,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) picture: u16,
    pub(crate) key_frame: bool,
    /// As a retransmission with this sequence number on its own stream.
    pub(crate) repair: Option<u16>,
    pub(crate) transport_sequence: u16,
    pub(crate) shape: Shape,
}

/// What only tests of bandwidth care for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shape {
    /// Not the first packet of its picture.
    pub(crate) continues: bool,
    /// Not the last one.
    pub(crate) goes_on: bool,
    /// A temporal layer above the lowest builds on that alone.
    pub(crate) temporal: u8,
    /// Bytes of picture that mean nothing.
    pub(crate) filling: usize,
}

pub(crate) const AUDIO_SSRC: u32 = 1000;
pub(crate) const VIDEO_SSRC: u32 = 2000;
const LAYERS: [u8; 3] = *b"qhf";

impl Audio {
    pub(super) fn packet(&self) -> Vec<u8> {
        let mut packet = self.header(111);
        packet.extend(sound(self.sequence));
        packet
    }

    pub(super) fn redundant_packet(&self) -> Vec<u8> {
        let mut packet = self.header(63);
        for age in [1920u32, 960] {
            let block = age << 10 | sound(0).len() as u32;
            packet.push(0x80 | 111);
            packet.extend(&block.to_be_bytes()[1..]);
        }
        packet.push(111);
        for ago in [2, 1, 0] {
            packet.extend(sound(self.sequence.wrapping_sub(ago)));
        }
        packet
    }

    fn header(&self, payload_type: u8) -> Vec<u8> {
        let timestamp = u32::from(self.sequence) * 960;
        let (ssrc, mid) = match self.of_screen {
            false => (AUDIO_SSRC, b"0"),
            true => (AUDIO_SSRC + 1, b"3"),
        };
        let mut packet = header(payload_type, self.sequence, timestamp, ssrc);
        extend(&mut packet, &[(1, &[self.level]), (4, mid)]);
        packet
    }
}

/// What the packet with this sequence number says.
fn sound(sequence: u16) -> Vec<u8> {
    [&b"sound"[..], &sequence.to_be_bytes()].concat()
}

impl Video {
    fn stream(&self) -> (u32, &'static [u8]) {
        let layer = self.layer as u32;
        match self.of_screen {
            false => (VIDEO_SSRC + layer, b"1"),
            true => (VIDEO_SSRC + 10 + layer, b"2"),
        }
    }

    pub(super) fn packet(&self) -> Vec<u8> {
        let (ssrc, mid) = self.stream();
        let rid = [LAYERS[self.layer]];
        let transport = self.transport_sequence.to_be_bytes();
        let (payload_type, sequence, ssrc, rid_number) = match self.repair {
            None => (96, self.sequence, ssrc, 10),
            Some(sequence) => (97, sequence, ssrc + 100, 11),
        };
        let mut packet = header(payload_type, sequence, self.timestamp, ssrc);
        packet[1] |= if self.shape.goes_on { 0 } else { 0x80 };
        extend(
            &mut packet,
            &[(3, &transport), (4, mid), (rid_number, &rid)],
        );
        if self.repair.is_some() {
            packet.extend(self.sequence.to_be_bytes());
        }
        packet.extend(self.payload());
        packet
    }

    /// Nothing but padding, with which browsers find out how much the line can bear.
    pub(super) fn padding(&self) -> Vec<u8> {
        let (ssrc, mid) = self.stream();
        let mut packet = header(96, self.sequence, self.timestamp, ssrc);
        packet[0] |= 0x20;
        let rid = [LAYERS[self.layer]];
        extend(&mut packet, &[(4, mid), (10, &rid)]);
        packet.extend([0; 223]);
        packet.push(224);
        packet
    }

    /// VP8 descriptor with 15-bit picture number, then the beginning of a frame.
    fn payload(&self) -> Vec<u8> {
        let Shape {
            continues,
            goes_on: _,
            temporal,
            filling,
        } = self.shape;
        let mut payload = vec![if continues { 0x80 } else { 0x90 }, 0xf0];
        payload.extend((self.picture | 0x8000).to_be_bytes());
        let layered = temporal << 6 | u8::from(temporal > 0) << 5;
        payload.extend([self.picture as u8, layered]);
        if self.key_frame && !continues {
            let scale = 1 << self.layer;
            payload.extend([0x10, 0, 0, 0x9d, 0x01, 0x2a]);
            payload.extend((320u16 * scale).to_le_bytes());
            payload.extend((180u16 * scale).to_le_bytes());
        } else {
            payload.extend([0x11, 0, 0]);
        }
        payload.resize(payload.len() + filling, 0);
        payload.push(self.layer as u8);
        payload
    }
}

fn header(payload_type: u8, sequence: u16, timestamp: u32, ssrc: u32) -> Vec<u8> {
    let mut packet = vec![0x90, payload_type];
    packet.extend(sequence.to_be_bytes());
    packet.extend(timestamp.to_be_bytes());
    packet.extend(ssrc.to_be_bytes());
    packet
}

fn extend(packet: &mut Vec<u8>, elements: &[(u8, &[u8])]) {
    let mut bytes = Vec::new();
    for (number, value) in elements {
        bytes.push(number << 4 | (value.len() as u8 - 1));
        bytes.extend(*value);
    }
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    packet.extend([0xbe, 0xde]);
    packet.extend(((bytes.len() / 4) as u16).to_be_bytes());
    packet.extend(bytes);
}

/// A packet that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) payload_type: u8,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    pub(crate) payload: Vec<u8>,
    /// Of the whole connection; extension 3 in the offer.
    pub(crate) transport_sequence: Option<u16>,
    /// Nothing but padding.
    pub(crate) is_padding: bool,
}

impl Received {
    /// The engine writes no contributing sources, and extensions in the one-byte form.
    pub(super) fn parse(packet: &[u8]) -> Self {
        assert_eq!(packet[0] & 0xcf, 0x80);
        let has_extensions = packet[0] & 0x10 != 0;
        let padding = if packet[0] & 0x20 != 0 {
            usize::from(packet[packet.len() - 1])
        } else {
            0
        };
        let mut start = 12;
        let mut transport_sequence = None;
        if has_extensions {
            assert_eq!(packet[12..14], [0xbe, 0xde]);
            start = 16 + usize::from(packet[15]) * 4;
            let mut at = 16;
            while at < start && packet[at] != 0 {
                if packet[at] >> 4 == 3 {
                    transport_sequence = Some(u16::from_be_bytes([packet[at + 1], packet[at + 2]]));
                }
                at += 2 + usize::from(packet[at] & 15);
            }
        }
        let end = packet.len() - padding;
        let word = |at: usize| u32::from_be_bytes(packet[at..at + 4].try_into().unwrap());
        Received {
            payload_type: packet[1] & 0x7f,
            sequence: u16::from_be_bytes([packet[2], packet[3]]),
            timestamp: word(4),
            ssrc: word(8),
            payload: packet[start..end].to_vec(),
            transport_sequence,
            is_padding: padding > 0 && end == start,
        }
    }

    /// Which of the sender's packets of sound this is.
    pub(crate) fn sound(&self) -> u16 {
        let bytes = self.payload.strip_prefix(b"sound").unwrap();
        u16::from_be_bytes(bytes.try_into().unwrap())
    }

    /// Timestamps and contents of redundant sound, the newest last.
    pub(crate) fn blocks(&self) -> Vec<(u32, Vec<u8>)> {
        let mut headers = Vec::new();
        let mut rest = &self.payload[..];
        while rest[0] & 0x80 != 0 {
            let word = u32::from_be_bytes(rest[..4].try_into().unwrap());
            headers.push((word >> 10 & 0x3fff, (word & 0x3ff) as usize));
            rest = &rest[4..];
        }
        rest = &rest[1..];
        let mut blocks = Vec::new();
        for (age, length) in headers {
            let (block, after) = rest.split_at(length);
            blocks.push((self.timestamp.wrapping_sub(age), block.to_vec()));
            rest = after;
        }
        blocks.push((self.timestamp, rest.to_vec()));
        blocks
    }

    /// Which layer of the sender this is, as its test pictures say.
    pub(crate) fn layer(&self) -> u8 {
        *self.payload.last().unwrap()
    }

    pub(crate) fn picture(&self) -> u16 {
        u16::from_be_bytes([self.payload[2], self.payload[3]]) & 0x7fff
    }
}
