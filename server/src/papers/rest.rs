//! Papers over HTTP, for organizers.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use meeting::id::{ItemId, PaperId, SessionId};
use meeting::paper::Audience;
use meeting::plan::{Localized, Plan};
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::SqliteConnection;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::kind::{Content, Kind};
use super::name::{cleaned, decoded};
use super::receive::{Most, disk, receive, too_large};
use super::room::Used;
use super::serve::{Served, serve};
use super::signed;
use super::table::{self, Kept};
use super::title;
use crate::app::{App, now};
use crate::identity::{Organizer, random};
use crate::rest::{ApiError, ErrorBody, Json, Path, Query};
use crate::schedule;
use crate::store::{Arrived, Shelf};

/// What the name of the file is told in, percent-encoded in UTF-8 (RFC 5023).
pub(super) const SLUG: &str = "slug";

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, upload))
        .routes(routes!(change, delete))
        .routes(routes!(restore))
        .routes(routes!(file))
}

/// The papers of a session, and how much room there is.
#[derive(Debug, Serialize, ToSchema)]
struct Papers {
    /// The most bytes of one file.
    file_bytes: u64,
    /// The most bytes of one video.
    video_bytes: u64,
    /// The most bytes of all of them, and of the group photos.
    session_bytes: u64,
    /// Bytes of those that there are, and of the group photos of the session.
    used_bytes: u64,
    /// The oldest first.
    papers: Vec<Paper>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Paper {
    id: PaperId,
    /// Of the agenda; absent: of the whole session.
    item: Option<ItemId>,
    title: Localized,
    audience: Audience,
    /// Of the file.
    name: String,
    kind: Kind,
    bytes: u64,
    /// Of a video.
    length_ms: Option<u64>,
    uploaded_at: Timestamp,
}

impl From<Kept> for Paper {
    fn from(kept: Kept) -> Self {
        Paper {
            id: kept.id,
            item: kept.item,
            title: kept.title,
            audience: kept.audience,
            name: kept.name,
            kind: kept.kind,
            bytes: kept.bytes,
            length_ms: kept.length_ms,
            uploaded_at: kept.uploaded_at,
        }
    }
}

/// The papers of a session.
#[utoipa::path(get, path = "/api/sessions/{id}/papers", operation_id = "list_papers",
    tag = "papers", params(("id" = String, Path)), responses(
    (status = OK, body = Papers),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn list(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
) -> Result<Json<Papers>, ApiError> {
    plan(&app, session).await?;
    let mut database = app.store.pool().acquire().await?;
    let papers = table::of_session(&mut database, session).await?;
    let used = Used::by(&mut database, session).await?;
    let limits = &app.config.papers;
    Ok(Json(Papers {
        file_bytes: limits.file_bytes(),
        video_bytes: limits.video_bytes(),
        session_bytes: limits.session_bytes(),
        used_bytes: used.bytes(),
        papers: papers.into_iter().map(Paper::from).collect(),
    }))
}

async fn plan(app: &App, session: SessionId) -> Result<Plan, ApiError> {
    let standing = schedule::standing(app, session, now().timestamp).await?;
    let (plan, _) = standing.ok_or_else(ApiError::not_found)?;
    Ok(plan)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Placing {
    /// Of the agenda; absent: of the whole session.
    #[serde(default)]
    item: Option<ItemId>,
    audience: Audience,
}

/// Takes in a file. What it is stands in its content; its name gives the first title.
#[utoipa::path(post, path = "/api/sessions/{id}/papers", operation_id = "upload_paper",
    tag = "papers",
    params(("id" = String, Path), Placing,
        ("Slug" = String, Header, description = "Name of the file, percent-encoded in UTF-8")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses(
    (status = CREATED, body = Paper),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = REQUEST_TIMEOUT, body = ErrorBody, description = "`too_slow`"),
    (status = CONFLICT, body = ErrorBody, description = "`too_many`: papers of this session"),
    (status = PAYLOAD_TOO_LARGE, body = ErrorBody,
        description = "`too_large`, `detail.most` says how large a file may be; or \
                       `session_full`, `detail.room` says how many bytes there is room for"),
    (status = UNSUPPORTED_MEDIA_TYPE, body = ErrorBody,
        description = "`kind_refused`; `detail.why` is what it was taken for"),
    (status = INSUFFICIENT_STORAGE, body = ErrorBody, description = "`disk_full`"),
))]
async fn upload(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Query(placing): Query<Placing>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Paper>), ApiError> {
    let plan = plan(&app, session).await?;
    is_planned(&plan, placing.item)?;
    let slug = headers.get(SLUG).and_then(|slug| slug.to_str().ok());
    let given = slug.and_then(decoded);
    let given = given.ok_or_else(|| ApiError::bad_input("Slug", "invalid"))?;
    let most = Most {
        paper: app.config.papers.file_bytes(),
        video: app.config.papers.video_bytes(),
    };
    if announced(&headers).is_some_and(|bytes| bytes > most.at_all()) {
        return Err(too_large(most.at_all()));
    }
    let shelf = Shelf::of(&app.config.data.dir);
    let (arrived, content) = receive(&shelf, body, most).await?;
    let Content { kind, length } = content;
    let name = cleaned(&given, kind);
    let paper = Kept {
        id: PaperId::from_bits(random::bits()),
        session,
        item: placing.item,
        title: title::first(&plan, &name),
        audience: placing.audience,
        name,
        kind,
        bytes: arrived.bytes,
        sha256: arrived.sha256.clone(),
        length_ms: length.map(millis),
        uploaded_at: now().timestamp,
    };
    keep(&app, shelf, arrived, &paper).await?;
    app.rooms.films_changed(session).await?;
    Ok((StatusCode::CREATED, Json(paper.into())))
}

fn millis(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}

/// How long the body says that it is.
pub(crate) fn announced(headers: &HeaderMap) -> Option<u64> {
    let length = headers.get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

fn is_planned(plan: &Plan, item: Option<ItemId>) -> Result<(), ApiError> {
    if item.is_some_and(|item| plan.item(item).is_none()) {
        return Err(ApiError::bad_input("item", "unknown"));
    }
    Ok(())
}

/// Puts the file in its place and the row that names it, both or neither.
async fn keep(app: &App, shelf: Shelf, arrived: Arrived, paper: &Kept) -> Result<(), ApiError> {
    let mut transaction = app.store.write().await?;
    table::insert(&mut transaction, paper).await?;
    is_there_room(app, &mut transaction, paper).await?;
    // Within the transaction, although it is no matter of the database: what stands in its place and
    // is named by no row yet would be tidied away. It is one rename.
    let put = tokio::task::spawn_blocking(move || shelf.put(&arrived)).await;
    put.map_err(ApiError::internal)?.map_err(disk)?;
    Ok(transaction.commit().await?)
}

/// Whether a paper that was just written may stay.
async fn is_there_room(
    app: &App,
    database: &mut SqliteConnection,
    paper: &Kept,
) -> Result<(), ApiError> {
    let used = Used::by(database, paper.session).await?;
    used.expect_few()?;
    used.expect_room(paper.bytes, &app.config.papers)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperDraft {
    title: Localized,
    audience: Audience,
    #[serde(default)]
    item: Option<ItemId>,
    before: PaperBefore,
}

/// What stood there when it was read: what somebody else decided meanwhile is not written over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperBefore {
    title: Localized,
    audience: Audience,
    #[serde(default)]
    item: Option<ItemId>,
}

impl PaperBefore {
    fn still_stands(&self, kept: &Kept) -> bool {
        self.title == kept.title && self.audience == kept.audience && self.item == kept.item
    }
}

/// Changes what a paper is called, what it belongs to and who sees it. It may go on belonging to an
/// item that was taken out of the agenda.
#[utoipa::path(put, path = "/api/sessions/{id}/papers/{paper}", operation_id = "change_paper",
    tag = "papers", params(("id" = String, Path), ("paper" = String, Path)),
    request_body = PaperDraft, responses(
    (status = OK, body = Paper),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody,
        description = "`conflict`: changed meanwhile, `detail.current` is the paper as it stands; \
                       or `signed`: it is signed or was, and only its title can change"),
))]
async fn change(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((session, paper)): Path<(SessionId, PaperId)>,
    Json(draft): Json<PaperDraft>,
) -> Result<Json<Paper>, ApiError> {
    let title = title::checked(draft.title)?;
    let plan = plan(&app, session).await?;
    let mut transaction = app.store.write().await?;
    let before = table::find(&mut transaction, (session, paper)).await?;
    let before = before.ok_or_else(ApiError::not_found)?;
    if !draft.before.still_stands(&before) {
        return Err(ApiError::conflict(
            json!({ "current": Paper::from(before) }),
        ));
    }
    if draft.item != before.item {
        is_planned(&plan, draft.item)?;
    }
    if (draft.item, draft.audience) != (before.item, before.audience) {
        signed::refuse(&mut transaction, &before).await?;
    }
    let paper = Kept {
        item: draft.item,
        title,
        audience: draft.audience,
        ..before
    };
    table::change(&mut transaction, &paper).await?;
    transaction.commit().await?;
    app.rooms.films_changed(session).await?;
    Ok(Json(paper.into()))
}

