//! The log of exports: what left the house, by whom, when and how much of it.

use std::sync::Arc;

use axum::extract::State;
use meeting::id::{OrganizerId, SessionId};
use meeting::time::Timestamp;
use serde::Serialize;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, now};
use crate::identity::Organizer;
use crate::registry::Paging;
use crate::rest::{ApiError, ErrorBody, Json, Query};
use crate::store::StoreError;

/// Characters of a question that are kept.
const LONGEST_QUERY: usize = 500;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A table that leaves the house, or its lines in a file of another kind.
pub(crate) struct Export<'a> {
    pub(crate) sheet: &'static str,
    pub(crate) format: &'static str,
    pub(crate) language: &'a str,
    pub(crate) lines: usize,
    /// How it was filtered, as it was asked.
    pub(crate) query: Option<String>,
}

pub(crate) async fn write(
    app: &App,
    organizer: OrganizerId,
    export: Export<'_>,
) -> Result<(), StoreError> {
    let query: Option<String> = export
        .query
        .map(|query| query.chars().take(LONGEST_QUERY).collect());
    let mut transaction = app.store.write().await?;
    sqlx::query(
        "INSERT INTO export_log (at, organizer, sheet, language, format, lines, query)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(now().timestamp.micros())
    .bind(organizer.to_string())
    .bind(export.sheet)
    .bind(export.language)
    .bind(export.format)
    .bind(i64::try_from(export.lines).unwrap_or(i64::MAX))
    .bind(query)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// One file that left the house.
#[derive(Debug, Serialize, ToSchema)]
struct LoggedExport {
    #[schema(value_type = i64)]
    at: Timestamp,
    organizer: String,
    /// Their name, as long as they are known.
    name: Option<String>,
    /// Of which session it tells; `null`: of the registry or the history.
    #[schema(value_type = Option<String>)]
    session: Option<SessionId>,
    /// `exchanges`, `attendance`, `photo` ...
    sheet: String,
    /// `csv`, `xlsx`, `json` or `ics`; `null` where a sheet has one format alone.
    format: Option<String>,
    language: String,
    /// Lines of a table.
    lines: Option<i64>,
    /// How a table was filtered.
    query: Option<String>,
}

/// One page of the log, the newest first.
#[derive(Debug, Serialize, ToSchema)]
struct ExportPage {
    /// On all pages together.
    total: i64,
    items: Vec<LoggedExport>,
}

/// What left the house, the newest first: tables, sheets of records, pictures.
#[utoipa::path(get, path = "/api/exports", operation_id = "list_exports", tag = "tables",
    params(Paging), responses(
    (status = OK, body = ExportPage),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn list(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(paging): Query<Paging>,
) -> Result<Json<ExportPage>, ApiError> {
    let (from, length) = paging.range()?;
    let mut database = app.store.pool().acquire().await?;
    let total = sqlx::query_scalar("SELECT count(*) FROM export_log")
        .fetch_one(&mut *database)
        .await
        .map_err(StoreError::from)?;
    let rows = sqlx::query(
        "SELECT export_log.at, export_log.organizer, organizer.name, export_log.session,
                export_log.sheet, export_log.format, export_log.language, export_log.lines,
                export_log.query
         FROM export_log LEFT JOIN organizer ON organizer.id = export_log.organizer
         ORDER BY export_log.id DESC LIMIT $1 OFFSET $2",
    )
    .bind(i64::try_from(length).unwrap_or(i64::MAX))
    .bind(i64::try_from(from).unwrap_or(i64::MAX))
    .fetch_all(&mut *database)
    .await
    .map_err(StoreError::from)?;
    let items = rows.iter().map(logged).collect::<Result<_, _>>()?;
    Ok(Json(ExportPage { total, items }))
}

fn logged(row: &SqliteRow) -> Result<LoggedExport, StoreError> {
    let session: Option<String> = row.try_get("session")?;
    let session = session.map(|session| {
        let parsed = session.parse();
        parsed.map_err(|error| StoreError::damaged("export_log", &session, error))
    });
    Ok(LoggedExport {
        at: Timestamp(row.try_get("at")?),
        organizer: row.try_get("organizer")?,
        name: row.try_get("name")?,
        session: session.transpose()?,
        sheet: row.try_get("sheet")?,
        format: row.try_get("format")?,
        language: row.try_get("language")?,
        lines: row.try_get("lines")?,
        query: row.try_get("query")?,
    })
}
