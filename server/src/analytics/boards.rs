//! Numbers side by side: partner by year, the map, who has been quiet, the funnel, the districts, and
//! the anniversaries.

use std::ops::RangeInclusive;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use history::date::{PartialDate, Window};
use history::intent::Stage;
use history::measure::anniversary::Anniversary;
use history::measure::{anniversary, districts, dormancy, heatmap, intents, map};
use history::partner::Kind;
use jiff::civil::Date;
use meeting::id::{DistrictId, ExchangeId, IntentId, PartnerId, RelationId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asked::{Asked, Question};
use super::cache;
use crate::app::App;
use crate::identity::Organizer;
use crate::ledger;
use crate::registry::Day;
use crate::rest::{ApiError, ErrorBody, Query};

/// Years of a heatmap.
pub(super) const MOST_YEARS: i16 = 100;
/// Of anniversaries, each of which is an entry of the answer.
pub(super) const MOST_OF_ANNIVERSARIES: i16 = 10;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(years))
        .routes(routes!(places))
        .routes(routes!(quiet))
        .routes(routes!(funnel))
        .routes(routes!(matrix))
        .routes(routes!(calendar))
}

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Years {
    /// The first year, 1 to 9998.
    pub(super) first: Option<i16>,
    /// The last year: of a heatmap fewer than 100 after the first, of anniversaries fewer than 10.
    pub(super) last: Option<i16>,
}

impl Years {
    /// The year of the day and the one after it, where nobody asks for others.
    pub(super) fn or_the_next_too(self, asked: &Asked) -> Years {
        let year = asked.query.as_of.year();
        // The last alone may lie before the day.
        let first = self
            .first
            .unwrap_or(self.last.map_or(year, |last| year.min(last)));
        Years {
            first: Some(first),
            last: Some(self.last.unwrap_or(first.saturating_add(1))),
        }
    }

    /// The year of the day alone, where nobody asks for others.
    pub(super) fn or_that_year(self, asked: &Asked) -> Years {
        let last = self.last.unwrap_or(asked.query.as_of.year());
        Years {
            first: Some(self.first.unwrap_or(last)),
            last: Some(last),
        }
    }

    /// No more of them than that.
    pub(super) fn range(self, asked: &Asked, most: i16) -> Result<RangeInclusive<i16>, ApiError> {
        let last = self.last.unwrap_or(asked.query.as_of.year());
        let first = self.first.unwrap_or(last.saturating_sub(9));
        let fits =
            first <= last && last.saturating_sub(first) < most && (1..=9998).contains(&first);
        if fits && last <= 9998 {
            Ok(first..=last)
        } else {
            Err(ApiError::bad_input("first", "out_of_range"))
        }
    }
}

/// Exchanges of each partner in each year. The list of one is that of `GET /api/exchanges` with the
/// partner and the year. An exchange with several partners counts once with each of them.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Heatmap {
    pub(super) years: Vec<i16>,
    pub(super) partners: Vec<HeatmapLine>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HeatmapLine {
    pub(super) partner: PartnerId,
    pub(super) counts: Vec<u32>,
}

/// Exchanges by partner and year. Without a last year it is that of the day, without a first one nine
/// before the last.
#[utoipa::path(get, path = "/api/analytics/heatmap", operation_id = "show_heatmap",
    tag = "analytics", params(Question, Years), responses(
    (status = OK, body = Heatmap),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn years(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(question): Query<Question>,
    Query(years): Query<Years>,
) -> Result<Response, ApiError> {
    let asked = question.understood(&app)?;
    let range = years.range(&asked, MOST_YEARS)?;
    let about = format!("heatmap {range:?}");
    cache::answer(&app, about, asked, move |state: &ledger::State, asked| {
        Heatmap::of(state, asked, range)
    })
    .await
}

impl Heatmap {
    pub(super) fn of(state: &ledger::State, asked: &Asked, range: RangeInclusive<i16>) -> Heatmap {
        let lines = heatmap::heatmap(&state.book, &asked.query, range.clone());
        let line = |line: heatmap::Line| HeatmapLine {
            partner: line.partner,
            counts: line.counts,
        };
        Heatmap {
            years: range.collect(),
            partners: lines.into_iter().map(line).collect(),
        }
    }
}

/// What stands at the place of a partner on the map.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MapPlace {
    pub(super) partner: PartnerId,
    pub(super) kinds: Vec<Kind>,
    /// Within the window.
    pub(super) exchanges: u32,
    /// Those of them with talks, something signed, or a project.
    pub(super) substantive: u32,
    /// The day of the last exchange, whether within the window or before.
    pub(super) last: Option<Day>,
}

