//! What the page measured. Nothing here names a device, a network or a person.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Everything that a test found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CheckReport)]
pub struct Report {
    pub browser: Browser,
    /// `None`: not asked for, because this person only follows.
    pub microphone: Option<Device>,
    pub camera: Option<Device>,
    pub line: Line,
    pub ways: Ways,
    /// `None`: no way was open, or nothing came back over it.
    pub media: Option<Media>,
}

/// What the browser can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CheckBrowser)]
pub struct Browser {
    /// It has `RTCPeerConnection`.
    pub webrtc: bool,
    /// It encodes and decodes VP8.
    pub vp8: bool,
    /// The page was opened over https, or on this machine.
    pub secure: bool,
}

/// A microphone or camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CheckDevice)]
pub enum Device {
    Works,
    /// The person chose to go without.
    Without,
    /// It is open and gives nothing.
    Silent,
    /// Not allowed, not there, or in use.
    Failed,
}

/// The WebSocket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CheckLine)]
pub struct Line {
    pub opened: bool,
    /// It could be opened again after it was closed.
    pub reopened: bool,
    /// The median of several echoes.
    pub round_trip_ms: Option<u32>,
}

/// The ways to the media engine, each tried by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CheckWays)]
pub struct Ways {
    pub udp: Way,
    pub tcp: Way,
    pub relay: Way,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CheckWay)]
pub enum Way {
    Works,
    /// This service does not offer it.
    NotOffered,
    /// What had to work before it did not.
    Untested,
    Failed,
}

/// Sound and picture, sent over the best way that is open and received back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CheckMedia)]
pub struct Media {
    pub up: Flow,
    pub down: Flow,
    pub round_trip_ms: Option<u32>,
    /// Pictures that were decoded.
    pub frames: u32,
    /// Packets of sound came back.
    pub sound: bool,
    /// The path was renewed while sound and picture went on (ICE restart).
    pub restarted: bool,
}

/// One direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CheckFlow)]
pub struct Flow {
    pub kbps: u32,
    /// What the browser believes the line could carry, where it says so.
    pub capacity_kbps: Option<u32>,
    /// Packets lost, of a thousand.
    pub lost_per_mille: u16,
    pub jitter_ms: u32,
}

impl Flow {
    /// The most that the line is known to carry.
    pub(super) fn carries(self) -> u32 {
        self.capacity_kbps.unwrap_or(0).max(self.kbps)
    }
}
