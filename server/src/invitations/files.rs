//! Letters and calendars as files, to be sent by hand.

use std::io::{Cursor, Write};
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use meeting::id::{PersonId, SessionId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::desk;
use super::letter::Letter;
use super::office::{self, Written};
use crate::app::App;
use crate::identity::Organizer;
use crate::rest::{ApiError, ErrorBody, Json, Path};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(read))
        .routes(routes!(calendar))
        .routes(routes!(message))
        .routes(routes!(all_letters))
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
    let desk = desk::desk(&app, &mut database, session).await?;
    let mut archive = Archive::default();
    for (number, person) in desk.everybody().into_iter().enumerate() {
        let Some(mailing) = desk.current(&app, person) else {
            continue;
        };
        let written = office::write(&app, &desk.invited.plan, mailing);
        let name = format!("{:03} {}", number + 1, written.file_name());
        archive.letter(&app, &name, &written)?;
    }
    zip(&session.to_string(), archive)
}

async fn written(app: &App, session: SessionId, person: PersonId) -> Result<Written, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let desk = desk::desk(app, &mut database, session).await?;
    let mailing = desk.current(app, person);
    let mailing = mailing.ok_or_else(ApiError::not_found)?;
    Ok(office::write(app, &desk.invited.plan, mailing))
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

pub(super) fn zip(name: &str, archive: Archive) -> Result<Response, ApiError> {
    let bytes = archive.finish()?;
    file("application/zip", &format!("{name}.zip"), bytes)
}

pub(super) struct Archive(ZipWriter<Cursor<Vec<u8>>>);

impl Default for Archive {
    fn default() -> Self {
        Self(ZipWriter::new(Cursor::new(Vec::new())))
    }
}

impl Archive {
    /// Letter and calendar under one name.
    pub(super) fn letter(
        &mut self,
        app: &App,
        name: &str,
        written: &Written,
    ) -> Result<(), ApiError> {
        self.add(&format!("{name}.ics"), written.calendar.as_bytes())?;
        let message = written.message(app).map_err(ApiError::internal)?;
        self.add(&format!("{name}.eml"), &message)
    }

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
