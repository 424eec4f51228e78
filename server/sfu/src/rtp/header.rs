//! The RTP header (RFC 3550, 5.1), read by hand: one look at a packet, no allocation.

/// Length without contributing sources and extension.
pub(crate) const FIXED_LENGTH: usize = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// Bytes before the payload, extension included.
    pub(crate) length: usize,
    pub(crate) payload_type: u8,
    pub(crate) marker: bool,
    pub(crate) padded: bool,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    pub(crate) extension: Option<ExtensionBlock>,
}

/// Where the header extension lies in the packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ExtensionBlock {
    pub(crate) profile: u16,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Header {
    pub(crate) fn parse(packet: &[u8]) -> Option<Header> {
        let first = *packet.first()?;
        if first >> 6 != 2 {
            return None;
        }
        let second = *packet.get(1)?;
        let after_sources = FIXED_LENGTH + usize::from(first & 0x0f) * 4;
        let extension = if first & 0x10 == 0 {
            None
        } else {
            Some(extension_block(packet, after_sources)?)
        };
        let length = extension.map_or(after_sources, |block| block.end);
        if packet.len() < length {
            return None;
        }
        Some(Header {
            length,
            payload_type: second & 0x7f,
            marker: second & 0x80 != 0,
            padded: first & 0x20 != 0,
            sequence: read_u16(packet, 2)?,
            timestamp: read_u32(packet, 4)?,
            ssrc: read_u32(packet, 8)?,
            extension,
        })
    }

    /// The payload without padding; `None` if the padding claims more than there is.
    pub(crate) fn payload<'a>(&self, packet: &'a [u8]) -> Option<&'a [u8]> {
        let payload = packet.get(self.length..)?;
        if !self.padded {
            return Some(payload);
        }
        let padding = usize::from(*payload.last()?);
        payload.get(..payload.len().checked_sub(padding)?)
    }
}

fn extension_block(packet: &[u8], at: usize) -> Option<ExtensionBlock> {
    let words = usize::from(read_u16(packet, at + 2)?);
    let start = at + 4;
    let end = start + words * 4;
    (packet.len() >= end).then_some(ExtensionBlock {
        profile: read_u16(packet, at)?,
        start,
        end,
    })
}

/// What is written in front of every forwarded packet: no extension, no contributing sources.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlainHeader {
    pub(crate) payload_type: u8,
    pub(crate) marker: bool,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
}

impl PlainHeader {
    pub(crate) fn write(&self, packet: &mut [u8]) {
        packet[0] = 0x80;
        packet[1] = u8::from(self.marker) << 7 | self.payload_type;
        packet[2..4].copy_from_slice(&self.sequence.to_be_bytes());
        packet[4..8].copy_from_slice(&self.timestamp.to_be_bytes());
        packet[8..12].copy_from_slice(&self.ssrc.to_be_bytes());
    }
}

pub(crate) fn read_u16(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at + 2)?;
    Some(u16::from_be_bytes(bytes.try_into().ok()?))
}

pub(crate) fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 4)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_is_read() {
        let header = PlainHeader {
            payload_type: 96,
            marker: true,
            sequence: 0x1234,
            timestamp: 0x5678_9abc,
            ssrc: 0xdef0_1122,
        };
        let mut packet = [0; 16];
        header.write(&mut packet);
        let read = Header::parse(&packet).unwrap();
        assert_eq!(
            (read.length, read.payload_type, read.marker, read.sequence),
            (12, 96, true, 0x1234)
        );
        assert_eq!((read.timestamp, read.ssrc), (0x5678_9abc, 0xdef0_1122));
    }

    #[test]
    fn padding_is_taken_off_and_impossible_padding_refused() {
        let mut packet = [0xa0, 96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 2];
        let header = Header::parse(&packet).unwrap();
        assert_eq!(header.payload(&packet), Some(&[1, 2][..]));
        packet[15] = 9;
        assert_eq!(header.payload(&packet), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(packet in prop::collection::vec(any::<u8>(), 0..80)) {
            if let Some(header) = Header::parse(&packet) {
                prop_assert!(header.length <= packet.len());
                header.payload(&packet);
            }
        }
    }
}
