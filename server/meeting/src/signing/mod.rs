//! The signing of a document (签约仪式): its editions, one a language; the parties in the order in
//! which they sign; the originals, of which each party keeps one; and the witnesses.
//!
//! What is kept is that a ceremony took place: who signed what, and when. It makes no qualified
//! electronic signature of it.

mod book;
mod fact;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

pub use book::{Book, Pause, Signing, State};
pub use fact::SigningFact;

use crate::id::{DelegationId, ItemId, PaperId, PersonId};
use crate::plan::Localized;

/// Longest title in one language, in characters.
const TITLE: usize = 300;
/// Longest reason for a pause or an end, in characters.
const REASON: usize = 300;
/// Longest language tag (BCP 47), in characters.
const TAG: usize = 35;
/// Most languages of one document.
const EDITIONS: usize = 9;
/// Most parties of one document.
const PARTIES: usize = 20;
/// Most witnesses of one signing.
const WITNESSES: usize = 10;

/// The SHA-256 of a file: 64 hexadecimal digits in lower case.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(try_from = "String")]
#[ts(type = "string")]
#[schema(value_type = String)]
pub struct Sha256(String);

/// What was read is no SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 is 64 hexadecimal digits in lower case")]
pub struct NotAHash;

impl TryFrom<String> for Sha256 {
    type Error = NotAHash;

    fn try_from(text: String) -> Result<Self, NotAHash> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 64 && text.bytes().all(is_digit) {
            Ok(Self(text))
        } else {
            Err(NotAHash)
        }
    }
}

impl Sha256 {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As people read it out to each other: in groups of four.
    pub fn grouped(&self) -> String {
        let digits: Vec<char> = self.0.chars().collect();
        let groups = digits.chunks(4).map(|group| group.iter().collect());
        groups.collect::<Vec<String>>().join(" ")
    }
}

/// A paper of the session that can be signed: a PDF that everybody invited may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signable {
    pub paper: PaperId,
    pub sha256: Sha256,
}

/// The document in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(rename = "SigningEdition")]
#[schema(as = SigningEdition)]
pub struct Edition {
    /// BCP 47 tag.
    pub language: String,
    pub paper: PaperId,
    pub sha256: Sha256,
}

/// The document in one language, as it is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(rename = "EditionChoice")]
pub struct Choice {
    /// BCP 47 tag.
    pub language: String,
    pub paper: PaperId,
}

/// Who signs for a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Signatory {
    pub delegation: DelegationId,
    pub person: PersonId,
}

/// A signing as it is prepared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(rename = "SigningDraft")]
pub struct Draft {
    /// Of the agenda; `None`: of the whole session.
    pub item: Option<ItemId>,
    pub title: Localized,
    pub editions: Vec<Choice>,
    /// In the order in which they sign.
    pub signatories: Vec<Signatory>,
    pub witnesses: Vec<PersonId>,
}

impl Draft {
    /// Whether it is complete and within bounds, for a session in these languages. Whether people
    /// and papers are of the session is not looked at.
    pub fn is_sound(&self, languages: &[String]) -> bool {
        let people = self.signatories.iter().map(|one| one.person);
        let people: Vec<PersonId> = people.chain(self.witnesses.iter().copied()).collect();
        self.title.is_within(TITLE, languages)
            && (1..=EDITIONS).contains(&self.editions.len())
            && (2..=PARTIES).contains(&self.signatories.len())
            && self.witnesses.len() <= WITNESSES
            && self.editions.iter().all(|one| is_tag(&one.language))
            && are_different(self.editions.iter().map(|one| &one.language))
            && are_different(self.signatories.iter().map(|one| one.delegation))
            && are_different(people)
    }
}

fn is_tag(text: &str) -> bool {
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (2..=TAG).contains(&text.len()) && text.bytes().all(is_good)
}

fn are_different<T: Ord>(all: impl IntoIterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    all.into_iter().all(|one| seen.insert(one))
}

/// A reason as it is kept; `None` when it says nothing or too much.
pub fn reason(given: &str) -> Option<String> {
    let reason = given.trim();
    (1..=REASON)
        .contains(&reason.chars().count())
        .then(|| reason.to_owned())
}

/// One of the copies that count alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Original {
    /// The party that keeps it.
    pub holder: DelegationId,
    /// As it names them, and as they sign it from the first place on.
    pub parties: Vec<DelegationId>,
}

/// An original for each party, which names that party first and the others in their order (the
/// *alternat*): nobody is always the second.
pub fn originals(parties: &[DelegationId]) -> Vec<Original> {
    let original = |holder: &DelegationId| {
        let others = parties.iter().filter(|party| *party != holder);
        Original {
            holder: *holder,
            parties: std::iter::once(holder).chain(others).copied().collect(),
        }
    };
    parties.iter().map(original).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parties(numbers: &[u64]) -> Vec<DelegationId> {
        let ids = numbers.iter().copied();
        ids.map(DelegationId::from_bits).collect()
    }

    #[test]
    fn each_original_names_its_own_party_first() {
        let all = originals(&parties(&[1, 2, 3]));
        let named: Vec<_> = all.iter().map(|one| one.parties.clone()).collect();
        assert_eq!(
            named,
            [[1, 2, 3], [2, 1, 3], [3, 1, 2]].map(|one| parties(&one))
        );
        let holders: Vec<_> = all.iter().map(|one| one.holder).collect();
        assert_eq!(holders, parties(&[1, 2, 3]));
    }

    #[test]
    fn a_hash_is_what_it_is_or_nothing() {
        let read = |text: &str| Sha256::try_from(text.to_owned());
        let hash = read(&"0123456789abcdef".repeat(4)).unwrap();
        assert!(hash.grouped().starts_with("0123 4567 89ab cdef 0123"));
        assert_eq!(hash.grouped().len(), 79);
        for wrong in ["", "00", &"0".repeat(65), &"A".repeat(64), &"g".repeat(64)] {
            assert_eq!(read(wrong), Err(NotAHash), "{wrong}");
        }
        let json = serde_json::to_string(&hash).unwrap();
        assert_eq!(serde_json::from_str::<Sha256>(&json).unwrap(), hash);
        assert!(serde_json::from_str::<Sha256>("\"00\"").is_err());
    }

    #[test]
    fn a_reason_says_something() {
        assert_eq!(reason("  a break \n"), Some("a break".to_owned()));
        assert_eq!(reason(" "), None);
        assert_eq!(reason(&"友".repeat(301)), None);
    }
}
