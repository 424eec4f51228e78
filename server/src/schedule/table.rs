//! Sessions and personal links in the store.

use std::collections::{BTreeMap, BTreeSet};

use meeting::id::{EventId, OrganizerId, PersonId, SessionId};
use meeting::plan::Plan;
use meeting::time::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::store::{LinkRow, PlanState, StoreError};

use super::state::Held;

/// A session as it is kept, with what the journal and the record add.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) plan: Plan,
    pub(super) version: i64,
    pub(super) state: PlanState,
    pub(super) created_at: Timestamp,
    pub(super) held: Held,
    /// People who were there, once the record is filed.
    pub(super) attended: Option<u32>,
}

const SELECT: &str = "SELECT id, plan, version, state, created_at,
    EXISTS (SELECT 1 FROM fact WHERE fact.event = 'opened' AND fact.session = session.id)
        AS opened,
    EXISTS (SELECT 1 FROM fact WHERE fact.event = 'ended' AND fact.session = session.id)
        AS ended,
    (SELECT present FROM record WHERE record.session = session.id) AS attended
    FROM session";

/// Every session there is.
pub(super) async fn all(database: &mut SqliteConnection) -> Result<Vec<Kept>, StoreError> {
    let rows = sqlx::query(SELECT).fetch_all(database).await?;
    rows.iter().map(kept).collect()
}

pub(super) async fn get(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Option<Kept>, StoreError> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("{SELECT} WHERE id = $1")))
        .bind(session.to_string())
        .fetch_optional(database)
        .await?;
    row.as_ref().map(kept).transpose()
}

fn kept(row: &SqliteRow) -> Result<Kept, StoreError> {
    let id: String = row.try_get("id")?;
    let plan: String = row.try_get("plan")?;
    let state: String = row.try_get("state")?;
    Ok(Kept {
        plan: serde_json::from_str(&plan)
            .map_err(|error| StoreError::damaged("session", id, error))?,
        version: row.try_get("version")?,
        state: match state.as_str() {
            "cancelled" => PlanState::Cancelled,
            _ => PlanState::Planned,
        },
        created_at: Timestamp(row.try_get("created_at")?),
        held: Held {
            opened: row.try_get("opened")?,
            ended: row.try_get("ended")?,
        },
        attended: row.try_get("attended")?,
    })
}

/// Every session of an event, in the order of time.
pub(super) async fn of_event(
    database: &mut SqliteConnection,
    event: EventId,
) -> Result<Vec<Kept>, StoreError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE session.event = $1"
    )))
    .bind(event.to_string())
    .fetch_all(database)
    .await?;
    let kept: Result<Vec<Kept>, StoreError> = rows.iter().map(kept).collect();
    let mut kept = kept?;
    kept.sort_by_key(|kept| (kept.plan.starts_at, kept.created_at, kept.plan.session));
    Ok(kept)
}

/// Keeps a new session, with a link for everybody invited.
pub(super) async fn insert(
    transaction: &mut SqliteConnection,
    plan: &Plan,
    by: OrganizerId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO session (id, plan, version, state, created_at, updated_at, created_by, event)
         VALUES ($1, $2, 1, 'planned', $3, $3, $4, $5)",
    )
    .bind(plan.session.to_string())
    .bind(written(plan)?)
    .bind(now.micros())
    .bind(by.to_string())
    .bind(plan.event.map(|event| event.to_string()))
    .execute(&mut *transaction)
    .await?;
    for person in plan.participants() {
        new_link(transaction, plan.session, person.id).await?;
    }
    Ok(())
}

/// Puts a plan in the place of `before`, which was read in the same transaction; links follow.
pub(super) async fn replace(
    transaction: &mut SqliteConnection,
    before: &Plan,
    plan: &Plan,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE session SET plan = $2, version = version + 1, updated_at = $3
         WHERE id = $1",
    )
    .bind(plan.session.to_string())
    .bind(written(plan)?)
    .bind(now.micros())
    .execute(&mut *transaction)
    .await?;
    let (earlier, later) = (invited(before), invited(plan));
    for person in later.difference(&earlier) {
        new_link(transaction, plan.session, *person).await?;
    }
    for person in earlier.difference(&later) {
        kill_link(transaction, plan.session, *person).await?;
    }
    Ok(())
}

fn invited(plan: &Plan) -> BTreeSet<PersonId> {
    plan.participants().map(|person| person.id).collect()
}

/// Cancels a session or brings it back.
pub(super) async fn set_state(
    transaction: &mut SqliteConnection,
    session: SessionId,
    state: PlanState,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE session SET state = $2, version = version + 1, updated_at = $3 WHERE id = $1",
    )
    .bind(session.to_string())
    .bind(match state {
        PlanState::Planned => "planned",
        PlanState::Cancelled => "cancelled",
    })
    .bind(now.micros())
    .execute(transaction)
    .await?;
    Ok(())
}

/// The links ever given out for a session; those of people no longer invited are revoked.
pub(super) async fn links(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<BTreeMap<PersonId, LinkRow>, StoreError> {
    let rows =
        sqlx::query("SELECT person, serial, revoked, opened_at FROM link WHERE session = $1")
            .bind(session.to_string())
            .fetch_all(database)
            .await?;
    let link = |row: &SqliteRow| {
        let person: String = row.try_get("person")?;
        let opened_at: Option<i64> = row.try_get("opened_at")?;
        let link = LinkRow {
            serial: row.try_get("serial")?,
            revoked: row.try_get("revoked")?,
            opened_at: opened_at.map(Timestamp),
        };
        let id = person
            .parse()
            .map_err(|error| StoreError::damaged("link", person, error))?;
        Ok((id, link))
    };
    rows.iter().map(link).collect()
}

/// A link that replaces whatever link the person had; gives its serial.
pub(super) async fn new_link(
    database: &mut SqliteConnection,
    session: SessionId,
    person: PersonId,
) -> Result<u32, StoreError> {
    Ok(sqlx::query_scalar(
        "INSERT INTO link (session, person, serial) VALUES ($1, $2, 1)
         ON CONFLICT (session, person)
         DO UPDATE SET serial = link.serial + 1, revoked = 0, opened_at = NULL
         RETURNING serial",
    )
    .bind(session.to_string())
    .bind(person.to_string())
    .fetch_one(database)
    .await?)
}

pub(super) async fn kill_link(
    database: &mut SqliteConnection,
    session: SessionId,
    person: PersonId,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE link SET revoked = 1 WHERE session = $1 AND person = $2")
        .bind(session.to_string())
        .bind(person.to_string())
        .execute(database)
        .await?;
    Ok(())
}

fn written(plan: &Plan) -> Result<String, StoreError> {
    serde_json::to_string(plan).map_err(|error| StoreError::damaged("session", plan.session, error))
}
