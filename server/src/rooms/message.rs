//! What reaches a room from outside, one at a time.

use meeting::film::Film;
use meeting::hall::Mark;
use meeting::id::{ConnectionId, DelegationId, PersonId, PhotoId};
use meeting::photo::PhotoFile;
use meeting::plan::Plan;
use meeting::protocol::Command;
use meeting::room::Arrival;
use meeting::signing::Signable;
use tokio::sync::oneshot;

use super::outbox::Outbox;

#[derive(Debug)]
pub(super) enum Message {
    Connect {
        connection: ConnectionId,
        arrival: Arrival,
        outbox: Outbox,
    },
    Request {
        connection: ConnectionId,
        id: u32,
        command: Command,
    },
    Disconnect {
        connection: ConnectionId,
    },
    Plan {
        plan: Box<Plan>,
        version: i64,
    },
    Revoke {
        person: PersonId,
    },
    /// Marks from the door of the hall, which are kept.
    Hall {
        marks: Vec<Mark>,
    },
    /// How the protocol of the session orders the delegations.
    Precedence {
        order: Vec<DelegationId>,
    },
    /// The papers of the session that can be signed.
    Papers {
        papers: Vec<Signable>,
    },
    /// Whether a host speaks by this connection.
    IsHost {
        connection: ConnectionId,
        answer: oneshot::Sender<bool>,
    },
    /// Somebody begins to watch the wall of the hall.
    Wall,
    /// A host uploaded a picture for a group photo.
    PhotoFile {
        photo: PhotoId,
        file: PhotoFile,
    },
    /// The greeting videos that there are.
    Films {
        films: Vec<Film>,
    },
    /// The service stops; answered when the last effect has left.
    Shutdown(oneshot::Sender<()>),
}
