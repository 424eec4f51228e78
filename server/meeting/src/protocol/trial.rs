//! What is said over the line of a connection test: a few of the shapes of a meeting, and none of
//! its meaning. Nobody is present by it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Goodbye, IceServer, Reason};

/// Everything the page of a test says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum TrialRequest {
    /// The first message.
    Hello {
        protocol: u32,
        /// The pass that `POST /api/join` gave for the link.
        pass: String,
    },
    /// Answered by `Pong` at once.
    Ping { sent: f64 },
    /// An SDP offer as in a meeting; answered by `Answer` or `Rejected`. `fresh` says that the page
    /// built a new PeerConnection for this end, and the one before is forgotten.
    Offer {
        id: u32,
        end: TrialEnd,
        sdp: String,
        fresh: bool,
    },
}

/// The two PeerConnections of a test: what one sends, the other gets back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TrialEnd {
    /// Its microphone and camera are forwarded.
    Sender,
    /// It hears and sees the sender.
    Receiver,
}

/// Everything the server says to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TrialAnswer {
    Welcome {
        /// As in the welcome to a meeting; empty where this service offers no relay.
        ice_servers: Vec<IceServer>,
    },
    Pong {
        sent: f64,
    },
    Answer {
        id: u32,
        sdp: String,
    },
    Rejected {
        id: u32,
        reason: Reason,
    },
    /// The last message before the server closes the WebSocket. `full`: too many tests run now, or
    /// another one of this person.
    Goodbye {
        reason: Goodbye,
    },
}
