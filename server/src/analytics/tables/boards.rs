//! The boards as tables.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use history::intent::Stage;
use history::partner::Kind;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::asked::{Asked, Question};
use super::super::boards::{self, Heatmap, Years};
use super::Board;
use crate::app::App;
use crate::identity::Organizer;
use crate::ledger;
use crate::registry::Naming;
use crate::rest::{ApiError, ErrorBody, Query};
use crate::tables::{Cell, Column, Wish, answer};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(heatmap_table))
        .routes(routes!(map_table))
        .routes(routes!(dormancy_table))
        .routes(routes!(funnel_table))
        .routes(routes!(matrix_table))
        .routes(routes!(calendar_table))
}

/// Exchanges by partner and year. Without a last year it is that of the day, without a first one nine
/// before the last.
#[utoipa::path(get, path = "/api/tables/heatmap", operation_id = "export_heatmap", tag = "tables",
    params(Question, Years, Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn heatmap_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(question): Query<Question>,
    Query(years): Query<Years>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let board = Board {
        app: &app,
        wish: &wish,
        asked: question.understood(&app)?,
    };
    let range = years.range(&board.asked, boards::MOST_YEARS)?;
    let mut columns = board.columns(&["slug", "partner", "country"]);
    let of_year = |year: i16| Column::new(year.to_string(), year.to_string());
    columns.extend(range.clone().map(of_year));
    let lines = |state: &ledger::State, asked: &Asked| Heatmap::of(state, asked, range).partners;
    let line = |naming: &Naming, line: boards::HeatmapLine| {
        let mut cells = vec![
            naming.slug(line.partner),
            naming.partner(line.partner),
            naming.country_of(line.partner),
        ];
        cells.extend(
            line.counts
                .into_iter()
                .map(|count| Cell::Count(count.into())),
        );
        cells
    };
    let table = board.table("heatmap", columns, lines, line).await?;
    answer(&app, &organizer, &wish, (table, query)).await
}

/// Every partner with a relation that holds, where it lies, and what there was with it.
#[utoipa::path(get, path = "/api/tables/map", operation_id = "export_map", tag = "tables",
    params(Question, Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn map_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(question): Query<Question>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let board = Board {
        app: &app,
        wish: &wish,
        asked: question.understood(&app)?,
    };
    let columns = board.columns(&[
        "slug",
        "partner",
        "country",
        "latitude",
        "longitude",
        "sister",
        "exchange",
        "exchanges",
        "substantive",
        "last",
    ]);
    let line = |naming: &Naming, place: boards::MapPlace| {
        let city = naming.cities().get(place.partner);
        let at = city.and_then(|city| city.record.coordinates);
        let held = |kind| naming.truth(place.kinds.contains(&kind));
        vec![
            naming.slug(place.partner),
            naming.partner(place.partner),
            naming.country_of(place.partner),
            Cell::maybe(at, |at| Cell::Number(at.lat)),
            Cell::maybe(at, |at| Cell::Number(at.lon)),
            held(Kind::Sister),
            held(Kind::Exchange),
            Cell::Count(place.exchanges.into()),
            Cell::Count(place.substantive.into()),
            Cell::maybe(place.last, |day| Cell::day(day.0)),
        ]
    };
    let table = board.table("map", columns, boards::places_of, line).await?;
    answer(&app, &organizer, &wish, (table, query)).await
}

/// Partners by how long it has been quiet about them.
#[utoipa::path(get, path = "/api/tables/dormancy", operation_id = "export_dormancy", tag = "tables",
    params(Question, Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn dormancy_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(question): Query<Question>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let board = Board {
        app: &app,
        wish: &wish,
        asked: question.understood(&app)?,
    };
    let columns = board.columns(&[
        "slug",
        "partner",
        "country",
        "state",
        "last_substantive",
        "last",
        "quiet_since",
    ]);
    let line = |naming: &Naming, quiet: boards::QuietPartner| {
        vec![
            naming.slug(quiet.partner),
            naming.partner(quiet.partner),
            naming.country_of(quiet.partner),
            naming.word("liveliness", quiet.state),
            Cell::maybe(quiet.last, |day| Cell::day(day.0)),
            Cell::maybe(quiet.last_of_any, |day| Cell::day(day.0)),
            Cell::maybe(quiet.quiet_since, |day| Cell::day(day.0)),
        ]
    };
    let table = board
        .table("dormancy", columns, boards::quiet_of, line)
        .await?;
    answer(&app, &organizer, &wish, (table, query)).await
}

