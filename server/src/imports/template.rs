//! An empty sheet with the headings that are understood without asking.

use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use intake::columns::{Meaning, SheetKind};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::identity::Organizer;
use crate::papers::disposition;
use crate::records::csv_file;
use crate::rest::{ApiError, ErrorBody, Query};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(template))
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    kind: SheetKind,
    /// Headings are in Chinese for every Chinese, and in English for any other language.
    #[serde(default)]
    language: Option<String>,
}

/// A sheet to fill in, as CSV.
#[utoipa::path(get, path = "/api/imports/template", operation_id = "import_template",
    tag = "imports", params(Wanted), responses(
    (status = OK, body = String, content_type = "text/csv"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn template(_: Organizer, Query(wanted): Query<Wanted>) -> Result<Response, ApiError> {
    let language = wanted.language.as_deref().unwrap_or("en");
    // What is to be filled in is new, and has no identity yet.
    let meanings = wanted.kind.meanings().filter(|one| *one != Meaning::Id);
    let headings = meanings.filter_map(|meaning| wanted.kind.heading(meaning, language));
    let headings: Vec<String> = headings.map(str::to_owned).collect();
    let sheet = csv_file(&[headings])?;
    let name = match wanted.kind {
        SheetKind::Exchange => "exchanges.csv",
        SheetKind::Intent => "intents.csv",
        SheetKind::Relation => "relations.csv",
        SheetKind::Partner => "partners.csv",
    };
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition(name)),
    ];
    Ok((headers, sheet).into_response())
}
