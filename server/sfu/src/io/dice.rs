//! The dice.

use std::sync::Arc;

use rtc_crypto::RTCCryptoProvider;
use rtc_dtls::crypto::Certificate;

use crate::api::StartError;
use crate::dtls::Identity;
use crate::random::Randomness;

/// The system's random numbers.
pub(super) struct SystemDice {
    provider: Arc<dyn RTCCryptoProvider>,
}

impl SystemDice {
    pub(super) fn new(provider: Arc<dyn RTCCryptoProvider>) -> Self {
        SystemDice { provider }
    }
}

impl Randomness for SystemDice {
    fn fill(&mut self, bytes: &mut [u8]) {
        let filled = self.provider.random().fill(bytes);
        // Going on without random numbers would give away keys.
        assert!(filled.is_ok(), "the system has no random numbers");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "keys and handshakes need random numbers"
)]
pub(super) fn provider() -> Result<Arc<dyn RTCCryptoProvider>, StartError> {
    rtc_crypto::default_provider().map_err(|error| StartError::Prepare(error.to_string()))
}

/// A certificate that lives as long as the engine.
pub(super) fn identity(provider: &dyn RTCCryptoProvider) -> Result<Identity, StartError> {
    let names = vec!["yunqiao".to_owned()];
    let certificate = Certificate::generate_self_signed(names, provider.crypto())
        .map_err(|error| StartError::Prepare(error.to_string()))?;
    Identity::new(certificate, provider)
        .ok_or_else(|| StartError::Prepare("the certificate has no fingerprint".into()))
}
