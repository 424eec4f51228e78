//! What was written together: read, written, taken back.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use meeting::id::EntryId;
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::entries::read;
use super::lists::Paging;
use super::refusals;
use super::versions::Version;
use crate::app::App;
use crate::identity::Organizer;
use crate::ledger::{Batch, BatchRow, Change, Entry, EntryKind, Key, What, Written};
use crate::rest::{ApiError, ErrorBody, Json, Path, Query};

/// Changes of one request.
const MOST_CHANGES: usize = 10_000;
const LONGEST_TITLE: usize = 200;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, write))
        .routes(routes!(show))
        .routes(routes!(undo))
}

/// A batch: records that were written together.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct BatchCard {
    /// In the order of writing.
    number: i64,
    what: What,
    /// Of the file it came from.
    title: Option<String>,
    at: Timestamp,
    /// Name of the organizer; `null`: the service itself, or somebody who is gone.
    by: Option<String>,
    /// The batch that it took back.
    undoes: Option<i64>,
    /// The batch by which it was taken back.
    undone_by: Option<i64>,
    entries: i64,
}

impl From<BatchRow> for BatchCard {
    fn from(row: BatchRow) -> Self {
        BatchCard {
            number: row.number,
            what: row.what,
            title: row.title,
            at: row.at,
            by: row.by,
            undoes: row.undoes,
            undone_by: row.undone_by,
            entries: row.entries,
        }
    }
}

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Before {
    /// Only batches with a smaller number.
    before: Option<i64>,
    /// 1 to 200; 50 when absent.
    limit: Option<i64>,
}

/// What was written, the newest first.
#[utoipa::path(get, path = "/api/batches", operation_id = "list_batches", tag = "registry",
    params(Before), responses(
    (status = OK, body = Vec<BatchCard>),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn list(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(wish): Query<Before>,
) -> Result<Json<Vec<BatchCard>>, ApiError> {
    let limit = wish.limit.unwrap_or(50);
    if !(1..=200).contains(&limit) {
        return Err(ApiError::bad_input("limit", "out_of_range"));
    }
    let before = wish.before.unwrap_or(i64::MAX);
    let batches = app.ledger.batches(before, limit).await?;
    Ok(Json(batches.into_iter().map(BatchCard::from).collect()))
}

/// A batch with what is in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct BatchDetail {
    #[serde(flatten)]
    card: BatchCard,
    /// One page of it.
    versions: Vec<Version>,
}

/// One batch.
#[utoipa::path(get, path = "/api/batches/{number}", operation_id = "show_batch", tag = "registry",
    params(("number" = i64, Path), Paging), responses(
    (status = OK, body = BatchDetail),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn show(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
    Query(paging): Query<Paging>,
) -> Result<Json<BatchDetail>, ApiError> {
    let batch = app.ledger.batch(number).await?;
    let batch = batch.ok_or_else(ApiError::not_found)?;
    let (from, limit) = paging.range()?;
    let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let versions = app
        .ledger
        .in_batch(number, whole(from), whole(limit))
        .await?;
    let versions: Result<Vec<Version>, _> = versions.into_iter().map(Version::of).collect();
    Ok(Json(BatchDetail {
        card: batch.into(),
        versions: versions?,
    }))
}

/// Takes a batch back: everything in it stands again as before.
#[utoipa::path(post, path = "/api/batches/{number}/undo", operation_id = "undo_batch",
    tag = "registry", params(("number" = i64, Path)), responses(
    (status = OK, body = BatchWritten),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody,
        description = "`changed_since`: `detail.entries` are the records that were changed since; \
                       `missing`: what `detail.entry` was before names `detail.missing`, which was \
                       removed since and has to come back first; `unfit`: what `detail.entry` was \
                       before is not right any more, such as a short name that another partner has \
                       by now (`detail.fields`); `in_use`; `erased`; `being_written`"),
))]
async fn undo(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
) -> Result<Json<BatchWritten>, ApiError> {
    match app.ledger.undo(number, Some(organizer.id)).await {
        Ok(written) => Ok(Json(written.into())),
        Err(refusal) => Err(refusals::of_batch(&app, refusal).await),
    }
}

/// What a batch did, in records.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct BatchWritten {
    /// `null`: everything stood so already.
    batch: Option<i64>,
    added: usize,
    changed: usize,
    removed: usize,
    unchanged: usize,
}

