//! The slot finder over HTTP, for organizers.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use jiff::civil::{Date, Time};
use meeting::id::PartnerId;
use meeting::plan::Localized;
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, now};
use crate::identity::Organizer;
use crate::partners::{Listed, codes};
use crate::rest::{ApiError, ErrorBody, Json};

use super::calendar::{self, Missing};
use super::cost::Window;
use super::course::{Place, QUARTER};
use super::finder::{Finder, MOST_CITIES, Wanted};
use super::grid::SlotGrid;
use super::judge::{SlotPair, SlotProposal};

const MOST_DAYS: i32 = 31;
const LONGEST: i64 = 720;
/// Beyond these years somebody mixed something up.
const YEARS: std::ops::Range<i16> = 2000..2200;
const PROPOSALS: usize = 6;
const PAIRS: usize = 3;

pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(find_slots))
        .merge(super::days::routes())
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SlotQuestion {
    /// Identities or slugs of partner cities, 1 to 100, each once.
    partners: Vec<String>,
    /// Whether the host's own people have to be there, inside their own hours.
    #[serde(default)]
    host_counts: bool,
    /// Length: whole quarters of an hour, to 720.
    minutes: i64,
    /// First day on which it may begin, by the host's calendar: `2026-12-10`.
    from: String,
    /// Last such day; at most 31 days in all.
    to: String,
    /// Minutes from one start to the next: 15 or 30.
    #[serde(default = "half_an_hour")]
    step: i64,
    /// The hours that can be asked of a city, by its own clock, in whole quarters.
    #[serde(default = "eight")]
    earliest: String,
    /// Up to `24:00`.
    #[serde(default = "twenty")]
    latest: String,
    /// The day to draw; that of the best slot when it is left out.
    #[serde(default)]
    day: Option<String>,
    /// A start to tell city by city: one of those of the search.
    #[serde(default)]
    at: Option<Timestamp>,
}

fn half_an_hour() -> i64 {
    30
}
fn eight() -> String {
    "08:00".to_owned()
}
fn twenty() -> String {
    "20:00".to_owned()
}

