use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{DelegationId, PersonId, SideId};
use crate::time::Timestamp;

/// What can be asked for about side rooms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum SideCommand {
    /// Comes back into the main room; those who run the meeting always may.
    Return,

    // Hosts and technicians, from here on.
    /// Opens a side room for so many minutes, 1 to 240, and takes into it those named who are here,
    /// and all of the delegations named who are here and take part.
    Open {
        title: String,
        minutes: u16,
        /// Whether those in it may come back by themselves.
        may_return: bool,
        people: Vec<PersonId>,
        delegations: Vec<DelegationId>,
    },
    /// Takes somebody into a side room; without `side`, back into the main room.
    Move {
        person: PersonId,
        side: Option<SideId>,
    },
    /// So many minutes more, 1 to 240; never more than 240 from now.
    Extend { side: SideId, minutes: u16 },
    /// Calls everybody back.
    Close { side: SideId },
    /// Calls everybody back from every side room.
    CloseAll,
}

/// The side rooms as one participant may know of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SidesView {
    /// Those that are open; for press and observers, the one they were taken into.
    pub rooms: Vec<SideView>,
    /// For press and observers: who is in a side room, whichever. Empty for others, who see it in
    /// `rooms`.
    pub away: Vec<PersonId>,
}

/// A side room that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SideView {
    pub id: SideId,
    /// `None` once whoever wrote it was erased.
    pub title: Option<String>,
    pub opened_at: Timestamp,
    /// Then everybody in it is back in the main room.
    pub ends_at: Timestamp,
    /// Whether those in it may come back by themselves.
    pub may_return: bool,
    /// Who is in it, in the order of the plan; they may be reconnecting, or gone.
    pub people: Vec<PersonId>,
}
