//! The notes of a session, folded from their facts: by the room while it lasts, and by the record
//! afterwards.

use super::{NoteFact, Task, Words};
use crate::id::{ItemId, NoteId, PersonId};
use crate::time::Timestamp;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Book(Vec<Entry>);

/// One note, with what it said before it was put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: NoteId,
    pub now: Version,
    /// The oldest first.
    pub before: Vec<Version>,
    /// When, and by whom.
    pub withdrawn: Option<(Timestamp, PersonId)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub at: Timestamp,
    pub by: PersonId,
    pub item: ItemId,
    /// `None`: a decision.
    pub task: Option<Task>,
    /// `None` once whoever wrote it was erased.
    pub words: Option<Words>,
}

impl Entry {
    /// From 1; each correction counts.
    pub fn version(&self) -> u32 {
        u32::try_from(self.before.len() + 1).unwrap_or(u32::MAX)
    }

    /// The oldest first.
    pub fn versions(&self) -> impl Iterator<Item = &Version> {
        self.before.iter().chain([&self.now])
    }

    /// When it was first written.
    pub fn since(&self) -> Timestamp {
        self.before.first().unwrap_or(&self.now).at
    }
}

impl Book {
    /// In the order in which they were first written, those that were withdrawn included.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// The note, if it counts.
    pub fn get(&self, id: NoteId) -> Option<&Entry> {
        let mut entries = self.0.iter();
        entries.find(|entry| entry.id == id && entry.withdrawn.is_none())
    }

    /// Whether a note was ever written on the item.
    pub fn speaks_of(&self, item: ItemId) -> bool {
        let mut versions = self.0.iter().flat_map(Entry::versions);
        versions.any(|version| version.item == item)
    }

    pub fn follow(&mut self, at: Timestamp, fact: &NoteFact) {
        match fact {
            NoteFact::Written {
                note,
                by,
                item,
                task,
                words,
            } => {
                let version = Version {
                    at,
                    by: *by,
                    item: *item,
                    task: *task,
                    words: Words::unsealed(words),
                };
                self.write(*note, version);
            }
            NoteFact::Withdrawn { note, by } => {
                if let Some(entry) = self.entry(*note) {
                    entry.withdrawn = Some((at, *by));
                }
            }
        }
    }

    /// What the person wrote is no longer readable.
    pub fn erase(&mut self, person: PersonId) {
        let entries = self.0.iter_mut();
        let versions = entries.flat_map(|entry| entry.before.iter_mut().chain([&mut entry.now]));
        for version in versions.filter(|version| version.by == person) {
            version.words = None;
        }
    }

    fn write(&mut self, id: NoteId, version: Version) {
        match self.entry(id) {
            Some(entry) => {
                let before = std::mem::replace(&mut entry.now, version);
                entry.before.push(before);
            }
            None => self.0.push(Entry {
                id,
                now: version,
                before: Vec::new(),
                withdrawn: None,
            }),
        }
    }

    fn entry(&mut self, id: NoteId) -> Option<&mut Entry> {
        self.0.iter_mut().find(|entry| entry.id == id)
    }
}
