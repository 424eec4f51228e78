//! One PeerConnection that offers, in the order the service expects: microphone, camera (three
//! layers), screen, screen sound, then receive slots for sound and for picture.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use meeting::protocol::IceServer;
use rtc::media_stream::MediaStreamTrack;
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodingParameters, RTCRtpEncodingParameters, RtpCodecKind,
};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::media_stream::track_remote::TrackRemote;
use webrtc::peer_connection::{
    PeerConnection, RTCIceCandidateInit, RTCPeerConnectionState, RTCSessionDescription,
};
use webrtc::rtp_transceiver::{RTCRtpTransceiverDirection, RTCRtpTransceiverInit, RtpTransceiver};

use crate::error::Error;
use crate::media::camera::Camera;
use crate::media::engine::{connect, opus, vp8};
use crate::media::listen::{Events, listen};
use crate::media::reports::Reports;
use crate::media::requests::KeyFrameRequests;
use crate::media::send::{Layer, Live, Sender, Stream};
use crate::signature::Signature;

/// Names of the simulcast layers, the smallest first.
const RIDS: [&str; 3] = ["q", "h", "f"];

/// How a participant reaches the service, which then is its only way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Way {
    #[default]
    Udp,
    Tcp,
    /// Through the relays that the service names, those that speak UDP.
    Relay,
}

/// What kind of media connection is made.
#[derive(Debug, Clone)]
pub struct Setup {
    pub signature: Signature,
    /// The local address that packets leave from.
    pub address: IpAddr,
    pub way: Way,
    pub relays: Vec<IceServer>,
    pub sound_slots: usize,
    pub picture_slots: usize,
    /// How the camera sends; see [`Camera::of_bitrate`] for loads like those of real ones.
    pub camera: Camera,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            signature: Signature::new(0),
            address: Ipv4Addr::LOCALHOST.into(),
            way: Way::default(),
            relays: Vec::new(),
            sound_slots: 4,
            picture_slots: 9,
            camera: Camera::default(),
        }
    }
}

/// A media connection. Dropped, it ends.
pub struct Peer {
    setup: Setup,
    connection: Arc<dyn PeerConnection>,
    lines: Vec<Arc<dyn RtpTransceiver>>,
    microphone: Outlet,
    camera: Outlet,
    requests: KeyFrameRequests,
    state: watch::Receiver<RTCPeerConnectionState>,
    tracks: Option<mpsc::UnboundedReceiver<Arc<dyn TrackRemote>>>,
    reports: watch::Sender<Reports>,
    live: watch::Sender<Live>,
    needed: Option<watch::Receiver<Option<Vec<String>>>>,
    sent: Arc<AtomicU64>,
    tasks: JoinSet<()>,
}

fn tcp_candidates(answer: &str) -> Vec<RTCIceCandidateInit> {
    let lines = answer.lines().filter(|line| line.contains(" tcp "));
    let candidates = lines.filter_map(|line| line.strip_prefix("a="));
    candidates
        .map(|candidate| RTCIceCandidateInit {
            candidate: candidate.to_owned(),
            sdp_mline_index: Some(0),
            ..RTCIceCandidateInit::default()
        })
        .collect()
}

/// The library takes one address for one candidate, whatever its protocol, and services have the
/// same port for UDP and TCP.
fn without_candidates(answer: &str) -> String {
    let lines = answer.lines();
    let lines = lines.filter(|line| !line.starts_with("a=candidate:"));
    lines.map(|line| format!("{line}\r\n")).collect()
}

/// A track of ours with the SSRCs of its layers.
struct Outlet {
    track: Arc<TrackLocalStaticRTP>,
    ssrcs: Vec<u32>,
}

