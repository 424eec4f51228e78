//! How a record is read from a request, written, and answered, whatever its kind.

use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use meeting::id::EntryId;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::refusals;
use crate::app::App;
use crate::identity::{Organizer, random};
use crate::ledger::{Batch, Change, EntryKind, Kept, Key, Record, What};
use crate::rest::{ApiError, Json};

/// A record with the version that a change of it must name.
#[derive(Debug, Clone, Serialize, ToSchema)]

pub(crate) struct Shown<T> {
    /// From 1, one more with every change.
    pub(crate) version: i64,
    pub(crate) record: T,
}

impl<T> From<Kept<T>> for Shown<T> {
    fn from(kept: Kept<T>) -> Self {
        Shown {
            version: kept.version,
            record: kept.record,
        }
    }
}

/// A record as it stands after a change.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Saved<T> {
    pub(crate) version: i64,
    /// By which the change can be taken back; `null` where it changed nothing.
    pub(crate) batch: Option<i64>,
    pub(crate) record: T,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = RemovedRecord)]
pub(crate) struct Removed {
    /// By which the removal can be taken back; that of a contact cannot.
    pub(crate) batch: Option<i64>,
}

/// A record without its identity, as it is sent to be kept.
#[derive(Debug, Clone)]
pub(crate) struct Draft<T> {
    fields: Map<String, Value>,
    kind: PhantomData<T>,
}

impl<'de, T> Deserialize<'de> for Draft<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Draft {
            fields: Map::deserialize(deserializer)?,
            kind: PhantomData,
        })
    }
}

impl<T: Record> Draft<T> {
    /// The record with this identity that it describes.
    pub(crate) fn with(mut self, id: EntryId) -> Result<T, ApiError> {
        self.fields.insert("id".to_owned(), id.to_string().into());
        read(self.fields)
    }

    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(Value::as_str)
    }

    pub(crate) fn set(&mut self, field: &str, value: impl Into<Value>) {
        self.fields.insert(field.to_owned(), value.into());
    }
}

/// A record from its fields, all of which must be known.
pub(crate) fn read<T: Record>(fields: Map<String, Value>) -> Result<T, ApiError> {
    let names: Vec<String> = fields.keys().cloned().collect();
    let record: T = serde_json::from_value(Value::Object(fields))
        .map_err(|error| ApiError::new(StatusCode::BAD_REQUEST, "bad_input", error.to_string()))?;
    let known = serde_json::to_value(&record).unwrap_or_default();
    match names.iter().find(|name| known.get(name).is_none()) {
        Some(unknown) => Err(ApiError::bad_input(unknown, "unknown")),
        None => Ok(record),
    }
}

/// The schema of a record without its identity.
pub(crate) fn without_id(schema: RefOr<Schema>) -> RefOr<Schema> {
    let RefOr::T(Schema::Object(mut object)) = schema else {
        return schema;
    };
    object.properties.remove("id");
    object.required.retain(|name| name != "id");
    RefOr::T(Schema::Object(object))
}

/// The draft of one kind of record, with a name in the contract.
macro_rules! draft {
    ($name:ident, $record:ident) => {
        #[derive(Debug, Clone, serde::Deserialize)]
        #[serde(transparent)]
        pub(crate) struct $name(pub(crate) $crate::registry::entries::Draft<$record>);

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                $crate::registry::entries::without_id(<$record as utoipa::PartialSchema>::schema())
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                format!("{}Draft", <$record as utoipa::ToSchema>::name()).into()
            }

            fn schemas(
                schemas: &mut Vec<(
                    String,
                    utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>,
                )>,
            ) {
                <$record as utoipa::ToSchema>::schemas(schemas);
            }
        }
    };
}
pub(crate) use draft;

/// The version that a change was made from, from `If-Match`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FromVersion(pub(crate) i64);

