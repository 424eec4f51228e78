//! The sheet of the stage: a line for each time that somebody was on it.

use meeting::record::{Record, StageStay};

use super::sheets::{Writing, length, written};
use super::tables::word;
use super::words::Words;
use crate::store::StoreError;

pub(super) fn sheet(record: &Record, words: Words) -> Result<Vec<u8>, StoreError> {
    let sheet = Writing::of(record, words);
    let zone = record.zone.as_str();
    let mut rows = vec![vec![
        words.get("column.number"),
        words.get("column.city"),
        words.get("column.name"),
        format!("{} ({zone})", words.get("column.on_stage")),
        format!("{} ({zone})", words.get("column.off_stage")),
        words.get("column.time_on_stage"),
        words.get("column.placing"),
    ]];
    for (number, stay) in (1..).zip(&record.stage) {
        rows.push(sheet.stay(number, stay)?);
    }
    written(&rows)
}

impl Writing<'_> {
    fn stay(&self, number: usize, stay: &StageStay) -> Result<Vec<String>, StoreError> {
        let city = stay.delegation.map(|delegation| self.city(delegation));
        Ok(vec![
            number.to_string(),
            city.unwrap_or_default(),
            self.text(Some(&stay.person.name)),
            self.moment(Some(stay.from)),
            // Whoever is on stage still has not left it.
            self.moment(Some(stay.to).filter(|_| !stay.lasts)),
            length(stay.seconds),
            self.term("placing", word(stay.why)?),
        ])
    }
}
