//! A WebRTC client small enough for tests: it offers, checks its path, shakes hands, and sends and
//! receives packets. Like the engine's core it touches neither sockets nor clock, so the same client
//! serves the tests in memory and those over real sockets.

mod offer;
mod packet;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::RingProvider;
use rtc_dtls::config::{ConfigBuilder, ExtendedMasterSecretType, HandshakeConfig};
use rtc_dtls::crypto::Certificate;
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_rtp::header::Header;
use rtc_shared::TransportProtocol;
use rtc_shared::marshal::{MarshalSize, Unmarshal};
use rtc_srtp::context::Context;
use rtc_srtp::protection_profile::ProtectionProfile;
use rtc_stun::attributes::{ATTR_USE_CANDIDATE, ATTR_USERNAME, RawAttribute};
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_REQUEST, BINDING_SUCCESS, Message, Setter, TransactionId};
use rtc_stun::textattrs::TextAttribute;

pub(crate) use offer::Slots;
pub(crate) use packet::{Audio, Received, Shape, Video};

/// What the handshake is told the server's address is; there is only one.
const SERVER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 9);

pub(crate) const BOTH_PROFILES: [SrtpProtectionProfile; 2] = [
    SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
    SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
];

pub(crate) struct Client {
    pub(crate) slots: Slots,
    /// Offers redundant sound, as Chromium does.
    pub(crate) redundant: bool,
    /// What the offer says of the certificate; a test may lie.
    pub(crate) fingerprint: String,
    /// Opened packets, in the order of their arrival.
    pub(crate) received: Vec<Received>,
    /// Transport sequence numbers of all that arrived, with the times.
    pub(crate) arrivals: Vec<(u16, Instant)>,
    /// Packets of padding alone.
    pub(crate) padding: usize,
    /// Opened compound RTCP packets.
    pub(crate) reports: Vec<Vec<u8>>,
    /// Binding requests answered.
    pub(crate) answers: usize,
    /// Checks of the server that arrived here.
    pub(crate) checks: usize,
    /// Does not answer them.
    pub(crate) is_deaf: bool,
    /// Packets that could not be opened; there should be none.
    pub(crate) unreadable: usize,
    generation: u32,
    remote: Option<(String, String)>,
    dtls: Endpoint,
    config: Arc<HandshakeConfig>,
    connecting: bool,
    keys: Option<Keys>,
    outgoing: VecDeque<Vec<u8>>,
}

struct Keys {
    opening: Context,
    sealing: Context,
}

impl Client {
    pub(crate) fn new(profiles: &[SrtpProtectionProfile], slots: Slots) -> Self {
        let provider = Arc::new(RingProvider::new());
        let names = vec!["client".to_owned()];
        let certificate = Certificate::generate_self_signed(names, provider.crypto()).unwrap();
        let fingerprint = fingerprint(&certificate.certificate[0]);
        let config = ConfigBuilder::default()
            .with_crypto_provider(provider)
            .with_certificates(vec![certificate])
            .with_srtp_protection_profiles(profiles.to_vec())
            .with_insecure_skip_verify(true)
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .build(true, None)
            .unwrap();
        Client {
            slots,
            redundant: false,
            fingerprint,
            received: Vec::new(),
            arrivals: Vec::new(),
            padding: 0,
            reports: Vec::new(),
            answers: 0,
            checks: 0,
            is_deaf: false,
            unreadable: 0,
            generation: 0,
            remote: None,
            dtls: Endpoint::new(SERVER, TransportProtocol::UDP, None),
            config: Arc::new(config),
            connecting: false,
            keys: None,
            outgoing: VecDeque::new(),
        }
    }

    pub(crate) fn is_secured(&self) -> bool {
        self.keys.is_some()
    }

    /// New ICE credentials for the next offer.
    pub(crate) fn restart(&mut self) {
        self.generation += 1;
    }

    pub(crate) fn offer(&self) -> String {
        let user = format!("client{}", self.generation);
        offer::write(&user, &self.fingerprint, self.slots, self.redundant)
    }

    pub(crate) fn answered(&mut self, sdp: &str) {
        let value = |key: &str| {
            let mut lines = sdp.lines();
            lines
                .find_map(|line| line.strip_prefix(key))
                .unwrap()
                .to_owned()
        };
        self.remote = Some((value("a=ice-ufrag:"), value("a=ice-pwd:")));
    }

