//! SRTP and SRTCP (RFC 3711). AES-128-GCM (RFC 7714) is our own and works in place, because every
//! forwarded packet is sealed once per receiver; the older profile is `rtc-srtp`'s.
//!
//! Invariant: a nonce is never used twice. A packet can only be sealed through a [`SendStream`],
//! which gives each position of its stream away once.

mod counter_mode;
mod gcm;
#[cfg(test)]
mod tests;

use rtc_crypto::RTCCrypto;
use thiserror::Error;

use crate::rtp::header::Header;
use crate::rtp::window::Window;
use counter_mode::CounterMode;
use gcm::{GcmInbound, GcmOutbound};

/// Room that must be left behind the payload for the authentication tag, in bytes.
pub(crate) const TAG_ROOM: usize = 16;

/// An authenticated peer may use this many streams; more is abuse.
const MAX_STREAMS: usize = 128;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    AeadAes128Gcm,
    Aes128CmHmacSha1_80,
}

impl Profile {
    fn key_length(self) -> usize {
        16
    }

    fn salt_length(self) -> usize {
        match self {
            Profile::AeadAes128Gcm => 12,
            Profile::Aes128CmHmacSha1_80 => 14,
        }
    }

    /// Bytes to export from the DTLS handshake: two keys and two salts.
    pub(crate) fn material_length(self) -> usize {
        2 * (self.key_length() + self.salt_length())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the exported keys cannot be used")]
pub(crate) struct KeyError;

/// The keys of one direction.
#[derive(Clone, Copy)]
struct Master<'a> {
    key: &'a [u8],
    salt: &'a [u8],
}

/// Keys of both directions as a DTLS server exports them (RFC 5764, 4.2): client key, server key,
/// client salt, server salt.
fn split(profile: Profile, material: &[u8]) -> Option<(Master<'_>, Master<'_>)> {
    if material.len() != profile.material_length() {
        return None;
    }
    let (keys, salts) = material.split_at(2 * profile.key_length());
    let (client_key, server_key) = keys.split_at(profile.key_length());
    let (client_salt, server_salt) = salts.split_at(profile.salt_length());
    let client = Master {
        key: client_key,
        salt: client_salt,
    };
    let server = Master {
        key: server_key,
        salt: server_salt,
    };
    Some((client, server))
}

/// Opens what the client sends and seals what it is sent.
pub(crate) fn sessions(
    profile: Profile,
    material: &[u8],
    crypto: &dyn RTCCrypto,
) -> Result<(Inbound, Outbound), KeyError> {
    let (client, server) = split(profile, material).ok_or(KeyError)?;
    Ok(match profile {
        Profile::AeadAes128Gcm => (
            Inbound::Gcm(Box::new(GcmInbound::new(client, crypto)?)),
            Outbound::Gcm(Box::new(GcmOutbound::new(server, crypto)?)),
        ),
        Profile::Aes128CmHmacSha1_80 => (
            Inbound::CounterMode(Box::new(CounterMode::opening(client, crypto)?)),
            Outbound::CounterMode(Box::new(CounterMode::sealing(server, crypto)?)),
        ),
    })
}

pub(crate) enum Inbound {
    Gcm(Box<GcmInbound>),
    CounterMode(Box<CounterMode>),
}

impl Inbound {
    /// Opens the packet in place; returns its length without the tag. `None`: forged or replayed.
    pub(crate) fn open_rtp(&mut self, packet: &mut [u8], header: &Header) -> Option<usize> {
        match self {
            Inbound::Gcm(gcm) => gcm.open_rtp(packet, header),
            Inbound::CounterMode(cm) => cm.open_rtp(packet),
        }
    }

    pub(crate) fn open_rtcp(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        match self {
            Inbound::Gcm(gcm) => gcm.open_rtcp(packet),
            Inbound::CounterMode(cm) => cm.open_rtcp(packet),
        }
    }
}

pub(crate) enum Outbound {
    Gcm(Box<GcmOutbound>),
    CounterMode(Box<CounterMode>),
}

impl Outbound {
    /// Seals the packet at `position` of its stream in place. `packet` is header, payload and
    /// [`TAG_ROOM`] bytes; its sequence number must be the low 16 bits of the position. Returns the
    /// length to send. `None`: the position was used before.
    pub(crate) fn seal_rtp(
        &mut self,
        stream: &mut SendStream,
        position: u64,
        header_length: usize,
        packet: &mut [u8],
    ) -> Option<usize> {
        // 2^48 packets are the life of a key.
        if position >> 48 != 0 || !stream.used.take(position) {
            return None;
        }
        match self {
            Outbound::Gcm(gcm) => gcm.seal_rtp(stream.ssrc, position, header_length, packet),
            Outbound::CounterMode(cm) => cm.seal_rtp(packet),
        }
    }

    pub(crate) fn seal_rtcp(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        match self {
            Outbound::Gcm(gcm) => gcm.seal_rtcp(packet),
            Outbound::CounterMode(cm) => cm.seal_rtcp(packet),
        }
    }
}

/// One outgoing stream. There must never be two with the same number under the same keys.
#[derive(Debug)]
pub(crate) struct SendStream {
    ssrc: u32,
    used: Window,
}

impl SendStream {
    pub(crate) fn new(ssrc: u32) -> Self {
        SendStream {
            ssrc,
            used: Window::default(),
        }
    }

    pub(crate) fn ssrc(&self) -> u32 {
        self.ssrc
    }
}
