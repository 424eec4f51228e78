//! The sheet of the side rooms: a line for each time that somebody was in one.

use meeting::record::{Record, SideRecord, SideVisit};

use super::sheets::{Writing, length, written};
use super::words::Words;
use crate::store::StoreError;

pub(super) fn sheet(record: &Record, words: Words) -> Result<Vec<u8>, StoreError> {
    let sheet = Writing::of(record, words);
    let zone = record.zone.as_str();
    let mut rows = vec![vec![
        words.get("column.number"),
        words.get("column.side_room"),
        words.get("column.city"),
        words.get("column.name"),
        format!("{} ({zone})", words.get("column.side_from")),
        format!("{} ({zone})", words.get("column.side_until")),
        words.get("column.side_time"),
        words.get("column.side_opened_by"),
        words.get("column.side_called_back"),
    ]];
    let visits = record
        .sides
        .iter()
        .flat_map(|side| side.visits.iter().map(move |visit| (side, visit)));
    for (number, (side, visit)) in (1..).zip(visits) {
        rows.push(sheet.visit(number, side, visit));
    }
    written(&rows)
}

impl Writing<'_> {
    fn visit(&self, number: usize, side: &SideRecord, visit: &SideVisit) -> Vec<String> {
        let (city, _) = self.person(visit.person.person);
        // Whoever is in it still has not left it.
        let time = visit.to.map(|to| to.since(visit.from).as_secs());
        vec![
            number.to_string(),
            side.title.clone().unwrap_or_default(),
            city,
            self.text(Some(&visit.person.name)),
            self.moment(Some(visit.from)),
            self.moment(visit.to),
            time.map_or_else(String::new, length),
            self.text(Some(&side.opened_by.name)),
            self.words().yes_or_no(side.called_back),
        ]
    }
}
