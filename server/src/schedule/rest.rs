//! Sessions, links and clocks over HTTP, for organizers.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use meeting::id::{PersonId, SessionId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, now};
use crate::identity::Organizer;
use crate::partners::codes;
use crate::rest::{ApiError, ErrorBody, Json, Path, Query};

use super::copy;
use super::desk::{self, SessionCard, SessionDetail};
use super::draft::PlanDraft;
use super::links;
use super::stand_ins;
use super::state::is_upcoming;
use super::table;
use super::zones::{self, TimeAnswer};

/// Zones that one question may ask about.
const MOST_ZONES: usize = 100;
const MOST_STAND_INS: usize = 500;

pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, change))
        .routes(routes!(cancel))
        .routes(routes!(restore))
        .routes(routes!(copy_as_rehearsal))
        .routes(routes!(issue_link, revoke_link))
        .routes(routes!(invite_stand_ins, dismiss_stand_ins))
        .routes(routes!(zone_names))
        .routes(routes!(time))
        .merge(super::events::routes())
        .merge(super::repetition::routes())
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum When {
    /// Not over yet, the next one first; what was cancelled until its day has passed.
    #[default]
    Upcoming,
    /// The latest first.
    Past,
    /// In the order of time.
    All,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Span {
    #[serde(default)]
    #[param(inline)]
    when: When,
}

#[derive(Debug, Serialize, ToSchema)]
struct SessionList {
    total: usize,
    items: Vec<SessionCard>,
}

/// Sessions by their time.
#[utoipa::path(get, path = "/api/sessions", operation_id = "list_sessions",
    tag = "sessions", params(Span), responses(
    (status = OK, body = SessionList),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn list(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(span): Query<Span>,
) -> Result<Json<SessionList>, ApiError> {
    let now = now().timestamp;
    let mut items: Vec<SessionCard> = Vec::new();
    let mut database = app.store.pool().acquire().await?;
    for kept in table::all(&mut database).await? {
        let card = desk::card(&app, &kept, now);
        let upcoming = is_upcoming(&kept.plan, card.state, now);
        if span.when == When::All || upcoming == (span.when == When::Upcoming) {
            items.push(card);
        }
    }
    match span.when {
        When::Past => items.sort_by_key(|card| Reverse(card.starts_at)),
        When::Upcoming | When::All => items.sort_by_key(|card| card.starts_at),
    }
    Ok(Json(SessionList {
        total: items.len(),
        items,
    }))
}

#[derive(Debug, Deserialize, ToSchema)]
struct NewSession {
    plan: PlanDraft,
}

#[derive(Debug, Serialize, ToSchema)]
struct CreatedSession {
    session: SessionDetail,
}

/// Plans a session, with a personal link for everybody invited.
#[utoipa::path(post, path = "/api/sessions", operation_id = "create_session",
    tag = "sessions", request_body = NewSession, responses(
    (status = CREATED, body = CreatedSession),
    (status = BAD_REQUEST, body = ErrorBody,
        description = "`invalid_plan`; `detail.fields` is a list of `{path, problem}`"),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn create(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Json(new): Json<NewSession>,
) -> Result<(StatusCode, Json<CreatedSession>), ApiError> {
    let session = desk::create(&app, &organizer, new.plan).await?;
    Ok((StatusCode::CREATED, Json(CreatedSession { session })))
}

/// One session.
#[utoipa::path(get, path = "/api/sessions/{id}", operation_id = "show_session", tag = "sessions",
    params(("id" = String, Path)), responses(
    (status = OK, body = SessionDetail),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn show(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<SessionId>,
) -> Result<Json<SessionDetail>, ApiError> {
    desk::show(&app, id).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
struct ChangedSession {
    /// The version the change was made from.
    version: i64,
    plan: PlanDraft,
}

/// Changes the plan of a session. Who is no longer in it loses the link.
#[utoipa::path(put, path = "/api/sessions/{id}", operation_id = "change_session", tag = "sessions",
    params(("id" = String, Path)), request_body = ChangedSession, responses(
    (status = OK, body = SessionDetail),
    (status = BAD_REQUEST, body = ErrorBody,
        description = "`invalid_plan`; `detail.fields` is a list of `{path, problem}`"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody,
        description = "`conflict`: changed meanwhile, `detail.current` is the session as it \
                       stands; or `ended`"),
))]
async fn change(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<SessionId>,
    Json(changed): Json<ChangedSession>,
) -> Result<Json<SessionDetail>, ApiError> {
    desk::change(&app, id, changed.version, changed.plan)
        .await
        .map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
struct FromVersion {
    /// The version the organizer looks at.
    version: i64,
}

/// Calls a session off before it is opened.
#[utoipa::path(post, path = "/api/sessions/{id}/cancel", operation_id = "cancel_session",
    tag = "sessions",
    params(("id" = String, Path)), request_body = FromVersion, responses(
    (status = OK, body = SessionDetail),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody, description = "`conflict`, `opened` or `ended`"),
))]
async fn cancel(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<SessionId>,
    Json(from): Json<FromVersion>,
) -> Result<Json<SessionDetail>, ApiError> {
    desk::cancel(&app, id, from.version).await.map(Json)
}

/// Takes a cancellation back.
#[utoipa::path(post, path = "/api/sessions/{id}/restore", operation_id = "restore_session",
    tag = "sessions",
    params(("id" = String, Path)), request_body = FromVersion, responses(
    (status = OK, body = SessionDetail),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody, description = "`conflict` or `ended`"),
))]
async fn restore(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<SessionId>,
    Json(from): Json<FromVersion>,
) -> Result<Json<SessionDetail>, ApiError> {
    desk::restore(&app, id, from.version).await.map(Json)
}