    /// Checks the path and, once that has worked, drives the handshake.
    pub(crate) fn tick(&mut self, now: Instant) {
        self.check();
        if self.answers > 0 && !self.connecting {
            self.connecting = true;
            self.dtls
                .connect(now, SERVER, self.config.clone(), None)
                .unwrap();
        }
        if self.dtls.poll_timeout(&SERVER).is_some_and(|at| at <= now) {
            self.dtls.handle_timeout(SERVER, now).unwrap();
        }
        self.collect_handshake();
    }

    /// Sends a nominating binding request.
    fn check(&mut self) {
        let Some((user, password)) = self.remote.clone() else {
            return;
        };
        let provider = RingProvider::new();
        let mut id = [0; 12];
        provider.random().fill(&mut id).unwrap();
        let name = format!("{user}:client{}", self.generation);
        let setters: [Box<dyn Setter + '_>; 6] = [
            Box::new(TransactionId(id)),
            Box::new(BINDING_REQUEST),
            Box::new(TextAttribute::new(ATTR_USERNAME, name)),
            Box::new(RawAttribute {
                typ: ATTR_USE_CANDIDATE,
                length: 0,
                value: Vec::new(),
            }),
            Box::new(MessageIntegrity::new_short_term_integrity_with_provider(
                password,
                provider.crypto(),
            )),
            Box::new(FINGERPRINT),
        ];
        let mut message = Message::new();
        message.build(&setters).unwrap();
        self.outgoing.push_back(message.raw);
    }

    pub(crate) fn receive(&mut self, datagram: &[u8], now: Instant) {
        match datagram {
            [0..=3, ..] => {
                let mut message = Message::new();
                message.unmarshal_binary(datagram).unwrap();
                if message.typ == BINDING_SUCCESS {
                    self.answers += 1;
                } else if message.typ == BINDING_REQUEST {
                    self.answer(&mut message);
                }
            }
            [20..=63, ..] => self.receive_handshake(datagram, now),
            [_, 192..=223, ..] => {
                let opened = self
                    .keys
                    .as_mut()
                    .map(|keys| keys.opening.decrypt_rtcp(datagram));
                match opened {
                    Some(Ok(report)) => self.reports.push(report.to_vec()),
                    Some(Err(_)) | None => self.unreadable += 1,
                }
            }
            _ => {
                let opened = self
                    .keys
                    .as_mut()
                    .map(|keys| keys.opening.decrypt_rtp(datagram));
                match opened {
                    Some(Ok(packet)) => self.take(&packet, now),
                    Some(Err(_)) | None => self.unreadable += 1,
                }
            }
        }
    }

    fn take(&mut self, packet: &[u8], now: Instant) {
        let received = Received::parse(packet);
        if let Some(sequence) = received.transport_sequence {
            self.arrivals.push((sequence, now));
        }
        if received.is_padding {
            self.padding += 1;
        } else {
            self.received.push(received);
        }
    }

    /// Answers a check of the server, as every full agent does.
    fn answer(&mut self, request: &mut Message) {
        let provider = RingProvider::new();
        let (user, _) = self.remote.clone().unwrap();
        let name = format!("client{}:{user}", self.generation);
        assert_eq!(request.get(ATTR_USERNAME).unwrap(), name.as_bytes());
        MessageIntegrity::check(request, offer::PASSWORD.as_bytes(), provider.crypto()).unwrap();
        self.checks += 1;
        if self.is_deaf {
            return;
        }
        let setters: [Box<dyn Setter + '_>; 4] = [
            Box::new(request.transaction_id),
            Box::new(BINDING_SUCCESS),
            Box::new(MessageIntegrity::new_short_term_integrity_with_provider(
                offer::PASSWORD.to_owned(),
                provider.crypto(),
            )),
            Box::new(FINGERPRINT),
        ];
        let mut message = Message::new();
        message.build(&setters).unwrap();
        self.outgoing.push_back(message.raw);
    }

    fn receive_handshake(&mut self, datagram: &[u8], now: Instant) {
        if !self.connecting {
            return;
        }
        // An alert is an error here, and the test sees that nothing was secured.
        let events = self.dtls.read(now, SERVER, None, datagram.into());
        for event in events.unwrap_or_default() {
            if matches!(event, EndpointEvent::HandshakeComplete) {
                self.keys = self.export_keys();
            }
        }
        self.collect_handshake();
    }

