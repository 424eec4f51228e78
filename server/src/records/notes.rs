//! Decisions and actions as they are filed, and as a sheet: one line each that counts.

use meeting::id::SessionId;
use meeting::note::Owner;
use meeting::record::{NoteRecord, Record};
use sqlx::SqliteConnection;

use super::sheets::{Writing, written};
use super::words::Words;
use crate::store::StoreError;

pub(super) fn sheet(record: &Record, words: Words) -> Result<Vec<u8>, StoreError> {
    let sheet = Writing::of(record, words);
    let zone = record.zone.as_str();
    let mut rows = vec![vec![
        words.get("column.number"),
        words.get("column.kind"),
        words.get("column.item"),
        words.get("column.text"),
        words.get("column.owner_city"),
        words.get("column.owner"),
        words.get("column.department"),
        words.get("column.due"),
        format!("{} ({zone})", words.get("column.noted")),
        words.get("column.noted_by"),
    ]];
    let notes = record.notes.iter().filter(|note| note.counts());
    for (number, note) in (1..).zip(notes) {
        rows.push(sheet.note(number, note));
    }
    written(&rows)
}

impl Writing<'_> {
    fn note(&self, number: usize, note: &NoteRecord) -> Vec<String> {
        let now = &note.now;
        let action = now.action.as_ref();
        let (city, person) = match action.and_then(|action| action.owner) {
            Some(Owner::Delegation(delegation)) => (self.city(delegation), String::new()),
            Some(Owner::Person(person)) => self.person(person),
            None => (String::new(), String::new()),
        };
        let due = action.and_then(|action| action.due);
        vec![
            number.to_string(),
            self.term("note", kind(note).to_owned()),
            self.item_title(now.item),
            self.text(now.text.as_ref()),
            city,
            person,
            action
                .map(|action| action.department.clone())
                .unwrap_or_default(),
            due.map_or_else(String::new, |due| due.to_string()),
            self.moment(Some(now.at)),
            self.text(Some(&now.by.name)),
        ]
    }
}

fn kind(note: &NoteRecord) -> &'static str {
    if note.now.action.is_some() {
        "action"
    } else {
        "decision"
    }
}

pub(super) async fn put(
    database: &mut SqliteConnection,
    session: SessionId,
    index: i64,
    note: &NoteRecord,
) -> Result<(), StoreError> {
    let now = &note.now;
    let (delegation, person) = match now.action.as_ref().and_then(|action| action.owner) {
        Some(Owner::Delegation(delegation)) => (Some(delegation.to_string()), None),
        Some(Owner::Person(person)) => (None, Some(person.to_string())),
        None => (None, None),
    };
    let due = now.action.as_ref().and_then(|action| action.due);
    sqlx::query(
        "INSERT INTO record_note (session, note, number, item, kind, owner_delegation,
             owner_person, due, written_at, written_by, versions, withdrawn_at, withdrawn_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(session.to_string())
    .bind(note.note.to_string())
    .bind(index)
    .bind(now.item.to_string())
    .bind(kind(note))
    .bind(delegation)
    .bind(person)
    .bind(due.map(|due| due.to_string()))
    .bind(now.at.micros())
    .bind(now.by.person.to_string())
    .bind(i64::try_from(note.before.len()).unwrap_or(i64::MAX - 1) + 1)
    .bind(note.withdrawn_at.map(|at| at.micros()))
    .bind(note.withdrawn_by.as_ref().map(|one| one.person.to_string()))
    .execute(database)
    .await?;
    Ok(())
}
