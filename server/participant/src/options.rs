use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use meeting::protocol::NOTICE;

use crate::media::Setup;
use crate::signature::Signature;
use crate::trust::Trust;

/// What a participant does with sound and picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// Makes no media connection.
    None,
    /// Receives only.
    Listens,
    /// Microphone and camera are open from the start.
    Sends,
}

#[derive(Debug, Clone)]
pub struct Options {
    pub media: Media,
    pub signature: Signature,
    /// Name of the device; two participants with the same one are two pages of one browser.
    pub device: String,
    pub language: String,
    /// Edition of the notice that is acknowledged.
    pub acknowledged: Option<String>,
    /// How long anything is waited for.
    pub patience: Duration,
    pub trust: Trust,
    /// Where the service's own relay, which speaks TLS, is reached by datagrams.
    pub relay_at: Option<SocketAddr>,
    /// Everything else of the media connection.
    pub setup: Setup,
}

impl Default for Options {
    fn default() -> Self {
        static DEVICES: AtomicU32 = AtomicU32::new(0);
        let number = DEVICES.fetch_add(1, Ordering::Relaxed);
        Self {
            media: Media::None,
            signature: Signature::new(0),
            device: format!("headless-{}-{number}", std::process::id()),
            language: "en".to_owned(),
            acknowledged: Some(NOTICE.to_owned()),
            patience: Duration::from_secs(20),
            trust: Trust::default(),
            relay_at: None,
            setup: Setup::default(),
        }
    }
}

impl Options {
    /// Sends the colour and tone of this number.
    pub fn sends(signature: u8) -> Self {
        Self {
            media: Media::Sends,
            signature: Signature::new(signature),
            ..Self::default()
        }
    }
}
