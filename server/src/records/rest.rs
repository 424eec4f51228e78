//! Records over HTTP.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use meeting::id::{ExchangeId, OrganizerId, PartnerId, SessionId};
use meeting::record::{Filed, Record};
use meeting::time::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::fold::{Folded, fold};
use super::words::Words;
use super::{notes, own, sheets, sides, signings, stage, votes};
use crate::app::{App, now};
use crate::identity::Organizer;
use crate::rest::{ApiError, ErrorBody, Json, Path, Query};
use crate::store::{Store, StoreError};

pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(attendance))
        .routes(routes!(agenda))
        .routes(routes!(floor))
        .routes(routes!(votes_sheet))
        .routes(routes!(notes_sheet))
        .routes(routes!(stage_sheet))
        .routes(routes!(sides_sheet))
        .routes(routes!(signings_sheet))
        .merge(own::routes())
}

/// The record of a session; while it runs, as of this moment.
#[utoipa::path(get, path = "/api/sessions/{id}/record", tag = "records",
    params(("id" = String, Path)), responses(
    (status = OK, body = Record),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn show(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
) -> Result<Json<Record>, ApiError> {
    let mut record = folded(&app.store, session).await?.record;
    record.filed = filed(&app, session).await?;
    record.retain_until = retained(&app.store, session).await?;
    Ok(Json(record))
}

pub(crate) async fn folded(store: &Store, session: SessionId) -> Result<Folded, ApiError> {
    let mut database = store.pool().acquire().await?;
    let now = now().timestamp;
    Ok(fold(&mut database, store.master_key(), session, now).await?)
}

/// The record of a session that is over: before that it is nothing for those who take part.
pub(crate) async fn ended(store: &Store, session: SessionId) -> Result<Record, ApiError> {
    let record = folded(store, session).await?.record;
    if record.partial {
        let message = "The session has not ended.";
        return Err(ApiError::new(StatusCode::CONFLICT, "not_ended", message));
    }
    Ok(record)
}

async fn retained(store: &Store, session: SessionId) -> Result<Option<Timestamp>, StoreError> {
    let until: Option<i64> =
        sqlx::query_scalar("SELECT retain_until FROM retention WHERE session = $1")
            .bind(session.to_string())
            .fetch_optional(store.pool())
            .await?;
    Ok(until.map(Timestamp))
}

/// Where the session stands in the history of partners, with their names in the registry.
async fn filed(app: &App, session: SessionId) -> Result<Vec<Filed>, ApiError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT exchange, partner FROM exchange_partner
         JOIN exchange ON exchange.id = exchange_partner.exchange
         WHERE session = $1 ORDER BY partner",
    )
    .bind(session.to_string())
    .fetch_all(app.store.pool())
    .await?;
    let damaged = |error| ApiError::from(StoreError::damaged("exchange_partner", session, error));
    rows.iter()
        .map(|(exchange, partner)| {
            let exchange: ExchangeId = exchange.parse().map_err(damaged)?;
            let partner: PartnerId = partner.parse().map_err(damaged)?;
            let names = app
                .partners
                .get(partner)
                .map(|known| known.record.names.clone());
            Ok(Filed {
                partner,
                names: names.unwrap_or_default(),
                exchange,
            })
        })
        .collect()
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Language {
    /// BCP 47 tag; the main language of the session when absent, English when it is not one of
    /// the languages of the interface.
    pub(crate) lang: Option<String>,
}

/// Which sheet, and by which name it is saved and logged.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sheet {
    Attendance,
    Agenda,
    Floor,
    Votes,
    Notes,
    Stage,
    Sides,
    Signings,
}

impl Sheet {
    fn name(self) -> &'static str {
        match self {
            Sheet::Attendance => "attendance",
            Sheet::Agenda => "agenda",
            Sheet::Floor => "floor",
            Sheet::Votes => "votes",
            Sheet::Notes => "decisions",
            Sheet::Stage => "stage",
            Sheet::Sides => "side-rooms",
            Sheet::Signings => "signings",
        }
    }
}