impl<S: Sync> FromRequestParts<S> for FromVersion {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let header = parts.headers.get(header::IF_MATCH);
        let version = header
            .and_then(|value| value.to_str().ok())
            .and_then(|value| {
                value
                    .trim()
                    .strip_prefix('"')?
                    .strip_suffix('"')?
                    .parse()
                    .ok()
            });
        version.map(FromVersion).ok_or_else(|| {
            ApiError::new(
                StatusCode::PRECONDITION_REQUIRED,
                "version_missing",
                "If-Match must name the version that the change was made from.",
            )
        })
    }
}

/// The version of an answer, as the header that a change of it must send back.
pub(crate) type Tag = [(HeaderName, HeaderValue); 1];

pub(crate) fn tag(version: i64) -> Tag {
    let value = HeaderValue::try_from(format!("\"{version}\""));
    [(
        header::ETAG,
        value.unwrap_or(HeaderValue::from_static("\"0\"")),
    )]
}

pub(crate) fn fresh() -> EntryId {
    EntryId::from_bits(random::bits())
}

pub(crate) async fn show<T: Record>(
    app: &App,
    id: EntryId,
) -> Result<(Tag, Json<Shown<T>>), ApiError> {
    let kept = app.ledger.get::<T>(id).await?;
    let kept = kept.ok_or_else(ApiError::not_found)?;
    Ok((tag(kept.version), Json(kept.into())))
}

/// Writes one record: a new one from version 0.
pub(crate) async fn save<T: Record>(
    app: &App,
    organizer: &Organizer,
    record: T,
    from: i64,
) -> Result<Saved<T>, ApiError> {
    let key = record.key();
    let change = Change::put(record.entry(), Some(from));
    let batch = Batch::of(What::Form, Some(organizer.id), vec![change]);
    let written = match app.ledger.write(batch).await {
        Ok(written) => written,
        Err(refusal) => return Err(refusals::of_one::<T>(app, refusal).await),
    };
    let kept = app.ledger.get::<T>(key.id).await?;
    let kept = kept.ok_or_else(ApiError::not_found)?;
    Ok(Saved {
        version: kept.version,
        batch: written.batch,
        record: kept.record,
    })
}

pub(crate) type Created<T> = (StatusCode, Tag, Json<Saved<T>>);

pub(crate) async fn create<T: Record>(
    app: &App,
    organizer: &Organizer,
    draft: Draft<T>,
) -> Result<Created<T>, ApiError> {
    let saved = save(app, organizer, draft.with(fresh())?, 0).await?;
    Ok((StatusCode::CREATED, tag(saved.version), Json(saved)))
}

pub(crate) async fn change<T: Record>(
    app: &App,
    organizer: &Organizer,
    (id, from): (EntryId, i64),
    draft: Draft<T>,
) -> Result<(Tag, Json<Saved<T>>), ApiError> {
    if app.ledger.get::<T>(id).await?.is_none() {
        return Err(ApiError::not_found());
    }
    let saved = save(app, organizer, draft.with(id)?, from).await?;
    Ok((tag(saved.version), Json(saved)))
}

pub(crate) async fn remove<T: Record>(
    app: &Arc<App>,
    organizer: &Organizer,
    (id, from): (EntryId, i64),
) -> Result<Json<Removed>, ApiError> {
    if app.ledger.get::<T>(id).await?.is_none() {
        return Err(ApiError::not_found());
    }
    let key = Key { kind: T::KIND, id };
    let change = Change::remove(key, Some(from));
    let batch = Batch::of(What::Form, Some(organizer.id), vec![change]);
    match app.ledger.write(batch).await {
        Ok(written) => Ok(Json(Removed {
            batch: written.batch.filter(|_| T::KIND != EntryKind::Contact),
        })),
        Err(refusal) => Err(refusals::of_one::<T>(app, refusal).await),
    }
}

/// What a refusal answers beside its code, so that a page can show it.
pub(crate) fn current<T: Serialize>(version: i64, record: &T) -> Value {
    json!({ "current": { "version": version, "record": record } })
}