/// Plans a rehearsal with the people and the agenda of a session, the day before.
#[utoipa::path(post, path = "/api/sessions/{id}/rehearsal", tag = "sessions",
    params(("id" = String, Path)), responses(
    (status = CREATED, body = CreatedSession),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn copy_as_rehearsal(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<SessionId>,
) -> Result<(StatusCode, Json<CreatedSession>), ApiError> {
    let session = copy::as_rehearsal(&app, &organizer, id).await?;
    Ok((StatusCode::CREATED, Json(CreatedSession { session })))
}

#[derive(Debug, Serialize, ToSchema)]
struct IssuedLink {
    url: String,
}

/// A new personal link; the older one is dead, and whoever came by it is put out.
#[utoipa::path(post, path = "/api/sessions/{id}/people/{person}/link", tag = "sessions",
    params(("id" = String, Path), ("person" = String, Path)), responses(
    (status = OK, body = IssuedLink),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn issue_link(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((id, person)): Path<(SessionId, PersonId)>,
) -> Result<Json<IssuedLink>, ApiError> {
    let url = links::issue(&app, id, person).await?;
    Ok(Json(IssuedLink { url }))
}

/// Revokes a personal link; whoever came by it is put out.
#[utoipa::path(delete, path = "/api/sessions/{id}/people/{person}/link", tag = "sessions",
    params(("id" = String, Path), ("person" = String, Path)), responses(
    (status = NO_CONTENT),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn revoke_link(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((id, person)): Path<(SessionId, PersonId)>,
) -> Result<StatusCode, ApiError> {
    links::revoke(&app, id, person).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StandInsWanted {
    /// 1 to 500.
    participants: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct StandIns {
    /// A personal link each; the first is a host's, who can admit the others.
    links: Vec<String>,
}

/// Invites so many stand-ins to a rehearsal, no more and no fewer, each with a new link.
#[utoipa::path(post, path = "/api/sessions/{id}/stand-ins", tag = "sessions",
    params(("id" = String, Path)), request_body = StandInsWanted, responses(
    (status = OK, body = StandIns),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody,
        description = "`not_a_rehearsal`, `cancelled`, `ended`, or `too_many_people`: \
                       `detail.room` is how many more the plan takes"),
))]
async fn invite_stand_ins(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<SessionId>,
    Json(wanted): Json<StandInsWanted>,
) -> Result<Json<StandIns>, ApiError> {
    if !(1..=MOST_STAND_INS).contains(&wanted.participants) {
        return Err(ApiError::bad_input("participants", "out_of_range"));
    }
    let links = stand_ins::invite(&app, id, wanted.participants).await?;
    Ok(Json(StandIns { links }))
}

/// Takes the stand-ins off the plan of a rehearsal; harmless when there are none.
#[utoipa::path(delete, path = "/api/sessions/{id}/stand-ins", tag = "sessions",
    params(("id" = String, Path)), responses(
    (status = NO_CONTENT),
    (status = BAD_REQUEST, body = ErrorBody,
        description = "`invalid_plan`: without them nobody would be host"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody, description = "`not_a_rehearsal` or `ended`"),
))]
async fn dismiss_stand_ins(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<SessionId>,
) -> Result<StatusCode, ApiError> {
    stand_ins::dismiss(&app, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The time zones that are offered.
#[utoipa::path(get, path = "/api/zones", operation_id = "list_zones", tag = "time", responses(
    (status = OK, body = Vec<String>),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn zone_names(_: Organizer) -> Json<&'static [String]> {
    Json(&zones::ZONES)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Clock {
    /// Zones to tell the time of, with commas between.
    #[serde(default)]
    zones: String,
    /// A wall clock, e.g. `2026-12-10T16:00`.
    at: String,
    /// The zone of that clock.
    #[serde(rename = "in")]
    zone: String,
}

/// Which moment a wall clock means, and what the clocks elsewhere show then.
#[utoipa::path(get, path = "/api/time", operation_id = "tell_time",
    tag = "time", params(Clock), responses(
    (status = OK, body = TimeAnswer),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn time(_: Organizer, Query(clock): Query<Clock>) -> Result<Json<TimeAnswer>, ApiError> {
    let wall = zones::wall_clock(&clock.at);
    let wall = wall.ok_or_else(|| ApiError::bad_input("at", "invalid"))?;
    let here = codes::zone(&clock.zone);
    let here = here.ok_or_else(|| ApiError::bad_input("in", "unknown"))?;
    let names: Vec<&str> = clock
        .zones
        .split(',')
        .filter(|name| !name.is_empty())
        .collect();
    if names.len() > MOST_ZONES {
        return Err(ApiError::bad_input("zones", "too_many"));
    }
    let elsewhere = names
        .iter()
        .map(|name| Some(((*name).to_owned(), codes::zone(name)?)));
    let elsewhere: Option<Vec<_>> = elsewhere.collect();
    let elsewhere = elsewhere.ok_or_else(|| ApiError::bad_input("zones", "unknown"))?;
    let answer = zones::answer(wall, &here, &elsewhere);
    answer
        .map(Json)
        .map_err(|zones::OutOfRange| ApiError::bad_input("at", "out_of_range"))
}
