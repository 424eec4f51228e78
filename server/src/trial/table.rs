//! The latest test of each person in the store. It goes when the person is erased.

use std::collections::BTreeMap;

use meeting::id::{PersonId, SessionId};
use meeting::readiness::{Readiness, Report, Verdict};
use meeting::time::Timestamp;
use serde::Serialize;
use sqlx::SqliteConnection;
use utoipa::ToSchema;

use crate::store::{Store, StoreError};

/// The latest connection test of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Checked {
    verdict: Verdict,
    at: Timestamp,
}

impl Checked {
    pub(crate) fn verdict(&self) -> Verdict {
        self.verdict
    }
}

/// Puts a test in the place of the one before. Of somebody who was erased nothing is kept.
pub(super) async fn keep(
    store: &Store,
    (session, person): (SessionId, PersonId),
    report: &Report,
    readiness: &Readiness,
    at: Timestamp,
) -> Result<(), StoreError> {
    let damaged = |error| StoreError::damaged("trial", person, error);
    let verdict = serde_json::to_value(readiness.verdict).map_err(damaged)?;
    let report = serde_json::to_string(report).map_err(damaged)?;
    let mut transaction = store.write().await?;
    sqlx::query(
        "INSERT INTO trial (session, person, at, verdict, report)
         SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (
             SELECT 1 FROM person_key WHERE person = $2 AND erased_at IS NOT NULL
         )
         ON CONFLICT (session, person) DO UPDATE
         SET at = excluded.at, verdict = excluded.verdict, report = excluded.report",
    )
    .bind(session.to_string())
    .bind(person.to_string())
    .bind(at.micros())
    .bind(verdict.as_str())
    .bind(report)
    .execute(&mut *transaction)
    .await?;
    Ok(transaction.commit().await?)
}

/// The latest test of everybody who tested for a session.
pub(crate) async fn latest(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<BTreeMap<PersonId, Checked>, StoreError> {
    let rows: Vec<(String, String, i64)> =
        sqlx::query_as("SELECT person, verdict, at FROM trial WHERE session = $1")
            .bind(session.to_string())
            .fetch_all(database)
            .await?;
    rows.into_iter().map(checked).collect()
}

fn checked(
    (person, verdict, at): (String, String, i64),
) -> Result<(PersonId, Checked), StoreError> {
    let verdict = serde_json::from_value(verdict.into())
        .map_err(|error| StoreError::damaged("trial", &person, error))?;
    let id = person
        .parse()
        .map_err(|error| StoreError::damaged("trial", person, error))?;
    let at = Timestamp(at);
    Ok((id, Checked { verdict, at }))
}
