//! Signings as they were held: the documents with their hashes, and who signed and attested when.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PersonName;
use crate::fact::{Event, Fact};
use crate::id::{DelegationId, ItemId, PersonId, SigningId};
use crate::plan::Localized;
use crate::signing::{Book, Edition, Original, Pause, Signatory, Signing, State};
use crate::time::Timestamp;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SigningRecord {
    pub signing: SigningId,
    /// `None` once whoever wrote it was erased.
    pub title: Option<Localized>,
    /// Of the agenda; `None`: of the whole session.
    pub item: Option<ItemId>,
    pub prepared_by: PersonName,
    /// As they were at the opening; before it, as they were chosen.
    pub editions: Vec<Edition>,
    /// In the order of signature.
    pub signatures: Vec<SignatureRecord>,
    /// One a party, which it names first.
    pub originals: Vec<Original>,
    pub witnesses: Vec<WitnessRecord>,
    pub opened_at: Option<Timestamp>,
    pub pauses: Vec<PauseRecord>,
    pub end: SigningEnd,
    pub ended_at: Option<Timestamp>,
    /// Who closed it or called it off; `None` when the session ended over it.
    pub ended_by: Option<PersonName>,
    /// Why it was called off.
    pub reason: Option<String>,
}

/// How a signing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SigningEnd {
    /// It did not begin.
    Prepared,
    /// It still lasts.
    Open,
    /// All signed.
    Closed,
    CalledOff,
}

/// The signature of one party, if it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignatureRecord {
    pub delegation: DelegationId,
    pub person: PersonName,
    /// Who was to sign, and did not.
    pub deputy_for: Option<PersonName>,
    pub signed_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WitnessRecord {
    pub person: PersonName,
    pub attested_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PauseRecord {
    pub from: Timestamp,
    /// `None`: it still lasts.
    pub to: Option<Timestamp>,
    pub by: PersonName,
    /// `None` once whoever wrote it was erased.
    pub reason: Option<String>,
}

pub(super) fn signings(
    facts: &[Fact],
    names: &BTreeMap<PersonId, PersonName>,
) -> Vec<SigningRecord> {
    let mut book = Book::default();
    for fact in facts {
        if let Event::Signing(step) = &fact.event {
            book.follow(fact.at, step);
        }
        if let Event::Erased { person } = fact.event {
            book.erase(person);
        }
    }
    let signings = book.signings().iter();
    signings.map(|one| Names(names).signing(one)).collect()
}

struct Names<'a>(&'a BTreeMap<PersonId, PersonName>);

impl Names<'_> {
    fn signing(&self, signing: &Signing) -> SigningRecord {
        let (end, ended_at, by, reason) = match &signing.state {
            State::Prepared => (SigningEnd::Prepared, None, None, None),
            State::Open | State::Paused => (SigningEnd::Open, None, None, None),
            State::Closed { at, by } => (SigningEnd::Closed, Some(*at), Some(*by), None),
            State::CalledOff { at, by, reason } => {
                (SigningEnd::CalledOff, Some(*at), *by, reason.clone())
            }
        };
        let signatures = signing.signatories.iter();
        let witnesses = signing.witnesses.iter();
        SigningRecord {
            signing: signing.id,
            title: signing.title.clone(),
            item: signing.item,
            prepared_by: self.of(signing.by),
            editions: signing.editions.clone(),
            signatures: signatures
                .map(|party| self.signature(signing, party))
                .collect(),
            originals: signing.originals(),
            witnesses: witnesses
                .map(|person| WitnessRecord {
                    person: self.of(*person),
                    attested_at: signing.attested.get(person).copied(),
                })
                .collect(),
            opened_at: signing.opened_at,
            pauses: signing.pauses.iter().map(|one| self.pause(one)).collect(),
            end,
            ended_at,
            ended_by: by.map(|person| self.of(person)),
            reason,
        }
    }

    fn signature(&self, signing: &Signing, party: &Signatory) -> SignatureRecord {
        let person = signing.signer(party);
        let is_deputy = person != party.person;
        SignatureRecord {
            delegation: party.delegation,
            person: self.of(person),
            deputy_for: is_deputy.then(|| self.of(party.person)),
            signed_at: signing.signed.get(&party.delegation).copied(),
        }
    }

    fn pause(&self, pause: &Pause) -> PauseRecord {
        PauseRecord {
            from: pause.from,
            to: pause.to,
            by: self.of(pause.by),
            reason: pause.reason.clone(),
        }
    }

    fn of(&self, person: PersonId) -> PersonName {
        let nameless = || PersonName {
            person,
            name: Localized::default(),
        };
        self.0.get(&person).cloned().unwrap_or_else(nameless)
    }
}
