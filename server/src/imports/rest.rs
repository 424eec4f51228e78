//! Imports over HTTP, for organizers.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use intake::columns::{Mapping, SheetKind};
use meeting::id::ImportId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::arrive::arrive;
use super::kept::Import;
use super::looking::{look, preview, proposed};
use super::running;
use super::shapes::{Preview, PreviewWish, ProposalWish, Proposed, RunWish, Shown};
use crate::app::{App, now};
use crate::identity::Organizer;
use crate::rest::{ApiError, ErrorBody, Json, Path};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(upload))
        .routes(routes!(show, forget))
        .routes(routes!(propose))
        .routes(routes!(try_out))
        .routes(routes!(run))
        .routes(routes!(cancel))
}

/// Takes in a file of records, CSV or XLSX, by its content; or, as text without a name, cells that
/// were pasted. Nothing of it is written into the registry.
#[utoipa::path(post, path = "/api/imports", operation_id = "upload_import", tag = "imports",
    params(("Slug" = Option<String>, Header,
        description = "Name of the file, percent-encoded in UTF-8")),
    request_body(content(
        (Vec<u8> = "application/octet-stream"),
        (String = "text/plain"),
    )), responses(
    (status = CREATED, body = Shown),
    (status = BAD_REQUEST, body = ErrorBody,
        description = "`unreadable_table`: `detail` says why, and where in the file"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = REQUEST_TIMEOUT, body = ErrorBody, description = "`too_slow`"),
    (status = PAYLOAD_TOO_LARGE, body = ErrorBody,
        description = "`too_large`; `detail.most` says how large a file may be"),
    (status = INSUFFICIENT_STORAGE, body = ErrorBody, description = "`disk_full`"),
))]
async fn upload(
    _: Organizer,
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Shown>), ApiError> {
    let arrived = arrive(&app, &headers, body).await?;
    let _permit = permit(&app).await?;
    let looked = match look(&app, &arrived).await {
        Ok(looked) => looked,
        Err(stop) => return Err(stop.told(&app).await),
    };
    let file = (looked.format, looked.sheets);
    let proposed = (looked.sheet, looked.proposal);
    let import = Arc::new(Import::of(arrived, file, proposed, now().timestamp));
    app.imports.keep(import.clone());
    Ok((StatusCode::CREATED, Json(import.shown())))
}

/// So that few read at once: a file may take as much memory as it has bytes.
async fn permit(app: &App) -> Result<tokio::sync::SemaphorePermit<'_>, ApiError> {
    let permit = app.imports.reading.acquire().await;
    permit.map_err(ApiError::internal)
}

fn known(app: &App, id: ImportId) -> Result<Arc<Import>, ApiError> {
    app.imports.get(id).ok_or_else(ApiError::not_found)
}

/// A file that waits to be taken in, or how far that is.
#[utoipa::path(get, path = "/api/imports/{id}", operation_id = "show_import", tag = "imports",
    params(("id" = String, Path)), responses(
    (status = OK, body = Shown),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody,
        description = "Also a day after it came, and once the service was started again"),
))]
async fn show(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<ImportId>,
) -> Result<Json<Shown>, ApiError> {
    Ok(Json(known(&app, id)?.shown()))
}

/// Forgets a file. What was taken in of it stands.
#[utoipa::path(delete, path = "/api/imports/{id}", operation_id = "forget_import",
    tag = "imports", params(("id" = String, Path)), responses(
    (status = NO_CONTENT),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody, description = "`running`: cancel it first"),
))]
async fn forget(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<ImportId>,
) -> Result<StatusCode, ApiError> {
    let import = known(&app, id)?;
    if !app.imports.forget(id) && import.is_running() {
        return Err(running());
    }
    Ok(StatusCode::NO_CONTENT)
}

fn running() -> ApiError {
    let message = "It is being taken in.";
    ApiError::new(StatusCode::CONFLICT, "running", message)
}

