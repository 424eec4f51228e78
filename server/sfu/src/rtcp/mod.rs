//! RTCP: what the engine understands of it, and what it writes.

pub(crate) mod arrivals;
pub(crate) mod transport_feedback;

use rtc_rtcp::packet;
use rtc_rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc_rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc_rtcp::payload_feedbacks::receiver_estimated_maximum_bitrate::ReceiverEstimatedMaximumBitrate;
use rtc_rtcp::receiver_report::ReceiverReport;
use rtc_rtcp::reception_report::ReceptionReport;
use rtc_rtcp::sender_report::SenderReport;
use rtc_rtcp::transport_feedbacks::transport_layer_nack::{
    TransportLayerNack, nack_pairs_from_sequence_numbers,
};
use rtc_shared::marshal::Marshal;

use crate::media::flow::Report;
use crate::media::reception::ReportBlock;
use crate::rtp::header::read_u16;

/// The engine's own stream number in reports and feedback.
pub(crate) const OUR_SSRC: u32 = 1;

/// Most report blocks of one packet: its count has five bits.
const MAX_REPORTS: usize = 31;

/// Packet type and format of transport-wide feedback.
const TRANSPORT_FEEDBACK: u8 = 205;
const TRANSPORT_WIDE: u8 = 15;

/// What a client may say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// Packets of a slot that did not arrive.
    Missing { ssrc: u32, sequences: Vec<u16> },
    /// The picture on a slot cannot be decoded any more.
    PictureLost { ssrc: u32 },
    /// `ntp`: the middle 32 bits.
    SenderReport { ssrc: u32, ntp: u32 },
    /// When our packets arrived: for [`arrivals::ArrivalReport`] to read.
    Arrivals(Vec<u8>),
    /// How a slot arrives. `lost`: of 256 packets so many since the last report.
    Received { ssrc: u32, lost: u8, report: Report },
    /// Bits a second that the client believes it can take.
    Limit { bits: u64 },
}

/// Reads a compound packet; what is of no interest, or cannot be read, is passed over.
pub(crate) fn read(compound: &[u8]) -> Vec<Message> {
    let mut messages = Vec::new();
    let mut rest = compound;
    // The rest of a damaged compound is worth nothing.
    while let Some((mut packet, after)) = split_first(rest) {
        if packet[0] & 0x1f == TRANSPORT_WIDE && packet[1] == TRANSPORT_FEEDBACK {
            messages.push(Message::Arrivals(packet.to_vec()));
        } else if let Ok(packets) = packet::unmarshal(&mut packet) {
            messages.extend(packets.iter().flat_map(|it| read_one(it.as_any())));
        }
        rest = after;
    }
    messages
}

fn split_first(compound: &[u8]) -> Option<(&[u8], &[u8])> {
    let words = usize::from(read_u16(compound, 2)?);
    compound.split_at_checked(4 * (words + 1))
}

fn read_one(packet: &dyn std::any::Any) -> Vec<Message> {
    if let Some(nack) = packet.downcast_ref::<TransportLayerNack>() {
        let sequences = nack.nacks.iter().flat_map(|pair| pair.into_iter());
        return vec![Message::Missing {
            ssrc: nack.media_ssrc,
            sequences: sequences.collect(),
        }];
    }
    if let Some(loss) = packet.downcast_ref::<PictureLossIndication>() {
        let ssrc = loss.media_ssrc;
        return vec![Message::PictureLost { ssrc }];
    }
    if let Some(request) = packet.downcast_ref::<FullIntraRequest>() {
        let entries = request.fir.iter();
        return entries
            .map(|entry| Message::PictureLost { ssrc: entry.ssrc })
            .collect();
    }
    if let Some(report) = packet.downcast_ref::<SenderReport>() {
        let sent = Message::SenderReport {
            ssrc: report.ssrc,
            ntp: (report.ntp_time >> 16) as u32,
        };
        let received = report.reports.iter().map(received);
        return std::iter::once(sent).chain(received).collect();
    }
    if let Some(report) = packet.downcast_ref::<ReceiverReport>() {
        return report.reports.iter().map(received).collect();
    }
    if let Some(estimate) = packet.downcast_ref::<ReceiverEstimatedMaximumBitrate>() {
        // Nothing below zero, and no more than fits.
        let bits = estimate.bitrate as u64;
        return vec![Message::Limit { bits }];
    }
    Vec::new()
}

