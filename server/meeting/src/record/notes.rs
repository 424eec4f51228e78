//! Decisions and actions as they were noted, with what they said before they were put right.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PersonName;
use crate::fact::{Event, Fact};
use crate::id::{ItemId, NoteId, PersonId};
use crate::note::{Action, Book, Entry, Version};
use crate::plan::Localized;
use crate::time::Timestamp;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoteRecord {
    pub note: NoteId,
    /// What it says.
    pub now: NoteVersion,
    /// What it said before, the oldest first.
    pub before: Vec<NoteVersion>,
    /// It does not count since then.
    pub withdrawn_at: Option<Timestamp>,
    pub withdrawn_by: Option<PersonName>,
}

/// What a note said from some moment on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoteVersion {
    pub at: Timestamp,
    pub by: PersonName,
    pub item: ItemId,
    /// `None` once whoever wrote it was erased.
    pub text: Option<Localized>,
    /// `None`: a decision.
    pub action: Option<Action>,
}

impl NoteRecord {
    pub fn counts(&self) -> bool {
        self.withdrawn_at.is_none()
    }
}

pub(super) fn notes(facts: &[Fact], names: &BTreeMap<PersonId, PersonName>) -> Vec<NoteRecord> {
    let mut book = Book::default();
    for fact in facts {
        if let Event::Note(step) = &fact.event {
            book.follow(fact.at, step);
        }
        if let Event::Erased { person } = fact.event {
            book.erase(person);
        }
    }
    let entries = book.entries().iter();
    entries.map(|entry| note_record(entry, names)).collect()
}

fn note_record(entry: &Entry, names: &BTreeMap<PersonId, PersonName>) -> NoteRecord {
    let before = entry.before.iter();
    NoteRecord {
        note: entry.id,
        now: version_record(&entry.now, names),
        before: before.map(|one| version_record(one, names)).collect(),
        withdrawn_at: entry.withdrawn.map(|(at, _)| at),
        withdrawn_by: entry.withdrawn.map(|(_, person)| named(person, names)),
    }
}

fn version_record(version: &Version, names: &BTreeMap<PersonId, PersonName>) -> NoteVersion {
    let words = version.words.as_ref();
    NoteVersion {
        at: version.at,
        by: named(version.by, names),
        item: version.item,
        text: words.map(|words| words.text.clone()),
        action: version.task.map(|task| Action {
            owner: task.owner,
            department: words
                .map(|words| words.department.clone())
                .unwrap_or_default(),
            due: task.due,
        }),
    }
}

fn named(person: PersonId, names: &BTreeMap<PersonId, PersonName>) -> PersonName {
    let nameless = || PersonName {
        person,
        name: Localized::default(),
    };
    names.get(&person).cloned().unwrap_or_else(nameless)
}
