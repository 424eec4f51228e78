//! The board over HTTP, for organizers; letters and calendars as files.

use std::io::{Cursor, Write};
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use meeting::id::{PersonId, SessionId};
use serde::Deserialize;
use serde_json::json;
use sqlx::{Sqlite, Transaction};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::board::{self, Board, Desk};
use super::delegations;
use super::letter::Letter;
use super::office::{self, Written};
use super::replies;
use super::table::{self, New, State as LetterState, Turn};
use crate::app::{App, now};
use crate::identity::Organizer;
use crate::rest::{ApiError, ErrorBody, Json, Path};

pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(send))
        .routes(routes!(settle))
        .routes(routes!(accept_deputy, dismiss_deputy))
        .routes(routes!(read))
        .routes(routes!(calendar))
        .routes(routes!(message))
        .routes(routes!(all_letters))
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

async fn current(app: &App, session: SessionId) -> Result<Board, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let desk = board::desk(app, &mut database, session).await?;
    desk.board(app, &mut database).await
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
    if !sending.by_hand && app.config.mail.sender().is_none() {
        let message = "No mail server is configured; letters can be downloaded.";
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            "no_mail_server",
            message,
        ));
    }
    let mut transaction = app.store.write().await?;
    let desk = board::desk(&app, &mut transaction, session).await?;
    if desk.digest() != sending.digest {
        drop(transaction);
        let current = current(&app, session).await?;
        return Err(ApiError::conflict(json!({ "current": current })));
    }
    queue(&app, transaction, &desk, &sending).await?;
    app.letters.wake();
    current(&app, session).await.map(Json)
}

async fn queue(
    app: &App,
    mut transaction: Transaction<'static, Sqlite>,
    desk: &Desk,
    sending: &Sending,
) -> Result<(), ApiError> {
    let session = desk.invited.plan.session;
    let chosen = |person: &PersonId| {
        let people = sending.people.as_ref();
        people.is_none_or(|people| people.contains(person))
    };
    for (person, sequence, said) in desk.to_send() {
        let can_go = sending.by_hand || said.content.email.is_some();
        if !can_go || !chosen(&person) {
            continue;
        }
        let new = New {
            session,
            person,
            sequence,
            said,
            message_id: office::message_id(app, session, person, sequence),
            by_hand: sending.by_hand,
        };
        table::put(&mut transaction, &new, now().timestamp).await?;
    }
    Ok(transaction.commit().await?)
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
    let desk = board::desk(&app, &mut transaction, session).await?;
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
    table::turn(&mut transaction, letter, &turn, now).await?;
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

/// The letter to a person in words: the one that would be sent, else the newest.
#[utoipa::path(get, path = "/api/sessions/{id}/invitations/{person}/letter",
    operation_id = "read_invitation", tag = "invitations",
    params(("id" = String, Path), ("person" = String, Path)), responses(
    (status = OK, body = Letter),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn read(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((session, person)): Path<(SessionId, PersonId)>,
) -> Result<Json<Letter>, ApiError> {
    Ok(Json(written(&app, session, person).await?.letter))
}

/// The entry for a person's calendar.
#[utoipa::path(get, path = "/api/sessions/{id}/invitations/{person}/invitation.ics",
    operation_id = "download_calendar", tag = "invitations",
    params(("id" = String, Path), ("person" = String, Path)), responses(
    (status = OK, body = String, content_type = "text/calendar"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn calendar(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((session, person)): Path<(SessionId, PersonId)>,
) -> Result<Response, ApiError> {
    let written = written(&app, session, person).await?;
    let name = format!("{session}-{person}.ics");
    file(
        "text/calendar; charset=utf-8",
        &name,
        written.calendar.into_bytes(),
    )
}

/// The whole letter to a person as a message, to be opened in a mail program.
#[utoipa::path(get, path = "/api/sessions/{id}/invitations/{person}/invitation.eml",
    operation_id = "download_letter", tag = "invitations",
    params(("id" = String, Path), ("person" = String, Path)), responses(
    (status = OK, body = String, content_type = "message/rfc822"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn message(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((session, person)): Path<(SessionId, PersonId)>,
) -> Result<Response, ApiError> {
    let written = written(&app, session, person).await?;
    let message = written.message(&app).map_err(ApiError::internal)?;
    file(
        "message/rfc822",
        &format!("{session}-{person}.eml"),
        message,
    )
}

/// Letter and calendar of everybody as one archive.
#[utoipa::path(get, path = "/api/sessions/{id}/invitations/letters.zip",
    operation_id = "download_letters", tag = "invitations", params(("id" = String, Path)),
    responses(
    (status = OK, body = String, content_type = "application/zip"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn all_letters(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
) -> Result<Response, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let desk = board::desk(&app, &mut database, session).await?;
    let mut archive = Archive::default();
    for (number, person) in desk.everybody().into_iter().enumerate() {
        let Some((label, said)) = desk.current(&app, person) else {
            continue;
        };
        let written = office::write(&app, &desk.invited.plan, label, &said);
        let name = format!("{:03} {}", number + 1, file_name(&said.content.name));
        archive.add(&format!("{name}.ics"), written.calendar.as_bytes())?;
        let message = written.message(&app).map_err(ApiError::internal)?;
        archive.add(&format!("{name}.eml"), &message)?;
    }
    file(
        "application/zip",
        &format!("{session}.zip"),
        archive.finish()?,
    )
}

async fn written(app: &App, session: SessionId, person: PersonId) -> Result<Written, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let desk = board::desk(app, &mut database, session).await?;
    let current = desk.current(app, person);
    let (label, said) = current.ok_or_else(ApiError::not_found)?;
    Ok(office::write(app, &desk.invited.plan, label, &said))
}

fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Result<Response, ApiError> {
    let disposition = format!("attachment; filename=\"{name}\"");
    let disposition = HeaderValue::try_from(disposition).map_err(ApiError::internal)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, bytes).into_response())
}

/// A name that no system takes for a path.
fn file_name(name: &str) -> String {
    let plain = name
        .chars()
        .filter(|letter| letter.is_alphanumeric() || *letter == ' ');
    plain.take(60).collect()
}

struct Archive(ZipWriter<Cursor<Vec<u8>>>);

impl Default for Archive {
    fn default() -> Self {
        Self(ZipWriter::new(Cursor::new(Vec::new())))
    }
}

impl Archive {
    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), ApiError> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.0
            .start_file(name, options)
            .map_err(ApiError::internal)?;
        self.0.write_all(bytes).map_err(ApiError::internal)
    }

    fn finish(self) -> Result<Vec<u8>, ApiError> {
        let written = self.0.finish().map_err(ApiError::internal)?;
        Ok(written.into_inner())
    }
}
