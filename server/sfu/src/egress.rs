//! The way out to one receiver: everything sent to it is sealed here and nowhere else, counted for
//! the congestion control, and held up where it comes too fast.

use std::time::{Duration, Instant};

use crate::congestion::bitrate::Bitrate;
use crate::congestion::pacing::Pacing;
use crate::congestion::queue::SendQueue;
use crate::congestion::{Controller, Micros, OVERHEAD};
use crate::outbox::{Outbox, Path};
use crate::rtcp::arrivals::ArrivalReport;
use crate::rtp::extension::SlotExtensions;
use crate::rtp::header::{FIXED_LENGTH, PlainHeader};
use crate::rtp::vp8::PictureShift;
use crate::srtp::{Outbound, SendStream, TAG_ROOM};

/// In the first byte of a packet.
const PADDED: u8 = 0x20;
const EXTENDED: u8 = 0x10;

/// Most padding of one packet, in bytes: its length stands in the last of them.
pub(crate) const MAX_PADDING: u8 = 255;

/// A packet as it is to arrive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outgoing<'a> {
    pub(crate) header: PlainHeader,
    pub(crate) extensions: SlotExtensions,
    /// In the stream; its low 16 bits are the sequence number.
    pub(crate) position: u64,
    /// In front of the payload of a retransmission.
    pub(crate) original_sequence: Option<u16>,
    pub(crate) payload: &'a [u8],
    pub(crate) picture_shift: PictureShift,
    /// Bytes behind the payload, which mean nothing.
    pub(crate) padding: u8,
}

/// Where a packet leaves, and when.
pub(crate) struct Way<'a> {
    pub(crate) path: Path,
    pub(crate) now: Instant,
    pub(crate) outbox: &'a mut Outbox,
}

pub(crate) struct Egress {
    outbound: Outbound,
    pub(crate) control: Controller,
    pub(crate) queue: SendQueue,
    pacing: Pacing,
    /// When there is something to send that waits.
    turn_at: Option<Micros>,
}

impl Egress {
    pub(crate) fn new(outbound: Outbound, now: Instant) -> Self {
        let control = Controller::new(now);
        Egress {
            outbound,
            pacing: Pacing::new(control.target()),
            control,
            queue: SendQueue::default(),
            turn_at: None,
        }
    }

    /// Returns the length of the datagram; `None` if it was not sent.
    pub(crate) fn send(
        &mut self,
        stream: &mut SendStream,
        packet: &Outgoing<'_>,
        way: &mut Way<'_>,
    ) -> Option<usize> {
        let now = self.control.micros(way.now);
        let sequence = self.control.next_sequence();
        let prefix = packet.original_sequence.map(u16::to_be_bytes);
        let prefix = prefix.as_ref().map_or(&[][..], |bytes| &bytes[..]);
        let header = FIXED_LENGTH + packet.extensions.length();
        let outbound = &mut self.outbound;
        let length = way.outbox.write(way.path, |datagram| {
            datagram.zeros(header);
            let head = datagram.written();
            packet.header.write(head);
            if header > FIXED_LENGTH {
                head[0] |= EXTENDED;
                let extensions = &mut head[FIXED_LENGTH..];
                packet.extensions.write(extensions, sequence, now);
            }
            datagram.push(prefix);
            datagram.push(packet.payload);
            let payload = &mut datagram.written()[header + prefix.len()..];
            packet.picture_shift.apply(payload);
            if packet.padding > 0 {
                datagram.zeros(usize::from(packet.padding));
                let padded = datagram.written();
                padded[0] |= PADDED;
                if let Some(last) = padded.last_mut() {
                    *last = packet.padding;
                }
            }
            datagram.zeros(TAG_ROOM);
            let sealed = datagram.written();
            let length = outbound.seal_rtp(stream, packet.position, header, sealed)?;
            datagram.truncate(length);
            Some(())
        })?;
        if packet.extensions.transport_sequence.is_some() {
            self.control.sent(length + OVERHEAD, now);
        }
        self.pacing.spend(length);
        Some(length)
    }

    pub(crate) fn send_rtcp(&mut self, packet: &[u8], path: Path, outbox: &mut Outbox) {
        if let Some(sealed) = self.outbound.seal_rtcp(packet) {
            outbox.push(path, &sealed);
        }
    }

    /// Whether a packet of a picture can go out now, behind nothing else.
    pub(crate) fn is_free(&mut self, now: Instant) -> bool {
        let now = self.control.micros(now);
        self.queue.is_empty() && self.pacing.admits(now)
    }

    /// As [`Egress::is_free`], for what has waited already.
    pub(crate) fn admits(&mut self, now: Instant) -> bool {
        let now = self.control.micros(now);
        self.pacing.admits(now) || self.control.owed_to_probe(now) > 0
    }

    /// The probe under way lacks something.
    pub(crate) fn owes(&self, now: Instant) -> bool {
        let now = self.control.micros(now);
        self.control.owed_to_probe(now) > 0
    }

    /// Nothing is under way that would let the estimate grow the next moment.
    pub(crate) fn is_settled(&self, now: Instant) -> bool {
        self.control.is_settled(self.control.micros(now))
    }

    /// Something waits now, or a probe has begun. Says whether nothing was waiting before.
    pub(crate) fn wait(&mut self, now: Instant) -> bool {
        let is_first = self.turn_at.is_none();
        if is_first {
            let now = self.control.micros(now);
            self.turn_at = Some(self.next_turn(now));
        }
        is_first
    }

    fn next_turn(&mut self, now: Micros) -> Micros {
        if self.control.owed_to_probe(now) > 0 {
            return now;
        }
        self.pace();
        self.pacing.ready_at(now)
    }

    /// When what waits has its next turn.
    pub(crate) fn turn_at(&self) -> Option<Instant> {
        self.turn_at.map(|at| self.control.instant(at))
    }

    /// A turn is over. Says whether there will be another.
    pub(crate) fn turned(&mut self, now: Instant) -> bool {
        let now = self.control.micros(now);
        let probe = self.control.probe_turn(now);
        self.pace();
        let queue = (!self.queue.is_empty()).then(|| self.pacing.ready_at(now));
        self.turn_at = [probe, queue].into_iter().flatten().min();
        self.turn_at.is_some()
    }

    /// The client tells of arrivals. Says whether there is less room than before.
    pub(crate) fn report(&mut self, packet: &[u8], now: Instant) -> bool {
        let Some(report) = ArrivalReport::parse(packet) else {
            return false;
        };
        let now = self.control.micros(now);
        let fell = self.control.report(&report, now);
        self.pace();
        fell
    }

    /// The client reports losses, as a part of the packets, and perhaps the round trip.
    pub(crate) fn reception(&mut self, lost: f64, round_trip: Option<Duration>, now: Instant) {
        let now = self.control.micros(now);
        self.control.reception(lost, round_trip, now);
        self.pace();
    }

    /// To be called several times a second, with what would be sent if there were no limit. Says
    /// whether a probe begins.
    pub(crate) fn tick(&mut self, wanted: Bitrate, now: Instant) -> bool {
        let now = self.control.micros(now);
        self.control.want(wanted);
        let begins = self.control.tick(now);
        self.pace();
        begins
    }

    fn pace(&mut self) {
        self.pacing.set(self.control.target(), self.queue.bytes());
    }
}
