//! The receiving half: one task a receive slot.

use std::sync::Arc;
use std::time::Duration;

use rtc::media_stream::MediaStreamTrackId;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::{PeerConnectionEventHandler, RTCPeerConnectionState};

use crate::media::assembler::Assembler;
use crate::media::reports::{Kind, Reports, SlotReport};

/// A request for a key frame may be lost, or throttled.
const ASK_AGAIN: Duration = Duration::from_millis(300);

/// What the library tells, on to whom it concerns.
pub(crate) struct Events {
    pub(crate) state: watch::Sender<RTCPeerConnectionState>,
    pub(crate) tracks: mpsc::UnboundedSender<Arc<dyn TrackRemote>>,
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Events {
    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        self.state.send_replace(state);
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        // Nobody takes tracks any more when the connection is closing.
        self.tracks.send(track).ok();
    }
}

/// Reads one track to its end. `mids` are those of the m-lines, in their order.
pub(crate) async fn listen(
    track: Arc<dyn TrackRemote>,
    mids: Arc<[String]>,
    reports: watch::Sender<Reports>,
) {
    let kind = if track.kind().await == RtpCodecKind::Audio {
        Kind::Sound
    } else {
        Kind::Picture
    };
    let id: MediaStreamTrackId = track.track_id().await;
    let mut mid = None;
    let mut assembler = Assembler::default();
    let mut asked = None;
    while let Some(event) = track.poll().await {
        if let TrackRemoteEvent::OnOpen(opened) = event {
            let line: usize = opened.receiver_id.into();
            mid = mids.get(line).cloned();
        } else if let TrackRemoteEvent::OnRtpPacket(packet) = event {
            let slot = mid.as_deref().unwrap_or(&id);
            reports.send_if_modified(|reports| {
                take_in(reports.at(slot, kind), &mut assembler, &packet)
            });
            let now = Instant::now();
            let is_stuck = reports
                .borrow()
                .slot(slot)
                .is_some_and(|it| it.needs_key_frame(now));
            if is_stuck && asked.is_none_or(|asked| now - asked > ASK_AGAIN) {
                asked = Some(now);
                ask_for_key_frame(&*track, packet.header.ssrc).await;
            }
        }
    }
}

/// As a browser does whose decoder is stuck.
async fn ask_for_key_frame(track: &dyn TrackRemote, ssrc: u32) {
    let loss = PictureLossIndication {
        sender_ssrc: 0,
        media_ssrc: ssrc,
    };
    if let Err(error) = track.write_rtcp(vec![Box::new(loss)]).await {
        tracing::debug!(%error, "asking for a key frame");
    }
}

/// Whether there is something to tell: a packet alone is not worth waking anybody.
fn take_in(slot: &mut SlotReport, assembler: &mut Assembler, packet: &rtc::rtp::Packet) -> bool {
    let now = Instant::now();
    let missing = slot.packet(packet, now);
    if packet.payload.is_empty() {
        return false; // padding, sent to measure the path
    }
    let header = &packet.header;
    if slot.kind == Kind::Sound {
        slot.sound(&packet.payload, header.timestamp, missing, now);
        return true;
    }
    let frame = assembler.push(
        header.sequence_number,
        header.timestamp,
        header.marker,
        &packet.payload,
    );
    let frame = frame.inspect(|frame| slot.picture(frame, now));
    frame.is_some()
}
