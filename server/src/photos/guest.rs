//! Group photos for those who took part, by their personal link. The pass stands in a header, never in an
//! address.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use meeting::id::{PersonId, PhotoId};
use meeting::record::PhotoRecord;
use meeting::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::rest::serve;
use crate::app::App;
use crate::identity::{Bearer, PassClaims};
use crate::records::ended;
use crate::rest::{ApiError, ErrorBody, Json, Path};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(file))
}

/// A group photo as somebody who took part sees it.
#[derive(Debug, Serialize, ToSchema)]
struct OwnPhoto {
    photo: PhotoId,
    taken_at: Timestamp,
    /// In pixels.
    width: u32,
    height: u32,
}

/// The group photos that this person may have, in the order in which they were taken, once the session has
/// ended. They are of those who took part; press and observers have those that they are in.
#[utoipa::path(get, path = "/api/join/photos", operation_id = "list_own_photos", tag = "joining",
    params(("Authorization" = String, Header, description = "`Bearer PASS`")), responses(
    (status = OK, body = Vec<OwnPhoto>),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody, description = "`not_ended`"),
    (status = GONE, body = ErrorBody, description = "`revoked_link` or `removed_link`"),
))]
async fn list(
    Bearer(pass): Bearer,
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<OwnPhoto>>, ApiError> {
    let photos = seen(&app, &pass).await?.into_iter();
    let photos = photos.map(|photo| OwnPhoto {
        photo: photo.photo,
        taken_at: photo.taken_at,
        width: photo.file.width,
        height: photo.file.height,
    });
    Ok(Json(photos.collect()))
}

/// The picture of such a group photo.
#[utoipa::path(get, path = "/api/join/photos/{photo}/file", operation_id = "download_own_photo",
    tag = "joining", params(
    ("photo" = String, Path),
    ("Authorization" = String, Header, description = "`Bearer PASS`")), responses(
    (status = OK, body = [u8], content_type = "application/octet-stream"),
    (status = NOT_MODIFIED),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody,
        description = "There is none, it was removed, or it is not for this person."),
    (status = CONFLICT, body = ErrorBody, description = "`not_ended`"),
    (status = GONE, body = ErrorBody,
        description = "`revoked_link`, `removed_link` or `file_missing`"),
))]
async fn file(
    Bearer(pass): Bearer,
    State(app): State<Arc<App>>,
    Path(photo): Path<PhotoId>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let photos = seen(&app, &pass).await?;
    let record = photos.iter().find(|record| record.photo == photo);
    let record = record.ok_or_else(ApiError::not_found)?;
    serve(&app, pass.session, record, &headers).await
}

/// A picture that was removed is nobody's any more.
async fn seen(app: &App, pass: &PassClaims) -> Result<Vec<PhotoRecord>, ApiError> {
    let record = ended(&app.store, pass.session).await?;
    let mut people = record.participants.iter();
    let took_part =
        people.any(|one| one.person == pass.person && one.present && !one.role.is_shut_out());
    let mut photos = record.photos;
    photos.retain(|photo| photo.removed_at.is_none() && (took_part || is_in(photo, pass.person)));
    Ok(photos)
}

/// By their camera or by their name.
fn is_in(photo: &PhotoRecord, person: PersonId) -> bool {
    let mut sitters = photo.pictured.iter().chain(&photo.plates);
    sitters.any(|one| one.person.person == person)
}
