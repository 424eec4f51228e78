//! The signings of a session, folded from their facts: by the room while it lasts, and by the record
//! afterwards.

use std::collections::BTreeMap;

use super::fact::unsealed;
use super::{Edition, Original, Sha256, Signatory, SigningFact, originals};
use crate::id::{DelegationId, ItemId, PersonId, SigningId};
use crate::plan::Localized;
use crate::time::Timestamp;

/// In the order in which they were first prepared; at most one goes on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Book(Vec<Signing>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    pub id: SigningId,
    /// Who prepared it as it is.
    pub by: PersonId,
    pub item: Option<ItemId>,
    /// `None` once whoever wrote it was erased.
    pub title: Option<Localized>,
    pub editions: Vec<Edition>,
    /// Who was to sign, in the order of signature.
    pub signatories: Vec<Signatory>,
    /// Who signs instead.
    pub deputies: BTreeMap<DelegationId, PersonId>,
    pub witnesses: Vec<PersonId>,
    pub opened_at: Option<Timestamp>,
    pub signed: BTreeMap<DelegationId, Timestamp>,
    pub attested: BTreeMap<PersonId, Timestamp>,
    pub pauses: Vec<Pause>,
    pub state: State,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    pub from: Timestamp,
    /// `None` while it lasts.
    pub to: Option<Timestamp>,
    pub by: PersonId,
    /// `None` once whoever wrote it was erased.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Prepared,
    Open,
    Paused,
    Closed {
        at: Timestamp,
        by: PersonId,
    },
    CalledOff {
        at: Timestamp,
        by: Option<PersonId>,
        /// `None` when the session ended over it, or whoever wrote it was erased.
        reason: Option<String>,
    },
}

impl Signing {
    /// It began, and is not over.
    pub fn goes_on(&self) -> bool {
        matches!(self.state, State::Open | State::Paused)
    }

    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Closed { .. } | State::CalledOff { .. })
    }

    /// Who signs for a party of it.
    pub fn signer(&self, party: &Signatory) -> PersonId {
        let deputy = self.deputies.get(&party.delegation).copied();
        deputy.unwrap_or(party.person)
    }

    /// The first who has not signed; `None` once all have.
    pub fn next(&self) -> Option<&Signatory> {
        let mut parties = self.signatories.iter();
        parties.find(|one| !self.signed.contains_key(&one.delegation))
    }

    pub fn parties(&self) -> Vec<DelegationId> {
        let parties = self.signatories.iter();
        parties.map(|one| one.delegation).collect()
    }

    pub fn originals(&self) -> Vec<Original> {
        originals(&self.parties())
    }

    /// Of its editions, in their order.
    pub fn hashes(&self) -> Vec<Sha256> {
        let editions = self.editions.iter();
        editions.map(|one| one.sha256.clone()).collect()
    }

    fn follow(&mut self, at: Timestamp, fact: &SigningFact) {
        match fact {
            // Followed by the book.
            SigningFact::Prepared { .. } => {}
            SigningFact::Deputy {
                delegation, person, ..
            } => {
                match person {
                    Some(person) => self.deputies.insert(*delegation, *person),
                    None => self.deputies.remove(delegation),
                };
            }
            SigningFact::Opened { editions, .. } => {
                self.editions.clone_from(editions);
                self.opened_at = Some(at);
                self.state = State::Open;
            }
            SigningFact::Signed { delegation, .. } => {
                self.signed.entry(*delegation).or_insert(at);
            }
            SigningFact::Attested { person, .. } => {
                self.attested.entry(*person).or_insert(at);
            }
            SigningFact::Paused { by, reason, .. } => {
                self.pauses.push(Pause {
                    from: at,
                    to: None,
                    by: *by,
                    reason: reason.0.clone(),
                });
                self.state = State::Paused;
            }
            SigningFact::Resumed { .. } => {
                self.end_pause(at);
                self.state = State::Open;
            }
            SigningFact::CalledOff { by, reason, .. } => {
                self.end_pause(at);
                self.state = State::CalledOff {
                    at,
                    by: *by,
                    reason: reason.0.clone(),
                };
            }
            SigningFact::Closed { by, .. } => self.state = State::Closed { at, by: *by },
        }
    }

    fn end_pause(&mut self, at: Timestamp) {
        if let Some(pause) = self.pauses.last_mut() {
            pause.to.get_or_insert(at);
        }
    }

    fn erase(&mut self, person: PersonId) {
        if self.by == person {
            self.title = None;
        }
        for pause in self.pauses.iter_mut().filter(|pause| pause.by == person) {
            pause.reason = None;
        }
        if let State::CalledOff { by, reason, .. } = &mut self.state
            && *by == Some(person)
        {
            *reason = None;
        }
    }
}

impl Book {
    pub fn signings(&self) -> &[Signing] {
        &self.0
    }

    pub fn get(&self, id: SigningId) -> Option<&Signing> {
        self.0.iter().find(|one| one.id == id)
    }

    /// The one that goes on.
    pub fn current(&self) -> Option<&Signing> {
        self.0.iter().find(|one| one.goes_on())
    }

    /// Whether a signing is of the item.
    pub fn speaks_of(&self, item: ItemId) -> bool {
        self.0.iter().any(|one| one.item == Some(item))
    }

    pub fn follow(&mut self, at: Timestamp, fact: &SigningFact) {
        if let SigningFact::Prepared {
            signing,
            by,
            item,
            editions,
            signatories,
            witnesses,
            title,
        } = fact
        {
            return self.put(Signing {
                id: *signing,
                by: *by,
                item: *item,
                title: unsealed(title),
                editions: editions.clone(),
                signatories: signatories.clone(),
                deputies: BTreeMap::new(),
                witnesses: witnesses.clone(),
                opened_at: None,
                signed: BTreeMap::new(),
                attested: BTreeMap::new(),
                pauses: Vec::new(),
                state: State::Prepared,
            });
        }
        // What is over does not change any more.
        let mut all = self.0.iter_mut();
        let signing = all.find(|one| one.id == fact.signing() && !one.is_over());
        if let Some(signing) = signing {
            signing.follow(at, fact);
        }
    }

    fn put(&mut self, signing: Signing) {
        match self.0.iter_mut().find(|one| one.id == signing.id) {
            Some(known) if known.state == State::Prepared => *known = signing,
            Some(_) => {}
            None => self.0.push(signing),
        }
    }

    /// What the person wrote is no longer readable.
    pub fn erase(&mut self, person: PersonId) {
        for signing in &mut self.0 {
            signing.erase(person);
        }
    }
}
