//! The letters about sessions that repeat one of them: a person has all of these in one entry of
//! their calendar.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use meeting::id::{PersonId, SessionId};
use sqlx::SqliteConnection;

use super::content::Occasion;
use super::mailing::{Part, part};
use super::next::{free, told};
use super::table::{self, ByPerson, Kept};
use crate::schedule::{self, Slot};
use crate::store::StoreError;

/// Letters by session, each session's read once however many repeat it.
#[derive(Debug, Default)]
pub(super) struct Shared(BTreeMap<SessionId, Arc<ByPerson>>);

impl Shared {
    pub(super) async fn of(
        &mut self,
        database: &mut SqliteConnection,
        session: SessionId,
    ) -> Result<Arc<ByPerson>, StoreError> {
        let letters = match self.0.entry(session) {
            Entry::Occupied(read) => read.into_mut(),
            Entry::Vacant(unread) => {
                let letters = table::of_session(database, session).await?;
                unread.insert(Arc::new(letters))
            }
        };
        Ok(letters.clone())
    }
}

/// Of the other sessions, not of the one itself. Empty for what is not repeated.
#[derive(Debug, Default)]
pub(super) struct Kin {
    slots: BTreeMap<SessionId, Slot>,
    letters: BTreeMap<SessionId, Arc<ByPerson>>,
}

impl Kin {
    pub(super) async fn of(
        database: &mut SqliteConnection,
        shared: &mut Shared,
        session: SessionId,
        slot: Option<&Slot>,
    ) -> Result<Self, StoreError> {
        let slots = others(database, session, slot).await?;
        let mut letters = BTreeMap::new();
        for other in slots.keys() {
            letters.insert(*other, shared.of(database, *other).await?);
        }
        Ok(Self { slots, letters })
    }

    /// With the letters to this person alone.
    pub(super) async fn to(
        database: &mut SqliteConnection,
        person: PersonId,
        session: SessionId,
        slot: Option<&Slot>,
    ) -> Result<Self, StoreError> {
        let slots = others(database, session, slot).await?;
        let mut letters = BTreeMap::new();
        for other in slots.keys() {
            let theirs = table::to_person(database, *other, person).await?;
            letters.insert(*other, Arc::new(ByPerson::from([(person, theirs)])));
        }
        Ok(Self { slots, letters })
    }

    /// About one of the others, in order.
    fn about(&self, session: SessionId, person: PersonId) -> &[Kept] {
        let letters = self.letters.get(&session);
        let letters = letters.and_then(|letters| letters.get(&person));
        letters.map_or(&[], Vec::as_slice)
    }

    fn letters(&self, person: PersonId) -> impl Iterator<Item = &Kept> {
        let others = self.letters.keys();
        others.flat_map(move |session| self.about(*session, person))
    }

    /// The least number that no letter to the person has.
    pub(super) fn free(&self, person: PersonId) -> u32 {
        free(self.letters(person))
    }

    /// Whether the calendar of the person was told all of it anew under this number or a later one:
    /// what is older is not taken in any more.
    pub(super) fn has_overtaken(&self, letter: &Kept) -> bool {
        self.letters(letter.person).any(|other| {
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
        let of = |(session, slot): (&SessionId, &Slot)| {
            let told = told(self.about(*session, person));
            let told = told.filter(|told| !told.said.occasion.takes_back());
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
        let letters = self.letters(letter.person);
        let same = letters.filter(|other| other.message_id == letter.message_id);
        same.map(|other| part(other, self.slots.get(&other.session)))
            .collect()
    }
}

/// The places of the sessions that repeat one of them.
async fn others(
    database: &mut SqliteConnection,
    session: SessionId,
    slot: Option<&Slot>,
) -> Result<BTreeMap<SessionId, Slot>, StoreError> {
    let Some(slot) = slot else {
        return Ok(BTreeMap::new());
    };
    let mut slots = schedule::slots(database, slot.repetition).await?;
    slots.remove(&session);
    Ok(slots)
}
