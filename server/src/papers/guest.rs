//! Papers for people who come by a personal link. The pass stands in a header, never in an address.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use meeting::id::{ItemId, PaperId};
use meeting::paper::Audience;
use meeting::plan::{Localized, Plan, Role};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::kind::Kind;
use super::serve::{Served, serve};
use super::table::{self, Kept};
use crate::app::{App, now};
use crate::identity::{Bearer, PassClaims};
use crate::rest::{ApiError, ErrorBody, Json, Path};
use crate::schedule::{self, SessionState};
use crate::store::Shelf;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(file))
}

/// A paper as somebody invited sees it.
#[derive(Debug, Serialize, ToSchema)]
struct GuestPaper {
    id: PaperId,
    /// Of the agenda; absent: of the whole session.
    item: Option<ItemId>,
    title: Localized,
    /// Of the file.
    name: String,
    kind: Kind,
    bytes: u64,
    /// To those who are no hosts always everybody invited.
    audience: Audience,
    /// Of a video.
    length_ms: Option<u64>,
}

/// The papers of a session that this person may see, in the order of the agenda.
#[utoipa::path(get, path = "/api/papers", operation_id = "list_own_papers", tag = "joining",
    params(("Authorization" = String, Header, description = "`Bearer PASS`")), responses(
    (status = OK, body = Vec<GuestPaper>),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = GONE, body = ErrorBody, description = "`revoked_link`, `removed_link` or `cancelled`"),
))]
async fn list(
    State(app): State<Arc<App>>,
    Bearer(pass): Bearer,
) -> Result<Json<Vec<GuestPaper>>, ApiError> {
    let (plan, role) = reader(&app, &pass).await?;
    let mut database = app.store.pool().acquire().await?;
    let mut papers = table::of_session(&mut database, pass.session).await?;
    papers.retain(|paper| paper.audience.includes(role, &plan, paper.item));
    let place = |item: Option<ItemId>| plan.agenda.iter().position(|one| Some(one.id) == item);
    papers.sort_by_key(|paper| place(paper.item));
    let papers = papers.into_iter().map(|paper| GuestPaper {
        id: paper.id,
        item: paper.item,
        title: paper.title,
        name: paper.name,
        kind: paper.kind,
        bytes: paper.bytes,
        audience: paper.audience,
        length_ms: paper.length_ms,
    });
    Ok(Json(papers.collect()))
}

/// The file of such a paper, as a download.
#[utoipa::path(get, path = "/api/papers/{paper}/file", operation_id = "download_own_paper",
    tag = "joining", params(
    ("paper" = String, Path),
    ("Authorization" = String, Header, description = "`Bearer PASS`")), responses(
    (status = OK, body = [u8], content_type = "application/octet-stream"),
    (status = PARTIAL_CONTENT, body = [u8], content_type = "application/octet-stream",
        description = "The part that `Range` asked for."),
    (status = NOT_MODIFIED),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = GONE, body = ErrorBody,
        description = "`revoked_link`, `removed_link`, `cancelled` or `file_missing`"),
))]
async fn file(
    State(app): State<Arc<App>>,
    pass: Bearer,
    Path(paper): Path<PaperId>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let paper = seen(&app, &pass, paper).await?;
    let shelf = Shelf::of(&app.config.data.dir);
    serve(&shelf, &Served::from(&paper), &headers).await
}

/// A paper, if this person may see it.
pub(super) async fn seen(
    app: &App,
    Bearer(pass): &Bearer,
    paper: PaperId,
) -> Result<Kept, ApiError> {
    let (plan, role) = reader(app, pass).await?;
    let mut database = app.store.pool().acquire().await?;
    let paper = table::find(&mut database, (pass.session, paper)).await?;
    let sees = |paper: &Kept| paper.audience.includes(role, &plan, paper.item);
    paper.filter(sees).ok_or_else(ApiError::not_found)
}

/// The plan, and as what this person is in it: as planned, or as a host decided.
async fn reader(app: &App, pass: &PassClaims) -> Result<(Plan, Role), ApiError> {
    let standing = schedule::standing(app, pass.session, now().timestamp).await?;
    let (plan, state) = standing.ok_or_else(ApiError::bad_pass)?;
    if state == SessionState::Cancelled {
        return Err(ApiError::gone("cancelled", "The meeting was cancelled."));
    }
    let person = plan.person(pass.person).ok_or_else(ApiError::bad_pass)?;
    let decided = app.store.decided(pass.session, pass.person).await?;
    let role = decided.role.unwrap_or(person.role);
    Ok((plan, role))
}