impl From<Written> for BatchWritten {
    fn from(written: Written) -> Self {
        BatchWritten {
            batch: written.batch,
            added: written.added,
            changed: written.changed,
            removed: written.removed,
            unchanged: written.unchanged,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Origin {
    Form,
    Paste,
}

/// Records that belong together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BatchDraft {
    what: Origin,
    #[serde(default)]
    title: Option<String>,
    /// At most 10,000, no two of one record.
    changes: Vec<EntryChange>,
}

/// What is to become of one record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EntryChange {
    kind: EntryKind,
    /// Of a new record too, so that others can name it: thirteen characters, chosen at random.
    #[schema(value_type = String)]
    id: EntryId,
    /// The version that it was made from; 0: a new record.
    version: i64,
    /// The whole record, with or without its identity; `null`: it is removed.
    #[schema(value_type = Option<Object>)]
    record: Option<Map<String, Value>>,
}

impl EntryChange {
    fn key(&self) -> Key {
        Key {
            kind: self.kind,
            id: self.id,
        }
    }

    fn change(self) -> Result<Change, ApiError> {
        let key = self.key();
        let Some(mut fields) = self.record else {
            return Ok(Change::remove(key, Some(self.version)));
        };
        fields.insert("id".to_owned(), self.id.to_string().into());
        Ok(Change::put(entry(self.kind, fields)?, Some(self.version)))
    }
}

fn entry(kind: EntryKind, fields: Map<String, Value>) -> Result<Entry, ApiError> {
    Ok(match kind {
        EntryKind::District => Entry::District(read(fields)?),
        EntryKind::Department => Entry::Department(read(fields)?),
        EntryKind::Partner => Entry::Partner(read(fields)?),
        EntryKind::Network => Entry::Network(read(fields)?),
        EntryKind::Relation => Entry::Relation(read(fields)?),
        EntryKind::SubRelation => Entry::SubRelation(read(fields)?),
        EntryKind::Contact => Entry::Contact(read(fields)?),
        EntryKind::Exchange => Entry::Exchange(read(fields)?),
        EntryKind::Intent => Entry::Intent(read(fields)?),
    })
}

/// A request says once what is to become of a record.
fn two_changes_of(key: Key) -> ApiError {
    ApiError::new(
        StatusCode::BAD_REQUEST,
        "bad_input",
        format!("changes: there are two of {key}; put them together into one."),
    )
    .with_detail(json!({ "field": "changes", "problem": "repeated", "entry": key }))
}

/// Writes records that belong together: all of them, or none.
#[utoipa::path(post, path = "/api/batches", operation_id = "write_batch", tag = "registry",
    request_body = BatchDraft, responses(
    (status = CREATED, body = BatchWritten),
    (status = BAD_REQUEST, body = ErrorBody,
        description = "`invalid_record`; `detail.entry` says which, `detail.fields` is a list of \
                       `{path, problem}`. `bad_input`: too much of it, or with the problem `repeated` \
                       two changes of the record that `detail.entry` names"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody,
        description = "`changed_since`: `detail.entries` are records that were changed meanwhile; \
                       `in_use`"),
))]
async fn write(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Json(draft): Json<BatchDraft>,
) -> Result<(StatusCode, Json<BatchWritten>), ApiError> {
    if draft.changes.len() > MOST_CHANGES {
        return Err(ApiError::bad_input("changes", "too_many"));
    }
    let long = |title: &String| title.chars().count() > LONGEST_TITLE;
    if draft.title.as_ref().is_some_and(long) {
        return Err(ApiError::bad_input("title", "too_long"));
    }
    let mut seen = HashSet::with_capacity(draft.changes.len());
    let mut keys = draft.changes.iter().map(EntryChange::key);
    if let Some(repeated) = keys.find(|key| !seen.insert(*key)) {
        return Err(two_changes_of(repeated));
    }
    let changes = draft.changes.into_iter().map(EntryChange::change);
    let what = match draft.what {
        Origin::Form => What::Form,
        Origin::Paste => What::Paste,
    };
    let batch = Batch {
        title: draft.title,
        ..Batch::of(what, Some(organizer.id), changes.collect::<Result<_, _>>()?)
    };
    match app.ledger.write(batch).await {
        Ok(written) => Ok((StatusCode::CREATED, Json(written.into()))),
        Err(refusal) => Err(refusals::of_batch(&app, refusal).await),
    }
}