impl Peer {
    /// Prepares a connection; nothing is sent before [`Peer::accept`].
    ///
    /// # Errors
    /// [`Error::Media`] when no socket can be opened.
    pub async fn new(setup: Setup) -> Result<Self, Error> {
        let requests = KeyFrameRequests::default();
        let (state, states) = watch::channel(RTCPeerConnectionState::New);
        let (tracks, arriving) = mpsc::unbounded_channel();
        let events = Arc::new(Events { state, tracks });
        let connection = connect(&setup, &requests, events).await?;
        let microphone = Outlet::new("microphone", RtpCodecKind::Audio, &[""]);
        let camera = Outlet::new("camera", RtpCodecKind::Video, &RIDS);
        let screen = Outlet::new("screen", RtpCodecKind::Video, &[""]);
        let screen_sound = Outlet::new("screen-sound", RtpCodecKind::Audio, &[""]);
        let mut lines = Vec::new();
        for outlet in [&microphone, &camera, &screen, &screen_sound] {
            let track: Arc<dyn TrackLocal> = Arc::clone(&outlet.track) as _;
            let init = direction(RTCRtpTransceiverDirection::Sendonly);
            lines.push(connection.add_transceiver_from_track(track, init).await?);
        }
        let sound = std::iter::repeat_n(RtpCodecKind::Audio, setup.sound_slots);
        let picture = std::iter::repeat_n(RtpCodecKind::Video, setup.picture_slots);
        for kind in sound.chain(picture) {
            let init = direction(RTCRtpTransceiverDirection::Recvonly);
            lines.push(connection.add_transceiver_from_kind(kind, init).await?);
        }
        Ok(Self {
            setup,
            connection,
            lines,
            microphone,
            camera,
            requests,
            state: states,
            tracks: Some(arriving),
            reports: watch::Sender::new(Reports::default()),
            live: watch::Sender::new(Live::default()),
            needed: None,
            sent: Arc::default(),
            tasks: JoinSet::new(),
        })
    }

    /// Sends of the camera only the layers that are needed, by name; all while that is `None`.
    #[must_use]
    pub fn obeying(mut self, needed: watch::Receiver<Option<Vec<String>>>) -> Self {
        self.needed = Some(needed);
        self
    }

    /// The offer to send.
    ///
    /// # Errors
    /// [`Error::Media`] when the library cannot make one.
    pub async fn offer(&self) -> Result<String, Error> {
        let offer = self.connection.create_offer(None).await?;
        self.connection.set_local_description(offer).await?;
        let local = self.connection.local_description().await;
        local
            .map(|description| description.sdp)
            .ok_or_else(|| Error::Media("no local description".to_owned()))
    }

    /// The offer to send for new ICE credentials, in place.
    ///
    /// # Errors
    /// [`Error::Media`] when the library cannot make one.
    pub async fn restart(&self) -> Result<String, Error> {
        self.connection.restart_ice().await?;
        self.offer().await
    }

    /// Takes the answer; the first time, this starts sending and listening.
    ///
    /// # Errors
    /// [`Error::Media`] when the library cannot use it.
    pub async fn accept(&mut self, answer: String) -> Result<(), Error> {
        let candidates = tcp_candidates(&answer);
        let answer = match self.setup.way {
            Way::Tcp => without_candidates(&answer),
            Way::Udp | Way::Relay => answer,
        };
        let answer = RTCSessionDescription::answer(answer)?;
        self.connection.set_remote_description(answer).await?;
        if self.setup.way == Way::Tcp {
            // The library connects to those that are added, not to those of the description.
            for candidate in candidates {
                self.connection.add_ice_candidate(candidate).await?;
            }
        }
        let Some(mut tracks) = self.tracks.take() else {
            return Ok(());
        };
        let mut mids = Vec::new();
        for line in &self.lines {
            mids.push(line.mid().await?.unwrap_or_default());
        }
        let sender = self.sender(&mids).await?;
        self.tasks.spawn(sender.run(self.live.subscribe()));
        let (mids, reports) = (Arc::from(mids), self.reports.clone());
        self.tasks.spawn(async move {
            let mut listeners = JoinSet::new();
            while let Some(track) = tracks.recv().await {
                listeners.spawn(listen(track, Arc::clone(&mids), reports.clone()));
            }
        });
        Ok(())
    }

    async fn sender(&self, mids: &[String]) -> Result<Sender, Error> {
        let microphone = self.streams(0, &self.microphone, mids, &[""]).await?;
        let camera = self.streams(1, &self.camera, mids, &RIDS).await?;
        Ok(Sender {
            signature: self.setup.signature,
            microphone: microphone.into_iter().next().ok_or_else(no_codec)?,
            layers: (camera.into_iter().zip(RIDS))
                .map(|(stream, name)| Layer::new(stream, name))
                .collect(),
            needed: self.needed.clone(),
            requests: self.requests.clone(),
            camera: self.setup.camera,
        })
    }

