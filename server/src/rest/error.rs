//! What a refused request answers.

use std::fmt::Display;
use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};

use crate::store::StoreError;

/// `{"error": "code", "message": "sentence", "detail": {...}?}` with a status, and `Retry-After`
/// where it makes sense to come back. Codes are stable; messages are for people who read logs.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiError {
    pub status: StatusCode,
    /// Snake case.
    pub code: &'static str,
    pub message: String,
    pub detail: Option<Value>,
    pub retry_after: Option<Duration>,
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Error)]
pub struct ErrorBody {
    /// Stable, in snake case.
    error: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Value>,
}

impl ApiError {
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            detail: None,
            retry_after: None,
        }
    }

    pub fn with_detail(self, detail: Value) -> Self {
        Self {
            detail: Some(detail),
            ..self
        }
    }

    /// 400: `field` is the path of what is wrong, `problem` a stable word such as `empty`.
    pub fn bad_input(field: &str, problem: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "bad_input",
            format!("{field}: {problem}"),
        )
        .with_detail(json!({ "field": field, "problem": problem }))
    }

    /// 401.
    pub fn not_signed_in() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "not_signed_in",
            "Sign in as an organizer first.",
        )
    }

    /// 401: no pass, or one that does not hold any more.
    pub fn bad_pass() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "bad_pass",
            "Open the personal link again.",
        )
    }

    /// 403.
    pub fn forbidden(code: &'static str, message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    /// 404.
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such thing.",
        )
    }

    /// 409: somebody else was faster; `detail` holds what stands now.
    pub fn conflict(detail: Value) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "conflict",
            "It was changed in the meantime.",
        )
        .with_detail(detail)
    }

    /// 410.
    pub fn gone(code: &'static str, message: &str) -> Self {
        Self::new(StatusCode::GONE, code, message)
    }

    /// 429.
    pub fn too_many(retry_after: Duration) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_requests",
                "Too many attempts; come back later.",
            )
        }
    }

    /// 503: nothing can be kept at the moment.
    pub fn recording_behind() -> Self {
        Self {
            retry_after: Some(Duration::from_secs(5)),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "recording_behind",
                "The database cannot be written at present.",
            )
        }
    }

    /// 500: the cause goes to the log, not to the caller.
    pub fn internal(cause: impl Display) -> Self {
        tracing::error!(%cause, "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong on the server; its log says what.",
        )
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            _ if error.is_behind() => Self::recording_behind(),
            StoreError::UnknownSession(_) => Self::not_found(),
            StoreError::Behind
            | StoreError::NotEnded(_)
            | StoreError::Damaged { .. }
            | StoreError::Database(_) => Self::internal(error),
        }
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = ErrorBody {
            error: self.code,
            message: self.message,
            detail: self.detail,
        };
        let mut response = (self.status, Json(body)).into_response();
        if let Some(wait) = self.retry_after {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
