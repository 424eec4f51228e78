//! Anniversaries as a file for calendars (iCalendar, RFC 5545): an entry of a whole day each, with
//! alarms when it is time to think of it.

use std::ops::RangeInclusive;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use history::date::{PartialDate, Precision, Window, next};
use history::measure::anniversary::{self, Anniversary};
use jiff::Span;
use jiff::civil::Date;
use meeting::time::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asked::{Asked, Question};
use super::boards::Years;
use super::cache;
use crate::app::{App, now};
use crate::icalendar::{Lines, escaped};
use crate::identity::Organizer;
use crate::ledger;
use crate::records::filled;
use crate::registry::{Naming, today};
use crate::rest::{ApiError, ErrorBody, Query};
use crate::tables::{Export, Wish, Words, filters, log_export};

/// Years of one file: it is made in memory, and taken anew every year.
const MOST_YEARS: i16 = 5;
/// Days before an anniversary on which a calendar rings: when a round one becomes near, and a month
/// before any, in which a letter still goes out.
const ROUND_ALARMS: &[i32] = &[anniversary::ROUND_AHEAD, 30];
const ALARMS: &[i32] = &[30];
/// The hour of an alarm: a calendar would ring at midnight, when a whole day begins.
const HOUR: i32 = 9;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(calendar))
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Spoken {
    /// BCP 47 tag of the language of the entries; English when absent.
    language: Option<String>,
}

/// The anniversaries of at most five years for a calendar. Without a first year it is that of the day,
/// or the last if that is earlier; without a last one the year after the first. Each anniversary is an
/// entry of its own with the same UID in every file. One of which only the month is known stands on its
/// first day; those of which only the year is known are left out.
#[utoipa::path(get, path = "/api/analytics/anniversaries.ics",
    operation_id = "download_anniversaries", tag = "analytics",
    params(Question, Years, Spoken), responses(
    (status = OK, body = String, content_type = "text/calendar"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn calendar(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(question): Query<Question>,
    Query(years): Query<Years>,
    Query(spoken): Query<Spoken>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let asked = question.understood(&app)?;
    let range = years.or_the_next_too(&asked).range(&asked, MOST_YEARS)?;
    let wish = Wish::spoken(spoken.language);
    let scribe = Scribe {
        naming: Naming::of(&app, &wish),
        words: wish.words(),
        origin: app.identity.public_url().to_string(),
        made_at: now().timestamp,
        today: today(&app),
    };
    let written = cache::with_state(&app, asked, move |state, asked| {
        let found = dated(state, asked, range);
        (found.len(), scribe.file(&found))
    });
    let (lines, file) = written.await?;
    let export = Export {
        sheet: "anniversaries",
        format: "ics",
        language: wish.words().language(),
        lines,
        query: filters(query),
    };
    log_export(&app, organizer.id, export).await?;
    let name = format!("anniversaries-{}.ics", today(&app));
    let headers = [
        (
            header::CONTENT_TYPE,
            "text/calendar; charset=utf-8".to_owned(),
        ),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, file).into_response())
}

/// Those that can stand on a day.
fn dated(state: &ledger::State, asked: &Asked, years: RangeInclusive<i16>) -> Vec<Anniversary> {
    let due = Window::years(*years.start(), *years.end());
    let mut found = anniversary::anniversaries(&state.book, &asked.query, due);
    found.retain(|one| one.on.precision() >= Precision::Month);
    found
}

/// Who writes the entries, in which language and on which day.
struct Scribe {
    naming: Naming,
    words: Words,
    /// Where links lead.
    origin: String,
    made_at: Timestamp,
    today: Date,
}

impl Scribe {
    fn file(&self, found: &[Anniversary]) -> String {
        let mut out = Lines::default();
        out.put("BEGIN:VCALENDAR");
        out.put("VERSION:2.0");
        out.put("PRODID:-//Yunqiao//Anniversaries//EN");
        out.put("CALSCALE:GREGORIAN");
        out.put("METHOD:PUBLISH");
        for one in found {
            self.entry(&mut out, one);
        }
        out.put("END:VCALENDAR");
        out.text()
    }

    fn entry(&self, out: &mut Lines, one: &Anniversary) {
        let day = one.on.earliest();
        let summary = escaped(&self.summary(one));
        out.put("BEGIN:VEVENT");
        out.put(&format!(
            "UID:anniversary-{}-{}@yunqiao",
            one.held.relation, one.years
        ));
        out.put(&format!("DTSTAMP:{}", utc(self.made_at)));
        out.put(&format!("DTSTART;VALUE=DATE:{}", plain(day)));
        out.put(&format!("DTEND;VALUE=DATE:{}", plain(next(day))));
        out.put(&format!("SUMMARY:{summary}"));
        out.put(&format!("DESCRIPTION:{}", escaped(&self.description(one))));
        if let Some(page) = self.page(one) {
            out.put(&format!("URL:{page}"));
        }
        // Nobody is busy because of it.
        out.put("TRANSP:TRANSPARENT");
        for days in self.alarms(one) {
            out.put("BEGIN:VALARM");
            out.put("ACTION:DISPLAY");
            out.put(&format!("DESCRIPTION:{summary}"));
            out.put(&format!("TRIGGER:-P{}DT{}H", days - 1, 24 - HOUR));
            out.put("END:VALARM");
        }
        out.put("END:VEVENT");
    }

    /// How many days before. What would have rung already is left out: calendars ring it at once.
    fn alarms(&self, one: &Anniversary) -> impl Iterator<Item = i32> {
        let alarms = if one.is_round() { ROUND_ALARMS } else { ALARMS };
        let (day, today) = (one.on.earliest(), self.today);
        let rings_on = move |days: i32| day.saturating_sub(Span::new().days(days));
        let alarms = alarms.iter().copied();
        alarms.filter(move |days| rings_on(*days) > today)
    }

    fn summary(&self, one: &Anniversary) -> String {
        let city = self.naming.cities().get(one.held.partner);
        let city = city.map_or_else(
            || one.held.partner.to_string(),
            |city| self.naming.localized(&city.record.names).to_owned(),
        );
        let key = if one.years == 1 {
            "calendar.first_year"
        } else {
            "calendar.years"
        };
        let values = [
            ("city", city.as_str()),
            ("country", &self.naming.country_name(one.held.country)),
            ("years", &one.years.to_string()),
        ];
        filled(&self.words.get(key), &values)
    }

    fn description(&self, one: &Anniversary) -> String {
        let kind = crate::records::word(one.held.kind).unwrap_or_default();
        let since = one.held.since.map(|since| {
            let values = [
                ("kind", self.words.get(&format!("relation.{kind}"))),
                ("since", since.to_string()),
            ];
            let values = values
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            filled(&self.words.get("calendar.since"), &values)
        });
        let is_vague = |on: PartialDate| on.precision() != Precision::Day;
        let vague = is_vague(one.on).then(|| self.words.get("calendar.month_only"));
        let parts = [since, vague, self.page(one)].into_iter().flatten();
        parts.collect::<Vec<_>>().join("\n")
    }

    /// Where the partner is looked up.
    fn page(&self, one: &Anniversary) -> Option<String> {
        let city = self.naming.cities().get(one.held.partner)?;
        Some(format!("{}/partners/{}", self.origin, city.record.slug))
    }
}

/// `20261210`
fn plain(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

fn utc(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}
