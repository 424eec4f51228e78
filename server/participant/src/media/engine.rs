//! The codecs and extensions that are offered: what browsers have in common.

use std::sync::Arc;

use rtc::interceptor::Slot;
use rtc::peer_connection::configuration::media_engine::{
    MIME_TYPE_OPUS, MIME_TYPE_RTX, MIME_TYPE_VP8,
};
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpHeaderExtensionCapability, RtpCodecKind,
};
use webrtc::peer_connection::{
    MediaEngine, PeerConnection, PeerConnectionBuilder, RTCConfiguration, RTCConfigurationBuilder,
    RTCIceServer, RTCIceTransportPolicy, Registry, SettingEngineBuilder,
    register_default_interceptors,
};

use crate::error::Error;
use crate::media::listen::Events;
use crate::media::peer::{Setup, Way};
use crate::media::requests::{KeyFrameRequests, RequestListener};
use crate::media::send::AUDIO_LEVEL;

const OPUS: u8 = 111;
const VP8: u8 = 96;
const RTX: u8 = 97;
/// Our listener of RTCP stands behind the library's own interceptors.
const LISTENER: Slot = Slot::Custom(20_000);

pub(crate) async fn connect(
    setup: &Setup,
    requests: &KeyFrameRequests,
    events: Arc<Events>,
) -> Result<Arc<dyn PeerConnection>, Error> {
    let mut engine = MediaEngine::default();
    engine.register_codec(opus(), RtpCodecKind::Audio)?;
    engine.register_codec(vp8(), RtpCodecKind::Video)?;
    engine.register_codec(rtx(), RtpCodecKind::Video)?;
    let level = RTCRtpHeaderExtensionCapability {
        uri: AUDIO_LEVEL.to_owned(),
    };
    engine.register_header_extension(level, RtpCodecKind::Audio, None)?;
    let registry = register_default_interceptors(Registry::new(), &mut engine)?
        .with(LISTENER, RequestListener::new(requests.clone()));
    let settings = SettingEngineBuilder::new()
        .with_include_loopback_candidate(true)
        .build();
    let local = vec![(setup.address, 0)];
    let (udp, tcp) = match setup.way {
        Way::Udp | Way::Relay => (local, Vec::new()),
        Way::Tcp => (Vec::new(), local),
    };
    let connection = PeerConnectionBuilder::new()
        .with_configuration(configuration(setup))
        .with_media_engine(engine)
        .with_interceptor_registry(registry)
        .with_setting_engine(settings)
        .with_handler(events)
        .with_udp_addrs(udp)
        .with_tcp_addrs(tcp)
        .build()
        .await?;
    Ok(Arc::new(connection))
}

fn configuration(setup: &Setup) -> RTCConfiguration {
    let relays = setup.relays.iter().map(|relay| RTCIceServer {
        urls: relay.urls.clone(),
        username: relay.username.clone(),
        credential: relay.credential.clone(),
    });
    let (policy, relays) = match setup.way {
        Way::Udp | Way::Tcp => (RTCIceTransportPolicy::All, Vec::new()),
        Way::Relay => (RTCIceTransportPolicy::Relay, relays.collect()),
    };
    RTCConfigurationBuilder::new()
        .with_ice_servers(relays)
        .with_ice_transport_policy(policy)
        .build()
}

pub(crate) fn opus() -> RTCRtpCodecParameters {
    RTCRtpCodecParameters {
        rtp_codec: RTCRtpCodec {
            mime_type: MIME_TYPE_OPUS.to_owned(),
            clock_rate: 48_000,
            channels: 2,
            sdp_fmtp_line: "minptime=10;useinbandfec=1".to_owned(),
            rtcp_feedback: vec![],
        },
        payload_type: OPUS,
    }
}

pub(crate) fn vp8() -> RTCRtpCodecParameters {
    let feedback = [("nack", ""), ("nack", "pli"), ("ccm", "fir")];
    RTCRtpCodecParameters {
        rtp_codec: RTCRtpCodec {
            mime_type: MIME_TYPE_VP8.to_owned(),
            clock_rate: 90_000,
            channels: 0,
            sdp_fmtp_line: String::new(),
            rtcp_feedback: feedback
                .map(|(typ, parameter)| RTCPFeedback {
                    typ: typ.to_owned(),
                    parameter: parameter.to_owned(),
                })
                .to_vec(),
        },
        payload_type: VP8,
    }
}

fn rtx() -> RTCRtpCodecParameters {
    RTCRtpCodecParameters {
        rtp_codec: RTCRtpCodec {
            mime_type: MIME_TYPE_RTX.to_owned(),
            clock_rate: 90_000,
            channels: 0,
            sdp_fmtp_line: format!("apt={VP8}"),
            rtcp_feedback: vec![],
        },
        payload_type: RTX,
    }
}
