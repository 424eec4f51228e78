//! The checks before a session over HTTP, for organizers: what is missing, as [`meeting::preparation`]
//! finds it. Nothing of it is stored.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use meeting::id::{EventId, SessionId};
use meeting::plan::{Localized, PaperWish, Plan};
use meeting::preparation::{Gap, Preparation, gaps};
use meeting::time::Timestamp;
use serde::Serialize;
use sqlx::SqliteConnection;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::identity::Organizer;
use crate::invitations;
use crate::papers;
use crate::rest::{ApiError, ErrorBody, Json, Path};
use crate::schedule::{self, SessionState};

#[cfg(test)]
mod tests;

pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(of_session))
        .routes(routes!(of_event))
}

/// What was looked at for a session, and what is missing.
#[derive(Debug, Serialize, ToSchema)]
struct SessionChecks {
    session: SessionId,
    title: Localized,
    /// Items that want a paper.
    wanted: usize,
    people: usize,
    /// Other sessions to come that its people and its room were looked for in.
    compared: usize,
    /// Of a session that is over or called off nothing is asked.
    gaps: Vec<Gap>,
    /// The sessions that are named in `gaps`.
    others: Vec<OtherSession>,
}

#[derive(Debug, Serialize, ToSchema)]
struct OtherSession {
    id: SessionId,
    title: Localized,
    starts_at: Timestamp,
}

/// What is still missing before a session.
#[utoipa::path(get, path = "/api/sessions/{id}/checks", operation_id = "check_session",
    tag = "sessions", params(("id" = String, Path)), responses(
    (status = OK, body = SessionChecks),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn of_session(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
) -> Result<Json<SessionChecks>, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let ahead = schedule::ahead(&app, &mut database).await?;
    checks(&app, &mut database, session, &ahead).await.map(Json)
}

/// What is still missing before each session of an event that is to come, in the order of time.
#[utoipa::path(get, path = "/api/events/{id}/checks", operation_id = "check_event", tag = "events",
    params(("id" = String, Path)), responses(
    (status = OK, body = Vec<SessionChecks>),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn of_event(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(event): Path<EventId>,
) -> Result<Json<Vec<SessionChecks>>, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let ahead = schedule::ahead(&app, &mut database).await?;
    let mut found = Vec::new();
    for plan in ahead.iter().filter(|plan| plan.event == Some(event)) {
        found.push(checks(&app, &mut database, plan.session, &ahead).await?);
    }
    Ok(Json(found))
}

async fn checks(
    app: &App,
    database: &mut SqliteConnection,
    session: SessionId,
    ahead: &[Plan],
) -> Result<SessionChecks, ApiError> {
    let invited = schedule::invited(app, database, session).await?;
    let invited = invited.ok_or_else(ApiError::not_found)?;
    let plan = &invited.plan;
    let others: Vec<&Plan> = ahead.iter().filter(|one| one.session != session).collect();
    let gaps = match invited.state {
        SessionState::Planned | SessionState::Open | SessionState::Live => gaps(&Preparation {
            plan,
            papers: &papers::items_with_paper(database, session).await?,
            people: &invitations::contacts(database, &invited).await?,
            ahead: &others,
        }),
        SessionState::Ended | SessionState::Cancelled => Vec::new(),
    };
    let wanted = plan.agenda.iter();
    Ok(SessionChecks {
        session,
        title: plan.title.clone(),
        wanted: wanted
            .filter(|item| item.paper == PaperWish::Wanted)
            .count(),
        people: plan.people.len(),
        compared: others.len(),
        others: named(&gaps, &others),
        gaps,
    })
}

fn named(gaps: &[Gap], others: &[&Plan]) -> Vec<OtherSession> {
    let other = |gap: &Gap| match gap {
        Gap::PersonTwice { other, .. } | Gap::RoomTwice { other, .. } => Some(*other),
        Gap::NoHost
        | Gap::PaperMissing { .. }
        | Gap::NoLink { .. }
        | Gap::LinkNotSent { .. }
        | Gap::Declined { .. }
        | Gap::Undecided { .. }
        | Gap::NoReply { .. }
        | Gap::NotTested { .. }
        | Gap::TestedPoorly { .. } => None,
    };
    let named: BTreeSet<SessionId> = gaps.iter().filter_map(other).collect();
    let named = others.iter().filter(|plan| named.contains(&plan.session));
    named
        .map(|plan| OtherSession {
            id: plan.session,
            title: plan.title.clone(),
            starts_at: plan.starts_at,
        })
        .collect()
}
