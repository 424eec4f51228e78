use crate::fact::Fact;
use crate::id::{ConnectionId, PersonId, SideId};
use crate::protocol::{Goodbye, Picture, ServerMessage};
use crate::time::Instant;
use crate::wall::WallView;

/// What the world has to do after one input. Facts of one input are one atomic turn; everything
/// else but [`Effect::Media`] leaves, in order, once they are durable.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    Keep(Fact),
    /// To one device.
    Send {
        to: ConnectionId,
        message: ServerMessage,
    },
    /// One message, serialised once, to several devices.
    Broadcast {
        to: Vec<ConnectionId>,
        message: ServerMessage,
    },
    /// The last message of a device; the socket is closed after it.
    Close {
        connection: ConnectionId,
        reason: Goodbye,
    },
    Media(MediaCommand),
    /// Send [`super::Input::Tick`] at this moment. Each one replaces the one before.
    WakeAt(Instant),
    /// The session has ended and its record can be filed; the room takes no more people.
    Finished,
    /// What the wall of the hall shows from now on; while it is watched.
    Wall(Box<WallView>),
}

/// What the engine is told. It leaves at once: taking sound or picture away never waits for a disk.
/// The engine's peer of a device is made by `Enter`, may be handed on by `Adopt`, ends with `Leave`.
#[derive(Debug, Clone, PartialEq)]
pub enum MediaCommand {
    /// The device may have a media connection.
    Enter {
        connection: ConnectionId,
        person: PersonId,
    },
    /// The device came back within the grace time on a new WebSocket: what the engine holds for `from` belongs to `to` from now on, and nothing
    /// more is said of `from`. What the engine last said of its slots is said again to `to`.
    Adopt {
        from: ConnectionId,
        to: ConnectionId,
    },
    /// The device asked for an answer to its offer; the engine's reply becomes the request's
    /// `Done` or `Rejected { bad_offer }`. `fresh`: a new PeerConnection replaces the old one.
    Offer {
        connection: ConnectionId,
        id: u32,
        sdp: String,
        fresh: bool,
    },
    /// What the engine lets through from this device; what is not allowed is dropped on arrival.
    Allow {
        connection: ConnectionId,
        microphone: bool,
        camera: bool,
        /// A shared screen, and its sound.
        screen: bool,
    },
    /// What this device wants to receive, most wanted first. Said again by the room when the
    /// person behind a source comes, goes, or sends from another device.
    View {
        connection: ConnectionId,
        sources: Vec<Source>,
        audio_only: bool,
    },
    Leave {
        connection: ConnectionId,
    },
    /// From now on the device hears and sees those of a side room, or without one of the main room,
    /// and is heard and seen by them; nobody else. It enters in the main room.
    Move {
        connection: ConnectionId,
        side: Option<SideId>,
    },
}

/// The device that sends for a person, and the size of its tile in device pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    pub connection: ConnectionId,
    pub kind: Picture,
    pub width: u16,
    pub height: u16,
}
