//! The sending half: every 20 ms a packet of the tone, every 60 ms a frame of each layer.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use rtc::rtp;
use rtc::rtp_transceiver::rtp_sender::RTCRtpParameters;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval};
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;

use crate::media::requests::KeyFrameRequests;
use crate::media::vp8::{Mark, Numbers, packets};
use crate::signature::Signature;

const SOUND: Duration = Duration::from_millis(20);
const SOUND_SAMPLES: u64 = 960;
/// One frame of picture for so many packets of sound.
const PACKETS_A_FRAME: u64 = 3;
const FRAME_TICKS: u64 = 90_000 * 20 * PACKETS_A_FRAME / 1000;
/// RFC 6464: voice, 20 dB below overload.
const LEVEL: &[u8] = &[0x80 | 20];

const MID: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
const RID: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
pub(crate) const AUDIO_LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

/// What is sent right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Live {
    pub(crate) microphone: bool,
    pub(crate) camera: bool,
}

/// One RTP stream of ours.
pub(crate) struct Stream {
    track: Arc<TrackLocalStaticRTP>,
    ssrc: u32,
    payload_type: u8,
    extensions: Vec<(u8, Bytes)>,
    sequence: u16,
}

impl Stream {
    /// `rid` is empty for a stream without layers.
    pub(crate) fn new(
        track: Arc<TrackLocalStaticRTP>,
        ssrc: u32,
        parameters: &RTCRtpParameters,
        mid: &str,
        rid: &'static str,
    ) -> Option<Self> {
        let values = [
            (MID, Bytes::copy_from_slice(mid.as_bytes())),
            (RID, Bytes::from_static(rid.as_bytes())),
            (AUDIO_LEVEL, Bytes::from_static(LEVEL)),
        ];
        let negotiated = parameters.header_extensions.iter();
        let extensions = negotiated.filter_map(|extension| {
            let (_, value) = values.iter().find(|(uri, _)| *uri == extension.uri)?;
            let id = u8::try_from(extension.id).ok()?;
            (!value.is_empty()).then(|| (id, value.clone()))
        });
        Some(Self {
            payload_type: parameters.codecs.first()?.payload_type,
            extensions: extensions.collect(),
            track,
            ssrc,
            sequence: 1,
        })
    }

    /// A packet that the library cannot take any more (the connection is closing) is dropped.
    async fn send(&mut self, timestamp: u32, marker: bool, payload: Bytes) {
        let mut header = rtp::header::Header {
            version: 2,
            marker,
            payload_type: self.payload_type,
            sequence_number: self.sequence,
            timestamp,
            ssrc: self.ssrc,
            ..Default::default()
        };
        for (id, value) in &self.extensions {
            if let Err(error) = header.set_extension(*id, value.clone()) {
                tracing::debug!(%error, "header extension");
            }
        }
        self.sequence = self.sequence.wrapping_add(1);
        if let Err(error) = self.track.write_rtp(rtp::Packet { header, payload }).await {
            tracing::debug!(%error, "packet dropped");
        }
    }
}

/// One simulcast layer of the camera.
pub(crate) struct Layer {
    pub(crate) stream: Stream,
    name: &'static str,
    /// It was left out of the last picture.
    was_off: bool,
    frames: u32,
    numbers: Numbers,
}

impl Layer {
    pub(crate) fn new(stream: Stream, name: &'static str) -> Self {
        Self {
            stream,
            name,
            was_off: false,
            frames: 0,
            numbers: Numbers::default(),
        }
    }

    async fn send(&mut self, mark: Mark, key: bool, size: usize, timestamp: u32) {
        self.numbers.picture = self.numbers.picture.wrapping_add(1);
        self.numbers.tl0 = self.numbers.tl0.wrapping_add(1);
        self.numbers.key = self.numbers.key.wrapping_add(u8::from(key));
        let number = self.frames;
        self.frames = number.wrapping_add(1);
        let frame = Mark { number, ..mark }.frame(key, size);
        let mut payloads = packets(&frame, self.numbers).into_iter().peekable();
        while let Some(payload) = payloads.next() {
            let last = payloads.peek().is_none();
            self.stream.send(timestamp, last, payload).await;
        }
    }
}

/// Everything one participant sends.
pub(crate) struct Sender {
    pub(crate) signature: Signature,
    pub(crate) microphone: Stream,
    pub(crate) layers: Vec<Layer>,
    pub(crate) needed: Option<watch::Receiver<Option<Vec<String>>>>,
    pub(crate) requests: KeyFrameRequests,
    /// A frame is filled up to so many bytes.
    pub(crate) frame_bytes: usize,
}

impl Sender {
    /// Sends until nobody can switch it on any more.
    pub(crate) async fn run(mut self, mut live: watch::Receiver<Live>) {
        let start = Instant::now();
        let mut clock = interval(SOUND);
        clock.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut before = Live::default();
        while live.has_changed().is_ok() {
            clock.tick().await;
            let ticks = (start.elapsed().as_millis() / SOUND.as_millis()) as u64;
            let now = *live.borrow_and_update();
            if now.microphone {
                self.sound(ticks).await;
            }
            if now.camera && ticks.is_multiple_of(PACKETS_A_FRAME) {
                let first = !before.camera;
                self.picture(ticks / PACKETS_A_FRAME, first).await;
                before = now;
            }
            before.camera &= now.camera;
        }
    }

    async fn sound(&mut self, tick: u64) {
        let timestamp = (tick * SOUND_SAMPLES) as u32;
        let packet = self.signature.sound(tick);
        self.microphone.send(timestamp, false, packet).await;
    }

    async fn picture(&mut self, frame: u64, first: bool) {
        let timestamp = (frame * FRAME_TICKS) as u32;
        let needed = self.needed.as_ref().map(watch::Receiver::borrow);
        let needed = needed.and_then(|needed| needed.clone());
        for (layer, number) in self.layers.iter_mut().zip(0u8..) {
            let mark = Mark {
                signature: self.signature,
                layer: number,
                number: 0,
            };
            let is_off = needed
                .as_ref()
                .is_some_and(|needed| needed.iter().all(|name| name != layer.name));
            let returns = std::mem::replace(&mut layer.was_off, is_off);
            if is_off {
                continue;
            }
            let key = self.requests.take(layer.stream.ssrc) || first || returns;
            layer.send(mark, key, self.frame_bytes, timestamp).await;
        }
    }
}
