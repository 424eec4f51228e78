//! What goes to one person in one message: a letter about one session; or, when they are invited to
//! several that repeat one another, one letter about all of them.

use meeting::id::{PersonId, SessionId};
use meeting::time::Timestamp;

use super::content::Occasion;
use super::table::{Kept, Said};
use crate::schedule::Slot;

/// What a message is identified by.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) person: PersonId,
    pub(super) sequence: u32,
    pub(super) message_id: String,
    pub(super) made_at: Timestamp,
}

/// What is said about one session.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) session: SessionId,
    pub(super) said: Said,
    pub(super) slot: Option<Slot>,
}

#[derive(Debug, Clone)]
pub(super) struct Mailing {
    pub(super) label: Label,
    /// At least one; in the order of time.
    parts: Vec<Part>,
    /// What the person was told of those that repeat these.
    known: Vec<Part>,
}

impl Mailing {
    /// None without a part. `known` counts only where somebody is invited: then their calendar is
    /// told of all.
    pub(super) fn new(label: Label, mut parts: Vec<Part>, mut known: Vec<Part>) -> Option<Self> {
        let invites = |part: &Part| part.slot.is_some() && part.said.occasion == Occasion::First;
        if !parts.iter().any(invites) {
            known.clear();
        }
        parts.sort_by_key(|part| (part.said.content.starts_at, part.session));
        let mailing = Self {
            label,
            parts,
            known,
        };
        (!mailing.parts.is_empty()).then_some(mailing)
    }

    pub(super) fn first(&self) -> &Part {
        &self.parts[0]
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Everything that the calendar is told, by the places of the sessions among each other.
    pub(super) fn entries(&self) -> Vec<&Part> {
        let mut all: Vec<&Part> = self.parts.iter().chain(&self.known).collect();
        all.sort_by_key(|part| part.slot.as_ref().map(|slot| slot.at));
        all
    }

    /// Why it is written: who is invited to one of the sessions is invited to all in it.
    pub(super) fn occasion(&self) -> &Occasion {
        match self.is_whole() {
            true => &Occasion::First,
            false => &self.first().said.occasion,
        }
    }

    /// An entry that recurs, and its sessions; else each session stands for itself.
    pub(super) fn is_whole(&self) -> bool {
        let first = self.first();
        let mut parts = self.parts.iter();
        first.slot.is_some() && parts.any(|part| part.said.occasion == Occasion::First)
    }
}

/// A letter as it was kept.
pub(super) fn label(letter: &Kept) -> Label {
    Label {
        person: letter.person,
        sequence: letter.sequence,
        message_id: letter.message_id.clone(),
        made_at: letter.made_at,
    }
}

pub(super) fn part(letter: &Kept, slot: Option<&Slot>) -> Part {
    Part {
        session: letter.session,
        said: letter.said.clone(),
        slot: slot.cloned(),
    }
}
