use crate::film::Film;
use crate::hall::Mark;
use crate::id::{ConnectionId, DelegationId, PersonId, PhotoId};
use crate::photo::PhotoFile;
use crate::plan::Plan;
use crate::protocol::{Command, Resume};
use crate::signing::Signable;

/// Everything that can happen to a room.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// A device said `Hello` with a valid pass. `connection` is new for every WebSocket.
    Connect {
        connection: ConnectionId,
        hello: Arrival,
    },
    Request {
        connection: ConnectionId,
        id: u32,
        command: Command,
    },
    /// The WebSocket is gone: closed, broken, or silent for too long.
    Disconnect {
        connection: ConnectionId,
    },
    Media(MediaReport),
    /// The plan was changed at the desk.
    Plan(Box<Plan>),
    /// Marks from the door of the hall, which are kept already.
    Hall(Vec<Mark>),
    /// How the protocol of the session orders the delegations: said before a queue is made by it.
    Precedence(Vec<DelegationId>),
    /// A link was revoked: whoever came by it goes.
    Revoke {
        person: PersonId,
    },
    /// The writer of facts cannot write, or can again.
    RecordBehind(bool),
    /// Time has passed; also sent when a [`super::Effect::WakeAt`] is due.
    Tick,
    /// The service stops in good order.
    Shutdown,
    /// Somebody begins to watch the wall of the hall, who may be one of several; or nobody does any
    /// more.
    Wall {
        is_watched: bool,
    },
    /// The papers of the session that can be signed: said before a signing is prepared or opened.
    Papers(Vec<Signable>),
    /// A host uploaded a picture for a group photo: said before it is kept.
    PhotoFile {
        photo: PhotoId,
        file: PhotoFile,
    },
    /// The greeting videos that there are among the papers for everybody invited.
    Films(Vec<Film>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    pub person: PersonId,
    pub device: String,
    pub acknowledged: Option<String>,
    pub language: String,
    pub resume: Option<Resume>,
}

/// What the media engine reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaReport {
    /// Packets of this kind arrive from the device, or no longer do (for 3 s).
    Arriving {
        connection: ConnectionId,
        microphone: bool,
        camera: bool,
    },
    /// The media connection of the device stands.
    Connected { connection: ConnectionId },
    /// It is gone, and will not come back by itself.
    Lost { connection: ConnectionId },
    /// How media flowed in the last two seconds, to and from each connected device.
    Quality(Vec<LinkReport>),
    /// Loudest speaker of the main room by the engine's election.
    Speaker { person: Option<PersonId> },
}

/// Media of one device in the last two seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkReport {
    pub connection: ConnectionId,
    pub up: Flow,
    pub down: Flow,
    /// Milliseconds there and back; `None` while it is not known.
    pub round_trip: Option<u16>,
    /// Pictures that began to stand still there although their source went on.
    pub freezes: u16,
}

/// Media in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flow {
    /// Packets lost, of a thousand.
    pub lost_per_mille: u16,
    /// Nothing arrives although something should.
    pub is_silent: bool,
}