    async fn streams(
        &self,
        line: usize,
        outlet: &Outlet,
        mids: &[String],
        rids: &[&'static str],
    ) -> Result<Vec<Stream>, Error> {
        let sender = self.lines[line].sender().await?.ok_or_else(no_codec)?;
        let parameters = sender.get_parameters().await?.rtp_parameters;
        let streams = rids.iter().zip(&outlet.ssrcs).map(|(rid, ssrc)| {
            let track = Arc::clone(&outlet.track);
            let mid = &mids[line];
            Stream::new(track, *ssrc, &parameters, mid, rid, &self.sent).ok_or_else(no_codec)
        });
        streams.collect()
    }

    /// Waits until packets can flow.
    ///
    /// # Errors
    /// [`Error::TimedOut`] after `patience`, [`Error::Media`] when the connection has failed.
    pub async fn connected(&self, patience: Duration) -> Result<(), Error> {
        use RTCPeerConnectionState::{Closed, Connected, Failed};
        let mut state = self.state.clone();
        let settled = state.wait_for(|state| matches!(state, Connected | Failed | Closed));
        let outcome = tokio::time::timeout(patience, settled).await;
        match outcome.map(|state| state.map(|state| *state)) {
            Ok(Ok(Connected)) => Ok(()),
            Ok(state) => Err(Error::Media(format!("connection {state:?}"))),
            Err(_) => Err(Error::TimedOut {
                awaited: "a media connection".to_owned(),
                seen: format!("{:?}", *self.state.borrow()),
            }),
        }
    }

    /// Opens and closes microphone and camera.
    pub fn send(&self, microphone: bool, camera: bool) {
        self.live.send_modify(|live| {
            live.microphone = microphone;
            live.camera = camera;
        });
    }

    /// Makes the level of the open microphone that of speech (as it is at first), or of silence.
    pub fn speak(&self, aloud: bool) {
        self.live.send_modify(|live| live.quiet = !aloud);
    }

    /// Bytes of sound and picture sent so far.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// What arrived, as it arrives.
    pub fn reports(&self) -> watch::Receiver<Reports> {
        self.reports.subscribe()
    }

    /// Says goodbye to the other side.
    pub async fn close(mut self) {
        self.tasks.abort_all();
        if let Err(error) = self.connection.close().await {
            tracing::debug!(%error, "closing");
        }
    }
}

fn no_codec() -> Error {
    Error::Media("the answer has no codec of ours".to_owned())
}

fn direction(direction: RTCRtpTransceiverDirection) -> Option<RTCRtpTransceiverInit> {
    Some(RTCRtpTransceiverInit {
        direction,
        ..Default::default()
    })
}

impl Outlet {
    fn new(name: &str, kind: RtpCodecKind, rids: &[&str]) -> Self {
        let codec = if kind == RtpCodecKind::Audio {
            opus().rtp_codec
        } else {
            vp8().rtp_codec
        };
        let first: u32 = rand_ssrc();
        let ssrcs: Vec<u32> = (0..)
            .map(|n| first.wrapping_add(n))
            .take(rids.len())
            .collect();
        let codings = rids
            .iter()
            .zip(&ssrcs)
            .map(|(rid, ssrc)| RTCRtpEncodingParameters {
                rtp_coding_parameters: RTCRtpCodingParameters {
                    rid: (*rid).to_owned(),
                    ssrc: Some(*ssrc),
                    ..Default::default()
                },
                codec: codec.clone(),
                ..Default::default()
            });
        let name = name.to_owned();
        let track = MediaStreamTrack::new(
            "yunqiao".to_owned(),
            name.clone(),
            name,
            kind,
            codings.collect(),
        );
        Self {
            track: Arc::new(TrackLocalStaticRTP::new(track)),
            ssrcs,
        }
    }
}

/// The library's own source of randomness is not public; the standard hasher's seed is random too.
fn rand_ssrc() -> u32 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(0u8) as u32
}

#[cfg(test)]
mod tests;
