//! The page of the link before the doors open: programme, clocks, answer.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use meeting::plan::{ItemKind, Localized, Plan};
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::clock::zone;
use super::super::content::{Content, Place};
use super::super::office;
use super::{Answer, Reply, table};
use crate::app::{App, now};
use crate::identity::{Bearer, PassClaims};
use crate::rest::{ApiError, ErrorBody, Json, Query};
use crate::schedule::{self, Invited, LocalTime, OutOfRange, SessionState, TimeAnswer};

/// Told to whoever has answered too often.
pub(in super::super) const COME_BACK: std::time::Duration = std::time::Duration::from_secs(3600);

pub(in super::super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(programme, reply))
        .routes(routes!(time))
}

/// What somebody invited sees of the session before it.
#[derive(Debug, Serialize, ToSchema)]
struct Programme {
    starts_at: Timestamp,
    minutes: u16,
    /// Until when an answer can be given or changed.
    answer_until: Timestamp,
    /// An answer is taken now.
    open: bool,
    reply: Option<Reply>,
    agenda: Vec<ProgrammeItem>,
    /// The person's own clock at the beginning, ...
    here: ProgrammeClock,
    /// ... and the host's.
    host: ProgrammeClock,
}

#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct ProgrammeItem {
    title: Localized,
    kind: ItemKind,
    speaker: Option<Localized>,
    starts_at: Timestamp,
    minutes: u16,
}

#[derive(Debug, Serialize, ToSchema)]
struct ProgrammeClock {
    city: String,
    clock: LocalTime,
}

/// The programme of a session, and what this person answered.
#[utoipa::path(get, path = "/api/reply", operation_id = "show_programme", tag = "joining",
    params(("Authorization" = String, Header, description = "`Bearer PASS`")), responses(
    (status = OK, body = Programme),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = GONE, body = ErrorBody, description = "`revoked_link` or `removed_link`"),
))]
async fn programme(
    State(app): State<Arc<App>>,
    Bearer(pass): Bearer,
) -> Result<Json<Programme>, ApiError> {
    show(&app, &pass).await.map(Json)
}

async fn show(app: &App, pass: &PassClaims) -> Result<Programme, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let (invited, content) = find(app, &mut database, pass).await?;
    let reply = table::latest(&mut database, pass.session)
        .await?
        .remove(&pass.person);
    let plan = &invited.plan;
    let host = office::host(app, &content.language);
    Ok(Programme {
        starts_at: plan.starts_at,
        minutes: plan.minutes,
        answer_until: plan.answers_until(),
        open: is_open(&invited, now().timestamp),
        reply,
        agenda: items(plan),
        here: clock(&content.here, &content.here, plan.starts_at)?,
        host: clock(&host, &content.here, plan.starts_at)?,
    })
}

async fn find(
    app: &App,
    database: &mut sqlx::SqliteConnection,
    pass: &PassClaims,
) -> Result<(Invited, Content), ApiError> {
    let invited = schedule::invited(app, database, pass.session).await?;
    let invited = invited.ok_or_else(ApiError::bad_pass)?;
    // The page shows none of the office's own words.
    let content = office::to_tell(app, &invited, &Localized::default(), pass.person);
    let content = content.ok_or_else(ApiError::bad_pass)?;
    Ok((invited, content))
}

pub(in super::super) fn is_open(invited: &Invited, now: Timestamp) -> bool {
    let to_come = match invited.state {
        SessionState::Planned | SessionState::Open => true,
        SessionState::Live | SessionState::Ended | SessionState::Cancelled => false,
    };
    to_come && now < invited.plan.answers_until()
}

pub(in super::super) fn items(plan: &Plan) -> Vec<ProgrammeItem> {
    let mut at = plan.starts_at;
    let mut items = Vec::new();
    for item in &plan.agenda {
        let speaker = item.speaker.and_then(|speaker| plan.person(speaker));
        items.push(ProgrammeItem {
            title: item.title.clone(),
            kind: item.kind,
            speaker: speaker.map(|speaker| speaker.name.clone()),
            starts_at: at,
            minutes: item.minutes,
        });
        at = at.plus(item.length());
    }
    items
}

/// A place's clock at a moment, its day counted from that of `here`.
fn clock(place: &Place, here: &Place, at: Timestamp) -> Result<ProgrammeClock, ApiError> {
    let out_of_range = |_| ApiError::internal("a time beyond the calendar");
    let moment = jiff::Timestamp::from_microsecond(at.micros()).map_err(out_of_range)?;
    let today = zone(&here.zone).to_datetime(moment).date();
    Ok(ProgrammeClock {
        city: place.city.clone(),
        clock: schedule::local_time(&place.zone, &zone(&place.zone), moment, today),
    })
}

/// Answers an invitation. What was answered before is kept; the newest counts.
#[utoipa::path(post, path = "/api/reply", operation_id = "give_reply", tag = "joining",
    request_body = Answer,
    params(("Authorization" = String, Header, description = "`Bearer PASS`")), responses(
    (status = OK, body = Programme),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody, description = "`doors_open`: no answer is taken any more"),
    (status = GONE, body = ErrorBody, description = "`revoked_link` or `removed_link`"),
    (status = TOO_MANY_REQUESTS, body = ErrorBody),
))]
async fn reply(
    State(app): State<Arc<App>>,
    Bearer(pass): Bearer,
    Json(answer): Json<Answer>,
) -> Result<Json<Programme>, ApiError> {
    let answer = answer.checked();
    let answer = answer.map_err(|(field, problem)| ApiError::bad_input(field, problem))?;
    let now = now().timestamp;
    let mut transaction = app.store.write().await?;
    let (invited, _) = find(&app, &mut transaction, &pass).await?;
    if !is_open(&invited, now) {
        let message = "The doors are open, or the session is over.";
        return Err(ApiError::new(StatusCode::CONFLICT, "doors_open", message));
    }
    let whose = (pass.session, pass.person);
    if !table::append(&mut transaction, whose, (&answer, false), now).await? {
        return Err(ApiError::too_many(COME_BACK));
    }
    transaction.commit().await?;
    show(&app, &pass).await.map(Json)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OwnClock {
    /// A wall clock where the person is, e.g. `2026-12-10T16:00`.
    at: String,
}

/// Which moment the person's own clock means, and what the host's shows then.
#[utoipa::path(get, path = "/api/reply/time", operation_id = "tell_own_time", tag = "joining",
    params(("Authorization" = String, Header, description = "`Bearer PASS`"), OwnClock), responses(
    (status = OK, body = TimeAnswer),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn time(
    State(app): State<Arc<App>>,
    Bearer(pass): Bearer,
    Query(asked): Query<OwnClock>,
) -> Result<Json<TimeAnswer>, ApiError> {
    let wall = schedule::wall_clock(&asked.at);
    let wall = wall.ok_or_else(|| ApiError::bad_input("at", "invalid"))?;
    let mut database = app.store.pool().acquire().await?;
    let (_, content) = find(&app, &mut database, &pass).await?;
    let host = office::host(&app, &content.language);
    let zones = [content.here.zone.clone(), host.zone].map(|name| {
        let zone = zone(&name);
        (name, zone)
    });
    let answer = schedule::tell_time(wall, &zones[0].1, &zones);
    answer
        .map(Json)
        .map_err(|OutOfRange| ApiError::bad_input("at", "out_of_range"))
}
