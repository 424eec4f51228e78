//! Papers of relations and exchanges over HTTP, for organizers.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use history::relation::Relation;
use meeting::id::{ExchangeId, PaperId, RelationId};
use meeting::time::Timestamp;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::entry_table::{self, Kept};
use super::kind::Kind;
use super::name::{cleaned, decoded};
use super::receive::{Most, disk, receive, too_large};
use super::rest::{SLUG, announced};
use super::serve::{Served, serve};
use crate::app::{App, now};
use crate::identity::{Organizer, random};
use crate::ledger::{EntryKind, Key};
use crate::rest::{ApiError, ErrorBody, Json, Path};
use crate::store::Shelf;

/// Papers of one entry.
const MOST: usize = 200;

/// The papers of a relation or of an exchange, and how much room there is.
#[derive(Debug, Serialize, ToSchema)]
struct EntryPapers {
    /// The most bytes of one file.
    file_bytes: u64,
    /// The most bytes of all of them.
    most_bytes: u64,
    /// Bytes of those that there are.
    used_bytes: u64,
    /// The oldest first.
    papers: Vec<EntryPaper>,
}

#[derive(Debug, Serialize, ToSchema)]
struct EntryPaper {
    id: PaperId,
    /// Of the file.
    name: String,
    kind: Kind,
    bytes: u64,
    uploaded_at: Timestamp,
    /// Name of the organizer; `null`: somebody who is gone.
    uploaded_by: Option<String>,
}

impl From<Kept> for EntryPaper {
    fn from(kept: Kept) -> Self {
        EntryPaper {
            id: kept.id,
            name: kept.name,
            kind: kept.kind,
            bytes: kept.bytes,
            uploaded_at: kept.uploaded_at,
            uploaded_by: kept.uploaded_by,
        }
    }
}

async fn is_there(app: &App, entry: Key) -> Result<(), ApiError> {
    let is_there = if entry.kind == EntryKind::Exchange {
        // One that was held here has papers too, though nobody added anything else to it.
        let id = ExchangeId::from_bits(entry.id.bits());
        app.ledger.exchange(id).await?.is_some()
    } else {
        app.ledger.get::<Relation>(entry.id).await?.is_some()
    };
    if is_there {
        Ok(())
    } else {
        Err(ApiError::not_found())
    }
}

async fn listed(app: &App, entry: Key) -> Result<Json<EntryPapers>, ApiError> {
    is_there(app, entry).await?;
    let mut database = app.store.pool().acquire().await?;
    let papers = entry_table::of_entry(&mut database, entry).await?;
    Ok(Json(EntryPapers {
        file_bytes: app.config.papers.file_bytes(),
        most_bytes: app.config.papers.session_bytes(),
        used_bytes: papers.iter().map(|paper| paper.bytes).sum(),
        papers: papers.into_iter().map(EntryPaper::from).collect(),
    }))
}

async fn taken_in(
    app: &App,
    organizer: Organizer,
    entry: Key,
    (headers, body): (HeaderMap, Body),
) -> Result<(StatusCode, Json<EntryPaper>), ApiError> {
    is_there(app, entry).await?;
    let slug = headers.get(SLUG).and_then(|slug| slug.to_str().ok());
    let given = slug.and_then(decoded);
    let given = given.ok_or_else(|| ApiError::bad_input("Slug", "invalid"))?;
    let bytes = app.config.papers.file_bytes();
    if announced(&headers).is_some_and(|announced| announced > bytes) {
        return Err(too_large(bytes));
    }
    let most = Most {
        paper: bytes,
        video: bytes,
    };
    let shelf = Shelf::of(&app.config.data.dir);
    let (arrived, content) = receive(&shelf, body, most).await?;
    let paper = Kept {
        id: PaperId::from_bits(random::bits()),
        name: cleaned(&given, content.kind),
        kind: content.kind,
        bytes: arrived.bytes,
        sha256: arrived.sha256.clone(),
        uploaded_at: now().timestamp,
        uploaded_by: Some(organizer.name),
    };
    let mut transaction = app.store.write().await?;
    let others = entry_table::of_entry(&mut transaction, entry).await?;
    is_there_room(app, &others, paper.bytes)?;
    // Within the transaction, as for papers of sessions: what no row names is tidied away.
    let put = tokio::task::spawn_blocking(move || shelf.put(&arrived)).await;
    put.map_err(ApiError::internal)?.map_err(disk)?;
    entry_table::insert(&mut transaction, entry, &paper, organizer.id).await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, Json(paper.into())))
}