fn received(block: &ReceptionReport) -> Message {
    Message::Received {
        ssrc: block.ssrc,
        lost: block.fraction_lost,
        report: Report {
            highest: block.last_sequence_number,
            lost: block.total_lost,
            jitter: block.jitter,
            last_sender_report: block.last_sender_report,
            delay: block.delay,
        },
    }
}

fn marshalled(packet: &impl Marshal) -> Option<Vec<u8>> {
    Some(packet.marshal().ok()?.to_vec())
}

/// Asks for packets again; `sequences` in order.
pub(crate) fn nack(ssrc: u32, sequences: &[u16]) -> Option<Vec<u8>> {
    marshalled(&TransportLayerNack {
        sender_ssrc: OUR_SSRC,
        media_ssrc: ssrc,
        nacks: nack_pairs_from_sequence_numbers(sequences),
    })
}

/// Asks for a key frame.
pub(crate) fn picture_loss(ssrc: u32) -> Option<Vec<u8>> {
    marshalled(&PictureLossIndication {
        sender_ssrc: OUR_SSRC,
        media_ssrc: ssrc,
    })
}

/// Reports on received streams, in as many packets as it takes.
pub(crate) fn receiver_reports(blocks: &[(u32, ReportBlock)]) -> Vec<Vec<u8>> {
    blocks
        .chunks(MAX_REPORTS)
        .filter_map(|chunk| {
            marshalled(&ReceiverReport {
                ssrc: OUR_SSRC,
                reports: chunk.iter().map(report_block).collect(),
                ..ReceiverReport::default()
            })
        })
        .collect()
}

fn report_block((ssrc, block): &(u32, ReportBlock)) -> ReceptionReport {
    ReceptionReport {
        ssrc: *ssrc,
        fraction_lost: block.fraction_lost,
        total_lost: block.total_lost,
        last_sequence_number: block.newest,
        jitter: block.jitter,
        last_sender_report: block.last_sender_report,
        delay: block.delay,
    }
}

/// Says which moment a timestamp of a slot belongs to.
pub(crate) fn sender_report(
    ssrc: u32,
    ntp_time: u64,
    rtp_time: u32,
    packet_count: u32,
    octet_count: u32,
) -> Option<Vec<u8>> {
    marshalled(&SenderReport {
        ssrc,
        ntp_time,
        rtp_time,
        packet_count,
        octet_count,
        ..SenderReport::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_is_read() {
        let sequences = [65_534, 65_535, 0, 7, 40];
        assert_eq!(
            read(&nack(9, &sequences).unwrap()),
            [Message::Missing {
                ssrc: 9,
                sequences: sequences.to_vec()
            }]
        );
        assert_eq!(
            read(&picture_loss(9).unwrap()),
            [Message::PictureLost { ssrc: 9 }]
        );
        let mut compound = sender_report(9, 0x1234_5678_9abc_def0, 1, 2, 3).unwrap();
        compound.extend(picture_loss(8).unwrap());
        assert_eq!(
            read(&compound),
            [
                Message::SenderReport {
                    ssrc: 9,
                    ntp: 0x5678_9abc
                },
                Message::PictureLost { ssrc: 8 }
            ]
        );
    }

    #[test]
    fn many_streams_take_several_reports() {
        let block = ReportBlock {
            fraction_lost: 1,
            total_lost: 2,
            newest: 3,
            jitter: 4,
            last_sender_report: 5,
            delay: 6,
        };
        let blocks: Vec<_> = (0..40).map(|ssrc| (ssrc, block)).collect();
        let packets = receiver_reports(&blocks);
        let report = Report {
            highest: 3,
            lost: 2,
            jitter: 4,
            last_sender_report: 5,
            delay: 6,
        };
        let read: Vec<Message> = packets.iter().flat_map(|packet| read(packet)).collect();
        let expected = (0..40).map(|ssrc| Message::Received {
            ssrc,
            lost: 1,
            report,
        });
        assert_eq!(read, expected.collect::<Vec<_>>());
        let lengths: Vec<_> = packets.iter().map(Vec::len).collect();
        assert_eq!(lengths, [8 + 31 * 24, 8 + 9 * 24]);
        assert!(receiver_reports(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(
            kind in 192u8..=223,
            count in 0u8..32,
            body in prop::collection::vec(any::<u8>(), 0..120),
            length in any::<Option<u16>>(),
        ) {
            let words = length.unwrap_or((body.len() / 4) as u16).to_be_bytes();
            let mut packet = vec![0x80 | count, kind, words[0], words[1]];
            packet.extend(body);
            read(&packet);
        }
    }
}
