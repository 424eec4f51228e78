//! The letters about sessions that repeat one of them: a person has all of these in one entry of
//! their calendar.

use std::collections::BTreeMap;

use meeting::id::{PersonId, SessionId};
use sqlx::SqliteConnection;

use super::content::Occasion;
use super::mailing::{Part, part};
use super::next::{free, told};
use super::table::{self, Kept};
use crate::schedule::{self, Slot};
use crate::store::StoreError;

/// Of the other sessions, not of the one itself. Empty for what is not repeated.
#[derive(Debug, Default)]
pub(super) struct Kin {
    slots: BTreeMap<SessionId, Slot>,
    letters: BTreeMap<PersonId, Vec<Kept>>,
}

impl Kin {
    pub(super) async fn of(
        database: &mut SqliteConnection,
        session: SessionId,
        slot: Option<&Slot>,
    ) -> Result<Self, StoreError> {
        let Some(slot) = slot else {
            return Ok(Self::default());
        };
        let mut slots = schedule::slots(database, slot.repetition).await?;
        slots.remove(&session);
        let mut letters: BTreeMap<PersonId, Vec<Kept>> = BTreeMap::new();
        for other in slots.keys() {
            for (person, more) in table::of_session(database, *other).await? {
                letters.entry(person).or_default().extend(more);
            }
        }
        Ok(Self { slots, letters })
    }

    fn letters(&self, person: PersonId) -> &[Kept] {
        self.letters.get(&person).map_or(&[], Vec::as_slice)
    }

    /// The least number that no letter to the person has.
    pub(super) fn free(&self, person: PersonId) -> u32 {
        free(self.letters(person))
    }

    /// Whether the calendar of the person was told all of it anew under this number or a later one:
    /// what is older is not taken in any more.
    pub(super) fn has_overtaken(&self, letter: &Kept) -> bool {
        self.letters(letter.person).iter().any(|other| {
            let is_whole = other.said.occasion == Occasion::First;
            let left = told(std::slice::from_ref(other)).is_some();
            is_whole
                && left
                && other.sequence >= letter.sequence
                && other.message_id != letter.message_id
        })
    }

    /// Which of the others the person knows of, as it was told, but for these.
    pub(super) fn known(&self, person: PersonId, but_for: &[SessionId]) -> Vec<Part> {
        let letters = self.letters(person);
        let of = |(session, slot): (&SessionId, &Slot)| {
            let about = letters.iter().filter(|letter| letter.session == *session);
            let about: Vec<Kept> = about.cloned().collect();
            let told = told(&about).filter(|told| !told.said.occasion.takes_back());
            told.map(|told| part(told, Some(slot)))
        };
        let others = self.slots.iter();
        others
            .filter(|(session, _)| !but_for.contains(session))
            .filter_map(of)
            .collect()
    }

    /// What went out to the person in the same message.
    pub(super) fn beside(&self, letter: &Kept) -> Vec<Part> {
        let letters = self.letters(letter.person).iter();
        let same = letters.filter(|other| other.message_id == letter.message_id);
        same.map(|other| part(other, self.slots.get(&other.session)))
            .collect()
    }
}
