//! What the office adds to the letters about a session in its own words.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use meeting::id::SessionId;
use meeting::plan::Localized;
use serde::Deserialize;
use serde_json::json;
use sqlx::SqliteConnection;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::board::Board;
use super::rest::current;
use super::words::Words;
use crate::app::App;
use crate::identity::Organizer;
use crate::rest::{ApiError, ErrorBody, Json, Path};
use crate::store::StoreError;

/// Characters in one language.
const LONGEST: usize = 1000;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(write))
}

/// Empty when nothing was added.
pub(super) async fn of(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Localized, StoreError> {
    let text: Option<String> =
        sqlx::query_scalar("SELECT text FROM letter_note WHERE session = $1")
            .bind(session.to_string())
            .fetch_optional(database)
            .await?;
    let read = |text: String| serde_json::from_str(&text);
    let note = text.map(read).transpose();
    let note = note.map_err(|error| StoreError::damaged("letter_note", session, error))?;
    Ok(note.unwrap_or_default())
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WrittenNote {
    /// As it stood when it was changed.
    before: Localized,
    /// By language of the letter; at most 1000 characters each. Lines may be broken.
    note: Localized,
}

/// Writes what the office adds to the letters about a session. Whoever has had a letter gets it
/// with the next one.
#[utoipa::path(put, path = "/api/sessions/{id}/invitations/note", operation_id = "write_letter_note",
    tag = "invitations", params(("id" = String, Path)), request_body = WrittenNote, responses(
    (status = OK, body = Board),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody,
        description = "`conflict`: changed meanwhile, `detail.current` is the note as it stands"),
))]
async fn write(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Json(written): Json<WrittenNote>,
) -> Result<Json<Board>, ApiError> {
    let note = checked(written.note)?;
    let mut transaction = app.store.write().await?;
    let before = of(&mut transaction, session).await?;
    if before != written.before {
        return Err(ApiError::conflict(json!({ "current": before })));
    }
    if !put(&mut transaction, session, &note).await? {
        return Err(ApiError::not_found());
    }
    transaction.commit().await?;
    current(&app, session).await.map(Json)
}

/// Without the blanks around it, in languages that letters are written in.
fn checked(note: Localized) -> Result<Localized, ApiError> {
    let mut texts = BTreeMap::new();
    for (tag, text) in note.0 {
        let wrong = |problem| ApiError::bad_input(&format!("note.{tag}"), problem);
        let text = text.replace("\r\n", "\n").trim().to_owned();
        if Words::of(&tag).language() != tag {
            return Err(ApiError::bad_input("note", "unknown"));
        }
        if text.chars().count() > LONGEST {
            return Err(wrong("too_long"));
        }
        if text.chars().any(|one| one.is_control() && one != '\n') {
            return Err(wrong("invalid"));
        }
        if !text.is_empty() {
            texts.insert(tag, text);
        }
    }
    Ok(Localized(texts))
}

/// False when there is no such session.
async fn put(
    database: &mut SqliteConnection,
    session: SessionId,
    note: &Localized,
) -> Result<bool, StoreError> {
    let text = serde_json::to_string(note)
        .map_err(|error| StoreError::damaged("letter_note", session, error))?;
    let written = sqlx::query(
        "INSERT INTO letter_note (session, text) SELECT id, $2 FROM session WHERE id = $1
         ON CONFLICT (session) DO UPDATE SET text = excluded.text",
    )
    .bind(session.to_string())
    .bind(text)
    .execute(database)
    .await?;
    Ok(written.rows_affected() == 1)
}
