//! The door of the hall: who is in the hall of a session that people attend on site.
//!
//! Helpers mark arrivals and departures on devices that may be without a network for hours, so
//! marks reach the service late, twice and in any order. A mark never changes; [`Marks`] is a set of
//! them, and what follows from it depends on what is in it alone.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{DeviceId, PersonId};
use crate::time::Timestamp;

/// What a device gives each of its marks: they are numbered from 1, and no number is used twice.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
pub struct MarkId {
    pub device: DeviceId,
    pub sequence: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "mark", rename_all = "snake_case")]
pub enum MarkKind {
    Arrived,
    Left,
    /// That mark of the same person was a mistake, on whichever device it was made.
    Undone {
        undoes: MarkId,
    },
}

/// One mark, as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Mark {
    pub person: PersonId,
    #[serde(flatten)]
    pub id: MarkId,
    #[serde(flatten)]
    pub kind: MarkKind,
    /// On the clock of the service: what the device's showed, put right by `skew_ms`.
    pub happened_at: Timestamp,
    /// How far the device's clock was ahead when it handed the mark over, in milliseconds.
    pub skew_ms: i64,
}

impl Mark {
    /// A mark that a device noted at `noted_at` and handed over at `sent_at`, both on its own clock,
    /// and that was received at `received_at` on ours. Nothing happens before `earliest`, nor after
    /// it was received: what a clock gone wild says beyond that counts as the bound.
    pub fn received(
        (person, id, kind): (PersonId, MarkId, MarkKind),
        noted_at: Timestamp,
        sent_at: Timestamp,
        (earliest, received_at): (Timestamp, Timestamp),
    ) -> Self {
        let skew = sent_at.micros().saturating_sub(received_at.micros());
        let happened_at = Timestamp(noted_at.micros().saturating_sub(skew));
        let happened_at = happened_at.max(earliest).min(received_at);
        Self {
            person,
            id,
            kind,
            happened_at,
            skew_ms: skew / 1000,
        }
    }
}

/// A time in the hall, from an arrival to a departure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    pub from: Timestamp,
    /// `None`: nothing says that they left.
    pub to: Option<Timestamp>,
}

/// All marks of a session that are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks(BTreeMap<MarkId, Mark>);

impl Marks {
    /// False when it was known: of two marks with the same number the first stands.
    pub fn add(&mut self, mark: Mark) -> bool {
        let known = self.0.contains_key(&mark.id);
        self.0.entry(mark.id).or_insert(mark);
        !known
    }

    pub fn contains(&self, id: MarkId) -> bool {
        self.0.contains_key(&id)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// By device and number.
    pub fn iter(&self) -> impl Iterator<Item = &Mark> {
        self.0.values()
    }

    /// Everybody who was in the hall at some time, with when that was.
    pub fn stays(&self) -> BTreeMap<PersonId, Vec<Stay>> {
        let mut passages: BTreeMap<PersonId, Vec<&Mark>> = BTreeMap::new();
        for mark in self.standing() {
            passages.entry(mark.person).or_default().push(mark);
        }
        let stays = passages.into_iter().map(|(person, mut marks)| {
            marks.sort_by_key(|mark| (mark.happened_at, mark.id));
            (person, stays_of(&marks))
        });
        stays.filter(|(_, stays)| !stays.is_empty()).collect()
    }

    /// Who is in the hall now, and since when.
    pub fn inside(&self) -> BTreeMap<PersonId, Timestamp> {
        let stays = self.stays().into_iter();
        let last = stays.filter_map(|(person, stays)| Some((person, *stays.last()?)));
        last.filter(|(_, stay)| stay.to.is_none())
            .map(|(person, stay)| (person, stay.from))
            .collect()
    }

    /// Arrivals and departures that nobody took back.
    fn standing(&self) -> impl Iterator<Item = &Mark> {
        let undone: BTreeSet<(PersonId, MarkId)> = self
            .iter()
            .filter_map(|mark| match mark.kind {
                MarkKind::Undone { undoes } => Some((mark.person, undoes)),
                MarkKind::Arrived | MarkKind::Left => None,
            })
            .collect();
        self.iter().filter(move |mark| match mark.kind {
            MarkKind::Arrived | MarkKind::Left => !undone.contains(&(mark.person, mark.id)),
            MarkKind::Undone { .. } => false,
        })
    }
}

/// Somebody who is in arrives no second time, and who is out does not leave: two devices that mark
/// the same passage mark one, at the earlier time.
fn stays_of(marks: &[&Mark]) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    for mark in marks {
        let inside = stays.last_mut().filter(|stay| stay.to.is_none());
        match (mark.kind, inside) {
            (MarkKind::Arrived, None) => stays.push(Stay {
                from: mark.happened_at,
                to: None,
            }),
            (MarkKind::Left, Some(stay)) => stay.to = Some(mark.happened_at),
            (MarkKind::Arrived, Some(_))
            | (MarkKind::Left, None)
            | (MarkKind::Undone { .. }, _) => {}
        }
    }
    stays
}
