//! The way out to one receiver: everything sent to it is sealed here and nowhere else. A sender-side
//! congestion control will sit here, between the slots and the outbox.

use crate::outbox::{Outbox, Path};
use crate::rtp::header::{FIXED_LENGTH, PlainHeader};
use crate::rtp::vp8::PictureShift;
use crate::srtp::{Outbound, SendStream, TAG_ROOM};

/// A packet as it is to arrive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outgoing<'a> {
    pub(crate) header: PlainHeader,
    /// In the stream; its low 16 bits are the sequence number.
    pub(crate) position: u64,
    /// In front of the payload of a retransmission.
    pub(crate) original_sequence: Option<u16>,
    pub(crate) payload: &'a [u8],
    pub(crate) picture_shift: PictureShift,
}

pub(crate) struct Egress {
    outbound: Outbound,
}

impl Egress {
    pub(crate) fn new(outbound: Outbound) -> Self {
        Egress { outbound }
    }

    /// Returns the length of the datagram; `None` if it was not sent.
    pub(crate) fn send(
        &mut self,
        stream: &mut SendStream,
        packet: &Outgoing<'_>,
        path: Path,
        outbox: &mut Outbox,
    ) -> Option<usize> {
        let prefix = packet.original_sequence.map(u16::to_be_bytes);
        let prefix = prefix.as_ref().map_or(&[][..], |bytes| &bytes[..]);
        let body = FIXED_LENGTH + prefix.len();
        let room = body + packet.payload.len() + TAG_ROOM;
        let outbound = &mut self.outbound;
        outbox.write(path, room, |datagram| {
            packet.header.write(datagram);
            datagram[FIXED_LENGTH..body].copy_from_slice(prefix);
            let payload = &mut datagram[body..room - TAG_ROOM];
            payload.copy_from_slice(packet.payload);
            packet.picture_shift.apply(payload);
            outbound.seal_rtp(stream, packet.position, FIXED_LENGTH, datagram)
        })
    }

    pub(crate) fn send_rtcp(&mut self, packet: &[u8], path: Path, outbox: &mut Outbox) {
        if let Some(sealed) = self.outbound.seal_rtcp(packet) {
            outbox.push(path, &sealed);
        }
    }
}
