//! DTLS (RFC 5764) by `rtc-dtls`: one endpoint for all connections of a thread.
//!
//! Associations are keyed by a *virtual* address made from the number of the connection, so that
//! they survive a change of the client's real address. Only datagrams from paths that ICE has
//! validated may come in here.

mod budget;
mod fingerprint;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::net::{Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use rtc_crypto::RTCCryptoProvider;
use rtc_dtls::cipher_suite::CipherSuiteId;
use rtc_dtls::config::{ClientAuthType, ConfigBuilder, ExtendedMasterSecretType, HandshakeConfig};
use rtc_dtls::crypto::Certificate;
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_shared::TransportProtocol;
use rtc_shared::error::Error;
use thiserror::Error;

use crate::srtp::Profile;
pub(crate) use budget::Budget;
pub(crate) use fingerprint::Fingerprint;

/// How long a flight may stay unanswered before it is sent again.
const FLIGHT_INTERVAL: Duration = Duration::from_millis(200);

/// Largest handshake datagram; leaves room for tunnels.
const MTU: usize = 1200;

/// Datagrams of one flight that are kept to be sent again; ours take two.
const MAX_FLIGHT: usize = 8;

/// Names one connection for as long as the engine runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ConnectionNumber(pub(crate) u64);

impl ConnectionNumber {
    fn virtual_address(self) -> SocketAddr {
        SocketAddr::from((Ipv6Addr::from_bits(u128::from(self.0)), 1))
    }

    fn of(address: SocketAddr) -> Option<ConnectionNumber> {
        match address {
            SocketAddr::V6(address) => Some(ConnectionNumber(
                u64::try_from(address.ip().to_bits()).ok()?,
            )),
            SocketAddr::V4(_) => None,
        }
    }
}

/// The self-signed certificate of this engine.
#[derive(Clone)]
pub(crate) struct Identity {
    certificate: Certificate,
    pub(crate) fingerprint: Fingerprint,
}

impl Identity {
    pub(crate) fn new(
        certificate: Certificate,
        provider: &dyn RTCCryptoProvider,
    ) -> Option<Identity> {
        let fingerprint = Fingerprint::of(&certificate.certificate[0], provider.crypto())?;
        Some(Identity {
            certificate,
            fingerprint,
        })
    }
}

/// What came of a datagram.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Nothing,
    Established(Established),
    Closed,
}

/// The handshake is done. No media may flow before `certificate` is compared with the offer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Established {
    pub(crate) profile: Profile,
    pub(crate) material: Vec<u8>,
    pub(crate) certificate: Fingerprint,
}

#[derive(Debug, PartialEq, Eq, Error)]
pub(crate) enum DtlsError {
    #[error("the client agreed to no SRTP profile")]
    NoSrtp,
    #[error("the client showed no certificate")]
    NoCertificate,
    #[error("{0}")]
    Handshake(String),
}

/// What was sent last, kept while the handshake lasts.
struct Flight {
    sent_at: Instant,
    datagrams: Vec<BytesMut>,
}

pub(crate) struct Dtls {
    endpoint: Endpoint,
    provider: Arc<dyn RTCCryptoProvider>,
    /// One for each SRTP profile, preferred first: given both at once, the endpoint would take the
    /// client's order.
    configs: Vec<Arc<HandshakeConfig>>,
    handshakes: BTreeMap<ConnectionNumber, Flight>,
    repeats: VecDeque<(ConnectionNumber, BytesMut)>,
}

impl Dtls {
    pub(crate) fn new(
        identity: &Identity,
        provider: Arc<dyn RTCCryptoProvider>,
    ) -> Result<Self, DtlsError> {
        let configs = [
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
        ]
        .into_iter()
        .map(|profile| config(identity, provider.clone(), profile))
        .collect::<Result<Vec<_>, _>>()?;
        // The local address is never looked at.
        let local = SocketAddr::from((Ipv6Addr::UNSPECIFIED, 1));
        Ok(Dtls {
            endpoint: Endpoint::new(local, TransportProtocol::UDP, configs.first().cloned()),
            provider,
            configs,
            handshakes: BTreeMap::new(),
            repeats: VecDeque::new(),
        })
    }

    /// Expects the handshake of a new connection.
    pub(crate) fn expect(&mut self, connection: ConnectionNumber, now: Instant) {
        let flight = Flight {
            sent_at: now,
            datagrams: Vec::new(),
        };
        self.handshakes.insert(connection, flight);
    }

    /// After [`Outcome::Closed`] and after an error the connection is of no more use.
    pub(crate) fn receive(
        &mut self,
        now: Instant,
        connection: ConnectionNumber,
        datagram: &[u8],
    ) -> Result<Outcome, DtlsError> {
        let mut outcome = Outcome::Nothing;
        for event in self.read(now, connection, datagram)? {
            match event {
                EndpointEvent::HandshakeComplete => {
                    outcome = Outcome::Established(self.established(connection)?);
                }
                EndpointEvent::PeerClosed => return Ok(Outcome::Closed),
                // There are no data channels; a later kind of event is none of ours.
                EndpointEvent::ApplicationData(_) | _ => {}
            }
        }
        Ok(outcome)
    }

