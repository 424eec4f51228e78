//! Minutes over HTTP, for organizers.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use meeting::id::SessionId;
use meeting::plan::Localized;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::SqliteConnection;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::document::{Difference, Document, Section, Unsound, differences, edited};
use super::draft::{Sources, draft};
use super::paper;
use super::table::{self, Edition, Revision, What, Writing};
use crate::app::{App, now};
use crate::identity::Organizer;
use crate::records::fold;
use crate::rest::{ApiError, ErrorBody, Json, Path, Query};
use crate::{invitations, protocol};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(show, change))
        .routes(routes!(revision))
        .routes(routes!(print))
}

/// The minutes of a session, as they stand in one edition.
#[derive(Debug, Serialize, ToSchema)]
struct Minutes {
    session: SessionId,
    title: Localized,
    /// IANA zone in which the session was planned.
    zone: String,
    /// BCP 47 tags of the session, the main language first.
    languages: Vec<String>,
    /// The session is over, and its minutes can be drafted.
    ended: bool,
    /// In order; only the last may be unapproved.
    editions: Vec<Edition>,
    /// The edition that follows; 0: nothing was drafted yet.
    edition: i64,
    /// Of that edition, in order. A change names the last of the last edition.
    revisions: Vec<Revision>,
    /// By language, as it stands.
    text: Document,
    /// Where a draft from what is known now, in the main language, is another than the one that the
    /// last edition was made from.
    differs: Vec<Difference>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// The last when absent.
    edition: Option<i64>,
}

/// What is done to the minutes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MinutesChange {
    /// The edition and the revision it was made from; 0 and 0 when there are none.
    edition: i64,
    revision: i64,
    act: Act,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = MinutesAct)]
enum Act {
    /// From what happened: the first text, or another in place of what was written.
    Draft,
    /// The text in one language. Its parts stay those that were drafted.
    Write {
        language: String,
        sections: Vec<Section>,
    },
    /// Takes an earlier revision of the edition again.
    Restore { number: i64 },
    /// From now on nobody changes it.
    Approve,
    /// Begins another edition with the text that was approved, to put it right.
    Amend,
}

/// The minutes of a session, and how they came about.
#[utoipa::path(get, path = "/api/sessions/{id}/minutes", operation_id = "show_minutes",
    tag = "records", params(("id" = String, Path), Which), responses(
    (status = OK, body = Minutes),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn show(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Query(which): Query<Which>,
) -> Result<Json<Minutes>, ApiError> {
    let sources = sources(&app, session).await?;
    let mut database = app.store.pool().acquire().await?;
    let minutes = minutes(&mut database, &sources, which.edition).await?;
    Ok(Json(minutes))
}

/// Drafts, writes, restores, approves or amends the minutes.
#[utoipa::path(post, path = "/api/sessions/{id}/minutes", operation_id = "change_minutes",
    tag = "records", params(("id" = String, Path)), request_body = MinutesChange, responses(
    (status = OK, body = Minutes),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody,
        description = "`conflict`: changed meanwhile, `detail.current` are the minutes as they \
                       stand; `not_ended`, `approved`, `not_approved` or `not_drafted`"),
))]
async fn change(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Json(change): Json<MinutesChange>,
) -> Result<Json<Minutes>, ApiError> {
    let sources = sources(&app, session).await?;
    if sources.record.partial {
        return Err(refused("not_ended", "The session has not ended."));
    }
    let mut transaction = app.store.write().await?;
    let before = minutes(&mut transaction, &sources, None).await?;
    let revision = before.revisions.last().map_or(0, |one| one.number);
    if (before.edition, revision) != (change.edition, change.revision) {
        return Err(ApiError::conflict(json!({ "current": before })));
    }
    allowed(&before, &change.act)?;
    perform(&mut transaction, &sources, before, change.act, &organizer).await?;
    let after = minutes(&mut transaction, &sources, None).await?;
    transaction.commit().await?;
    Ok(Json(after))
}

/// A draft can be made as long as nothing was approved; what was approved can only be amended.
fn allowed(before: &Minutes, act: &Act) -> Result<(), ApiError> {
    let last = before.editions.last();
    let is_approved = last.is_some_and(|edition| edition.approved_at.is_some());
    match act {
        Act::Amend if !is_approved => Err(refused("not_approved", "Nothing was approved.")),
        Act::Draft | Act::Write { .. } | Act::Restore { .. } | Act::Approve if is_approved => {
            Err(refused("approved", "These minutes are approved."))
        }
        Act::Write { .. } | Act::Restore { .. } | Act::Approve if last.is_none() => {
            Err(refused("not_drafted", "There is no draft yet."))
        }
        Act::Draft | Act::Write { .. } | Act::Restore { .. } | Act::Approve | Act::Amend => Ok(()),
    }
}

