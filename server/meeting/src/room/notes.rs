//! Decisions and actions, noted on items by those who run the meeting. What is kept of them is the
//! state itself.

use crate::fact::Event;
use crate::id::{ItemId, NoteId, PersonId};
use crate::note::{Action, Book, Entry, Note, NoteFact, Owner, Words};
use crate::plan::Role;
use crate::protocol::{Change, NoteCommand, NoteView, Reason};
use crate::time::Timestamp;

use super::Room;
use super::log::Audience;
use super::roles::takes_part;

/// Most notes of one session: each is told to everybody who comes in.
const MOST: usize = 300;

#[derive(Debug, Default)]
pub(super) struct Notes {
    book: Book,
    /// Notes of this epoch.
    written: u32,
}

/// A note as it was told, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ToldNote {
    view: NoteView,
    audience: Audience,
}

impl Notes {
    pub(super) fn recall(&mut self, at: Timestamp, fact: &NoteFact) {
        self.book.follow(at, fact);
    }

    pub(super) fn erase(&mut self, person: PersonId) {
        self.book.erase(person);
    }

    pub(super) fn speak_of(&self, item: ItemId) -> bool {
        self.book.speaks_of(item)
    }

    /// Unique in the session: the epoch, then the number of the note in it.
    fn next_id(&mut self, epoch: u32) -> NoteId {
        self.written += 1;
        NoteId::from_bits(u64::from(epoch) << 32 | u64::from(self.written))
    }
}

impl Room {
    pub(super) fn note(&mut self, person: PersonId, command: NoteCommand) -> Result<(), Reason> {
        match command {
            NoteCommand::Write { note } => {
                let note = self.sound(note)?;
                if self.notes.book.entries().len() >= MOST {
                    return Err(Reason::Full);
                }
                let id = self.notes.next_id(self.epoch);
                self.keep_note(NoteFact::written(id, note, person));
            }
            NoteCommand::Correct { id, version, note } => {
                let note = self.sound(note)?;
                let entry = self.note_as_read(id, version)?;
                if note_of(entry) != note {
                    self.keep_note(NoteFact::written(id, note, person));
                }
            }
            NoteCommand::Withdraw { id, version } => {
                self.note_as_read(id, version)?;
                self.keep_note(NoteFact::Withdrawn {
                    note: id,
                    by: person,
                });
            }
        }
        Ok(())
    }

    /// The note as it is kept, if it speaks of this session.
    fn sound(&self, note: Note) -> Result<Note, Reason> {
        let note = note.trimmed();
        if !note.is_sound(&self.plan.languages) {
            return Err(Reason::Malformed);
        }
        if self.plan.item(note.item).is_none() {
            return Err(Reason::NoSuchItem);
        }
        let owner = note.action.as_ref().and_then(|action| action.owner);
        let is_known = owner.is_none_or(|owner| match owner {
            Owner::Delegation(delegation) => self.plan.delegation(delegation).is_some(),
            Owner::Person(person) => self.plan.people.iter().any(|one| one.id == person),
        });
        if is_known {
            Ok(note)
        } else {
            Err(Reason::NoSuchPerson)
        }
    }

    fn note_as_read(&self, id: NoteId, version: u32) -> Result<&Entry, Reason> {
        let entry = self.notes.book.get(id).ok_or(Reason::NoSuchNote)?;
        if entry.version() == version {
            Ok(entry)
        } else {
            Err(Reason::NoteChanged)
        }
    }

    /// What happens to notes happens by what is kept of it.
    fn keep_note(&mut self, fact: NoteFact) {
        self.notes.book.follow(self.now.timestamp, &fact);
        self.told.outdate_notes();
        self.keep(Event::Note(fact));
    }

    /// Those that count, as somebody in this role may see them.
    pub(super) fn notes_view(&self, role: Option<Role>) -> Vec<NoteView> {
        let all = self.told_notes().into_iter();
        let sees_all = role.is_some_and(takes_part);
        all.filter(|told| sees_all || told.audience == Audience::Everyone)
            .map(|told| told.view)
            .collect()
    }

    /// The differences to what was told before. A note that moved to a closed item is gone for
    /// everybody, and back for those who may know.
    pub(super) fn tell_notes(&mut self) {
        if !self.told.take_notes_are_old() {
            return;
        }
        let now = self.told_notes();
        let before = self.told.replace_notes(now.clone());
        for told in &before {
            let mut notes = now.iter();
            let known = notes.find(|one| one.view.id == told.view.id);
            if known.is_none_or(|one| one.audience != told.audience) {
                let note = told.view.id;
                self.delta(told.audience, Change::NoteGone { note });
            }
        }
        for told in now {
            if !before.contains(&told) {
                let note = Box::new(told.view);
                self.delta(told.audience, Change::Note { note });
            }
        }
    }

    fn told_notes(&self) -> Vec<ToldNote> {
        let entries = self.notes.book.entries().iter();
        let entries = entries.filter(|entry| entry.withdrawn.is_none());
        entries
            .map(|entry| ToldNote {
                view: self.note_view(entry),
                audience: self.audience_of(entry.now.item),
            })
            .collect()
    }

    /// What is no longer in the plan is not known to have been open.
    fn audience_of(&self, item: ItemId) -> Audience {
        if self.plan.item(item).is_some_and(|item| item.open) {
            Audience::Everyone
        } else {
            Audience::TakingPart
        }
    }

    fn note_view(&self, entry: &Entry) -> NoteView {
        let author = self.named(entry.now.by);
        let owner = entry.now.task.and_then(|task| task.owner);
        NoteView {
            id: entry.id,
            version: entry.version(),
            at: entry.since(),
            by: entry.now.by,
            name: author.map(|author| author.name).unwrap_or_default(),
            owner: match owner {
                Some(Owner::Person(person)) => self.named(person),
                Some(Owner::Delegation(_)) | None => None,
            },
            note: note_of(entry),
        }
    }
}

fn note_of(entry: &Entry) -> Note {
    let words = entry.now.words.clone().unwrap_or_default();
    let Words { text, department } = words;
    Note {
        item: entry.now.item,
        text,
        action: entry.now.task.map(|task| Action {
            owner: task.owner,
            department,
            due: task.due,
        }),
    }
}
