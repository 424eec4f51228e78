//! The sending half: every 20 ms a packet of the tone, and frames of each layer of the camera.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use rtc::rtp;
use rtc::rtp_transceiver::rtp_sender::RTCRtpParameters;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;

use crate::media::camera::Camera;
use crate::media::requests::KeyFrameRequests;
use crate::media::vp8::{Mark, Numbers, packets};
use crate::signature::Signature;

const SOUND: Duration = Duration::from_millis(20);
const SOUND_SAMPLES: u64 = 960;
/// RFC 6464: voice, 20 dB below overload.
const LEVEL: &[u8] = &[0x80 | 20];
/// No voice, and as quiet as can be said.
const QUIET: &[u8] = &[127];

const MID: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
const RID: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
pub(crate) const AUDIO_LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

/// What is sent right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Live {
    pub(crate) microphone: bool,
    pub(crate) camera: bool,
    /// The microphone is open and nobody speaks.
    pub(crate) quiet: bool,
}

/// One RTP stream of ours.
pub(crate) struct Stream {
    track: Arc<TrackLocalStaticRTP>,
    ssrc: u32,
    payload_type: u8,
    extensions: Vec<(u8, Bytes)>,
    /// Among the extensions, that of the level.
    level: Option<u8>,
    sequence: u16,
    sent: Arc<AtomicU64>,
}

impl Stream {
    /// `rid` is empty for a stream without layers.
    pub(crate) fn new(
        track: Arc<TrackLocalStaticRTP>,
        ssrc: u32,
        parameters: &RTCRtpParameters,
        mid: &str,
        rid: &'static str,
        sent: &Arc<AtomicU64>,
    ) -> Option<Self> {
        let values = [
            (MID, Bytes::copy_from_slice(mid.as_bytes())),
            (RID, Bytes::from_static(rid.as_bytes())),
            (AUDIO_LEVEL, Bytes::from_static(LEVEL)),
        ];
        let negotiated = parameters.header_extensions.iter();
        let level = negotiated
            .clone()
            .find(|extension| extension.uri == AUDIO_LEVEL);
        let extensions = negotiated.filter_map(|extension| {
            let (_, value) = values.iter().find(|(uri, _)| *uri == extension.uri)?;
            let id = u8::try_from(extension.id).ok()?;
            (!value.is_empty()).then(|| (id, value.clone()))
        });
        Some(Self {
            payload_type: parameters.codecs.first()?.payload_type,
            extensions: extensions.collect(),
            level: level.and_then(|extension| u8::try_from(extension.id).ok()),
            sent: Arc::clone(sent),
            track,
            ssrc,
            sequence: 1,
        })
    }

    fn set_level(&mut self, level: &'static [u8]) {
        let extensions = self.extensions.iter_mut();
        for (_, value) in extensions.filter(|(id, _)| Some(*id) == self.level) {
            *value = Bytes::from_static(level);
        }
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
        self.sent.fetch_add(payload.len() as u64, Ordering::Relaxed);
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
    pub(crate) camera: Camera,
}

impl Sender {
    /// Sends until nobody can switch it on any more.
    pub(crate) async fn run(mut self, mut live: watch::Receiver<Live>) {
        let start = Instant::now();
        let mut sounds = clock(SOUND);
        let mut frames = clock(self.camera.interval);
        let mut camera_was_on = false;
        while live.has_changed().is_ok() {
            let is_sound = tokio::select! {
                _ = sounds.tick() => true,
                _ = frames.tick() => false,
            };
            let now = *live.borrow_and_update();
            if is_sound && now.microphone {
                self.microphone
                    .set_level(if now.quiet { QUIET } else { LEVEL });
                self.sound(ticks(start, SOUND)).await;
            }
            if !is_sound && now.camera {
                let frame = ticks(start, self.camera.interval);
                self.picture(frame, !camera_was_on).await;
            }
            // Only a frame says that it is on; that it is off is seen at once.
            camera_was_on = now.camera && (camera_was_on || !is_sound);
        }
    }

    async fn sound(&mut self, tick: u64) {
        let timestamp = (tick * SOUND_SAMPLES) as u32;
        let packet = self.signature.sound(tick);
        self.microphone.send(timestamp, false, packet).await;
    }

    async fn picture(&mut self, frame: u64, first: bool) {
        let micros = u128::from(frame) * self.camera.interval.as_micros();
        let timestamp = (micros * 9 / 100) as u32;
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
            let size = self.camera.size(number, key);
            layer.send(mark, key, size, timestamp).await;
        }
    }
}

fn clock(every: Duration) -> Interval {
    let mut clock = interval(every);
    clock.set_missed_tick_behavior(MissedTickBehavior::Skip);
    clock
}

fn ticks(start: Instant, every: Duration) -> u64 {
    (start.elapsed().as_nanos() / every.as_nanos()) as u64
}
