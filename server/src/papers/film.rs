//! A greeting video for the player of a browser, which sends no headers of ours: whoever shows their
//! pass is given it back as a cookie, for this one address and nothing else.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use meeting::id::PaperId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::guest::seen;
use super::kind::Kind;
use super::serve::{Served, serve};
use crate::app::App;
use crate::identity::{Bearer, bearer, cookie};
use crate::rest::{ApiError, ErrorBody, Path};
use crate::store::Shelf;

/// Name of the cookie.
const COOKIE: &str = "yunqiao-film";

/// How long it is kept (seconds): as long as such a video lasts, twice.
const KEPT: u32 = 3600;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(open, film))
}

/// Lets the player of this browser read a greeting video that one may see, from any place in it.
#[utoipa::path(post, path = "/api/papers/{paper}/film", operation_id = "open_film",
    tag = "joining", params(
    ("paper" = String, Path),
    ("Authorization" = String, Header, description = "`Bearer PASS`")), responses(
    (status = NO_CONTENT, description = "With a cookie for `film`."),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = GONE, body = ErrorBody,
        description = "`revoked_link`, `removed_link` or `cancelled`"),
))]
async fn open(
    State(app): State<Arc<App>>,
    pass: Bearer,
    Path(paper): Path<PaperId>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    let found = seen(&app, &pass, paper).await?;
    if found.kind != Kind::Webm {
        return Err(ApiError::not_found());
    }
    let pass = bearer(&headers).ok_or_else(ApiError::bad_pass)?;
    let secure = match app.identity.public_url().is_secure() {
        true => "; Secure",
        false => "",
    };
    let path = format!("/api/papers/{paper}/film");
    let cookie =
        format!("{COOKIE}={pass}; Path={path}; Max-Age={KEPT}; HttpOnly; SameSite=Strict{secure}");
    let cookie = AppendHeaders([(header::SET_COOKIE, cookie)]);
    Ok((StatusCode::NO_CONTENT, cookie))
}

/// The video; whole, or the part that `Range` asks for.
#[utoipa::path(get, path = "/api/papers/{paper}/film", operation_id = "play_film", tag = "joining",
    params(("paper" = String, Path),
        ("Range" = Option<String>, Header, description = "One range of bytes")), responses(
    (status = OK, body = [u8], content_type = "video/webm"),
    (status = PARTIAL_CONTENT, body = [u8], content_type = "video/webm"),
    (status = NOT_MODIFIED),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = GONE, body = ErrorBody,
        description = "`revoked_link`, `removed_link`, `cancelled` or `file_missing`"),
    (status = RANGE_NOT_SATISFIABLE),
))]
async fn film(
    State(app): State<Arc<App>>,
    Path(paper): Path<PaperId>,
    headers: HeaderMap,
) -> Result<Response<Body>, ApiError> {
    let pass = cookie(&headers, COOKIE).ok_or_else(ApiError::bad_pass)?;
    let pass = Bearer::read(&app, pass).await?;
    let found = seen(&app, &pass, paper).await?;
    if found.kind != Kind::Webm {
        return Err(ApiError::not_found());
    }
    let shelf = Shelf::of(&app.config.data.dir);
    serve(&shelf, &Served::from(&found), &headers).await
}
