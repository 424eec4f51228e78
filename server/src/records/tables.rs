//! The derived tables. They hold identities and numbers, no names of people: those are read from
//! the facts, where they can be erased.

use meeting::id::{ExchangeId, PersonId, SessionId};
use meeting::record::{
    DelegationRecord, Filing, Gap, HeldItem, Interval, Outside, ParticipantRecord, Record,
    SpeakingTurn,
};
use ring::digest::{SHA256, digest};
use serde::Serialize;
use sqlx::SqliteConnection;

use super::notes;
use crate::store::StoreError;

/// Every derived table. Each row of them can be computed again from the facts.
pub(super) const DERIVED: [&str; 11] = [
    "record",
    "record_gap",
    "record_participant",
    "record_interval",
    "record_outside",
    "record_delegation",
    "record_agenda",
    "record_turn",
    "record_note",
    "exchange",
    "exchange_partner",
];

/// The exchange that a session is filed as: always the same one, however often it is filed.
pub(crate) fn exchange_of(session: SessionId) -> ExchangeId {
    let hash = digest(
        &SHA256,
        &[b"exchange".as_slice(), &session.bits().to_be_bytes()].concat(),
    );
    let first = hash.as_ref().first_chunk().copied().unwrap_or_default();
    ExchangeId::from_bits(u64::from_be_bytes(first))
}

/// Sessions that ended and have no record, or one from before the last marks of their hall came in.
pub(super) async fn unfiled(database: &mut SqliteConnection) -> Result<Vec<SessionId>, StoreError> {
    let ids: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT fact.session FROM fact JOIN session ON session.id = fact.session
         WHERE fact.event = 'ended'
         AND NOT EXISTS (SELECT 1 FROM record WHERE record.session = fact.session
             AND record.marks = (SELECT count(*) FROM fact AS marked
                 WHERE marked.session = record.session AND marked.event = 'hall_marked'))",
    )
    .fetch_all(database)
    .await?;
    // One that is no identity must not keep the service from starting; the check names it.
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// Takes out all that was filed of a session: the other tables hang on `record`.
pub(super) async fn erase(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM record WHERE session = $1")
        .bind(session.to_string())
        .execute(database)
        .await?;
    Ok(())
}

pub(super) async fn put_record(
    database: &mut SqliteConnection,
    record: &Record,
    marks: i64,
) -> Result<(), StoreError> {
    let chairs: Vec<PersonId> = record.chaired_by.iter().map(|chair| chair.person).collect();
    let totals = &record.totals;
    sqlx::query(
        "INSERT INTO record (session, title, zone, planned_from, planned_to, opened_at, ended_at,
             ended, chaired_by, invited, present, peak, peak_at, delegations_invited,
             delegations_present, overrun_seconds, marks, in_hall)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    )
    .bind(record.session.to_string())
    .bind(json(&record.title)?)
    .bind(&record.zone)
    .bind(record.planned.from.micros())
    .bind(record.planned.to.micros())
    .bind(record.opened_at.map(|at| at.micros()))
    .bind(record.ended_at.map(|at| at.micros()))
    .bind(record.ended.map(word).transpose()?)
    .bind(json(&chairs)?)
    .bind(totals.invited)
    .bind(totals.present)
    .bind(totals.peak)
    .bind(totals.peak_at.map(|at| at.micros()))
    .bind(totals.delegations_invited)
    .bind(totals.delegations_present)
    .bind(number(totals.overrun_seconds))
    .bind(marks)
    .bind(totals.in_hall)
    .execute(&mut *database)
    .await?;
    for (index, gap) in (0..).zip(&record.gaps) {
        put_gap(database, record.session, index, gap).await?;
    }
    for participant in &record.participants {
        put_participant(database, record.session, participant).await?;
    }
    for delegation in &record.delegations {
        put_delegation(database, record.session, delegation).await?;
    }
    for (index, item) in (0..).zip(&record.agenda) {
        put_item(database, record.session, index, item).await?;
    }
    for (index, turn) in (0..).zip(&record.turns) {
        put_turn(database, record.session, index, turn).await?;
    }
    for (index, note) in (0..).zip(&record.notes) {
        notes::put(database, record.session, index, note).await?;
    }
    Ok(())
}

async fn put_gap(
    database: &mut SqliteConnection,
    session: SessionId,
    index: i64,
    gap: &Gap,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO record_gap (session, number, from_at, to_at, reason)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(session.to_string())
    .bind(index)
    .bind(gap.from.micros())
    .bind(gap.to.micros())
    .bind(word(gap.reason)?)
    .execute(database)
    .await?;
    Ok(())
}

async fn put_participant(
    database: &mut SqliteConnection,
    session: SessionId,
    participant: &ParticipantRecord,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO record_participant
             (session, person, delegation, role, rank, seconds, late_seconds, present,
              hall_seconds, speaking_seconds)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(session.to_string())
    .bind(participant.person.to_string())
    .bind(participant.delegation.to_string())
    .bind(word(participant.role)?)
    .bind(word(participant.rank)?)
    .bind(number(participant.seconds))
    .bind(participant.late_seconds.map(number))
    .bind(participant.present)
    .bind(participant.hall_seconds.map(number))
    .bind(number(participant.speaking_seconds))
    .execute(&mut *database)
    .await?;
    for (index, interval) in (0..).zip(&participant.intervals) {
        put_interval(database, session, participant.person, index, interval).await?;
    }
    for (index, outside) in (0..).zip(&participant.outside) {
        put_outside(database, session, participant.person, index, outside).await?;
    }
    Ok(())
}

