//! Answers in the store. They are appended; the newest counts.

use std::collections::{BTreeMap, BTreeSet};

use meeting::id::{PersonId, SessionId};
use meeting::plan::Invitee;
use meeting::time::Timestamp;
use sqlx::SqliteConnection;

use super::{Answer, Reply};
use crate::store::StoreError;

/// Answers that one person may give about one session, and as many that others may give for them.
const MOST: i64 = 50;

/// The newest answer of everybody who answered.
pub(in super::super) async fn latest(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<BTreeMap<PersonId, Reply>, StoreError> {
    let rows: Vec<(String, i64, String, Option<String>, bool)> = sqlx::query_as(
        "SELECT person, at, answer, deputy, on_behalf FROM reply WHERE session = $1 ORDER BY person, number",
    )
    .bind(session.to_string())
    .fetch_all(database)
    .await?;
    // The newest of each person comes last.
    let replies = rows
        .into_iter()
        .map(|(person, at, answer, deputy, on_behalf)| {
            let id = identity(&person)?;
            let reply = Reply {
                answer: serde_json::from_str(&answer)
                    .map_err(|error| StoreError::damaged("reply", &person, error))?,
                at: Timestamp(at),
                deputy: deputy.as_deref().map(identity).transpose()?,
                on_behalf,
            };
            Ok((id, reply))
        });
    replies.collect()
}

/// Since when each person has meant to come, or to send somebody: since the first answer that says so
/// without one to the contrary after it. A deputy who has not answered means what was said of them.
pub(crate) async fn accepted(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<BTreeMap<PersonId, Timestamp>, StoreError> {
    let rows: Vec<(String, i64, String, Option<String>)> = sqlx::query_as(
        "SELECT person, at, answer, deputy FROM reply WHERE session = $1 ORDER BY person, number",
    )
    .bind(session.to_string())
    .fetch_all(database)
    .await?;
    let mut since: BTreeMap<PersonId, Option<Timestamp>> = BTreeMap::new();
    let mut deputies = Vec::new();
    for (person, at, answer, deputy) in rows {
        let id = identity(&person)?;
        let answer = serde_json::from_str(&answer)
            .map_err(|error| StoreError::damaged("reply", &person, error))?;
        let since = since.entry(id).or_default();
        match answer {
            Answer::Accepted | Answer::Deputy { .. } => {
                since.get_or_insert(Timestamp(at));
            }
            Answer::Declined | Answer::Proposed { .. } => *since = None,
        }
        if let Some(deputy) = deputy {
            deputies.push((identity(&deputy)?, *since));
        }
    }
    for (deputy, said) in deputies {
        since.entry(deputy).or_insert(said);
    }
    let since = since.into_iter();
    Ok(since.filter_map(|(id, at)| Some((id, at?))).collect())
}

/// Those whose last answer is that they do not come.
pub(crate) async fn declined(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<BTreeSet<PersonId>, StoreError> {
    let replies = latest(database, session).await?.into_iter();
    let declined = replies.filter(|(_, reply)| reply.answer == Answer::Declined);
    Ok(declined.map(|(person, _)| person).collect())
}

fn identity(id: &str) -> Result<PersonId, StoreError> {
    id.parse()
        .map_err(|error| StoreError::damaged("reply", id, error))
}

/// Appends an answer, given by the person or on their behalf; false when there are too many, or
/// the person was erased.
pub(in super::super) async fn append(
    database: &mut SqliteConnection,
    (session, person): (SessionId, PersonId),
    (answer, on_behalf): (&Answer, bool),
    at: Timestamp,
) -> Result<bool, StoreError> {
    let answer = serde_json::to_string(answer)
        .map_err(|error| StoreError::damaged("reply", person, error))?;
    let appended = sqlx::query(
        "INSERT INTO reply (session, person, number, at, answer, on_behalf)
         SELECT $1, $2, 1 + count(*), $3, $4, $6 FROM reply WHERE session = $1 AND person = $2
         HAVING count(*) FILTER (WHERE on_behalf = $6) < $5 AND NOT EXISTS (
             SELECT 1 FROM person_key WHERE person = $2 AND erased_at IS NOT NULL
         )",
    )
    .bind(session.to_string())
    .bind(person.to_string())
    .bind(at.micros())
    .bind(answer)
    .bind(MOST)
    .bind(on_behalf)
    .execute(database)
    .await?;
    Ok(appended.rows_affected() == 1)
}

/// Notes who was invited in the place of a person, whose entry in the plan is kept for the way back.
pub(super) async fn note_deputy(
    database: &mut SqliteConnection,
    session: SessionId,
    former: &Invitee,
    deputy: PersonId,
) -> Result<(), StoreError> {
    let kept = serde_json::to_string(former)
        .map_err(|error| StoreError::damaged("reply", former.id, error))?;
    sqlx::query(
        "UPDATE reply SET deputy = $3, former = $4 WHERE session = $1 AND person = $2
         AND number = (SELECT max(number) FROM reply WHERE session = $1 AND person = $2)",
    )
    .bind(session.to_string())
    .bind(former.id.to_string())
    .bind(deputy.to_string())
    .bind(kept)
    .execute(database)
    .await?;
    Ok(())
}

/// In whose place a person was invited.
pub(super) async fn former(
    database: &mut SqliteConnection,
    session: SessionId,
    deputy: PersonId,
) -> Result<Option<Invitee>, StoreError> {
    let former: Option<String> = sqlx::query_scalar(
        "SELECT former FROM reply WHERE session = $1 AND deputy = $2 AND former IS NOT NULL",
    )
    .bind(session.to_string())
    .bind(deputy.to_string())
    .fetch_optional(database)
    .await?;
    let read = |former: String| serde_json::from_str(&former);
    let former = former.map(read).transpose();
    former.map_err(|error| StoreError::damaged("reply", deputy, error))
}

/// Nobody is invited any more in the place of whoever named this deputy.
pub(super) async fn forget_deputy(
    database: &mut SqliteConnection,
    session: SessionId,
    deputy: PersonId,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE reply SET deputy = NULL, former = NULL WHERE session = $1 AND deputy = $2")
        .bind(session.to_string())
        .bind(deputy.to_string())
        .execute(database)
        .await?;
    Ok(())
}
