//! The sheet of signings: a line for each party and each witness.

use meeting::record::{PersonName, Record, SigningRecord};
use meeting::time::Timestamp;

use super::sheets::{Writing, written};
use super::tables::word;
use super::words::Words;
use crate::store::StoreError;

pub(super) fn sheet(record: &Record, words: Words) -> Result<Vec<u8>, StoreError> {
    let sheet = Writing::of(record, words);
    let zone = record.zone.as_str();
    let mut rows = vec![vec![
        words.get("column.number"),
        words.get("column.document"),
        words.get("column.item"),
        words.get("column.signing_state"),
        format!("{} ({zone})", words.get("column.signing_opened")),
        format!("{} ({zone})", words.get("column.signing_ended")),
        words.get("column.editions"),
        words.get("column.part"),
        words.get("column.city"),
        words.get("column.name"),
        words.get("column.deputy_for"),
        format!("{} ({zone})", words.get("column.signed")),
    ]];
    for (number, signing) in (1..).zip(&record.signings) {
        let head = sheet.signing(number, signing)?;
        for one in &signing.signatures {
            let city = sheet.city(one.delegation);
            let part = ("signatory", city, &one.person, one.deputy_for.as_ref());
            rows.push(sheet.part(&head, part, one.signed_at));
        }
        for one in &signing.witnesses {
            let (city, _) = sheet.person(one.person.person);
            let part = ("witness", city, &one.person, None);
            rows.push(sheet.part(&head, part, one.attested_at));
        }
    }
    written(&rows)
}

impl Writing<'_> {
    fn signing(&self, number: usize, signing: &SigningRecord) -> Result<Vec<String>, StoreError> {
        let editions = signing.editions.iter();
        let editions = editions.map(|one| format!("{}: {}", one.language, one.sha256.as_str()));
        let editions: Vec<String> = editions.collect();
        Ok(vec![
            number.to_string(),
            self.text(signing.title.as_ref()),
            signing
                .item
                .map_or_else(String::new, |item| self.item_title(item)),
            self.term("signing", word(signing.end)?),
            self.moment(signing.opened_at),
            self.moment(signing.ended_at),
            editions.join(" / "),
        ])
    }

    fn part(
        &self,
        head: &[String],
        (part, city, person, instead): (&str, String, &PersonName, Option<&PersonName>),
        at: Option<Timestamp>,
    ) -> Vec<String> {
        let own = [
            self.term("part", part.to_owned()),
            city,
            self.text(Some(&person.name)),
            self.text(instead.map(|one| &one.name)),
            self.moment(at),
        ];
        head.iter().cloned().chain(own).collect()
    }
}