async fn put_outside(
    database: &mut SqliteConnection,
    session: SessionId,
    person: PersonId,
    index: i64,
    outside: &Outside,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO record_outside (session, person, number, item, from_at, to_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(session.to_string())
    .bind(person.to_string())
    .bind(index)
    .bind(outside.item.to_string())
    .bind(outside.from.micros())
    .bind(outside.to.micros())
    .execute(database)
    .await?;
    Ok(())
}

async fn put_interval(
    database: &mut SqliteConnection,
    session: SessionId,
    person: PersonId,
    index: i64,
    interval: &Interval,
) -> Result<(), StoreError> {
    let end = interval.end.ok_or(StoreError::NotEnded(session))?;
    sqlx::query(
        "INSERT INTO record_interval (session, person, number, from_at, to_at, reason)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(session.to_string())
    .bind(person.to_string())
    .bind(index)
    .bind(interval.from.micros())
    .bind(interval.to.micros())
    .bind(word(end)?)
    .execute(database)
    .await?;
    Ok(())
}

async fn put_delegation(
    database: &mut SqliteConnection,
    session: SessionId,
    delegation: &DelegationRecord,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO record_delegation
             (session, delegation, partner, city, country, people, seconds, late_seconds, present,
              speaking_seconds)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(session.to_string())
    .bind(delegation.id.to_string())
    .bind(delegation.partner.map(|partner| partner.to_string()))
    .bind(json(&delegation.city)?)
    .bind(&delegation.country)
    .bind(delegation.people)
    .bind(number(delegation.seconds))
    .bind(delegation.late_seconds.map(number))
    .bind(delegation.present)
    .bind(number(delegation.speaking_seconds))
    .execute(database)
    .await?;
    Ok(())
}

async fn put_item(
    database: &mut SqliteConnection,
    session: SessionId,
    index: i64,
    item: &HeldItem,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO record_agenda (session, item, number, title, kind, speaker, open, planned_at,
             planned_seconds, started_at, ended_at, skipped, seconds, deviation_seconds,
             speaking_seconds)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(session.to_string())
    .bind(item.item.to_string())
    .bind(index)
    .bind(json(&item.title)?)
    .bind(word(item.kind)?)
    .bind(item.speaker.as_ref().map(|one| one.person.to_string()))
    .bind(item.open)
    .bind(item.planned_at.micros())
    .bind(number(item.planned_seconds))
    .bind(item.started_at.map(|at| at.micros()))
    .bind(item.ended_at.map(|at| at.micros()))
    .bind(item.skipped)
    .bind(item.seconds.map(number))
    .bind(item.deviation_seconds)
    .bind(number(item.speaking_seconds))
    .execute(database)
    .await?;
    Ok(())
}

async fn put_turn(
    database: &mut SqliteConnection,
    session: SessionId,
    index: i64,
    turn: &SpeakingTurn,
) -> Result<(), StoreError> {
    let unended = || StoreError::NotEnded(session);
    sqlx::query(
        "INSERT INTO record_turn (session, number, person, delegation, item, given_at, ended_at,
             seconds, limit_seconds, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(session.to_string())
    .bind(index)
    .bind(turn.person.person.to_string())
    .bind(turn.delegation.to_string())
    .bind(turn.item.map(|item| item.to_string()))
    .bind(turn.given_at.micros())
    .bind(turn.ended_at.ok_or_else(unended)?.micros())
    .bind(number(turn.seconds))
    .bind(turn.limit_seconds.map(number))
    .bind(word(turn.end.ok_or_else(unended)?)?)
    .execute(database)
    .await?;
    Ok(())
}

pub(super) async fn put_exchange(
    database: &mut SqliteConnection,
    session: SessionId,
    filing: &Filing,
) -> Result<(), StoreError> {
    let exchange = exchange_of(session).to_string();
    sqlx::query(
        "INSERT INTO exchange
             (id, session, title, at, mode, kind, direction, rank, headcount, delegations, depth)
         VALUES ($1, $2, $3, $4, $8, 'cloud_meeting', 'mutual', $5, $6, $7, $9)",
    )
    .bind(&exchange)
    .bind(session.to_string())
    .bind(json(&filing.title)?)
    .bind(filing.at.micros())
    .bind(filing.rank.map(word).transpose()?)
    .bind(filing.headcount)
    .bind(filing.delegations)
    .bind(if filing.hybrid { "hybrid" } else { "online" })
    .bind(word(filing.depth)?)
    .execute(&mut *database)
    .await?;
    for partner in &filing.partners {
        sqlx::query("INSERT INTO exchange_partner (exchange, partner) VALUES ($1, $2)")
            .bind(&exchange)
            .bind(partner.to_string())
            .execute(&mut *database)
            .await?;
    }
    Ok(())
}

fn number(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::damaged("record", "JSON", error))
}

/// The one word that a value of a list is on the wire and in a column.
pub(crate) fn word(value: impl Serialize) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(other) => Err(StoreError::damaged("record", other, "is not one word")),
        Err(error) => Err(StoreError::damaged("record", "word", error)),
    }
}
