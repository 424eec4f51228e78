//! Greeting videos: whoever cannot come sends one, and it is shown to everybody at the same moment.
//!
//! Devices fetch it beforehand. What is kept is when it began by the clock of the service: whoever
//! comes late, and a room that is rebuilt, know from that where it stands.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{ItemId, PaperId, PersonId};
use crate::plan::Localized;
use crate::time::Timestamp;

/// A video among the papers of a session that everybody invited may see, on an item of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Film {
    pub id: PaperId,
    pub item: ItemId,
    pub title: Localized,
    pub bytes: u64,
    pub length: Duration,
}

/// How the showing of a film came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FilmEnd {
    /// It was shown to its end.
    Finished,
    /// A host stopped it.
    Stopped,
    /// Its item ended.
    Item,
    /// The session ended.
    Session,
}

/// One step of a film, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "film", rename_all = "snake_case")]
pub enum FilmFact {
    /// Devices fetch it, wherever its item stands.
    Prepared { paper: PaperId, by: PersonId },
    /// It begins for everybody at `starts_at`, which is a moment later.
    Started {
        paper: PaperId,
        item: ItemId,
        starts_at: Timestamp,
        length_ms: u64,
        by: PersonId,
    },
    /// It is shown no longer. What was due while the service was away is noted late.
    Ended {
        paper: PaperId,
        why: FilmEnd,
        by: Option<PersonId>,
    },
}

/// A film that is shown, or about to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Showing {
    pub paper: PaperId,
    pub item: ItemId,
    pub starts_at: Timestamp,
    pub length: Duration,
    pub by: PersonId,
}

impl Showing {
    pub fn ends_at(&self) -> Timestamp {
        self.starts_at.plus(self.length)
    }

    /// What a fact changes of what is shown.
    pub fn follow(showing: &mut Option<Showing>, fact: &FilmFact) {
        match *fact {
            FilmFact::Prepared { .. } => {}
            FilmFact::Started {
                paper,
                item,
                starts_at,
                length_ms,
                by,
            } => {
                *showing = Some(Showing {
                    paper,
                    item,
                    starts_at,
                    length: Duration::from_millis(length_ms),
                    by,
                });
            }
            FilmFact::Ended { .. } => *showing = None,
        }
    }
}
