//! The link of the screens as the organizer deals with it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use meeting::id::SessionId;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::identity::shared_link::{self, Shared};
use crate::identity::{Organizer, WallClaims};
use crate::rest::{ApiError, ErrorBody, Json, Path};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(show_wall_link, issue_wall_link, revoke_wall_link))
}

#[derive(Debug, Serialize, ToSchema)]
struct WallLink {
    /// Absent while there is none that holds.
    url: Option<String>,
}

/// The link of the screens on the wall.
#[utoipa::path(get, path = "/api/sessions/{id}/wall-link", tag = "wall",
    params(("id" = String, Path)), responses(
    (status = OK, body = WallLink),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn show_wall_link(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
) -> Result<Json<WallLink>, ApiError> {
    planned(&app, session).await?;
    let mut database = app.store.pool().acquire().await?;
    let link = shared_link::find(&mut database, session, Shared::Wall).await?;
    let link = link.filter(|link| !link.revoked);
    let url = link.map(|link| url(&app, session, link.serial));
    Ok(Json(WallLink { url }))
}

/// A new link for the screens; those that came by the older one go dark.
#[utoipa::path(post, path = "/api/sessions/{id}/wall-link", tag = "wall",
    params(("id" = String, Path)), responses(
    (status = OK, body = WallLink),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn issue_wall_link(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
) -> Result<Json<WallLink>, ApiError> {
    planned(&app, session).await?;
    let mut transaction = app.store.write().await?;
    let serial = shared_link::issue(&mut transaction, session, Shared::Wall).await?;
    transaction.commit().await?;
    let url = Some(url(&app, session, serial));
    Ok(Json(WallLink { url }))
}

/// Withdraws the link of the screens, which go dark.
#[utoipa::path(delete, path = "/api/sessions/{id}/wall-link", tag = "wall",
    params(("id" = String, Path)), responses(
    (status = NO_CONTENT),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn revoke_wall_link(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
) -> Result<StatusCode, ApiError> {
    planned(&app, session).await?;
    let mut transaction = app.store.write().await?;
    shared_link::revoke(&mut transaction, session, Shared::Wall).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn planned(app: &App, session: SessionId) -> Result<(), ApiError> {
    let stored = app.store.plan(session).await?;
    stored.map(|_| ()).ok_or_else(ApiError::not_found)
}

fn url(app: &App, session: SessionId, serial: u32) -> String {
    app.identity.wall_url(&WallClaims { session, serial })
}
