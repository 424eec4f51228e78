//! The certificate over HTTP, for organizers.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use meeting::id::{SessionId, SigningId};
use meeting::plan::is_same_language;
use meeting::record::SigningEnd;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::certificate::Certificate;
use crate::app::{App, now};
use crate::identity::Organizer;
use crate::protocol::{pdf, printed_at, refusal};
use crate::records::{Language, folded};
use crate::rest::{ApiError, ErrorBody, Path, Query};

pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(certificate))
}

/// What was signed, by whom and when, as pages in a language of the session.
#[utoipa::path(get, path = "/api/sessions/{id}/signings/{signing}/certificate.pdf",
    operation_id = "print_certificate", tag = "records",
    params(("id" = String, Path), ("signing" = String, Path), Language), responses(
    (status = OK, body = String, content_type = "application/pdf"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody, description = "`not_signed`: it was not closed"),
    (status = UNPROCESSABLE_ENTITY, body = ErrorBody, description = "`missing_glyph`"),
    (status = SERVICE_UNAVAILABLE, body = ErrorBody, description = "`missing_font`"),
))]
async fn certificate(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((session, id)): Path<(SessionId, SigningId)>,
    Query(wish): Query<Language>,
) -> Result<Response, ApiError> {
    let folded = folded(&app.store, session).await?;
    let mut signings = folded.record.signings.iter();
    let signing = signings.find(|one| one.signing == id);
    let signing = signing.ok_or_else(ApiError::not_found)?;
    if signing.end != SigningEnd::Closed {
        let message = "This signing was not brought to its end.";
        return Err(ApiError::new(StatusCode::CONFLICT, "not_signed", message));
    }
    let language = chosen(&folded.plan.languages, wish.lang.as_deref());
    let pages = Certificate::new(&folded.record, signing, &language);
    let pages = pages.pages(printed_at(now().timestamp));
    let name = format!("signing-{id}-{language}");
    pdf(app, &name, move |_, fonts| {
        print::minutes(&pages, fonts).map_err(refusal)
    })
    .await
}

/// One of the session's languages; its main one when there is no such.
fn chosen(languages: &[String], wish: Option<&str>) -> String {
    let wish = wish.unwrap_or_default();
    let mut known = languages.iter();
    let found = known.find(|one| is_same_language(one, wish));
    let found = found.or_else(|| languages.first());
    found.map_or("en", String::as_str).to_owned()
}
