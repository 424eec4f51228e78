//! A WebRTC client that costs nearly nothing: what arrives is counted by its header, and only a
//! sample of it is opened.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::RingProvider;
use rtc_dtls::config::{ConfigBuilder, ExtendedMasterSecretType, HandshakeConfig};
use rtc_dtls::crypto::Certificate;
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_shared::TransportProtocol;
use rtc_srtp::context::Context;
use rtc_srtp::protection_profile::ProtectionProfile;
use rtc_stun::attributes::{ATTR_USE_CANDIDATE, ATTR_USERNAME, RawAttribute};
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_REQUEST, BINDING_SUCCESS, Message, Setter, TransactionId};
use rtc_stun::textattrs::TextAttribute;
use rtc_stun::xoraddr::XorMappedAddress;

use super::feedback::Feedback;
use super::packet;
use super::socket;
use super::tally::Tally;

/// What the handshake is told the server's address is; there is only one.
const SERVER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9);

pub(super) const PASSWORD: &str = "a-password-that-is-long-enough";

/// Between binding requests, before the first answer and after it.
const CHECK: Duration = Duration::from_millis(50);
const CONSENT: Duration = Duration::from_secs(5);

/// As often as a browser reports.
const REPORT: Duration = Duration::from_secs(1);
const FEEDBACK: Duration = Duration::from_millis(100);

/// One of so many packets is opened and looked at.
const SAMPLE: u64 = 256;

/// What all peers show of themselves: making a certificate each would measure that.
pub(super) struct Identity {
    config: Arc<HandshakeConfig>,
    pub(super) fingerprint: String,
}

impl Identity {
    pub(super) fn new() -> anyhow::Result<Self> {
        let provider = Arc::new(RingProvider::new());
        let names = vec!["load".to_owned()];
        let certificate = Certificate::generate_self_signed(names, provider.crypto())?;
        let sha256 = rtc_crypto::HashAlgorithm::Sha256;
        let hash = provider
            .crypto()
            .hash(sha256, &certificate.certificate[0])?;
        let digits: Vec<String> = hash.iter().map(|byte| format!("{byte:02X}")).collect();
        let config = ConfigBuilder::default()
            .with_crypto_provider(provider)
            .with_certificates(vec![certificate])
            .with_srtp_protection_profiles(vec![
                SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
                SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
            ])
            .with_insecure_skip_verify(true)
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .build(true, None)?;
        Ok(Self {
            config: Arc::new(config),
            fingerprint: digits.join(":"),
        })
    }
}

pub(super) struct Peer {
    /// Shared with whoever reads from it while the peer counts.
    pub(super) socket: Rc<UdpSocket>,
    pub(super) user: String,
    pub(super) tally: Tally,
    /// Streams of this peer for which somebody wants a key frame.
    pub(super) key_frames: Vec<u32>,
    /// When the first media packet arrived.
    pub(super) first_packet: Option<Instant>,
    remote: Option<Remote>,
    config: Arc<HandshakeConfig>,
    dtls: Endpoint,
    state: State,
    keys: Option<Keys>,
    feedback: Feedback,
    check_at: Option<Instant>,
    report_at: Option<Instant>,
    feedback_at: Option<Instant>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Checking,
    /// The path is proved, and the handshake can begin.
    Reachable,
    Shaking,
}

struct Remote {
    user: String,
    password: String,
}

struct Keys {
    opening: Context,
    sealing: Context,
}

impl Peer {
    pub(super) fn new(identity: &Identity, number: usize) -> anyhow::Result<Self> {
        Ok(Self {
            socket: Rc::new(socket::bind()?),
            user: format!("load{number}"),
            tally: Tally::default(),
            key_frames: Vec::new(),
            first_packet: None,
            remote: None,
            config: identity.config.clone(),
            dtls: Endpoint::new(SERVER, TransportProtocol::UDP, None),
            state: State::Checking,
            keys: None,
            feedback: Feedback::default(),
            check_at: None,
            report_at: None,
            feedback_at: None,
        })
    }

    pub(super) fn port(&self) -> anyhow::Result<u16> {
        Ok(self.socket.local_addr()?.port())
    }

