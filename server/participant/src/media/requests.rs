use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use rtc::interceptor::{Interceptor, Packet, StreamInfo, TaggedPacket};
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::sansio::Protocol;
use webrtc::error::Error;

/// Streams (by SSRC) of which somebody wants a key frame.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeyFrameRequests(Arc<Mutex<HashSet<u32>>>);

impl KeyFrameRequests {
    pub(crate) fn ask(&self, ssrc: u32) {
        self.lock().insert(ssrc);
    }

    /// Whether a key frame was wanted; it is not asked for twice.
    pub(crate) fn take(&self, ssrc: u32) -> bool {
        self.lock().remove(&ssrc)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashSet<u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks at the RTCP that passes by and notes the key frames asked for. (The library's own way,
/// an event of the local track, only looks at the first packet of a compound.)
pub(crate) struct RequestListener {
    pub(crate) requests: KeyFrameRequests,
    pub(crate) read: VecDeque<TaggedPacket>,
    pub(crate) written: VecDeque<TaggedPacket>,
}

impl RequestListener {
    pub(crate) fn new(requests: KeyFrameRequests) -> Self {
        Self {
            requests,
            read: VecDeque::new(),
            written: VecDeque::new(),
        }
    }

    fn note(&self, packet: &dyn rtc::rtcp::Packet) {
        let packet = packet.as_any();
        if let Some(loss) = packet.downcast_ref::<PictureLossIndication>() {
            self.requests.ask(loss.media_ssrc);
        }
        if let Some(request) = packet.downcast_ref::<FullIntraRequest>() {
            request
                .fir
                .iter()
                .for_each(|entry| self.requests.ask(entry.ssrc));
        }
    }
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for RequestListener {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtcp(compound) = &packet.message.packet {
            compound
                .iter()
                .for_each(|packet| self.note(packet.as_ref()));
        }
        self.read.push_back(packet);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.read.pop_front()
    }

    fn handle_write(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        self.written.push_back(packet);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.written.pop_front()
    }
}

impl Interceptor for RequestListener {
    fn bind_local_stream(&mut self, _: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _: &StreamInfo) {}
}