/// Attendance as a sheet.
#[utoipa::path(get, path = "/api/sessions/{id}/record/attendance.csv", tag = "records",
    params(("id" = String, Path), Language), responses(
    (status = OK, body = String, content_type = "text/csv"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn attendance(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Query(language): Query<Language>,
) -> Result<Response, ApiError> {
    export(
        &app.store,
        organizer.id,
        session,
        language,
        Sheet::Attendance,
    )
    .await
}

/// The agenda, planned and held, as a sheet.
#[utoipa::path(get, path = "/api/sessions/{id}/record/agenda.csv", tag = "records",
    params(("id" = String, Path), Language), responses(
    (status = OK, body = String, content_type = "text/csv"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn agenda(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Query(language): Query<Language>,
) -> Result<Response, ApiError> {
    export(&app.store, organizer.id, session, language, Sheet::Agenda).await
}

/// Who had the floor for how long, as a sheet.
#[utoipa::path(get, path = "/api/sessions/{id}/record/floor.csv", tag = "records",
    params(("id" = String, Path), Language), responses(
    (status = OK, body = String, content_type = "text/csv"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn floor(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Query(language): Query<Language>,
) -> Result<Response, ApiError> {
    export(&app.store, organizer.id, session, language, Sheet::Floor).await
}

/// Votes, as a sheet: a line for each place in each electorate.
#[utoipa::path(get, path = "/api/sessions/{id}/record/votes.csv", tag = "records",
    params(("id" = String, Path), Language), responses(
    (status = OK, body = String, content_type = "text/csv"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn votes_sheet(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Query(language): Query<Language>,
) -> Result<Response, ApiError> {
    export(&app.store, organizer.id, session, language, Sheet::Votes).await
}

/// Decisions and actions that count, as a sheet.
#[utoipa::path(get, path = "/api/sessions/{id}/record/decisions.csv", tag = "records",
    params(("id" = String, Path), Language), responses(
    (status = OK, body = String, content_type = "text/csv"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn notes_sheet(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Query(language): Query<Language>,
) -> Result<Response, ApiError> {
    export(&app.store, organizer.id, session, language, Sheet::Notes).await
}

/// Who was on stage, as a sheet.
#[utoipa::path(get, path = "/api/sessions/{id}/record/stage.csv", tag = "records",
    params(("id" = String, Path), Language), responses(
    (status = OK, body = String, content_type = "text/csv"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn stage_sheet(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Query(language): Query<Language>,
) -> Result<Response, ApiError> {
    export(&app.store, organizer.id, session, language, Sheet::Stage).await
}

/// Who was in which side room, as a sheet.
#[utoipa::path(get, path = "/api/sessions/{id}/record/side-rooms.csv", tag = "records",
    params(("id" = String, Path), Language), responses(
    (status = OK, body = String, content_type = "text/csv"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn sides_sheet(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Query(language): Query<Language>,
) -> Result<Response, ApiError> {
    export(&app.store, organizer.id, session, language, Sheet::Sides).await
}

/// Signings, as a sheet: a line for each party and each witness.
#[utoipa::path(get, path = "/api/sessions/{id}/record/signings.csv", tag = "records",
    params(("id" = String, Path), Language), responses(
    (status = OK, body = String, content_type = "text/csv"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn signings_sheet(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Query(language): Query<Language>,
) -> Result<Response, ApiError> {
    export(&app.store, organizer.id, session, language, Sheet::Signings).await
}

/// Nothing leaves the house that is not in the log of exports.
pub(super) async fn export(
    store: &Store,
    organizer: OrganizerId,
    session: SessionId,
    language: Language,
    sheet: Sheet,
) -> Result<Response, ApiError> {
    let folded = folded(store, session).await?;
    let main_language = folded.plan.languages.first().cloned();
    let wish = language.lang.or(main_language).unwrap_or_default();
    let words = Words::of(&wish);
    let bytes = match sheet {
        Sheet::Attendance => sheets::attendance(&folded.record, words)?,
        Sheet::Agenda => sheets::agenda(&folded.record, words)?,
        Sheet::Floor => sheets::floor(&folded.record, words)?,
        Sheet::Votes => votes::sheet(&folded.record, words)?,
        Sheet::Notes => notes::sheet(&folded.record, words)?,
        Sheet::Stage => stage::sheet(&folded.record, words)?,
        Sheet::Sides => sides::sheet(&folded.record, words)?,
        Sheet::Signings => signings::sheet(&folded.record, words)?,
    };
    log(store, organizer, session, sheet, words).await?;
    let name = format!("attachment; filename=\"{}-{session}.csv\"", sheet.name());
    let disposition = HeaderValue::try_from(name).map_err(ApiError::internal)?;
    let content_type = HeaderValue::from_static("text/csv; charset=utf-8");
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}

async fn log(
    store: &Store,
    organizer: OrganizerId,
    session: SessionId,
    sheet: Sheet,
    words: Words,
) -> Result<(), StoreError> {
    let mut transaction = store.write().await?;
    sqlx::query(
        "INSERT INTO export_log (at, organizer, session, sheet, language)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(now().timestamp.micros())
    .bind(organizer.to_string())
    .bind(session.to_string())
    .bind(sheet.name())
    .bind(words.language())
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}
