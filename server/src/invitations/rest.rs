//! The board over HTTP, for organizers.

use std::sync::Arc;

use axum::extract::State;
use meeting::id::{PersonId, SessionId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::board::{self, Board};
use super::table::{self, State as LetterState, Turn};
use super::{delegations, desk, event, files, notes, queue, replies};
use crate::app::{App, now};
use crate::identity::Organizer;
use crate::rest::{ApiError, ErrorBody, Json, Path};

pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(send))
        .routes(routes!(settle))
        .routes(routes!(accept_deputy, dismiss_deputy))
        .routes(routes!(pause))
        .merge(files::routes())
        .merge(notes::routes())
        .merge(event::routes())
        .merge(replies::routes())
        .merge(delegations::routes())
}

/// The letters of a session, what would be sent now, and what people answered.
#[utoipa::path(get, path = "/api/sessions/{id}/invitations", operation_id = "show_invitations",
    tag = "invitations", params(("id" = String, Path)), responses(
    (status = OK, body = Board),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn show(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
) -> Result<Json<Board>, ApiError> {
    current(&app, session).await.map(Json)
}

pub(super) async fn current(app: &App, session: SessionId) -> Result<Board, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let desk = desk::desk(app, &mut database, session).await?;
    board::board(app, &mut database, desk).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Sending {
    /// Of the board that was looked at.
    digest: String,
    /// To these alone; to everybody when it is absent.
    #[serde(default)]
    people: Option<Vec<PersonId>>,
    /// The office hands them over itself, as downloaded: they are kept as sent.
    #[serde(default)]
    by_hand: bool,
}

/// Puts into the queue what the board shows, and nothing else. What a person knows already is not
/// sent again.
#[utoipa::path(post, path = "/api/sessions/{id}/invitations/send", operation_id = "send_invitations",
    tag = "invitations", params(("id" = String, Path)), request_body = Sending, responses(
    (status = OK, body = Board),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody,
        description = "`conflict`: something else would be sent by now, `detail.current` is the \
                       board as it stands; or `no_mail_server`"),
))]
async fn send(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Json(sending): Json<Sending>,
) -> Result<Json<Board>, ApiError> {
    queue::unless_no_server(&app, sending.by_hand)?;
    let mut transaction = app.store.write().await?;
    let desk = desk::desk(&app, &mut transaction, session).await?;
    if desk.digest() != sending.digest {
        drop(transaction);
        let current = current(&app, session).await?;
        return Err(ApiError::conflict(json!({ "current": current })));
    }
    let chosen = |_, person| {
        let people = sending.people.as_ref();
        people.is_none_or(|people| people.contains(&person))
    };
    queue::put(&app, transaction, &[desk], sending.by_hand, chosen).await?;
    current(&app, session).await.map(Json)
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LetterPause {
    paused: bool,
}

/// Keeps every letter in the queue until it is called off; the one that is being handed over goes.
#[utoipa::path(put, path = "/api/letters/pause", operation_id = "pause_letters",
    tag = "invitations", request_body = LetterPause, responses(
    (status = OK, body = LetterPause),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn pause(
    _: Organizer,
    State(app): State<Arc<App>>,
    Json(pause): Json<LetterPause>,
) -> Result<Json<LetterPause>, ApiError> {
    let mut transaction = app.store.write().await?;
    table::pause(&mut transaction, pause.paused, now().timestamp).await?;
    transaction.commit().await?;
    app.letters.wake();
    Ok(Json(pause))
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Settlement {
    /// It arrived.
    Arrived,
    /// It did not: it is sent again.
    Lost,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Settling {
    letter: Settlement,
}

/// Decides about a letter that is in doubt.
#[utoipa::path(post, path = "/api/sessions/{id}/invitations/{person}/settle",
    operation_id = "settle_invitation", tag = "invitations",
    params(("id" = String, Path), ("person" = String, Path)), request_body = Settling, responses(
    (status = OK, body = Board),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody, description = "Nothing is in doubt."),
))]
async fn settle(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((session, person)): Path<(SessionId, PersonId)>,
    Json(settling): Json<Settling>,
) -> Result<Json<Board>, ApiError> {
    let mut transaction = app.store.write().await?;
    let desk = desk::desk(&app, &mut transaction, session).await?;
    let letter = desk.newest(person);
    let letter = letter.filter(|letter| letter.state == LetterState::InDoubt);
    let letter = letter.ok_or_else(ApiError::not_found)?;
    let now = now().timestamp;
    let state = match settling.letter {
        Settlement::Arrived => LetterState::Sent,
        Settlement::Lost => LetterState::Queued,
    };
    let turn = Turn {
        state,
        problem: None,
        answer: None,
        attempts: 0,
        due_at: now,
    };
    // What went out in one message arrived as one, or did not.
    for letter in table::together(&mut transaction, letter).await? {
        table::turn(&mut transaction, &letter, &turn, now).await?;
    }
    transaction.commit().await?;
    app.letters.wake();
    current(&app, session).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FromPlan {
    /// The version of the plan that the organizer looks at.
    version: i64,
}

/// Invites the deputy that a person named in their place: the old link dies, the deputy gets one.
#[utoipa::path(post, path = "/api/sessions/{id}/invitations/{person}/deputy",
    operation_id = "accept_deputy", tag = "invitations",
    params(("id" = String, Path), ("person" = String, Path)), request_body = FromPlan, responses(
    (status = OK, body = Board),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody, description = "They named none."),
    (status = CONFLICT, body = ErrorBody, description = "`conflict` or `ended`"),
))]
async fn accept_deputy(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((session, person)): Path<(SessionId, PersonId)>,
    Json(from): Json<FromPlan>,
) -> Result<Json<Board>, ApiError> {
    replies::accept(&app, session, from.version, person).await?;
    current(&app, session).await.map(Json)
}

/// Takes that back: whoever named the deputy is invited again, with a new link.
#[utoipa::path(delete, path = "/api/sessions/{id}/invitations/{person}/deputy",
    operation_id = "dismiss_deputy", tag = "invitations",
    params(("id" = String, Path), ("person" = String, Path,
        description = "The deputy")), request_body = FromPlan, responses(
    (status = OK, body = Board),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody, description = "They are nobody's deputy."),
    (status = CONFLICT, body = ErrorBody, description = "`conflict` or `ended`"),
))]
async fn dismiss_deputy(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((session, person)): Path<(SessionId, PersonId)>,
    Json(from): Json<FromPlan>,
) -> Result<Json<Board>, ApiError> {
    replies::dismiss(&app, session, from.version, person).await?;
    current(&app, session).await.map(Json)
}
