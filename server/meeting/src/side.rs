//! Side rooms: some of a session go apart for a while, by themselves, and come back.
//!
//! Where everybody is follows from the facts alone: in the room while it lives, when it is rebuilt,
//! and in the record afterwards.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::fact::Private;
use crate::id::{PersonId, SideId};
use crate::time::Timestamp;

/// Longest that a side room is open, in minutes.
pub const LONGEST: u16 = 240;
/// Longest title, in characters.
pub const TITLE: usize = 120;
/// Most side rooms that are open at the same time.
pub const MOST: usize = 20;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum SideFact {
    Opened {
        side: SideId,
        by: PersonId,
        /// Then everybody comes back by themselves.
        ends_at: Timestamp,
        /// Whether those in it may come back by themselves.
        may_return: bool,
        #[serde(skip)]
        title: Private,
    },
    /// It goes on until then.
    Extended {
        side: SideId,
        by: PersonId,
        ends_at: Timestamp,
    },
    /// They are in this side room from now on, wherever they were before.
    Moved {
        side: SideId,
        person: PersonId,
        by: PersonId,
    },
    /// They are in the main room again. `by: None`: they have gone, or may be in no side room any
    /// more.
    Returned {
        person: PersonId,
        by: Option<PersonId>,
    },
    /// All who were in it are in the main room again. `by: None`: its time was over, or nobody was
    /// left in it.
    Closed { side: SideId, by: Option<PersonId> },
}

impl SideFact {
    /// The text to seal, and whose it is.
    pub fn private(&self) -> Option<(PersonId, &str)> {
        match self {
            SideFact::Opened {
                by,
                title: Private(Some(text)),
                ..
            } => Some((*by, text)),
            SideFact::Opened { .. }
            | SideFact::Extended { .. }
            | SideFact::Moved { .. }
            | SideFact::Returned { .. }
            | SideFact::Closed { .. } => None,
        }
    }

    /// Whose private text it may carry.
    pub fn author(&self) -> Option<PersonId> {
        match self {
            SideFact::Opened { by, .. } => Some(*by),
            SideFact::Extended { .. }
            | SideFact::Moved { .. }
            | SideFact::Returned { .. }
            | SideFact::Closed { .. } => None,
        }
    }
}

/// A side room that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideRoom {
    pub id: SideId,
    pub by: PersonId,
    /// `None` once whoever wrote it was erased.
    pub title: Option<String>,
    pub opened_at: Timestamp,
    pub ends_at: Timestamp,
    pub may_return: bool,
}

/// The side rooms that are open, and who is in which. Whoever is in none is in the main room.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sides {
    rooms: Vec<SideRoom>,
    places: BTreeMap<PersonId, SideId>,
}

impl Sides {
    pub fn rooms(&self) -> &[SideRoom] {
        &self.rooms
    }

    pub fn room(&self, id: SideId) -> Option<&SideRoom> {
        self.rooms.iter().find(|room| room.id == id)
    }

    /// Where somebody is; `None`: in the main room.
    pub fn of(&self, person: PersonId) -> Option<SideId> {
        self.places.get(&person).copied()
    }

    /// Everybody who is in a side room.
    pub fn people(&self) -> impl Iterator<Item = PersonId> {
        self.places.keys().copied()
    }

    pub fn inside(&self, id: SideId) -> impl Iterator<Item = PersonId> {
        let places = self.places.iter();
        places
            .filter(move |(_, side)| **side == id)
            .map(|(person, _)| *person)
    }

    pub fn follow(&mut self, at: Timestamp, fact: &SideFact) {
        match fact {
            SideFact::Opened {
                side,
                by,
                ends_at,
                may_return,
                title,
            } => self.rooms.push(SideRoom {
                id: *side,
                by: *by,
                title: title.0.clone(),
                opened_at: at,
                ends_at: *ends_at,
                may_return: *may_return,
            }),
            SideFact::Extended { side, ends_at, .. } => {
                for room in self.rooms.iter_mut().filter(|room| room.id == *side) {
                    room.ends_at = *ends_at;
                }
            }
            SideFact::Moved { side, person, .. } => {
                self.places.insert(*person, *side);
            }
            SideFact::Returned { person, .. } => {
                self.places.remove(person);
            }
            SideFact::Closed { side, .. } => {
                self.rooms.retain(|room| room.id != *side);
                self.places.retain(|_, place| place != side);
            }
        }
    }

    /// Titles that the person wrote are no longer readable.
    pub fn erase(&mut self, person: PersonId) {
        for room in self.rooms.iter_mut().filter(|room| room.by == person) {
            room.title = None;
        }
    }
}
