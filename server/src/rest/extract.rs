//! axum's extractors, with rejections that answer like every other error.

use std::time::Duration;

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tokio::time::timeout;

use super::ApiError;

/// A body must be there this long after its head.
const PATIENCE: Duration = Duration::from_secs(30);

/// A JSON body, coming or going.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T, S> FromRequest<S> for Json<T>
where
    axum::Json<T>: FromRequest<S, Rejection = JsonRejection>,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        read_within(PATIENCE, axum::Json::from_request(request, state)).await
    }
}

async fn read_within<T>(
    patience: Duration,
    body: impl Future<Output = Result<axum::Json<T>, JsonRejection>>,
) -> Result<Json<T>, ApiError> {
    let too_slow = |_| {
        let message = "The body did not arrive in time.";
        ApiError::new(StatusCode::REQUEST_TIMEOUT, "too_slow", message)
    };
    let axum::Json(body) = timeout(patience, body).await.map_err(too_slow)??;
    Ok(Json(body))
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// The variable parts of a path. What does not parse names nothing that exists.
#[derive(Debug, Clone, Copy, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(ApiError))]
pub struct Path<T>(pub T);

#[derive(Debug, Clone, Copy, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(ApiError))]
pub struct Query<T>(pub T);

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        let code = match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => "too_large",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "not_json",
            _ => "bad_input",
        };
        let status = match rejection.status() {
            StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
            other => other,
        };
        Self::new(status, code, rejection.body_text())
    }
}

impl From<PathRejection> for ApiError {
    fn from(_: PathRejection) -> Self {
        Self::not_found()
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_input", rejection.body_text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_that_never_ends_is_given_up() {
        let endless = std::future::pending::<Result<axum::Json<()>, JsonRejection>>();
        let given_up = read_within(Duration::from_millis(1), endless).await;
        assert_eq!(given_up.err().map(|error| error.code), Some("too_slow"));
    }
}
