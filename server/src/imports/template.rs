//! A sheet to fill in: the headings that are understood without asking, and a row that shows how.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use intake::columns::SheetKind;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::identity::Organizer;
use crate::papers::disposition;
use crate::registry::example;
use crate::rest::{ApiError, ErrorBody, Query};
use crate::tables::{Format, Words, whole};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(template))
}

// What can be read in again.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TemplateFormat)]
enum Sheet {
    #[default]
    Csv,
    Xlsx,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    kind: SheetKind,
    /// Headings are in Chinese for every Chinese, and in English for any other language.
    #[serde(default)]
    language: Option<String>,
    /// `csv` when absent.
    #[serde(default)]
    #[param(inline)]
    format: Sheet,
}

/// A sheet to fill in, as CSV or XLSX. Its one row is an example, says so, and is passed over when the
/// sheet is read in.
#[utoipa::path(get, path = "/api/imports/template", operation_id = "import_template",
    tag = "imports", params(Wanted), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn template(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, ApiError> {
    let language = match wanted.language.as_deref() {
        Some(language) if language.starts_with("zh") => "zh-CN",
        Some(_) | None => "en",
    };
    let (columns, line) = example(&app, wanted.kind, language).await?;
    let name = match wanted.kind {
        SheetKind::Exchange => "exchanges",
        SheetKind::Intent => "intents",
        SheetKind::Relation => "relations",
        SheetKind::Partner => "partners",
    };
    let format = match wanted.format {
        Sheet::Csv => Format::Csv,
        Sheet::Xlsx => Format::Xlsx,
    };
    let title = Words::of(language).get(&format!("table.{name}"));
    let sheet = whole(format, (name, &title), &columns, vec![line]);
    let name = format!("{name}.{}", format.name());
    let headers = [
        (header::CONTENT_TYPE, format.content_type().to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&name)),
    ];
    Ok((headers, sheet.map_err(ApiError::internal)?).into_response())
}