/// The map: every partner with a relation that holds. Where they are, the list of partners says.
#[utoipa::path(get, path = "/api/analytics/map", operation_id = "show_map", tag = "analytics",
    params(Question), responses(
    (status = OK, body = Vec<MapPlace>),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn places(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(question): Query<Question>,
) -> Result<Response, ApiError> {
    let asked = question.understood(&app)?;
    cache::answer(&app, "map".to_owned(), asked, places_of).await
}

pub(super) fn places_of(state: &ledger::State, asked: &Asked) -> Vec<MapPlace> {
    let places = map::map(&state.book, &asked.query).into_iter();
    let place = |place: map::Place| MapPlace {
        partner: place.partner,
        kinds: place.held.iter().map(|held| held.kind).collect(),
        exchanges: place.exchanges,
        substantive: place.substantive,
        last: place.last.map(|contact| Day(contact.last)),
    };
    places.map(place).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Liveliness {
    Dormant,
    AtRisk,
    Alive,
}

/// How long it has been quiet about a partner.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QuietPartner {
    pub(super) partner: PartnerId,
    pub(super) state: Liveliness,
    /// The day of the last exchange that was more than courtesy, and which one it was.
    pub(super) last: Option<Day>,
    pub(super) last_exchange: Option<ExchangeId>,
    /// The day of the last exchange of any substance.
    pub(super) last_of_any: Option<Day>,
    /// The day from which the silence is counted; `null`: nobody knows since when the relation holds.
    pub(super) quiet_since: Option<Day>,
}

/// Partners by how long it has been quiet about them, the longest silence first.
#[utoipa::path(get, path = "/api/analytics/dormancy", operation_id = "show_dormancy",
    tag = "analytics", params(Question), responses(
    (status = OK, body = Vec<QuietPartner>),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn quiet(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(question): Query<Question>,
) -> Result<Response, ApiError> {
    let asked = question.understood(&app)?;
    cache::answer(&app, "dormancy".to_owned(), asked, quiet_of).await
}

pub(super) fn quiet_of(state: &ledger::State, asked: &Asked) -> Vec<QuietPartner> {
    let found = dormancy::dormancy(&state.book, &asked.query);
    let lists = [
        (Liveliness::Dormant, found.dormant),
        (Liveliness::AtRisk, found.at_risk),
        (Liveliness::Alive, found.alive),
    ];
    let lists = lists.into_iter().flat_map(|(state, list)| {
        list.into_iter().map(move |quiet| QuietPartner {
            partner: quiet.partner,
            state,
            last: quiet.last.map(|contact| Day(contact.last)),
            last_exchange: quiet.last.map(|contact| contact.exchange),
            last_of_any: quiet.last_of_any.map(|contact| Day(contact.last)),
            quiet_since: Some(Day(quiet.since())).filter(|day| day.0 != Date::MIN),
        })
    });
    lists.collect()
}

/// What became of the intents that were said in one year.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FunnelYear {
    pub(super) year: i16,
    /// Those that came at least so far, stage by stage.
    pub(super) reached: Vec<FunnelStage>,
    pub(super) landed: usize,
    /// Neither landed nor withdrawn.
    pub(super) open: usize,
    pub(super) withdrawn: usize,
    /// landed / (all - withdrawn).
    pub(super) conversion: Option<f64>,
    /// Of those that landed, from the saying on.
    pub(super) median_days: Option<f64>,
    /// After so many days half had landed, the open ones counted as long as they have been open.
    pub(super) half_landed_after: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FunnelStage {
    pub(super) stage: Stage,
    pub(super) intents: Vec<IntentId>,
}

/// The funnel of intents, by the year in which they were said.
#[utoipa::path(get, path = "/api/analytics/funnel", operation_id = "show_funnel",
    tag = "analytics", params(Question), responses(
    (status = OK, body = Vec<FunnelYear>),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn funnel(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(question): Query<Question>,
) -> Result<Response, ApiError> {
    let asked = question.understood(&app)?;
    cache::answer(&app, "funnel".to_owned(), asked, funnel_of).await
}

pub(super) fn funnel_of(state: &ledger::State, asked: &Asked) -> Vec<FunnelYear> {
    let cohorts = intents::cohorts(&state.book, &asked.query).into_iter();
    let cohorts = cohorts.map(|(year, cohort)| FunnelYear {
        year,
        reached: Stage::WAY
            .into_iter()
            .map(|stage| FunnelStage {
                stage,
                intents: cohort.reached(stage),
            })
            .collect(),
        landed: cohort.landed.len(),
        open: cohort.open.len(),
        withdrawn: cohort.withdrawn.len(),
        conversion: cohort.conversion().fraction(),
        median_days: cohort.median_days(),
        half_landed_after: cohort.half_landed_after(),
    });
    cohorts.collect()
}

/// The relations of a district.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DistrictLine {
    pub(super) district: DistrictId,
    pub(super) names: meeting::plan::Localized,
    pub(super) sister: Vec<RelationId>,
    pub(super) exchange: Vec<RelationId>,
}

/// Every district that exists on the day, with the relations that it holds.
#[utoipa::path(get, path = "/api/analytics/districts", operation_id = "show_district_matrix",
    tag = "analytics", params(Question), responses(
    (status = OK, body = Vec<DistrictLine>),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn matrix(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(question): Query<Question>,
) -> Result<Response, ApiError> {
    let asked = question.understood(&app)?;
    cache::answer(&app, "districts".to_owned(), asked, matrix_of).await
}

pub(super) fn matrix_of(state: &ledger::State, asked: &Asked) -> Vec<DistrictLine> {
    let lines = districts::matrix(&state.book, &asked.query).into_iter();
    let ids = |held: &[history::measure::Holding]| -> Vec<RelationId> {
        held.iter().map(|held| held.relation).collect()
    };
    let lines = lines.map(|(district, line)| DistrictLine {
        district,
        names: state.districts.get(&district).cloned().unwrap_or_default(),
        sister: ids(&line.sister),
        exchange: ids(&line.exchange),
    });
    lines.collect()
}

/// A relation that is so many years old.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AnniversaryDay {
    pub(super) partner: PartnerId,
    pub(super) relation: RelationId,
    pub(super) kind: Kind,
    pub(super) years: i16,
    /// As precise as the beginning is.
    pub(super) on: PartialDate,
    /// Every fifth.
    pub(super) round: bool,
}

/// Anniversaries of relations in some years, by their days. Without a last year it is that of the day,
/// without a first one the last alone.
#[utoipa::path(get, path = "/api/analytics/anniversaries", operation_id = "list_anniversaries",
    tag = "analytics", params(Question, Years), responses(
    (status = OK, body = Vec<AnniversaryDay>),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn calendar(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(question): Query<Question>,
    Query(years): Query<Years>,
) -> Result<Response, ApiError> {
    let asked = question.understood(&app)?;
    let range = years
        .or_that_year(&asked)
        .range(&asked, MOST_OF_ANNIVERSARIES)?;
    let about = format!("anniversaries {range:?}");
    cache::answer(&app, about, asked, move |state: &ledger::State, asked| {
        calendar_of(state, asked, range)
    })
    .await
}

pub(super) fn calendar_of(
    state: &ledger::State,
    asked: &Asked,
    range: RangeInclusive<i16>,
) -> Vec<AnniversaryDay> {
    let due = Window::years(*range.start(), *range.end());
    let found = anniversary::anniversaries(&state.book, &asked.query, due).into_iter();
    found.map(AnniversaryDay::from).collect()
}

impl From<Anniversary> for AnniversaryDay {
    fn from(one: Anniversary) -> AnniversaryDay {
        AnniversaryDay {
            partner: one.held.partner,
            relation: one.held.relation,
            kind: one.held.kind,
            years: one.years,
            on: one.on,
            round: one.is_round(),
        }
    }
}
