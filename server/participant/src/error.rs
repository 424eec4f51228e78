use meeting::protocol::{Goodbye, Reason};

use crate::model::Disorder;

/// Why something a participant wanted did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An HTTP request was answered with an error: its status and the stable code of its body.
    #[error("the service answered {status} {code}")]
    Http { status: u16, code: String },
    /// The service could not be reached, or what came back was not HTTP.
    #[error("not reached: {0}")]
    Unreachable(String),
    /// A request over the WebSocket was refused.
    #[error("refused: {0:?}")]
    Refused(Reason),
    /// The service said goodbye and closed the WebSocket.
    #[error("the service said goodbye: {0:?}")]
    Goodbye(Goodbye),
    /// The WebSocket broke before the answer came.
    #[error("the connection was lost")]
    Lost,
    /// The service broke the order of its own protocol.
    #[error(transparent)]
    Disorder(#[from] Disorder),
    /// The service said something that is not in the protocol.
    #[error("not understood: {0}")]
    NotUnderstood(String),
    /// A file of certificates is none.
    #[error("certificates: {0}")]
    Certificate(String),
    #[error("the media connection: {0}")]
    Media(String),
    /// Nothing of the kind happened within [`crate::Options::patience`].
    #[error("waited in vain for {awaited}; last seen: {seen}")]
    TimedOut { awaited: String, seen: String },
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Self::Unreachable(format!("{error:?}"))
    }
}

impl From<webrtc::error::Error> for Error {
    fn from(error: webrtc::error::Error) -> Self {
        Self::Media(error.to_string())
    }
}
