//! What a client says about the streams it receives and sends.

use std::time::Instant;

use super::Shard;
use super::connection::Connection;
use super::kept::Kept;
use crate::congestion::bitrate::Bitrate;
use crate::congestion::queue::Repair;
use crate::media::PeerIndex;
use crate::outbox::Path;
use crate::rtcp::{self, Message};

/// Most packets sent again for one request.
const MAX_RESENDS: usize = 128;

impl Shard {
    pub(super) fn receive_rtcp(
        &mut self,
        index: PeerIndex,
        datagram: &[u8],
        path: Path,
        now: Instant,
    ) {
        let Some(connection) = self.peers.connection_mut(index) else {
            return;
        };
        let Some(plain) = connection
            .secured
            .as_mut()
            .and_then(|secured| secured.inbound.open_rtcp(datagram))
        else {
            self.figures.unauthenticated += 1;
            return;
        };
        connection.heard(path, now);
        let mut losses = None;
        for message in rtcp::read(&plain) {
            match message {
                Message::Missing { ssrc, sequences } => {
                    self.figures.nacks += 1;
                    for sequence in sequences.into_iter().take(MAX_RESENDS) {
                        self.resend(index, ssrc, sequence, now);
                    }
                }
                Message::PictureLost { ssrc } => {
                    self.picture_lost(index, ssrc);
                }
                Message::SenderReport { ssrc, ntp } => {
                    self.sender_reported(index, ssrc, ntp, now);
                }
                Message::Arrivals(report) => self.arrivals_reported(index, &report, now),
                Message::Received { ssrc, lost, report } => {
                    self.receiver_reported(index, ssrc, lost, &report, now);
                    let trip = report.round_trip((self.timeline.ntp(now) >> 16) as u32);
                    let (worst, trip_before) = losses.unwrap_or((0, None));
                    losses = Some((lost.max(worst), trip.or(trip_before)));
                }
                Message::Limit { bits } => {
                    if let Some(egress) = self.egress_mut(index) {
                        egress.control.limit(Bitrate::of(bits / 8, 1_000_000));
                    }
                }
            }
        }
        if let Some((lost, trip)) = losses
            && let Some(egress) = self.egress_mut(index)
        {
            egress.reception(f64::from(lost) / 256.0, trip, now);
        }
    }

    fn arrivals_reported(&mut self, index: PeerIndex, report: &[u8], now: Instant) {
        let fell = self
            .egress_mut(index)
            .is_some_and(|egress| egress.report(report, now));
        if fell {
            self.divide(index, now);
            self.retarget(index);
        }
    }

    fn resend(&mut self, index: PeerIndex, ssrc: u32, sequence: u16, now: Instant) -> Option<()> {
        let connection = self.peers.connection_mut(index)?;
        let line = line_of_stream(connection, ssrc)?;
        let slot = connection.slot_mut(line)?;
        let origin = slot.rewriter.origin(sequence)?;
        if slot.has_left(origin.layer) || !slot.may_resend(sequence, now) {
            return None;
        }
        let egress = &mut connection.secured.as_mut()?.egress;
        if egress.admits(now) {
            return self.resend_on(index, line, sequence, now);
        }
        let line = line as u16;
        egress.queue.push_repair(Repair { line, sequence });
        if egress.wait(now) {
            self.paced.push(index);
        }
        Some(())
    }

    pub(super) fn resend_on(
        &mut self,
        index: PeerIndex,
        line: usize,
        sequence: u16,
        now: Instant,
    ) -> Option<()> {
        let slot = self.peers.connection_mut(index)?.slot_mut(line)?;
        let origin = slot.rewriter.origin(sequence)?;
        let kept = Kept {
            layer: origin.layer,
            position: origin.position,
        };
        let length = self.send_kept(index, line, kept, now, |slot, packet, egress, way| {
            slot.resend(sequence, &origin, packet, egress, way)
        })?;
        self.figures.retransmitted.count(length);
        Some(())
    }

    fn picture_lost(&mut self, index: PeerIndex, ssrc: u32) -> Option<()> {
        let connection = self.peers.connection_mut(index)?;
        let line = line_of_stream(connection, ssrc)?;
        let playing = connection.slot_mut(line)?.playing?;
        self.layer_mut(playing)?.key_frames.want();
        Some(())
    }

    fn sender_reported(
        &mut self,
        index: PeerIndex,
        ssrc: u32,
        ntp: u32,
        now: Instant,
    ) -> Option<()> {
        let connection = self.peers.connection_mut(index)?;
        let binding = *connection.bindings.get(&ssrc)?;
        if !binding.retransmission {
            let publication = connection.publication_mut(binding.line)?;
            let layer = publication.layers.get_mut(binding.layer)?;
            layer.reception.sender_report(ntp, now);
        }
        Some(())
    }
}

pub(super) fn line_of_stream(connection: &Connection, ssrc: u32) -> Option<usize> {
    let mut slots = connection.slots();
    let (line, _, _) = slots.find(|(_, _, slot)| slot.streams().ssrc == ssrc)?;
    Some(line)
}
