//! The periodic half of RTCP.

use std::time::{Duration, Instant};

use super::Shard;
use super::connection::Connection;
use super::redundancy::MOST_LOSS_TOLD;
use crate::figures::Figures;
use crate::media::PeerIndex;
use crate::media::reception::ReportBlock;
use crate::rtcp;
use crate::timeline::Timeline;

/// How often a client hears when its packets arrived.
pub(super) const FEEDBACK_INTERVAL: Duration = Duration::from_millis(60);

pub(super) const REPORT_INTERVAL: Duration = Duration::from_secs(1);

/// A slot without a packet for so long sends no reports.
const RUNNING: Duration = Duration::from_secs(5);

impl Shard {
    fn send_rtcp(&mut self, index: PeerIndex, packets: &[Vec<u8>]) {
        let Some(connection) = self.peers.connection_mut(index) else {
            return;
        };
        let Some(path) = connection.media_path() else {
            return;
        };
        let Some(secured) = &mut connection.secured else {
            return;
        };
        for packet in packets {
            secured.egress.send_rtcp(packet, path, &mut self.outbox);
        }
    }

    /// Missing packets, and key frames that somebody waits for.
    pub(super) fn ask_again(&mut self, now: Instant) {
        self.for_each_peer(Shard::want_awaited);
        self.for_each_peer(|shard, index| {
            let Some(connection) = shard.peers.connection_mut(index) else {
                return;
            };
            if connection.media_path().is_none() {
                return;
            }
            let requests = requests(connection, now, &mut shard.figures);
            shard.send_rtcp(index, &requests);
        });
    }

    /// A slot of a connected client waits for a key frame.
    fn want_awaited(&mut self, index: PeerIndex) {
        let Some(connection) = self.peers.connection(index) else {
            return;
        };
        if connection.media_path().is_none() {
            return;
        }
        let awaited: Vec<_> = connection
            .slots()
            .filter_map(|(_, _, slot)| slot.awaited)
            .collect();
        for layer in awaited {
            if let Some(layer) = self.layer_mut(layer) {
                layer.key_frames.want();
            }
        }
    }

    pub(super) fn report_arrivals(&mut self) {
        self.for_each_peer(|shard, index| {
            let Some(connection) = shard.peers.connection_mut(index) else {
                return;
            };
            let media_ssrc = connection
                .publications()
                .find_map(|(_, publication)| publication.layers.first()?.ssrc)
                .unwrap_or_default();
            let messages = connection.feedback.messages(media_ssrc);
            shard.send_rtcp(index, &messages);
        });
    }

    pub(super) fn report_streams(&mut self, now: Instant) {
        let timeline = self.timeline;
        self.for_each_peer(|shard, index| {
            let listeners = shard.lost_by_listeners(index);
            let Some(connection) = shard.peers.connection_mut(index) else {
                return;
            };
            let mut blocks = received(connection, now);
            for (ssrc, block) in &mut blocks {
                // Nothing but the encoder of sound looks at this figure; the total remains the
                // sender's own.
                if let Some((_, lost)) = listeners.iter().find(|(sound, _)| sound == ssrc) {
                    block.fraction_lost = block.fraction_lost.max(*lost).min(MOST_LOSS_TOLD);
                }
            }
            let mut reports = rtcp::receiver_reports(&blocks);
            reports.extend(sent(connection, &timeline, now));
            shard.send_rtcp(index, &reports);
        });
    }
}

fn requests(connection: &mut Connection, now: Instant, figures: &mut Figures) -> Vec<Vec<u8>> {
    let mut packets = Vec::new();
    for (_, publication) in connection.publications_mut() {
        let feedback = publication.codec.feedback;
        for layer in &mut publication.layers {
            let Some(ssrc) = layer.ssrc else { continue };
            let missing = layer.ask_again(now);
            if feedback.nack && !missing.is_empty() {
                packets.extend(rtcp::nack(ssrc, &missing));
            }
            if feedback.picture_loss && layer.key_frame_due(now) {
                packets.extend(rtcp::picture_loss(ssrc));
                figures.key_frame_requests += 1;
            }
        }
    }
    packets
}

fn received(connection: &mut Connection, now: Instant) -> Vec<(u32, ReportBlock)> {
    let mut blocks = Vec::new();
    for (_, publication) in connection.publications_mut() {
        for layer in &mut publication.layers {
            let report = layer.reception.report(now);
            blocks.extend(layer.ssrc.zip(report));
        }
    }
    blocks
}

fn sent(connection: &Connection, timeline: &Timeline, now: Instant) -> Vec<Vec<u8>> {
    connection
        .slots()
        .filter_map(|(_, _, slot)| {
            let timestamp = slot.rewriter.running_timestamp(now, RUNNING)?;
            let (ssrc, sent) = (slot.streams().ssrc, slot.sent);
            rtcp::sender_report(
                ssrc,
                timeline.ntp(now),
                timestamp,
                sent.packets,
                sent.octets,
            )
        })
        .collect()
}
