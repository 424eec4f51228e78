//! How a record came to be as it is.

use std::sync::Arc;

use axum::extract::State;
use meeting::id::EntryId;
use meeting::time::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::identity::Organizer;
use crate::ledger::{EntryKind, Key, VersionRow};
use crate::rest::{ApiError, ErrorBody, Json, Path};
use crate::store::StoreError;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(versions))
}

/// A record as it stood from one change on.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RecordVersion)]
pub(crate) struct Version {
    kind: EntryKind,
    #[schema(value_type = String)]
    id: EntryId,
    version: i64,
    batch: i64,
    at: Timestamp,
    /// Name of the organizer; `null`: the service itself, or somebody who is gone.
    by: Option<String>,
    /// The whole record; `null`: it was removed, or has been erased since.
    #[schema(value_type = Option<Object>)]
    record: Option<Value>,
}

impl Version {
    pub(super) fn of(row: VersionRow) -> Result<Version, StoreError> {
        let record = row.doc.as_deref().map(serde_json::from_str).transpose();
        let damaged = |error| StoreError::damaged("ledger_version", row.key, error);
        Ok(Version {
            kind: row.key.kind,
            id: row.key.id,
            version: row.version,
            batch: row.batch,
            at: row.at,
            by: row.by,
            record: record.map_err(damaged)?,
        })
    }
}

/// All versions of a record, the newest first.
#[utoipa::path(get, path = "/api/versions/{kind}/{id}", operation_id = "list_versions",
    tag = "registry", params(("kind" = EntryKind, Path), ("id" = String, Path)), responses(
    (status = OK, body = Vec<Version>),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn versions(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((kind, id)): Path<(EntryKind, EntryId)>,
) -> Result<Json<Vec<Version>>, ApiError> {
    let versions = app.ledger.versions(Key { kind, id }).await?;
    if versions.is_empty() {
        return Err(ApiError::not_found());
    }
    let versions: Result<Vec<Version>, _> = versions.into_iter().map(Version::of).collect();
    Ok(Json(versions?))
}
