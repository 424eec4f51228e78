//! The media engine alone in a process of its own, so that its CPU time and memory are nobody else's.
//! It obeys lines of JSON and answers each with one.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// What the engine's host is asked for. Peers and rooms are numbers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case")]
pub enum Order {
    /// The peer comes in, may send everything, and offers.
    Join {
        room: u64,
        peer: u64,
        sdp: String,
    },
    /// It wants to see these cameras, on tiles of this size.
    View {
        peer: u64,
        wants: Vec<Tile>,
    },
    Leave {
        peer: u64,
    },
    /// What the engine has counted.
    Count,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Tile {
    pub peer: u64,
    pub width: u16,
    pub height: u16,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "report", rename_all = "snake_case")]
pub enum Report {
    Listening {
        address: SocketAddr,
    },
    Joined {
        sdp: String,
    },
    Refused {
        reason: String,
    },
    Counted {
        received: u64,
        forwarded: u64,
        retransmitted: u64,
        unauthenticated: u64,
    },
    Done,
}
