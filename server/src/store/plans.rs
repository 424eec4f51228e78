//! What rooms read of the office's side: plans and links.

use meeting::id::{PersonId, SessionId};
use meeting::plan::Plan;
use meeting::time::Timestamp;
use sqlx::SqliteConnection;

use super::{Store, StoreError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanState {
    Planned,
    Cancelled,
}

#[derive(Debug, Clone)]
pub struct StoredPlan {
    pub plan: Plan,
    /// Grows by one with every change.
    pub version: i64,
    pub state: PlanState,
    /// The session was held and is over.
    pub ended: bool,
}

/// What has become of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub state: PlanState,
    /// The session was held and is over.
    pub ended: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkRow {
    /// Of the newest link; older ones are dead.
    pub serial: u32,
    pub revoked: bool,
    /// When the person first opened it.
    pub opened_at: Option<Timestamp>,
}

impl Store {
    pub async fn plan(&self, session: SessionId) -> Result<Option<StoredPlan>, StoreError> {
        plan(&mut *self.pool().acquire().await?, session).await
    }

    /// Whether a session can still be entered, without its plan, which may be long.
    pub async fn standing(&self, session: SessionId) -> Result<Option<Standing>, StoreError> {
        let row: Option<(String, bool)> = sqlx::query_as(
            "SELECT state, EXISTS (
                 SELECT 1 FROM fact WHERE fact.session = session.id AND fact.event = 'ended'
             ) FROM session WHERE id = $1",
        )
        .bind(session.to_string())
        .fetch_optional(self.pool())
        .await?;
        row.map(|(state, ended)| {
            let state = plan_state(session, &state)?;
            Ok(Standing { state, ended })
        })
        .transpose()
    }

    pub async fn link(
        &self,
        session: SessionId,
        person: PersonId,
    ) -> Result<Option<LinkRow>, StoreError> {
        let row: Option<(u32, bool, Option<i64>)> = sqlx::query_as(
            "SELECT serial, revoked, opened_at FROM link WHERE session = $1 AND person = $2",
        )
        .bind(session.to_string())
        .bind(person.to_string())
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(|(serial, revoked, opened_at)| LinkRow {
            serial,
            revoked,
            opened_at: opened_at.map(Timestamp),
        }))
    }
}

pub(crate) async fn plan(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Option<StoredPlan>, StoreError> {
    let row: Option<(String, i64, String, bool)> = sqlx::query_as(
        "SELECT plan, version, state, EXISTS (
             SELECT 1 FROM fact WHERE fact.session = session.id AND fact.event = 'ended'
         ) FROM session WHERE id = $1",
    )
    .bind(session.to_string())
    .fetch_optional(database)
    .await?;
    let Some((plan, version, state, ended)) = row else {
        return Ok(None);
    };
    let damaged = |problem: String| StoreError::damaged("session", session, problem);
    Ok(Some(StoredPlan {
        plan: serde_json::from_str(&plan).map_err(|error| damaged(error.to_string()))?,
        version,
        state: plan_state(session, &state)?,
        ended,
    }))
}

fn plan_state(session: SessionId, state: &str) -> Result<PlanState, StoreError> {
    match state {
        "planned" => Ok(PlanState::Planned),
        "cancelled" => Ok(PlanState::Cancelled),
        _ => {
            let problem = format!("its state is {state}");
            Err(StoreError::damaged("session", session, problem))
        }
    }
}
