//! Why a file is read no further.

use axum::http::StatusCode;
use intake::draft::NotReadable;
use intake::table::TableError;
use serde_json::json;

use super::shapes::{Failure, Preview};
use crate::app::App;
use crate::ledger::Refused;
use crate::registry::refusal_of_batch;
use crate::rest::ApiError;
use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub(super) enum Stop {
    #[error(transparent)]
    NotReadable(#[from] NotReadable),
    /// Rows are in error, and nobody said that the others are to be taken.
    #[error("some rows are in error")]
    Errors(Box<Preview>),
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("somebody asked to leave it")]
    Cancelled,
    /// The file, or the thread that read it.
    #[error("{0}")]
    Broken(String),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Stop::Refused(error.into())
    }
}

impl From<TableError> for Stop {
    fn from(error: TableError) -> Self {
        Stop::NotReadable(error.into())
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Stop::Broken(error.to_string())
    }
}

impl Stop {
    pub(super) async fn told(self, app: &App) -> ApiError {
        match self {
            Stop::NotReadable(NotReadable::Table(error)) => {
                let refusal = bad("unreadable_table", error.to_string());
                refusal.with_detail(json!(error))
            }
            Stop::NotReadable(NotReadable::Mapping(problems)) => {
                let message = "What the columns mean is not clear.";
                bad("mapping_unclear", message).with_detail(json!({ "problems": problems }))
            }
            Stop::Errors(preview) => {
                let message = format!("{} rows are in error.", preview.counts.error);
                bad("has_errors", message).with_detail(json!(preview))
            }
            Stop::Refused(refusal) => refusal_of_batch(app, refusal).await,
            Stop::Cancelled => {
                ApiError::new(StatusCode::CONFLICT, "cancelled", "It was cancelled.")
            }
            Stop::Broken(cause) => ApiError::internal(cause),
        }
    }
}

fn bad(code: &'static str, message: impl Into<String>) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, code, message)
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Failure {
            error: error.code.to_owned(),
            message: error.message,
            detail: error.detail,
        }
    }
}