    /// `None` if no profile was agreed on.
    fn export_keys(&self) -> Option<Keys> {
        let state = self.dtls.get_connection_state(SERVER).unwrap();
        let (profile, salt) = match state.srtp_protection_profile() {
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => (ProtectionProfile::AeadAes128Gcm, 12),
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80 => {
                (ProtectionProfile::Aes128CmHmacSha1_80, 14)
            }
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_32
            | SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm
            | SrtpProtectionProfile::Unsupported
            | _ => return None,
        };
        let length = 2 * (16 + salt);
        let material = state
            .export_keying_material("EXTRACTOR-dtls_srtp", &[], length)
            .unwrap()
            .into_bytes();
        let provider = RingProvider::new();
        let context = |key: usize, salt_at: usize| {
            let key = &material[key..key + 16];
            let salt = &material[salt_at..salt_at + salt];
            Context::new(key, salt, profile, None, None, provider.crypto()).unwrap()
        };
        Some(Keys {
            sealing: context(0, 32),
            opening: context(16, 32 + salt),
        })
    }

    /// Which profile was agreed on.
    pub(crate) fn profile(&self) -> SrtpProtectionProfile {
        let state = self.dtls.get_connection_state(SERVER).unwrap();
        state.srtp_protection_profile()
    }

    fn collect_handshake(&mut self) {
        while let Some(transmit) = self.dtls.poll_transmit() {
            self.outgoing.push_back(transmit.message.to_vec());
        }
    }

    pub(crate) fn send_audio(&mut self, audio: &Audio) {
        self.send_rtp(&audio.packet());
    }

    /// The packet with the two before it repeated in it.
    pub(crate) fn send_redundant(&mut self, audio: &Audio) {
        self.send_rtp(&audio.redundant_packet());
    }

    pub(crate) fn send_video(&mut self, video: &Video) {
        self.send_rtp(&video.packet());
    }

    /// A packet in the place of this one that only fills the line.
    pub(crate) fn send_padding(&mut self, video: &Video) {
        self.send_rtp(&video.padding());
    }

    /// Whatever it is, if it can be sealed at all.
    pub(crate) fn seal_and_send(&mut self, packet: &[u8], is_report: bool) {
        let Some(keys) = &mut self.keys else { return };
        let sealed = if is_report {
            keys.sealing.encrypt_rtcp(packet)
        } else if is_sealable(packet) {
            keys.sealing.encrypt_rtp(packet)
        } else {
            return;
        };
        if let Ok(sealed) = sealed {
            self.outgoing.push_back(sealed.to_vec());
        }
    }

    fn send_rtp(&mut self, packet: &[u8]) {
        let keys = self.keys.as_mut().unwrap();
        let sealed = keys.sealing.encrypt_rtp(packet).unwrap();
        self.outgoing.push_back(sealed.to_vec());
    }

    pub(crate) fn send_rtcp(&mut self, packet: &[u8]) {
        let keys = self.keys.as_mut().unwrap();
        let sealed = keys.sealing.encrypt_rtcp(packet).unwrap();
        self.outgoing.push_back(sealed.to_vec());
    }

    /// What the client wants to send now.
    pub(crate) fn transmit(&mut self) -> Vec<Vec<u8>> {
        self.outgoing.drain(..).collect()
    }

    /// The stream numbers of a slot: of the packets and of their retransmissions.
    pub(crate) fn streams_of(answer: &str, mid: usize) -> (u32, Option<u32>) {
        let section = answer.split("\r\nm=").nth(mid + 1).unwrap();
        let mut ssrcs: Vec<u32> = section
            .lines()
            .filter_map(|line| {
                line.strip_prefix("a=ssrc:")?
                    .split(' ')
                    .next()?
                    .parse()
                    .ok()
            })
            .collect();
        ssrcs.dedup();
        (ssrcs[0], ssrcs.get(1).copied())
    }
}

/// The library splits a packet where its header would end if it were written anew, and panics when
/// that lies behind the packet.
fn is_sealable(packet: &[u8]) -> bool {
    Header::unmarshal(&mut &*packet).is_ok_and(|header| header.marshal_size() <= packet.len())
}

fn fingerprint(certificate: &[u8]) -> String {
    let provider = RingProvider::new();
    let crypto = provider.crypto();
    let hash = crypto
        .hash(rtc_crypto::HashAlgorithm::Sha256, certificate)
        .unwrap();
    let digits: Vec<String> = hash.iter().map(|byte| format!("{byte:02X}")).collect();
    digits.join(":")
}
