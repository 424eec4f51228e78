//! A TURN server (RFC 8656) for clients that reach nothing but the HTTPS port.
//!
//! It relays to this engine and nowhere else, so it needs no sockets: a relayed address is a name,
//! and packets change hands in memory. Pure; a session is one stream and has at most one allocation,
//! which ends with it.

mod allocation;
mod credentials;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
mod message;
mod session;
mod split;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::Arc;

use rtc_crypto::RTCCryptoProvider;

pub use credentials::{credential, user_until};
pub use session::{Broken, Moment, Relayed, Session};

/// The realm of the long-term credentials.
const REALM: &str = "yunqiao";

/// What all sessions share.
pub struct Relay {
    secret: Vec<u8>,
    /// The only addresses there are to relay to: the engine's own.
    peers: Vec<SocketAddr>,
    provider: Arc<dyn RTCCryptoProvider>,
}

impl Relay {
    /// `secret` is the key of the credentials, as for [`credential`].
    pub(crate) fn new(
        secret: &[u8],
        peers: Vec<SocketAddr>,
        provider: Arc<dyn RTCCryptoProvider>,
    ) -> Self {
        Relay {
            secret: secret.to_vec(),
            peers,
            provider,
        }
    }
}