    pub(super) fn is_secured(&self) -> bool {
        self.keys.is_some()
    }

    /// Where the server is, by its answer or offer.
    pub(super) fn meet(&mut self, sdp: &str) -> anyhow::Result<()> {
        let value = |key: &str| {
            let mut lines = sdp.lines();
            let found = lines.find_map(|line| line.strip_prefix(key));
            found.map(|value| value.trim().to_owned())
        };
        let mut candidates = sdp.lines().rev().filter_map(candidate);
        let address = candidates.find(|address| address.ip().is_loopback());
        self.socket
            .connect(address.context("a candidate on loopback")?)?;
        self.remote = Some(Remote {
            user: value("a=ice-ufrag:").context("ice-ufrag")?,
            password: value("a=ice-pwd:").context("ice-pwd")?,
        });
        Ok(())
    }

    /// Does what is due: checks, handshake, reports.
    pub(super) fn tick(&mut self, now: Instant) -> anyhow::Result<()> {
        let interval = match self.state {
            State::Checking => CHECK,
            State::Reachable | State::Shaking => CONSENT,
        };
        if self.remote.is_some() && is_due(&mut self.check_at, interval, now) {
            self.check()?;
        }
        if self.keys.is_some() {
            self.report(now);
            return Ok(());
        }
        if self.state == State::Reachable {
            self.state = State::Shaking;
            let config = self.config.clone();
            self.dtls.connect(now, SERVER, config, None)?;
        }
        if self.dtls.poll_timeout(&SERVER).is_some_and(|at| at <= now) {
            self.dtls.handle_timeout(SERVER, now)?;
        }
        self.transmit_handshake();
        Ok(())
    }

    fn report(&mut self, now: Instant) {
        if is_due(&mut self.feedback_at, FEEDBACK, now) {
            for message in self.feedback.messages() {
                self.send_rtcp(&message);
            }
        }
        if is_due(&mut self.report_at, REPORT, now)
            && let Some(report) = self.tally.receiver_report()
        {
            self.send_rtcp(&report);
        }
    }

