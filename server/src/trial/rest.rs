//! What a test measured is handed in over plain HTTP: WebSockets may be just what is blocked.

use std::sync::Arc;

use axum::extract::State;
use meeting::readiness::{Readiness, Report, judge};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::table;
use crate::app::{App, now};
use crate::identity::{Bearer, ClientAddress, Neighbourhood, PassClaims};
use crate::rest::{ApiError, ErrorBody, Json};
use crate::schedule::{self, SessionState};

pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(check))
}

#[derive(Debug, Serialize, ToSchema)]
struct CheckAnswer {
    #[serde(flatten)]
    readiness: Readiness,
    /// The organizers see it. False while the database cannot be written.
    kept: bool,
}

/// Judges a connection test and keeps it as the latest of this person for this session.
#[utoipa::path(post, path = "/api/check", tag = "joining", request_body = Report,
    params(("Authorization" = String, Header, description = "`Bearer PASS`")), responses(
    (status = OK, body = CheckAnswer),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = GONE, body = ErrorBody, description = "`revoked_link`, `removed_link` or `over`"),
    (status = TOO_MANY_REQUESTS, body = ErrorBody),
))]
async fn check(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Bearer(pass): Bearer,
    Json(report): Json<Report>,
) -> Result<Json<CheckAnswer>, ApiError> {
    let now = now();
    let neighbourhood = Neighbourhood::from(address);
    app.trials.reports.attempt(neighbourhood, now.instant)?;
    unless_over(&app, &pass).await?;
    let readiness = judge(&report);
    let whose = (pass.session, pass.person);
    let kept = table::keep(&app.store, whose, &report, &readiness, now.timestamp).await;
    if let Err(error) = &kept {
        tracing::warn!(%error, session = %pass.session, "a connection test was not kept");
    }
    Ok(Json(CheckAnswer {
        readiness,
        kept: kept.is_ok(),
    }))
}

async fn unless_over(app: &App, pass: &PassClaims) -> Result<(), ApiError> {
    let standing = schedule::standing(app, pass.session, now().timestamp).await?;
    match standing {
        Some((_, SessionState::Planned | SessionState::Open | SessionState::Live)) => Ok(()),
        Some((_, SessionState::Ended | SessionState::Cancelled)) | None => {
            Err(ApiError::gone("over", "There is nothing left to test for."))
        }
    }
}
