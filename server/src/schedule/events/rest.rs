//! Events, series and templates over HTTP, for organizers.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use meeting::event::{EventKind, Series};
use meeting::id::{EventId, SessionId, TrackId};
use meeting::plan::{Admission, Localized};
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, now};
use crate::identity::Organizer;
use crate::rest::{ApiError, ErrorBody, Json, Path};
use crate::schedule::desk::{self as sessions, PartnerName, SessionDetail};
use crate::schedule::state::{is_upcoming, state};
use crate::schedule::table::of_event;

use super::desk::{self, Beginning, EventDetail, Move};
use super::draft::{EventDraft, SeriesDraft};
use super::table::{self, KeptEvent};
use super::template::{TEMPLATES, Template};

pub(in crate::schedule) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(templates))
        .routes(routes!(list_series, create_series))
        .routes(routes!(list, create))
        .routes(routes!(show, change))
        .routes(routes!(move_session))
}

/// What an event can begin with.
#[utoipa::path(get, path = "/api/event-templates", operation_id = "list_event_templates",
    tag = "events", responses(
    (status = OK, body = Vec<Template>),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn templates(_: Organizer) -> Json<Vec<Template>> {
    Json(TEMPLATES.offered())
}

/// Every series, the oldest first.
#[utoipa::path(get, path = "/api/series", operation_id = "list_series", tag = "events", responses(
    (status = OK, body = Vec<Series>),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn list_series(
    _: Organizer,
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<Series>>, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    Ok(Json(table::all_series(&mut database).await?))
}

/// Begins a series.
#[utoipa::path(post, path = "/api/series", operation_id = "create_series", tag = "events",
    request_body = SeriesDraft, responses(
    (status = CREATED, body = Series),
    (status = BAD_REQUEST, body = ErrorBody, description = "`invalid_plan`, as for sessions"),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn create_series(
    _: Organizer,
    State(app): State<Arc<App>>,
    Json(draft): Json<SeriesDraft>,
) -> Result<(StatusCode, Json<Series>), ApiError> {
    let series = desk::create_series(&app, draft).await?;
    Ok((StatusCode::CREATED, Json(series)))
}

/// An event as it stands in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct EventCard {
    id: EventId,
    kind: EventKind,
    /// The name of its series.
    series: Option<Localized>,
    edition: Option<u16>,
    title: Localized,
    theme: Localized,
    /// IANA zone of the programme.
    zone: String,
    /// When its first session starts and its last one ends; without a session, nothing.
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    sessions: usize,
    people: usize,
    partners: Vec<PartnerName>,
    /// A session of it is still to come, or it has none yet.
    upcoming: bool,
}

/// Every event: what is to come first, the next one first; then what was, the latest first.
#[utoipa::path(get, path = "/api/events", operation_id = "list_events", tag = "events", responses(
    (status = OK, body = Vec<EventCard>),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn list(_: Organizer, State(app): State<Arc<App>>) -> Result<Json<Vec<EventCard>>, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let series = table::all_series(&mut database).await?;
    let now = now().timestamp;
    let mut cards = Vec::new();
    for KeptEvent { event, .. } in table::all(&mut database).await? {
        let kept = of_event(&mut database, event.id).await?;
        let plans = || kept.iter().map(|kept| &kept.plan);
        let ahead = |kept: &crate::schedule::table::Kept| {
            let live = app.rooms.live(kept.plan.session);
            let state = state(&kept.plan, kept.state, kept.held, live, now);
            is_upcoming(&kept.plan, state, now)
        };
        let named = series.iter().find(|one| Some(one.id) == event.series);
        cards.push(EventCard {
            id: event.id,
            kind: event.kind,
            series: named.map(|series| series.name.clone()),
            edition: event.edition,
            starts_at: plans().map(|plan| plan.starts_at).min(),
            ends_at: plans().map(|plan| plan.ends_at()).max(),
            sessions: kept.len(),
            people: event.people.len(),
            partners: sessions::partners(&app, &event.delegations),
            upcoming: kept.is_empty() || kept.iter().any(ahead),
            title: event.title,
            theme: event.theme,
            zone: event.zone,
        });
    }
    cards.sort_by_key(|card| {
        let past = (!card.upcoming).then_some(Reverse(card.starts_at));
        (!card.upcoming, past, card.starts_at)
    });
    Ok(Json(cards))
}

#[derive(Debug, Deserialize, ToSchema)]
struct NewEvent {
    /// A key of `/api/event-templates`.
    template: String,
    /// When its first day begins; the sessions of the template stand around it.
    starts_at: Timestamp,
    admission: Admission,
    /// Without `tracks` it gets those of the template.
    event: EventDraft,
}

/// Begins an event with the sessions of a template.
#[utoipa::path(post, path = "/api/events", operation_id = "create_event", tag = "events",
    request_body = NewEvent, responses(
    (status = CREATED, body = EventDetail),
    (status = BAD_REQUEST, body = ErrorBody,
        description = "`invalid_plan`; `detail.fields` is a list of `{path, problem}`"),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn create(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Json(new): Json<NewEvent>,
) -> Result<(StatusCode, Json<EventDetail>), ApiError> {
    let beginning = Beginning {
        template: new.template,
        starts_at: new.starts_at,
        admission: new.admission,
        event: new.event,
    };
    let event = desk::create(&app, &organizer, beginning).await?;
    Ok((StatusCode::CREATED, Json(event)))
}

/// One event with its programme.
#[utoipa::path(get, path = "/api/events/{id}", operation_id = "show_event", tag = "events",
    params(("id" = String, Path)), responses(
    (status = OK, body = EventDetail),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn show(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<EventId>,
) -> Result<Json<EventDetail>, ApiError> {
    desk::show(&app, id).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
struct ChangedEvent {
    /// The version the change was made from.
    version: i64,
    event: EventDraft,
}

/// Changes an event and its roster; the sessions of it that are not over follow.
#[utoipa::path(put, path = "/api/events/{id}", operation_id = "change_event", tag = "events",
    params(("id" = String, Path)), request_body = ChangedEvent, responses(
    (status = OK, body = EventDetail),
    (status = BAD_REQUEST, body = ErrorBody,
        description = "`invalid_plan`; `detail.fields` is a list of `{path, problem}`"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody,
        description = "`conflict`: changed meanwhile, `detail.current` is the event as it stands"),
))]
async fn change(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<EventId>,
    Json(changed): Json<ChangedEvent>,
) -> Result<Json<EventDetail>, ApiError> {
    desk::change(&app, id, changed.version, changed.event)
        .await
        .map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
struct MovedSession {
    /// The version of the session that the organizer looks at.
    version: i64,
    starts_at: Timestamp,
    /// 5 to 1440.
    minutes: i64,
    track: Option<TrackId>,
}

/// Moves a session of an event in its programme: when, how long, in which room.
#[utoipa::path(post, path = "/api/sessions/{id}/move", operation_id = "move_session",
    tag = "events", params(("id" = String, Path)), request_body = MovedSession, responses(
    (status = OK, body = SessionDetail),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody, description = "`conflict`, `ended` or `no_event`"),
))]
async fn move_session(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<SessionId>,
    Json(moved): Json<MovedSession>,
) -> Result<Json<SessionDetail>, ApiError> {
    let to = Move {
        version: moved.version,
        starts_at: moved.starts_at,
        minutes: moved.minutes,
        track: moved.track,
    };
    desk::move_session(&app, id, to).await.map(Json)
}
