//! The pages over HTTP, for organizers.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use meeting::id::SessionId;
use print::Fonts;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Semaphore;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::gather::Desk;
use crate::app::{App, now};
use crate::identity::Organizer;
use crate::protocol::list::protocol;
use crate::rest::{ApiError, ErrorBody, Path};

/// One document at a time: its fonts weigh up to 100 MB while it is made.
static PRESS: Semaphore = Semaphore::const_new(1);

pub(in crate::protocol) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(print_sheet))
}

/// What can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
enum Sheet {
    /// The delegations in order of precedence, with the rule.
    #[serde(rename = "list.pdf")]
    List,
    /// Tent cards for the table, one a person.
    #[serde(rename = "plates.pdf")]
    Plates,
    #[serde(rename = "badges.pdf")]
    Badges,
    /// The host facing each guest, one a page.
    #[serde(rename = "seating.pdf")]
    Seating,
}

impl Sheet {
    fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Plates => "plates",
            Self::Badges => "badges",
            Self::Seating => "seating",
        }
    }
}

/// The protocol of a session as pages, in the language of the session and a second one.
#[utoipa::path(get, path = "/api/sessions/{id}/print/{sheet}", operation_id = "print_protocol",
    tag = "protocol", params(("id" = String, Path), ("sheet" = inline(Sheet), Path)), responses(
    (status = OK, body = String, content_type = "application/pdf"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody, description = "`nothing_to_print`"),
    (status = UNPROCESSABLE_ENTITY, body = ErrorBody,
        description = "`missing_glyph`: no font has a character; `detail.character`, and \
                       `detail.package` where a Debian package may have it"),
    (status = SERVICE_UNAVAILABLE, body = ErrorBody,
        description = "`missing_font`: `detail.script`, and `detail.package`, the Debian package \
                       that has it"),
))]
async fn print_sheet(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((session, sheet)): Path<(SessionId, Sheet)>,
) -> Result<Response, ApiError> {
    let protocol = {
        let mut database = app.store.pool().acquire().await?;
        protocol(&app, &mut database, session).await?
    };
    let at = now().timestamp;
    let name = format!("{}-{session}", sheet.name());
    pdf(app, &name, move |app, fonts| {
        render(&Desk::new(app, &protocol, at), sheet, fonts)
    })
    .await
}

/// A document under this name, without its ending.
pub(crate) async fn pdf(
    app: Arc<App>,
    name: &str,
    render: impl FnOnce(&App, &Fonts) -> Result<Vec<u8>, ApiError> + Send + 'static,
) -> Result<Response, ApiError> {
    let press = PRESS.acquire().await.map_err(ApiError::internal)?;
    let work = move || {
        // Held by the work, which goes on when the one who asked goes away.
        let _press = press;
        render(&app, &Fonts::in_folders(&app.config.print.fonts))
    };
    let rendered = tokio::task::spawn_blocking(work).await;
    let pages = rendered.map_err(ApiError::internal)??;
    let disposition = format!("inline; filename=\"{name}.pdf\"");
    let disposition = HeaderValue::try_from(disposition).map_err(ApiError::internal)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/pdf"),
        ),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, pages).into_response())
}

fn render(desk: &Desk, sheet: Sheet, fonts: &Fonts) -> Result<Vec<u8>, ApiError> {
    let pages = match sheet {
        Sheet::List => print::list(&desk.listing(), fonts),
        Sheet::Plates => print::plates(&some(desk.plates(), |all| &all.plates)?, fonts),
        Sheet::Badges => print::badges(&some(desk.badges(), |all| &all.badges)?, fonts),
        Sheet::Seating => print::seating(&some(desk.seatings(), |all| &all.tables)?, fonts),
    };
    pages.map_err(refusal)
}

/// A document without a page is none.
fn some<All, One>(all: All, parts: impl Fn(&All) -> &Vec<One>) -> Result<All, ApiError> {
    if parts(&all).is_empty() {
        let message = "Nobody is on it.";
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            "nothing_to_print",
            message,
        ));
    }
    Ok(all)
}

/// What a document that could not be made is answered with.
pub(crate) fn refusal(error: print::Error) -> ApiError {
    let message = error.to_string();
    match error {
        print::Error::MissingFont { script, package } => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            ApiError::new(status, "missing_font", message)
                .with_detail(json!({ "script": script, "package": package }))
        }
        print::Error::MissingGlyph { character, package } => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            ApiError::new(status, "missing_glyph", message)
                .with_detail(json!({ "character": character, "package": package }))
        }
        print::Error::BrokenFont { .. } | print::Error::Refused(_) => ApiError::internal(message),
    }
}
