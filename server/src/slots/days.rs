//! What the days of a calendar are in several countries, over HTTP.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::calendar::{self, CalendarDay, DayKind};
use super::rest::CalendarGap;
use crate::app::App;
use crate::identity::Organizer;
use crate::partners::codes;
use crate::rest::{ApiError, ErrorBody, Json, Query};

/// Six weeks are a page of a calendar.
const DAYS: usize = 62;
const COUNTRIES: usize = 60;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(days))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct DaysAsked {
    /// ISO 3166-1 alpha-2, with commas between.
    countries: String,
    /// The first date, `2026-12-01`.
    from: String,
    /// The last one.
    to: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct CountryDays {
    /// The days that are no ordinary working days, and working days on weekends: by date, then as
    /// the countries were asked for.
    days: Vec<CountryDay>,
    gaps: Vec<CalendarGap>,
    /// The package the holidays come from.
    source: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
struct CountryDay {
    country: String,
    /// `2026-12-10`.
    date: String,
    day: CalendarDay,
}

/// Weekends, public holidays and moved working days of countries.
#[utoipa::path(get, path = "/api/days", operation_id = "country_days", tag = "time",
    params(DaysAsked), responses(
    (status = OK, body = CountryDays),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn days(_: Organizer, Query(asked): Query<DaysAsked>) -> Result<Json<CountryDays>, ApiError> {
    let countries = countries(&asked.countries)?;
    let from = date("from", &asked.from)?;
    let to = date("to", &asked.to)?;
    let dates: Vec<Date> = from.series(jiff::ToSpan::days(1)).take(DAYS + 1).collect();
    let dates: Vec<Date> = dates.into_iter().take_while(|date| *date <= to).collect();
    if dates.is_empty() || dates.len() > DAYS {
        return Err(ApiError::bad_input("to", "out_of_range"));
    }
    let pairs = dates
        .iter()
        .flat_map(|date| countries.iter().map(move |country| (*date, country)));
    let told = pairs.filter_map(|(date, country)| {
        let day = calendar::day(Some(country), date);
        let ordinary = day.kind == DayKind::Working && !day.moved_here;
        (!ordinary).then(|| CountryDay {
            country: country.clone(),
            date: date.to_string(),
            day,
        })
    });
    let years: BTreeSet<i16> = dates.iter().map(|date| date.year()).collect();
    let gaps = years.into_iter().flat_map(|year| {
        let countries = countries.iter();
        countries.filter_map(move |country| CalendarGap::of(country, year))
    });
    Ok(Json(CountryDays {
        days: told.collect(),
        gaps: gaps.collect(),
        source: calendar::source(),
    }))
}

/// Each once.
fn countries(text: &str) -> Result<Vec<String>, ApiError> {
    let mut countries: Vec<String> = Vec::new();
    for code in text.split(',').filter(|code| !code.is_empty()) {
        if codes::country(code).is_none() {
            return Err(ApiError::bad_input("countries", "unknown"));
        }
        if !countries.iter().any(|known| known == code) {
            countries.push(code.to_owned());
        }
    }
    if countries.len() > COUNTRIES {
        return Err(ApiError::bad_input("countries", "too_many"));
    }
    Ok(countries)
}

fn date(field: &str, text: &str) -> Result<Date, ApiError> {
    text.parse()
        .map_err(|_| ApiError::bad_input(field, "invalid"))
}