#[derive(Debug, Serialize, ToSchema)]
struct SlotAnswer {
    /// The host first, then the partners as they were asked for: the order of all lists below.
    cities: Vec<SlotCity>,
    grid: SlotGrid,
    /// The best first. Empty when the host counts and no slot is inside its hours.
    proposals: Vec<SlotProposal>,
    /// The best first; only where two slots serve cities that no single one serves.
    pairs: Vec<SlotPair>,
    /// The slot that was asked for by `at`.
    chosen: Option<SlotProposal>,
    /// What the calendar does not know of the years in question.
    gaps: Vec<CalendarGap>,
    /// The package the holidays come from.
    source: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
struct SlotCity {
    /// Absent for the host.
    partner: Option<PartnerId>,
    names: Localized,
    /// ISO 3166-1 alpha-2.
    country: String,
    zone: String,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub(super) struct CalendarGap {
    country: String,
    year: i16,
    missing: Missing,
}

impl CalendarGap {
    /// What is not known of a year in a country.
    pub(super) fn of(country: &str, year: i16) -> Option<CalendarGap> {
        let missing = calendar::missing(Some(country), year)?;
        Some(CalendarGap {
            country: country.to_owned(),
            year,
            missing,
        })
    }
}

/// Finds times that partner cities can bear: a day as a grid of hours and cities, ranked slots
/// with what they cost each city, and pairs of slots where no single one serves all.
///
/// Cost, by the city's own clock and calendar: a minute weighs 0 in office hours (09:00 to 18:00),
/// 1 early or late (07:00 to 09:00, 18:00 to 22:00), 4 at night, and on a weekend 1 more, on a
/// public holiday 2 more. Slots rank by cities outside their hours, then the cost of the city that
/// pays most, then the cost of all, then time.
#[utoipa::path(post, path = "/api/slots", tag = "time", request_body = SlotQuestion, responses(
    (status = OK, body = SlotAnswer),
    (status = BAD_REQUEST, body = ErrorBody, description = "`bad_input`: `detail` is \
        `{field, problem}`"),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn find_slots(
    _: Organizer,
    State(app): State<Arc<App>>,
    Json(question): Json<SlotQuestion>,
) -> Result<Json<SlotAnswer>, ApiError> {
    let asked_at = now().timestamp;
    // Tens of milliseconds at worst, which are not taken from the threads that serve meetings.
    let work = tokio::task::spawn_blocking(move || answer(&app, &question, asked_at));
    work.await.map_err(ApiError::internal)?.map(Json)
}

fn answer(app: &App, question: &SlotQuestion, asked_at: Timestamp) -> Result<SlotAnswer, ApiError> {
    let partners = partners(app, &question.partners)?;
    let wanted = wanted(app, question, &partners, asked_at)?;
    let (first, last) = wanted.days;
    let beyond = || ApiError::bad_input("from", "out_of_range");
    let finder = Finder::of(wanted).ok_or_else(beyond)?;
    let proposals = finder.proposals(PROPOSALS);
    let chosen = question.at.map(|at| {
        let slot = finder.slot_at(at.micros().div_euclid(1_000_000));
        slot.ok_or_else(|| ApiError::bad_input("at", "unknown"))
    });
    let chosen = chosen.transpose()?;
    let day = match &question.day {
        Some(day) => read_date("day", day)?,
        None => chosen
            .or(proposals.first().copied())
            .map_or(first, |slot| finder.host.clock.wall(slot.at).date()),
    };
    let grid = finder.grid(day);
    let cities = cities(app, &partners);
    Ok(SlotAnswer {
        gaps: gaps(&cities, (first, last)),
        cities,
        grid: grid.ok_or_else(|| ApiError::bad_input("day", "out_of_range"))?,
        pairs: finder
            .pairs(PAIRS)
            .into_iter()
            .map(|pair| finder.judged_pair(pair))
            .collect(),
        proposals: proposals
            .into_iter()
            .map(|slot| finder.judged(slot))
            .collect(),
        chosen: chosen.map(|slot| finder.judged(slot)),
        source: calendar::source(),
    })
}

/// Of a city whose zone is not known nothing can be said.
fn partners(app: &App, asked: &[String]) -> Result<Vec<Arc<Listed>>, ApiError> {
    let problem = |problem| Err(ApiError::bad_input("partners", problem));
    if asked.is_empty() {
        return problem("empty");
    }
    if asked.len() > MOST_CITIES {
        return problem("too_many");
    }
    let cities = app.partners.now();
    let found = asked.iter().map(|one| cities.find(one).cloned());
    let Some(found) = found.collect::<Option<Vec<_>>>() else {
        return problem("unknown");
    };
    if found.iter().any(|city| city.record.zone.is_none()) {
        return problem("no_zone");
    }
    let different: BTreeSet<PartnerId> = found.iter().map(|city| city.id()).collect();
    if different.len() < found.len() {
        return problem("duplicate");
    }
    Ok(found)
}

fn wanted(
    app: &App,
    question: &SlotQuestion,
    partners: &[Arc<Listed>],
    asked_at: Timestamp,
) -> Result<Wanted, ApiError> {
    let home = &app.config.office.home_city;
    let place = |zone: &str, country: &str| {
        let zone = codes::zone(zone).ok_or_else(|| ApiError::bad_input("partners", "unknown"))?;
        let country = Some(country.to_owned());
        Ok::<_, ApiError>(Place { zone, country })
    };
    let window = window(question)?;
    let cities = partners.iter().map(|one| {
        let zone = one.record.zone.as_deref().unwrap_or_default();
        place(zone, one.record.country.code())
    });
    Ok(Wanted {
        host: place(home.zone.as_str(), home.country.as_str())?,
        host_counts: question.host_counts,
        cities: cities.collect::<Result<_, _>>()?,
        minutes: minutes(question, window)?,
        days: days(question)?,
        step: match question.step {
            15 => 15,
            30 => 30,
            _ => return Err(ApiError::bad_input("step", "out_of_range")),
        },
        window,
        asked_at: asked_at.micros().div_euclid(1_000_000),
    })
}

fn minutes(question: &SlotQuestion, window: Window) -> Result<u16, ApiError> {
    let minutes = question.minutes;
    let quarter = i64::from(QUARTER);
    if !(quarter..=LONGEST).contains(&minutes) || minutes % quarter != 0 {
        return Err(ApiError::bad_input("minutes", "out_of_range"));
    }
    let minutes = u16::try_from(minutes).unwrap_or(QUARTER);
    if minutes > window.minutes() {
        return Err(ApiError::bad_input("minutes", "longer_than_hours"));
    }
    Ok(minutes)
}

fn days(question: &SlotQuestion) -> Result<(Date, Date), ApiError> {
    let first = read_date("from", &question.from)?;
    let last = read_date("to", &question.to)?;
    let days = first.duration_until(last).as_hours() / 24 + 1;
    if !(1..=i64::from(MOST_DAYS)).contains(&days) {
        return Err(ApiError::bad_input("to", "out_of_range"));
    }
    Ok((first, last))
}

fn read_date(field: &str, text: &str) -> Result<Date, ApiError> {
    let date = Date::strptime("%Y-%m-%d", text);
    let date = date.map_err(|_| ApiError::bad_input(field, "invalid"))?;
    if YEARS.contains(&date.year()) {
        Ok(date)
    } else {
        Err(ApiError::bad_input(field, "out_of_range"))
    }
}

fn window(question: &SlotQuestion) -> Result<Window, ApiError> {
    let window = Window {
        from: read_time("earliest", &question.earliest)?,
        to: read_time("latest", &question.latest)?,
    };
    if window.from < window.to {
        Ok(window)
    } else {
        Err(ApiError::bad_input("latest", "out_of_range"))
    }
}

/// A minute of the day, in whole quarters.
fn read_time(field: &str, text: &str) -> Result<u16, ApiError> {
    if text == "24:00" {
        return Ok(1440);
    }
    let time = Time::strptime("%H:%M", text);
    let time = time.map_err(|_| ApiError::bad_input(field, "invalid"))?;
    let part = |part: i8| u16::from(part.unsigned_abs());
    let minute = part(time.hour()) * 60 + part(time.minute());
    if minute.is_multiple_of(QUARTER) {
        Ok(minute)
    } else {
        Err(ApiError::bad_input(field, "out_of_range"))
    }
}

fn cities(app: &App, partners: &[Arc<Listed>]) -> Vec<SlotCity> {
    let home = &app.config.office.home_city;
    let host = SlotCity {
        partner: None,
        names: home.names.clone(),
        country: home.country.as_str().to_owned(),
        zone: home.zone.as_str().to_owned(),
    };
    let partners = partners.iter().map(|city| SlotCity {
        partner: Some(city.id()),
        names: city.record.names.clone(),
        country: city.record.country.to_string(),
        zone: city.record.zone.clone().unwrap_or_default(),
    });
    std::iter::once(host).chain(partners).collect()
}

/// Of the years that the days touch in some city: elsewhere it may be a day before or after.
fn gaps(cities: &[SlotCity], (first, last): (Date, Date)) -> Vec<CalendarGap> {
    let first = first.yesterday().unwrap_or(first);
    let last = last.tomorrow().unwrap_or(last);
    let years = first.year()..=last.year();
    let countries: BTreeSet<&str> = cities.iter().map(|city| city.country.as_str()).collect();
    let all = countries
        .into_iter()
        .flat_map(|country| years.clone().map(move |year| (country, year)));
    all.filter_map(|(country, year)| CalendarGap::of(country, year))
        .collect()
}