/// Deletes a paper. It can be taken back for ten minutes.
#[utoipa::path(delete, path = "/api/sessions/{id}/papers/{paper}", operation_id = "delete_paper",
    tag = "papers", params(("id" = String, Path), ("paper" = String, Path)), responses(
    (status = NO_CONTENT),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody, description = "`signed`: it is signed or was"),
))]
async fn delete(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(paper): Path<(SessionId, PaperId)>,
) -> Result<StatusCode, ApiError> {
    let mut transaction = app.store.write().await?;
    let kept = table::find(&mut transaction, paper).await?;
    signed::refuse(&mut transaction, &kept.ok_or_else(ApiError::not_found)?).await?;
    table::delete(&mut transaction, paper, now().timestamp).await?;
    transaction.commit().await?;
    app.rooms.films_changed(paper.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the deletion of a paper back.
#[utoipa::path(post, path = "/api/sessions/{id}/papers/{paper}/restore",
    operation_id = "restore_paper", tag = "papers",
    params(("id" = String, Path), ("paper" = String, Path)), responses(
    (status = OK, body = Paper),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody, description = "It is gone for good."),
    (status = CONFLICT, body = ErrorBody, description = "`too_many`"),
    (status = PAYLOAD_TOO_LARGE, body = ErrorBody, description = "`session_full`"),
))]
async fn restore(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(paper): Path<(SessionId, PaperId)>,
) -> Result<Json<Paper>, ApiError> {
    let mut transaction = app.store.write().await?;
    if !table::restore(&mut transaction, paper).await? {
        return Err(ApiError::not_found());
    }
    let kept = table::find(&mut transaction, paper).await?;
    let kept = kept.ok_or_else(ApiError::not_found)?;
    is_there_room(&app, &mut transaction, &kept).await?;
    transaction.commit().await?;
    app.rooms.films_changed(paper.0).await?;
    Ok(Json(kept.into()))
}

/// The file of a paper, as a download.
#[utoipa::path(get, path = "/api/sessions/{id}/papers/{paper}/file",
    operation_id = "download_paper", tag = "papers",
    params(("id" = String, Path), ("paper" = String, Path)), responses(
    (status = OK, body = [u8], content_type = "application/octet-stream"),
    (status = NOT_MODIFIED),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = GONE, body = ErrorBody, description = "`file_missing`"),
))]
async fn file(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(paper): Path<(SessionId, PaperId)>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let paper = table::find(&mut database, paper).await?;
    let paper = paper.ok_or_else(ApiError::not_found)?;
    drop(database);
    let shelf = Shelf::of(&app.config.data.dir);
    serve(&shelf, &Served::from(&paper), &headers).await
}