/// Proposes how a sheet may be read as records of a kind, as the last one with the same headings was
/// where there was one; of a mapping that is sent it says what is wrong with it.
#[utoipa::path(post, path = "/api/imports/{id}/proposal", operation_id = "propose_import",
    tag = "imports", params(("id" = String, Path)), request_body = ProposalWish, responses(
    (status = OK, body = Proposed),
    (status = BAD_REQUEST, body = ErrorBody, description = "`unreadable_table`"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn propose(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<ImportId>,
    Json(wish): Json<ProposalWish>,
) -> Result<Json<Proposed>, ApiError> {
    let import = known(&app, id)?;
    let ProposalWish {
        sheet,
        kind,
        mapping,
    } = wish;
    if let Some(mapping) = &mapping {
        can_be_meant(&app, &import, (&sheet, kind), mapping)?;
    }
    let _permit = permit(&app).await?;
    match proposed(&app, &import, (sheet, kind), mapping).await {
        Ok(proposal) => {
            import.propose(proposal.clone());
            Ok(Json(proposal))
        }
        Err(stop) => Err(stop.told(&app).await),
    }
}

/// Whether a mapping is about this sheet and names partners that there are.
fn can_be_meant(
    app: &App,
    import: &Import,
    (sheet, kind): (&str, SheetKind),
    mapping: &Mapping,
) -> Result<(), ApiError> {
    if !import.has_sheet(sheet) {
        return Err(ApiError::bad_input("sheet", "unknown"));
    }
    if mapping.kind != kind {
        return Err(ApiError::bad_input("mapping.kind", "invalid"));
    }
    let mut chosen = mapping.partners.iter().filter_map(|choice| choice.partner);
    if chosen.any(|partner| app.partners.get(partner).is_none()) {
        return Err(ApiError::bad_input("mapping.partners", "unknown"));
    }
    Ok(())
}

/// What taking a sheet in would do: counts, errors with line and column, duplicates, the first rows.
/// Nothing is written.
#[utoipa::path(post, path = "/api/imports/{id}/preview", operation_id = "preview_import",
    tag = "imports", params(("id" = String, Path)), request_body = PreviewWish, responses(
    (status = OK, body = Preview),
    (status = BAD_REQUEST, body = ErrorBody,
        description = "`unreadable_table`; `mapping_unclear` with `detail.problems`"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn try_out(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<ImportId>,
    Json(wish): Json<PreviewWish>,
) -> Result<Json<Preview>, ApiError> {
    let import = known(&app, id)?;
    can_be_meant(&app, &import, (&wish.sheet, wish.kind), &wish.mapping)?;
    let _permit = permit(&app).await?;
    match preview(&app, &import, wish).await {
        Ok(preview) => Ok(Json(preview)),
        Err(stop) => Err(stop.told(&app).await),
    }
}

/// Takes a sheet in as one batch, or nothing of it. It goes on after the answer; whoever asks again
/// is told how far it is.
#[utoipa::path(post, path = "/api/imports/{id}/run", operation_id = "run_import", tag = "imports",
    params(("id" = String, Path)), request_body = RunWish, responses(
    (status = ACCEPTED, body = Shown),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn run(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<ImportId>,
    Json(wish): Json<RunWish>,
) -> Result<(StatusCode, Json<Shown>), ApiError> {
    let import = known(&app, id)?;
    can_be_meant(&app, &import, (&wish.sheet, wish.kind), &wish.mapping)?;
    if import.begin() {
        running::run(app.clone(), organizer.id, import.clone(), wish);
    }
    Ok((StatusCode::ACCEPTED, Json(import.shown())))
}

/// Leaves an import before it is done. What was written of it is taken back.
#[utoipa::path(post, path = "/api/imports/{id}/cancel", operation_id = "cancel_import",
    tag = "imports", params(("id" = String, Path)), responses(
    (status = ACCEPTED, body = Shown),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody, description = "`not_running`: it is done, or never began"),
))]
async fn cancel(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<ImportId>,
) -> Result<(StatusCode, Json<Shown>), ApiError> {
    let import = known(&app, id)?;
    if !import.cancel() {
        let message = "Nothing of it is being taken in.";
        return Err(ApiError::new(StatusCode::CONFLICT, "not_running", message));
    }
    Ok((StatusCode::ACCEPTED, Json(import.shown())))
}
