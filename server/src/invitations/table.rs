//! Letters in the store.

use std::collections::BTreeMap;

use meeting::id::{PersonId, SessionId};
use meeting::time::Timestamp;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use utoipa::ToSchema;

use super::content::{Content, Occasion};
use crate::store::StoreError;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LetterState)]
pub(crate) enum State {
    Queued,
    Sending,
    Sent,
    Failed,
    /// The service or the connection broke off while it was handed over: it may have arrived. It is
    /// not sent again unless an organizer says so.
    InDoubt,
}

/// Why a letter is not sent, or not yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LetterProblem)]
pub(crate) enum Problem {
    /// The server does not take it.
    Refused,
    /// The server puts it off.
    Deferred,
    /// The server cannot be reached, or does not let us in.
    Unreachable,
    /// No answer came after it was handed over.
    Unanswered,
    /// The service was stopped while it was handed over.
    Interrupted,
    /// Before its turn came the plan was changed so that it would be wrong.
    Overtaken,
    /// It cannot be written as a message.
    Unwritable,
}

/// What stands in `content`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Said {
    pub(super) occasion: Occasion,
    pub(super) content: Content,
}

impl Said {
    fn written(&self) -> Result<String, StoreError> {
        serde_json::to_string(self).map_err(|error| StoreError::damaged("letter", "new", error))
    }
    pub(super) fn method(&self) -> &'static str {
        if self.occasion.takes_back() {
            "cancel"
        } else {
            "request"
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) session: SessionId,
    pub(super) person: PersonId,
    pub(super) sequence: u32,
    pub(super) state: State,
    pub(super) by_hand: bool,
    pub(super) problem: Option<Problem>,
    pub(super) answer: Option<String>,
    pub(super) attempts: u32,
    pub(super) message_id: String,
    pub(super) said: Said,
    pub(super) made_at: Timestamp,
    pub(super) due_at: Timestamp,
    pub(super) changed_at: Timestamp,
}

const SELECT: &str = "SELECT session, person, sequence, state, by_hand, problem, answer, attempts,
    message_id, content, made_at, due_at, changed_at FROM letter";

/// Each person's in the order of their sequence.
pub(super) type ByPerson = BTreeMap<PersonId, Vec<Kept>>;

/// All letters about a session.
pub(super) async fn of_session(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<ByPerson, StoreError> {
    let query = format!("{SELECT} WHERE session = $1 ORDER BY person, sequence");
    let rows = sqlx::query(sqlx::AssertSqlSafe(query))
        .bind(session.to_string())
        .fetch_all(database)
        .await?;
    let mut letters = ByPerson::new();
    for row in &rows {
        let letter = read(row)?;
        letters.entry(letter.person).or_default().push(letter);
    }
    Ok(letters)
}

/// All letters to a person about a session, in the order of their sequence.
pub(super) async fn to_person(
    database: &mut SqliteConnection,
    session: SessionId,
    person: PersonId,
) -> Result<Vec<Kept>, StoreError> {
    let query = format!("{SELECT} WHERE session = $1 AND person = $2 ORDER BY sequence");
    let rows = sqlx::query(sqlx::AssertSqlSafe(query))
        .bind(session.to_string())
        .bind(person.to_string())
        .fetch_all(database)
        .await?;
    rows.iter().map(read).collect()
}

/// Those that wait to go out in one message with this one, itself among them.
pub(super) async fn together(
    database: &mut SqliteConnection,
    letter: &Kept,
) -> Result<Vec<Kept>, StoreError> {
    let query = format!(
        "{SELECT} WHERE message_id = $1 AND person = $2 AND state = $3 ORDER BY session, sequence"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(query))
        .bind(&letter.message_id)
        .bind(letter.person.to_string())
        .bind(word(letter.state)?)
        .fetch_all(database)
        .await?;
    rows.iter().map(read).collect()
}

/// The letter whose turn it is.
pub(super) async fn next(
    database: &mut SqliteConnection,
    now: Timestamp,
) -> Result<Option<Kept>, StoreError> {
    let query = format!(
        "{SELECT} WHERE state = 'queued' AND due_at <= $1
         ORDER BY due_at, session, person, sequence LIMIT 1"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(query))
        .bind(now.micros())
        .fetch_optional(database)
        .await?;
    row.as_ref().map(read).transpose()
}

/// The letter whose turn it is cannot be read: it keeps no other from going out.
pub(super) async fn set_aside(
    database: &mut SqliteConnection,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE letter SET state = 'failed', problem = 'unwritable', changed_at = $1
         WHERE (session, person, sequence) = (
             SELECT session, person, sequence FROM letter
             WHERE state = 'queued' AND due_at <= $1
             ORDER BY due_at, session, person, sequence LIMIT 1)",
    )
    .bind(now.micros())
    .execute(database)
    .await?;
    Ok(())
}

/// When the next one's turn will come.
pub(super) async fn next_due(
    database: &mut SqliteConnection,
) -> Result<Option<Timestamp>, StoreError> {
    let due: Option<i64> =
        sqlx::query_scalar("SELECT min(due_at) FROM letter WHERE state = 'queued'")
            .fetch_one(database)
            .await?;
    Ok(due.map(Timestamp))
}

fn read(row: &SqliteRow) -> Result<Kept, StoreError> {
    let (session, person): (String, String) = (row.try_get("session")?, row.try_get("person")?);
    let key = format!("{session}/{person}");
    let state: String = row.try_get("state")?;
    let problem: Option<String> = row.try_get("problem")?;
    let content: String = row.try_get("content")?;
    let json = |error: serde_json::Error| StoreError::damaged("letter", &key, error);
    let problem = problem.map(|problem| serde_json::from_value(problem.into()));
    Ok(Kept {
        session: session
            .parse()
            .map_err(|error| StoreError::damaged("letter", &key, error))?,
        person: person
            .parse()
            .map_err(|error| StoreError::damaged("letter", &key, error))?,
        sequence: row.try_get("sequence")?,
        state: serde_json::from_value(state.into()).map_err(json)?,
        by_hand: row.try_get("by_hand")?,
        problem: problem.transpose().map_err(json)?,
        answer: row.try_get("answer")?,
        attempts: row.try_get("attempts")?,
        message_id: row.try_get("message_id")?,
        said: serde_json::from_str(&content).map_err(json)?,
        made_at: Timestamp(row.try_get("made_at")?),
        due_at: Timestamp(row.try_get("due_at")?),
        changed_at: Timestamp(row.try_get("changed_at")?),
    })
}

/// A letter that is to be kept.
pub(super) struct New<'a> {
    pub(super) session: SessionId,
    pub(super) person: PersonId,
    pub(super) sequence: u32,
    pub(super) said: &'a Said,
    pub(super) message_id: String,
    /// The office hands it over itself.
    pub(super) by_hand: bool,
}

