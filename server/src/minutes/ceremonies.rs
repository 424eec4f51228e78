//! What a draft says of signings and of side rooms.

use std::collections::BTreeSet;

use meeting::id::DelegationId;
use meeting::record::{PersonName, SideRecord, SignatureRecord, SigningEnd, SigningRecord};
use meeting::time::Timestamp;

use super::draft::Draft;
use crate::records::word;
use crate::store::StoreError;

impl Draft<'_> {
    /// What was signed, by whom in which order and when, who witnessed it, and which texts those
    /// were. Of a ceremony that was only prepared nothing is said.
    pub(super) fn signing(&self, signing: &SigningRecord) -> Result<Vec<String>, StoreError> {
        if signing.end == SigningEnd::Prepared {
            return Ok(Vec::new());
        }
        let title = signing.title.as_ref().map(|title| self.text(title));
        let title = title.unwrap_or_else(|| self.words.get("erased"));
        let state = self.sheet.term("signing", word(signing.end)?);
        let values = [("title", title.as_str()), ("state", &state)];
        let mut lines = vec![self.words.fill("signing", &values)];
        let signed = signing.signatures.iter();
        let signed =
            signed.filter_map(|one| Some(self.timed(&self.signatory(one), one.signed_at?)));
        lines.extend(self.line("signatures", "people", signed));
        let attested = signing.witnesses.iter();
        let attested = attested
            .filter_map(|one| Some(self.timed(&self.text(&one.person.name), one.attested_at?)));
        lines.extend(self.line("witnesses", "people", attested));
        let texts = signing.editions.iter();
        let texts = texts.map(|one| format!("{}: {}", one.language, one.sha256.as_str()));
        lines.extend(self.line("editions", "list", texts));
        Ok(lines)
    }

    /// A line for each that was held: when, and people of which delegations. What one was about is
    /// for those who were in it.
    pub(super) fn side_rooms(&self) -> Vec<String> {
        let held = self.record.sides.iter();
        held.filter_map(|side| self.side_room(side)).collect()
    }

    fn side_room(&self, side: &SideRecord) -> Option<String> {
        let to = side.ended_at.or(self.record.ended_at)?;
        let visits = side.visits.iter();
        let there: BTreeSet<DelegationId> = visits
            .filter_map(|visit| self.delegation_of(&visit.person))
            .collect();
        if there.is_empty() {
            return None;
        }
        let cities: Vec<String> = there.iter().map(|one| self.sheet.city(*one)).collect();
        let (from, to) = (self.sheet.minute(side.opened_at), self.sheet.minute(to));
        let values = [
            ("from", from.as_str()),
            ("to", &to),
            ("cities", &self.list(&cities)),
        ];
        Some(self.words.fill("side", &values))
    }

    fn signatory(&self, one: &SignatureRecord) -> String {
        let name = self.text(&one.person.name);
        let who = match &one.deputy_for {
            Some(other) => {
                let other = self.text(&other.name);
                let values = [("who", name.as_str()), ("other", &other)];
                self.words.fill("instead", &values)
            }
            None => name,
        };
        self.with_city(&who, one.delegation)
    }

    fn timed(&self, who: &str, at: Timestamp) -> String {
        let at = self.sheet.minute(at);
        self.words.fill("timed", &[("who", who), ("at", &at)])
    }

    /// Nothing where the list is empty.
    fn line(&self, key: &str, name: &str, parts: impl Iterator<Item = String>) -> Option<String> {
        let parts: Vec<String> = parts.collect();
        let said = || self.words.fill(key, &[(name, &self.list(&parts))]);
        (!parts.is_empty()).then(said)
    }

    fn delegation_of(&self, person: &PersonName) -> Option<DelegationId> {
        let mut people = self.record.participants.iter();
        let known = people.find(|one| one.person == person.person);
        known.map(|one| one.delegation)
    }
}