fn is_there_room(app: &App, others: &[Kept], bytes: u64) -> Result<(), ApiError> {
    if others.len() >= MOST {
        let message = format!("There may be {MOST} papers.");
        let refusal = ApiError::new(StatusCode::CONFLICT, "too_many", message);
        return Err(refusal.with_detail(json!({ "most": MOST })));
    }
    let used = others.iter().map(|paper| paper.bytes).sum();
    let room = app.config.papers.session_bytes().saturating_sub(used);
    if bytes > room {
        let message = format!("There is room for {room} bytes more.");
        let refusal = ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "no_room", message);
        return Err(refusal.with_detail(json!({ "room": room })));
    }
    Ok(())
}

async fn deleted(app: &App, paper: (Key, PaperId)) -> Result<StatusCode, ApiError> {
    let mut transaction = app.store.write().await?;
    let at = Some(now().timestamp);
    if !entry_table::set_deleted(&mut transaction, paper, at).await? {
        return Err(ApiError::not_found());
    }
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn restored(app: &App, paper: (Key, PaperId)) -> Result<Json<EntryPaper>, ApiError> {
    let mut transaction = app.store.write().await?;
    let others = entry_table::of_entry(&mut transaction, paper.0).await?;
    if !entry_table::set_deleted(&mut transaction, paper, None).await? {
        return Err(ApiError::not_found());
    }
    let kept = entry_table::find(&mut transaction, paper).await?;
    let kept = kept.ok_or_else(ApiError::not_found)?;
    is_there_room(app, &others, kept.bytes)?;
    transaction.commit().await?;
    Ok(Json(kept.into()))
}

async fn served(
    app: &App,
    paper: (Key, PaperId),
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    is_there(app, paper.0).await?;
    let mut database = app.store.pool().acquire().await?;
    let paper = entry_table::find(&mut database, paper).await?;
    let paper = paper.ok_or_else(ApiError::not_found)?;
    drop(database);
    let shelf = Shelf::of(&app.config.data.dir);
    serve(&shelf, &Served::from(&paper), headers).await
}

/// The handlers for the papers of one kind of entry, in a module of their own.
macro_rules! papers_of {
    ($module:ident, $id:ident, $name:literal, $base:literal) => {
        mod $module {
            use super::*;

            pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
                OpenApiRouter::new()
                    .routes(routes!(list, upload))
                    .routes(routes!(delete))
                    .routes(routes!(restore))
                    .routes(routes!(file))
            }

            #[doc = concat!("The papers of one (", $name, ").")]
            #[utoipa::path(get, path = concat!($base, "/{id}/papers"),
                operation_id = concat!("list_", $name, "_papers"), tag = "papers",
                params(("id" = String, Path)), responses(
                (status = OK, body = EntryPapers),
                (status = UNAUTHORIZED, body = ErrorBody),
                (status = NOT_FOUND, body = ErrorBody),
            ))]
            async fn list(
                _: Organizer,
                State(app): State<Arc<App>>,
                Path(id): Path<$id>,
            ) -> Result<Json<EntryPapers>, ApiError> {
                listed(&app, id.into()).await
            }

            /// Takes in a file. What it is stands in its content.
            #[utoipa::path(post, path = concat!($base, "/{id}/papers"),
                operation_id = concat!("upload_", $name, "_paper"), tag = "papers",
                params(("id" = String, Path), ("Slug" = String, Header,
                    description = "Name of the file, percent-encoded in UTF-8")),
                request_body(content = Vec<u8>, content_type = "application/octet-stream"),
                responses(
                (status = CREATED, body = EntryPaper),
                (status = BAD_REQUEST, body = ErrorBody),
                (status = UNAUTHORIZED, body = ErrorBody),
                (status = NOT_FOUND, body = ErrorBody),
                (status = REQUEST_TIMEOUT, body = ErrorBody, description = "`too_slow`"),
                (status = CONFLICT, body = ErrorBody, description = "`too_many`"),
                (status = PAYLOAD_TOO_LARGE, body = ErrorBody,
                    description = "`too_large`, `detail.most` says how large a file may be; or \
                                   `no_room`, `detail.room` says how many bytes there is room for"),
                (status = UNSUPPORTED_MEDIA_TYPE, body = ErrorBody,
                    description = "`kind_refused`; `detail.why` is what it was taken for"),
                (status = INSUFFICIENT_STORAGE, body = ErrorBody, description = "`disk_full`"),
            ))]
            async fn upload(
                organizer: Organizer,
                State(app): State<Arc<App>>,
                Path(id): Path<$id>,
                headers: HeaderMap,
                body: Body,
            ) -> Result<(StatusCode, Json<EntryPaper>), ApiError> {
                taken_in(&app, organizer, id.into(), (headers, body)).await
            }

            /// Deletes a paper. It can be taken back for ten minutes.
            #[utoipa::path(delete, path = concat!($base, "/{id}/papers/{paper}"),
                operation_id = concat!("delete_", $name, "_paper"), tag = "papers",
                params(("id" = String, Path), ("paper" = String, Path)), responses(
                (status = NO_CONTENT),
                (status = UNAUTHORIZED, body = ErrorBody),
                (status = NOT_FOUND, body = ErrorBody),
            ))]
            async fn delete(
                _: Organizer,
                State(app): State<Arc<App>>,
                Path((id, paper)): Path<($id, PaperId)>,
            ) -> Result<StatusCode, ApiError> {
                deleted(&app, (id.into(), paper)).await
            }

            /// Takes the deletion of a paper back.
            #[utoipa::path(post, path = concat!($base, "/{id}/papers/{paper}/restore"),
                operation_id = concat!("restore_", $name, "_paper"), tag = "papers",
                params(("id" = String, Path), ("paper" = String, Path)), responses(
                (status = OK, body = EntryPaper),
                (status = UNAUTHORIZED, body = ErrorBody),
                (status = NOT_FOUND, body = ErrorBody, description = "It is gone for good."),
                (status = CONFLICT, body = ErrorBody, description = "`too_many`"),
                (status = PAYLOAD_TOO_LARGE, body = ErrorBody, description = "`no_room`"),
            ))]
            async fn restore(
                _: Organizer,
                State(app): State<Arc<App>>,
                Path((id, paper)): Path<($id, PaperId)>,
            ) -> Result<Json<EntryPaper>, ApiError> {
                restored(&app, (id.into(), paper)).await
            }

            /// The file of a paper, as a download.
            #[utoipa::path(get, path = concat!($base, "/{id}/papers/{paper}/file"),
                operation_id = concat!("download_", $name, "_paper"), tag = "papers",
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
                Path((id, paper)): Path<($id, PaperId)>,
                headers: HeaderMap,
            ) -> Result<Response, ApiError> {
                served(&app, (id.into(), paper), &headers).await
            }
        }
    };
}

papers_of!(of_relations, RelationId, "relation", "/api/relations");
papers_of!(of_exchanges, ExchangeId, "exchange", "/api/exchanges");

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    of_relations::routes().merge(of_exchanges::routes())
}
