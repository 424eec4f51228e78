//! Repetitions over HTTP, for organizers.

use std::sync::Arc;

use axum::extract::State;
use meeting::id::SessionId;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::desk::SessionDetail;
use super::{Every, Repeating, Upcoming};
use crate::app::App;
use crate::identity::Organizer;
use crate::rest::{ApiError, ErrorBody, Json, Path, Query};

pub(in crate::schedule) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(show, repeat))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    #[param(inline)]
    every: Every,
    /// 1 to 52.
    times: usize,
}

/// When a session would begin again; nothing is planned yet.
#[utoipa::path(get, path = "/api/sessions/{id}/repeat", operation_id = "show_repetitions",
    tag = "sessions", params(("id" = String, Path), Asked), responses(
    (status = OK, body = Vec<Upcoming>),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn show(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<Upcoming>>, ApiError> {
    let found = super::upcoming(&app, session, asked.every, asked.times).await?;
    Ok(Json(found))
}

/// Plans a session again, with the same people, at the given times. Those invited have all of them
/// in their calendars as one entry that recurs.
#[utoipa::path(post, path = "/api/sessions/{id}/repeat", operation_id = "repeat_session",
    tag = "sessions", params(("id" = String, Path)), request_body = Repeating, responses(
    (status = OK, body = SessionDetail),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody,
        description = "`conflict`, `ended`, `rehearsal`, `repeated` or `invited`"),
))]
async fn repeat(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Json(repeating): Json<Repeating>,
) -> Result<Json<SessionDetail>, ApiError> {
    super::repeat(&app, &organizer, session, repeating)
        .await
        .map(Json)
}