/// What became of intents, by the year in which they were said.
#[utoipa::path(get, path = "/api/tables/funnel", operation_id = "export_funnel", tag = "tables",
    params(Question, Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn funnel_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(question): Query<Question>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let board = Board {
        app: &app,
        wish: &wish,
        asked: question.understood(&app)?,
    };
    let words = wish.words();
    let stages = Stage::WAY.map(|stage| {
        let key = crate::records::word(stage).unwrap_or_default();
        let heading = words.get(&format!("stage.{key}"));
        Column::new(format!("reached_{key}"), heading)
    });
    let mut columns = board.columns(&["year"]);
    columns.extend(stages);
    columns.extend(board.columns(&[
        "landed",
        "open",
        "withdrawn",
        "conversion",
        "median_days",
        "half_landed_after",
    ]));
    let line = |_: &Naming, year: boards::FunnelYear| {
        let mut line = vec![Cell::Number(f64::from(year.year))];
        let reached = year.reached.iter();
        line.extend(reached.map(|stage| Cell::count(stage.intents.len())));
        line.extend([
            Cell::count(year.landed),
            Cell::count(year.open),
            Cell::count(year.withdrawn),
            Cell::maybe(year.conversion, Cell::Number),
            Cell::maybe(year.median_days, Cell::Number),
            Cell::maybe(year.half_landed_after, |days| Cell::Count(days.into())),
        ]);
        line
    };
    let table = board
        .table("funnel", columns, boards::funnel_of, line)
        .await?;
    answer(&app, &organizer, &wish, (table, query)).await
}

/// Every district with how many relations it holds.
#[utoipa::path(get, path = "/api/tables/district_matrix", operation_id = "export_district_matrix",
    tag = "tables", params(Question, Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn matrix_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(question): Query<Question>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let board = Board {
        app: &app,
        wish: &wish,
        asked: question.understood(&app)?,
    };
    let columns = board.columns(&["district", "sister_relations", "exchange_relations"]);
    let line = |naming: &Naming, line: boards::DistrictLine| {
        let name = naming.localized(&line.names).to_owned();
        vec![
            Cell::Refs(vec![(line.district.to_string(), name)], "; "),
            Cell::count(line.sister.len()),
            Cell::count(line.exchange.len()),
        ]
    };
    let table = board
        .table("district_matrix", columns, boards::matrix_of, line)
        .await?;
    answer(&app, &organizer, &wish, (table, query)).await
}

/// Anniversaries of relations, by their days. Without a last year it is that of the day, without a first
/// one the last alone.
#[utoipa::path(get, path = "/api/tables/anniversaries", operation_id = "export_anniversaries",
    tag = "tables", params(Question, Years, Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn calendar_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(question): Query<Question>,
    Query(years): Query<Years>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let board = Board {
        app: &app,
        wish: &wish,
        asked: question.understood(&app)?,
    };
    let range = years
        .or_that_year(&board.asked)
        .range(&board.asked, boards::MOST_OF_ANNIVERSARIES)?;
    let columns = board.columns(&[
        "on", "slug", "partner", "country", "relation", "years", "round",
    ]);
    let days = |state: &ledger::State, asked: &Asked| boards::calendar_of(state, asked, range);
    let line = |naming: &Naming, day: boards::AnniversaryDay| {
        vec![
            Cell::Date(day.on),
            naming.slug(day.partner),
            naming.partner(day.partner),
            naming.country_of(day.partner),
            naming.word("relation", day.kind),
            Cell::Number(f64::from(day.years)),
            naming.truth(day.round),
        ]
    };
    let table = board.table("anniversaries", columns, days, line).await?;
    answer(&app, &organizer, &wish, (table, query)).await
}