    fn read(
        &mut self,
        now: Instant,
        connection: ConnectionNumber,
        datagram: &[u8],
    ) -> Result<Vec<EndpointEvent>, DtlsError> {
        let address = connection.virtual_address();
        // Said each time, for a fault may have come between a fallback and this.
        self.endpoint
            .set_server_config(self.configs.first().cloned());
        let mut read = self.endpoint.read(now, address, None, datagram.into());
        for fallback in 1..self.configs.len() {
            if !matches!(read, Err(Error::ErrServerNoMatchingSrtpProfile)) {
                break;
            }
            // Forget the association, and the alert it wants to send, and begin anew.
            self.forget_association(now, connection);
            self.endpoint
                .set_server_config(self.configs.get(fallback).cloned());
            read = self.endpoint.read(now, address, None, datagram.into());
        }
        read.map_err(|error| DtlsError::Handshake(error.to_string()))
    }

    fn forget_association(&mut self, now: Instant, connection: ConnectionNumber) {
        let mut others = VecDeque::new();
        while let Some((number, datagram)) = self.poll_transmit() {
            others.push_back((number, datagram));
        }
        others.retain(|(number, _)| *number != connection);
        self.repeats = others;
        self.endpoint.stop(now, connection.virtual_address());
        while self.endpoint.poll_transmit().is_some() {}
    }

    fn established(&mut self, connection: ConnectionNumber) -> Result<Established, DtlsError> {
        let state = self
            .endpoint
            .get_connection_state(connection.virtual_address())
            .ok_or(DtlsError::NoSrtp)?;
        let profile = match state.srtp_protection_profile() {
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => Profile::AeadAes128Gcm,
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80 => Profile::Aes128CmHmacSha1_80,
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_32
            | SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm
            | SrtpProtectionProfile::Unsupported
            | _ => return Err(DtlsError::NoSrtp),
        };
        let certificate = state
            .peer_certificates
            .first()
            .and_then(|certificate| Fingerprint::of(certificate, self.provider.crypto()))
            .ok_or(DtlsError::NoCertificate)?;
        let material = state
            .export_keying_material("EXTRACTOR-dtls_srtp", &[], profile.material_length())
            .map_err(|error| DtlsError::Handshake(error.to_string()))?
            .into_bytes();
        self.handshakes.remove(&connection);
        Ok(Established {
            profile,
            material,
            certificate,
        })
    }

    /// Connections whose handshake is not done.
    pub(crate) fn under_way(&self) -> Vec<ConnectionNumber> {
        self.handshakes.keys().copied().collect()
    }

    /// Sends again what was not answered. After an error the handshake cannot go on.
    pub(crate) fn tick(
        &mut self,
        now: Instant,
        connection: ConnectionNumber,
    ) -> Result<(), DtlsError> {
        let address = connection.virtual_address();
        if let Some(at) = self.endpoint.poll_timeout(&address) {
            if at <= now {
                self.endpoint
                    .handle_timeout(address, now)
                    .map_err(|error| DtlsError::Handshake(error.to_string()))?;
            }
            return Ok(());
        }
        // The endpoint stops its timer at every datagram it gets, and an incomplete flight of the
        // client does not start it again: without this, one lost datagram would leave both sides
        // waiting for ever. What the client has already is dropped there by its replay window.
        if let Some(flight) = self.handshakes.get_mut(&connection)
            && now.saturating_duration_since(flight.sent_at) >= FLIGHT_INTERVAL
        {
            flight.sent_at = now;
            let again = flight.datagrams.iter().cloned();
            self.repeats
                .extend(again.map(|datagram| (connection, datagram)));
        }
        Ok(())
    }

    /// The next datagram to send.
    pub(crate) fn poll_transmit(&mut self) -> Option<(ConnectionNumber, BytesMut)> {
        if let Some(repeat) = self.repeats.pop_front() {
            return Some(repeat);
        }
        let transmit = self.endpoint.poll_transmit()?;
        let connection = ConnectionNumber::of(transmit.transport.peer_addr)?;
        if let Some(flight) = self.handshakes.get_mut(&connection) {
            // Datagrams of one instant are one flight.
            if flight.sent_at != transmit.now {
                flight.datagrams.clear();
                flight.sent_at = transmit.now;
            }
            if flight.datagrams.len() < MAX_FLIGHT {
                flight.datagrams.push(transmit.message.clone());
            }
        }
        Some((connection, transmit.message))
    }

    /// Says goodbye to the client and forgets the connection.
    pub(crate) fn close(&mut self, now: Instant, connection: ConnectionNumber) {
        self.handshakes.remove(&connection);
        self.repeats.retain(|(number, _)| *number != connection);
        self.endpoint.stop(now, connection.virtual_address());
    }
}

fn config(
    identity: &Identity,
    provider: Arc<dyn RTCCryptoProvider>,
    profile: SrtpProtectionProfile,
) -> Result<Arc<HandshakeConfig>, DtlsError> {
    let config = ConfigBuilder::default()
        .with_crypto_provider(provider)
        .with_certificates(vec![identity.certificate.clone()])
        .with_srtp_protection_profiles(vec![profile])
        .with_cipher_suites(vec![
            CipherSuiteId::Tls_Ecdhe_Ecdsa_With_Aes_128_Gcm_Sha256,
            CipherSuiteId::Tls_Ecdhe_Ecdsa_With_ChaCha20_Poly1305_Sha256,
        ])
        // The certificate is checked against the offer, not against an authority.
        .with_client_auth(ClientAuthType::RequireAnyClientCert)
        .with_insecure_skip_verify(true)
        .with_extended_master_secret(ExtendedMasterSecretType::Require)
        .with_flight_interval(FLIGHT_INTERVAL)
        .with_mtu(MTU)
        .build(false, None)
        .map_err(|error| DtlsError::Handshake(error.to_string()))?;
    Ok(Arc::new(config))
}
