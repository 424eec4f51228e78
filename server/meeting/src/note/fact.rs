//! What is kept of notes. Their words are sealed with the key of whoever wrote them.

use serde::{Deserialize, Serialize};

use super::{Action, Day, Note, Owner};
use crate::fact::Private;
use crate::id::{ItemId, NoteId, PersonId};
use crate::plan::Localized;

/// What an action says beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub owner: Option<Owner>,
    pub due: Option<Day>,
}

/// What is free text of a note.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Words {
    pub text: Localized,
    /// Empty unless it is an action.
    pub department: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum NoteFact {
    /// The note says this from now on: what it said before was put right.
    Written {
        note: NoteId,
        by: PersonId,
        item: ItemId,
        /// `None`: it is a decision.
        task: Option<Task>,
        /// [`Words`] as JSON.
        #[serde(skip)]
        words: Private,
    },
    /// It was a mistake, and does not count.
    Withdrawn { note: NoteId, by: PersonId },
}

impl NoteFact {
    pub fn written(id: NoteId, note: Note, by: PersonId) -> Self {
        let Note { item, text, action } = note;
        let task = action.as_ref().map(|Action { owner, due, .. }| Task {
            owner: *owner,
            due: *due,
        });
        let words = Words {
            text,
            department: action.map(|action| action.department).unwrap_or_default(),
        };
        Self::Written {
            note: id,
            by,
            item,
            task,
            words: Private(serde_json::to_string(&words).ok()),
        }
    }

    /// The text to seal, and whose it is.
    pub fn private(&self) -> Option<(PersonId, &str)> {
        match self {
            NoteFact::Written { by, words, .. } => Some((*by, words.0.as_deref()?)),
            NoteFact::Withdrawn { .. } => None,
        }
    }

    /// Whose private text it may carry.
    pub fn author(&self) -> Option<PersonId> {
        match self {
            NoteFact::Written { by, .. } => Some(*by),
            NoteFact::Withdrawn { .. } => None,
        }
    }
}

impl Words {
    /// `None` after erasure.
    pub fn unsealed(private: &Private) -> Option<Self> {
        serde_json::from_str(private.0.as_deref()?).ok()
    }
}