    /// Sends a nominating binding request.
    fn check(&self) -> anyhow::Result<()> {
        let Some(remote) = &self.remote else {
            return Ok(());
        };
        let provider = RingProvider::new();
        let mut id = [0; 12];
        provider.random().fill(&mut id)?;
        let name = format!("{}:{}", remote.user, self.user);
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
                remote.password.clone(),
                provider.crypto(),
            )),
            Box::new(FINGERPRINT),
        ];
        let mut message = Message::new();
        message.build(&setters)?;
        self.transmit(&message.raw);
        Ok(())
    }

    /// A full datagram buffer loses a packet, as a network would; the tally of the receiver shows it.
    fn transmit(&self, datagram: &[u8]) {
        self.socket.send(datagram).ok();
    }

    pub(super) fn receive(&mut self, datagram: &[u8], now: Instant) {
        match datagram {
            [128..=191, 192..=223, ..] => self.receive_rtcp(datagram),
            [128..=191, ..] => self.receive_rtp(datagram, now),
            [0..=3, ..] => self.receive_stun(datagram),
            [20..=63, ..] => self.receive_handshake(datagram, now),
            _ => {}
        }
    }

    fn receive_rtp(&mut self, datagram: &[u8], now: Instant) {
        self.first_packet.get_or_insert(now);
        if let Some(transport_sequence) = packet::transport_sequence(datagram) {
            self.feedback.arrived(transport_sequence, now);
        }
        if packet::is_repair(datagram) {
            return;
        }
        let nth = self.tally.count(datagram);
        if nth.is_multiple_of(SAMPLE)
            && let Some(keys) = &mut self.keys
        {
            let opened = keys.opening.decrypt_rtp(datagram);
            self.tally
                .opened(opened.is_ok_and(|packet| packet::is_intact(&packet)));
        }
    }

    fn receive_rtcp(&mut self, datagram: &[u8]) {
        let Some(keys) = &mut self.keys else { return };
        if let Ok(report) = keys.opening.decrypt_rtcp(datagram) {
            self.key_frames.extend(packet::wanted_key_frames(&report));
        }
    }

    fn receive_stun(&mut self, datagram: &[u8]) {
        let mut message = Message::new();
        if message.unmarshal_binary(datagram).is_err() {
            return;
        }
        if message.typ == BINDING_SUCCESS && self.state == State::Checking {
            self.state = State::Reachable;
        }
        if message.typ == BINDING_REQUEST {
            self.answer(&message).ok();
        }
    }

    /// A full agent on the other side checks the path as well.
    fn answer(&self, request: &Message) -> anyhow::Result<()> {
        let server = self.socket.peer_addr()?;
        let provider = RingProvider::new();
        let setters: [Box<dyn Setter + '_>; 5] = [
            Box::new(request.transaction_id),
            Box::new(BINDING_SUCCESS),
            Box::new(XorMappedAddress {
                ip: server.ip(),
                port: server.port(),
            }),
            Box::new(MessageIntegrity::new_short_term_integrity_with_provider(
                PASSWORD.to_owned(),
                provider.crypto(),
            )),
            Box::new(FINGERPRINT),
        ];
        let mut message = Message::new();
        message.build(&setters)?;
        self.transmit(&message.raw);
        Ok(())
    }

    fn receive_handshake(&mut self, datagram: &[u8], now: Instant) {
        if self.state != State::Shaking {
            return;
        }
        // An alert is an error; the caller sees that nothing was secured.
        let events = self.dtls.read(now, SERVER, None, datagram.into());
        for event in events.unwrap_or_default() {
            if matches!(event, EndpointEvent::HandshakeComplete) {
                self.keys = self.export_keys().ok();
            }
        }
        self.transmit_handshake();
    }

    fn transmit_handshake(&mut self) {
        while let Some(transmit) = self.dtls.poll_transmit() {
            self.transmit(&transmit.message);
        }
    }

    fn export_keys(&self) -> anyhow::Result<Keys> {
        let state = self.dtls.get_connection_state(SERVER).context("no state")?;
        let (profile, salt) = match state.srtp_protection_profile() {
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => (ProtectionProfile::AeadAes128Gcm, 12),
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80 => {
                (ProtectionProfile::Aes128CmHmacSha1_80, 14)
            }
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_32
            | SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm
            | SrtpProtectionProfile::Unsupported
            | _ => bail!("no profile that was offered"),
        };
        let material = state
            .export_keying_material("EXTRACTOR-dtls_srtp", &[], 2 * (16 + salt))?
            .into_bytes();
        let provider = RingProvider::new();
        let context = |key: usize, salt_at: usize| {
            let key = &material[key..key + 16];
            let salt = &material[salt_at..salt_at + salt];
            Context::new(key, salt, profile, None, None, provider.crypto())
        };
        Ok(Keys {
            sealing: context(0, 32)?,
            opening: context(16, 32 + salt)?,
        })
    }

    /// Seals and sends a packet.
    pub(super) fn send(&mut self, packet: &[u8]) {
        if let Some(keys) = &mut self.keys
            && let Ok(sealed) = keys.sealing.encrypt_rtp(packet)
        {
            self.socket.send(&sealed).ok();
        }
    }

    fn send_rtcp(&mut self, packet: &[u8]) {
        if let Some(keys) = &mut self.keys
            && let Ok(sealed) = keys.sealing.encrypt_rtcp(packet)
        {
            self.socket.send(&sealed).ok();
        }
    }
}

fn is_due(at: &mut Option<Instant>, interval: Duration, now: Instant) -> bool {
    let due = at.is_none_or(|at| at <= now);
    if due {
        *at = Some(now + interval);
    }
    due
}

/// `a=candidate:FOUNDATION 1 udp PRIORITY IP PORT typ host`
fn candidate(line: &str) -> Option<SocketAddr> {
    let line = line.strip_prefix("a=candidate:")?;
    let words: Vec<&str> = line.split_whitespace().collect();
    if !words.get(2)?.eq_ignore_ascii_case("udp") {
        return None;
    }
    Some(SocketAddr::new(
        words.get(4)?.parse().ok()?,
        words.get(5)?.parse().ok()?,
    ))
}
