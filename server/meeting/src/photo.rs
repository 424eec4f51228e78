//! The group photo of a meeting: who stands in it, who of them agreed that their camera is taken, and
//! what was kept.
//!
//! The state follows from the facts alone. Nobody is pictured without their own yes: whoever said
//! nothing, or said no, or has no camera, is there by a name plate.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::id::{DelegationId, PersonId, PhotoId};
use crate::time::Timestamp;

/// Most people of one picture: with more, faces are not recognised any longer.
pub const MOST_PEOPLE: usize = 24;

/// From the call of the host to the moment of the picture. Everybody sees a whole five seconds of
/// it, and sharp pictures have time to arrive.
pub const COUNTDOWN: Duration = Duration::from_secs(6);

/// Who is asked to stand in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhotoScope {
    /// Everybody on stage.
    Stage,
    /// One of each delegation: its head, else the first in rank who is here.
    Heads,
    /// Everybody whose camera is on.
    Cameras,
}

/// Why there is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoEnd {
    /// A host thought better of it.
    Host,
    /// The service was interrupted.
    Restart,
    /// The session ended over it.
    Ended,
}

/// What a picture is called by, and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhotoKind {
    Png,
    Jpeg,
}

/// The file of a picture, as the service took it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhotoFile {
    /// In hexadecimal.
    pub sha256: String,
    pub kind: PhotoKind,
    pub bytes: u64,
    /// In pixels.
    pub width: u32,
    pub height: u32,
}

/// Somebody's place in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sitter {
    pub person: PersonId,
    pub delegation: DelegationId,
}

/// One step of a picture, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum PhotoFact {
    /// These are asked, in the order in which they stand.
    Called {
        photo: PhotoId,
        scope: PhotoScope,
        people: Vec<Sitter>,
        by: PersonId,
    },
    /// Their camera may be taken, or a name plate is to stand for them. The last word counts.
    Answered {
        photo: PhotoId,
        person: PersonId,
        camera: bool,
    },
    /// The countdown runs; said again when the picture is taken again.
    Started {
        photo: PhotoId,
        due: Timestamp,
        by: PersonId,
    },
    CalledOff {
        photo: PhotoId,
        why: PhotoEnd,
        by: Option<PersonId>,
    },
    Kept {
        photo: PhotoId,
        #[serde(flatten)]
        file: PhotoFile,
        taken_at: Timestamp,
        /// Whose camera was taken, in their order.
        pictured: Vec<Sitter>,
        /// For whom a name plate stands, in their order.
        plates: Vec<Sitter>,
        by: PersonId,
    },
}

/// How far a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    Asking,
    /// Taken at `due`, which may be over.
    Counting {
        due: Timestamp,
    },
    Kept {
        at: Timestamp,
    },
    CalledOff {
        why: PhotoEnd,
    },
}

/// The picture that was called last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting {
    pub photo: PhotoId,
    pub scope: PhotoScope,
    /// In the order in which they stand, each with their last word.
    pub people: Vec<(Sitter, Option<bool>)>,
    pub by: PersonId,
    pub progress: Progress,
}

impl Sitting {
    pub fn is_open(&self) -> bool {
        matches!(self.progress, Progress::Asking | Progress::Counting { .. })
    }

    /// Their last word; `None`: they are not asked.
    pub fn answer(&self, person: PersonId) -> Option<Option<bool>> {
        let mut people = self.people.iter();
        let (_, answer) = people.find(|(sitter, _)| sitter.person == person)?;
        Some(*answer)
    }

    /// Whether their camera may be taken.
    pub fn agreed(&self, person: PersonId) -> bool {
        self.answer(person) == Some(Some(true))
    }
}

/// The pictures of a session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Photos {
    pub last: Option<Sitting>,
    /// How many were kept.
    pub kept: usize,
}

impl Photos {
    /// What a fact changes. `at`: when it was kept.
    pub fn follow(&mut self, fact: &PhotoFact, at: Timestamp) {
        if let PhotoFact::Called {
            photo,
            scope,
            people,
            by,
        } = fact
        {
            self.last = Some(Sitting {
                photo: *photo,
                scope: *scope,
                people: people.iter().map(|one| (*one, None)).collect(),
                by: *by,
                progress: Progress::Asking,
            });
            return;
        }
        let Some(sitting) = &mut self.last else {
            return;
        };
        match fact {
            PhotoFact::Called { .. } => {}
            PhotoFact::Answered { person, camera, .. } => {
                let mut people = sitting.people.iter_mut();
                if let Some((_, answer)) = people.find(|(one, _)| one.person == *person) {
                    *answer = Some(*camera);
                }
            }
            PhotoFact::Started { due, by, .. } => {
                sitting.progress = Progress::Counting { due: *due };
                sitting.by = *by;
            }
            PhotoFact::CalledOff { why, .. } => {
                sitting.progress = Progress::CalledOff { why: *why };
            }
            PhotoFact::Kept { .. } => {
                sitting.progress = Progress::Kept { at };
                self.kept += 1;
            }
        }
    }

    /// The picture that is being made, if one is.
    pub fn open(&self) -> Option<&Sitting> {
        self.last.as_ref().filter(|sitting| sitting.is_open())
    }
}

/// Of people by delegation, each delegation in its own order, as many as a picture takes: the first
/// of every delegation before the second of any. Given back in the order of the delegations.
pub fn chosen(delegations: Vec<Vec<Sitter>>, most: usize) -> Vec<Sitter> {
    let longest = delegations.iter().map(Vec::len).max().unwrap_or(0);
    let ranks = (0..longest).flat_map(|rank| {
        let delegations = delegations.iter().enumerate();
        delegations.filter_map(move |(place, people)| Some((place, rank, *people.get(rank)?)))
    });
    let mut chosen: Vec<(usize, usize, Sitter)> = ranks.take(most).collect();
    chosen.sort_by_key(|(place, rank, _)| (*place, *rank));
    chosen.into_iter().map(|(_, _, sitter)| sitter).collect()
}