/// Puts a letter into the queue; those that never left the house make room for it.
pub(super) async fn put(
    database: &mut SqliteConnection,
    new: &New<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let content = new.said.written()?;
    sqlx::query(
        "DELETE FROM letter
         WHERE session = $1 AND person = $2 AND state IN ('queued', 'failed')",
    )
    .bind(new.session.to_string())
    .bind(new.person.to_string())
    .execute(&mut *database)
    .await?;
    sqlx::query(
        "INSERT INTO letter (session, person, sequence, method, state, by_hand, attempts,
             message_id, digest, content, made_at, due_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $10, $10)",
    )
    .bind(new.session.to_string())
    .bind(new.person.to_string())
    .bind(new.sequence)
    .bind(new.said.method())
    .bind(if new.by_hand { "sent" } else { "queued" })
    .bind(new.by_hand)
    .bind(&new.message_id)
    .bind(hex(content.as_bytes()))
    .bind(&content)
    .bind(now.micros())
    .execute(database)
    .await?;
    Ok(())
}

/// What became of a letter.
pub(super) struct Turn<'a> {
    pub(super) state: State,
    pub(super) problem: Option<Problem>,
    pub(super) answer: Option<&'a str>,
    pub(super) attempts: u32,
    pub(super) due_at: Timestamp,
}

/// Keeps what became of a letter that still stands where it was found.
pub(super) async fn turn(
    database: &mut SqliteConnection,
    letter: &Kept,
    turn: &Turn<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let changed = sqlx::query(
        "UPDATE letter SET state = $4, problem = $5, answer = $6, attempts = $7, due_at = $8,
             changed_at = $9
         WHERE session = $1 AND person = $2 AND sequence = $3 AND state = $10 AND made_at = $11",
    )
    .bind(letter.session.to_string())
    .bind(letter.person.to_string())
    .bind(letter.sequence)
    .bind(word(turn.state)?)
    .bind(turn.problem.map(word).transpose()?)
    .bind(turn.answer)
    .bind(turn.attempts)
    .bind(turn.due_at.micros())
    .bind(now.micros())
    .bind(word(letter.state)?)
    .bind(letter.made_at.micros())
    .execute(database)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// After a start: whatever was being handed over when the service stopped.
pub(super) async fn doubt_what_was_under_way(
    database: &mut SqliteConnection,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let changed = sqlx::query(
        "UPDATE letter SET state = 'in_doubt', problem = 'interrupted', changed_at = $1
         WHERE state = 'sending'",
    )
    .bind(now.micros())
    .execute(database)
    .await?;
    Ok(changed.rows_affected())
}

/// The server cannot be reached: nobody's turn comes before `until`.
pub(super) async fn put_off_all(
    database: &mut SqliteConnection,
    until: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE letter SET due_at = $1, problem = 'unreachable'
         WHERE state = 'queued' AND due_at < $1",
    )
    .bind(until.micros())
    .execute(database)
    .await?;
    Ok(())
}

/// Whether an organizer keeps letters from going out for now.
pub(super) async fn is_paused(database: &mut SqliteConnection) -> Result<bool, StoreError> {
    Ok(
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM letter_pause)")
            .fetch_one(database)
            .await?,
    )
}

/// Keeps letters from going out, or lets them.
pub(super) async fn pause(
    database: &mut SqliteConnection,
    paused: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let change = if paused {
        sqlx::query("INSERT INTO letter_pause (one, since) VALUES (1, $1) ON CONFLICT DO NOTHING")
            .bind(now.micros())
    } else {
        sqlx::query("DELETE FROM letter_pause")
    };
    change.execute(database).await?;
    Ok(())
}

/// As a word in a column.
fn word(value: impl Serialize) -> Result<String, StoreError> {
    let damaged = |error: &str| StoreError::damaged("letter", "a word", error);
    let value = serde_json::to_value(value).map_err(|error| damaged(&error.to_string()))?;
    let word = value.as_str().map(str::to_owned);
    word.ok_or_else(|| damaged("not a word"))
}

/// SHA-256 in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let hash = digest(&SHA256, bytes);
    hash.as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
