//! What the ledger refuses, as answers.

use axum::http::StatusCode;
use serde_json::json;

use super::entries;
use crate::app::App;
use crate::ledger::{Key, Record, Refused};
use crate::rest::ApiError;

/// Of a request about one record: where somebody was faster, the answer holds what stands now.
pub(crate) async fn of_one<T: Record>(app: &App, refusal: Refused) -> ApiError {
    let Refused::Changed(keys) = &refusal else {
        return of_batch(app, refusal).await;
    };
    let Some(key) = keys.first() else {
        return of_batch(app, refusal).await;
    };
    let current = match app.ledger.get::<T>(key.id).await {
        Ok(Some(kept)) => entries::current(kept.version, &kept.record),
        Ok(None) => json!({ "current": null }),
        Err(error) => return error.into(),
    };
    changed(current)
}

pub(crate) fn changed(detail: serde_json::Value) -> ApiError {
    ApiError {
        status: StatusCode::PRECONDITION_FAILED,
        ..ApiError::conflict(detail)
    }
}

/// Of a request about many.
pub(crate) async fn of_batch(app: &App, refusal: Refused) -> ApiError {
    match refusal {
        Refused::Changed(entries) => ApiError::new(
            StatusCode::CONFLICT,
            "changed_since",
            "Some of it was changed in the meantime.",
        )
        .with_detail(json!({ "entries": entries })),
        Refused::Flawed { key, flaws } => ApiError::new(
            StatusCode::BAD_REQUEST,
            "invalid_record",
            format!("{} fields of {key} are not right.", flaws.len()),
        )
        .with_detail(json!({ "entry": key, "fields": flaws })),
        Refused::Missing { key, missing } => {
            let names: Vec<String> = missing.iter().map(Key::to_string).collect();
            let names = names.join(", ");
            ApiError::new(
                StatusCode::CONFLICT,
                "missing",
                format!(
                    "What {key} was before names {names}, which was removed; bring that back first."
                ),
            )
            .with_detail(json!({ "entry": key, "missing": missing }))
        }
        Refused::Unfit { key, flaws } => ApiError::new(
            StatusCode::CONFLICT,
            "unfit",
            format!(
                "What {key} was before does not fit any more; put right first what is in its way."
            ),
        )
        .with_detail(json!({ "entry": key, "fields": flaws })),
        Refused::InUse(key) => in_use(app, key).await,
        Refused::NoBatch => ApiError::not_found(),
        Refused::BeingWritten => ApiError::new(
            StatusCode::CONFLICT,
            "being_written",
            "It is still being written; cancel it where it was begun.",
        ),
        Refused::Erased(key) => ApiError::new(
            StatusCode::CONFLICT,
            "erased",
            "What was erased does not come back.",
        )
        .with_detail(json!({ "entry": key })),
        Refused::Store(error) => error.into(),
    }
}

async fn in_use(app: &App, key: Key) -> ApiError {
    let by = match app.ledger.naming(key).await {
        Ok(by) => by,
        Err(error) => return error.into(),
    };
    ApiError::new(
        StatusCode::CONFLICT,
        "in_use",
        "Other records name it; they come first.",
    )
    .with_detail(json!({ "entry": key, "by": by }))
}
