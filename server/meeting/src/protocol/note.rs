use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{NoteId, PersonId};
use crate::note::Note;
use crate::plan::Localized;
use crate::protocol::Named;
use crate::time::Timestamp;

/// What can be asked for about decisions and actions, by hosts and technicians.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum NoteCommand {
    Write {
        note: Note,
    },
    /// Says it anew. `version`: the one that was read; another may have put it right meanwhile.
    Correct {
        id: NoteId,
        version: u32,
        note: Note,
    },
    /// It was a mistake, and does not count.
    Withdraw {
        id: NoteId,
        version: u32,
    },
}

/// A decision or an action as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteView {
    pub id: NoteId,
    /// From 1; each correction counts.
    pub version: u32,
    /// When it was first written.
    pub at: Timestamp,
    /// Who wrote what it says now, and their name as invited.
    pub by: PersonId,
    pub name: Localized,
    /// The person who sees to an action, if it is one person's.
    pub owner: Option<Named>,
    /// Its text and department are empty once whoever wrote it was erased.
    pub note: Note,
}