async fn perform(
    database: &mut SqliteConnection,
    sources: &Sources,
    before: Minutes,
    act: Act,
    organizer: &Organizer,
) -> Result<(), ApiError> {
    let session = before.session;
    let mut edition = before.edition;
    let mut text = before.text;
    let (mut language, mut restored) = (None, None);
    let at = now().timestamp;
    let what = match act {
        Act::Draft => {
            edition = edition.max(1);
            text = draft(sources)?;
            table::put_drafted(database, session, edition, &text).await?;
            What::Drafted
        }
        Act::Write {
            language: tag,
            sections,
        } => {
            let unknown = || ApiError::bad_input("language", "unknown");
            let old = text.0.get_mut(&tag).ok_or_else(unknown)?;
            *old = edited(old, sections)
                .map_err(|Unsound(field, problem)| ApiError::bad_input(&field, problem))?;
            language = Some(tag);
            What::Edited
        }
        Act::Restore { number } => {
            let earlier = table::text(database, session, edition, number).await?;
            text = earlier.ok_or_else(|| ApiError::bad_input("number", "unknown"))?;
            restored = Some(number);
            What::Restored
        }
        Act::Approve => {
            return Ok(table::approve(database, session, edition, organizer.id, at).await?);
        }
        Act::Amend => {
            let drafted = table::drafted(database, session, edition).await?;
            edition += 1;
            table::put_drafted(database, session, edition, &drafted).await?;
            What::Amended
        }
    };
    let revision = Writing {
        what,
        language: language.as_deref(),
        restored,
        text: &text,
        by: organizer.id,
        at,
    };
    Ok(table::write(database, session, edition, revision).await?)
}

fn refused(code: &'static str, message: &str) -> ApiError {
    ApiError::new(StatusCode::CONFLICT, code, message)
}

/// The text of one revision.
#[utoipa::path(get, path = "/api/sessions/{id}/minutes/{edition}/{number}",
    operation_id = "show_minutes_revision", tag = "records",
    params(("id" = String, Path), ("edition" = i64, Path), ("number" = i64, Path)), responses(
    (status = OK, body = Document),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn revision(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((session, edition, number)): Path<(SessionId, i64, i64)>,
) -> Result<Json<Document>, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let text = table::text(&mut database, session, edition, number).await?;
    text.map(Json).ok_or_else(ApiError::not_found)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Print {
    /// BCP 47 tag of one of the session's languages; its main one when absent.
    lang: Option<String>,
    /// The last when absent.
    edition: Option<i64>,
}

/// The minutes as pages.
#[utoipa::path(get, path = "/api/sessions/{id}/minutes.pdf", operation_id = "print_minutes",
    tag = "records", params(("id" = String, Path), Print), responses(
    (status = OK, body = String, content_type = "application/pdf"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = UNPROCESSABLE_ENTITY, body = ErrorBody, description = "`missing_glyph`"),
    (status = SERVICE_UNAVAILABLE, body = ErrorBody, description = "`missing_font`"),
))]
async fn print(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Query(wish): Query<Print>,
) -> Result<Response, ApiError> {
    let sources = sources(&app, session).await?;
    let minutes = {
        let mut database = app.store.pool().acquire().await?;
        minutes(&mut database, &sources, wish.edition).await?
    };
    let edition = minutes
        .editions
        .iter()
        .find(|one| one.number == minutes.edition);
    let edition = edition.ok_or_else(ApiError::not_found)?.clone();
    let wish = paper::Wish {
        session,
        zone: minutes.zone,
        languages: minutes.languages,
        language: wish.lang,
    };
    paper::printed(app, wish, edition, minutes.text).await
}

async fn minutes(
    database: &mut SqliteConnection,
    sources: &Sources,
    edition: Option<i64>,
) -> Result<Minutes, ApiError> {
    let plan = &sources.plan;
    let session = plan.session;
    let editions = table::editions(database, session).await?;
    let last = editions.last().map_or(0, |one| one.number);
    let edition = edition.unwrap_or(last);
    if edition != 0 && editions.iter().all(|one| one.number != edition) {
        return Err(ApiError::not_found());
    }
    let revisions = table::revisions(database, session, edition).await?;
    let revision = revisions.last().map_or(0, |one| one.number);
    let text = table::text(database, session, edition, revision).await?;
    let differs = if last == 0 {
        Vec::new()
    } else {
        let before = table::drafted(database, session, last).await?;
        differs(&before, sources)?
    };
    Ok(Minutes {
        session,
        title: plan.title.clone(),
        zone: plan.zone.clone(),
        languages: plan.languages.clone(),
        ended: !sources.record.partial,
        editions,
        edition,
        revisions,
        text: text.unwrap_or_default(),
        differs,
    })
}

/// In the main language; the others say the same.
fn differs(before: &Document, sources: &Sources) -> Result<Vec<Difference>, ApiError> {
    let main = sources.plan.languages.first();
    let now = draft(sources)?;
    let in_main = |document: &Document| {
        let sections = main.and_then(|main| document.0.get(main));
        sections.cloned().unwrap_or_default()
    };
    Ok(differences(&in_main(before), &in_main(&now)))
}

async fn sources(app: &App, session: SessionId) -> Result<Sources, ApiError> {
    let order = protocol::precedence(app, session).await?;
    let mut database = app.store.pool().acquire().await?;
    let at = now().timestamp;
    let folded = fold(&mut database, app.store.master_key(), session, at).await?;
    Ok(Sources {
        plan: folded.plan,
        record: folded.record,
        order,
        declined: invitations::declined(&mut database, session).await?,
    })
}
