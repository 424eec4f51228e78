//! A span of time on the clock of one zone.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use meeting::note::Day;
use meeting::time::Timestamp;

use super::words::Words;

pub(super) struct Span {
    pub(super) from: DateTime,
    pub(super) to: DateTime,
    /// At its beginning, e.g. `+05:45`.
    pub(super) offset: String,
}

pub(super) fn span(zone_name: &str, at: Timestamp, minutes: u16) -> Span {
    let zone = zone(zone_name);
    let length = std::time::Duration::from_secs(u64::from(minutes) * 60);
    let moment = |at: Timestamp| {
        let moment = jiff::Timestamp::from_microsecond(at.micros());
        moment.unwrap_or(jiff::Timestamp::MAX)
    };
    let from = moment(at);
    let offset = zone.to_offset(from);
    let (sign, minutes) = (
        if offset.is_negative() { '-' } else { '+' },
        offset.seconds().abs() / 60,
    );
    Span {
        from: zone.to_datetime(from),
        to: zone.to_datetime(moment(at.plus(length))),
        offset: format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60),
    }
}

/// E.g. `Thursday, 10 December 2026, 16:00–18:30 (Hangzhou, UTC+08:00)`.
pub(super) fn clock(span: &Span, city: &str, words: Words) -> String {
    let values = [
        ("date", words.date(span.from)),
        ("from", time(span.from)),
        ("to", time(span.to)),
        ("city", city.to_owned()),
        ("offset", span.offset.clone()),
    ];
    let values = values
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    words.fill("clock", &values)
}

fn time(at: DateTime) -> String {
    at.strftime("%H:%M").to_string()
}

/// A span on the clock of a city in a language, for what else is told in one.
pub(crate) fn span_in_words(
    language: &str,
    zone: &str,
    at: Timestamp,
    minutes: u16,
    city: &str,
) -> String {
    clock(&span(zone, at, minutes), city, Words::of(language))
}

/// Day and time of a moment, in a language.
pub(crate) fn moment_in_words(language: &str, zone: &str, at: Timestamp) -> String {
    let at = span(zone, at, 0).from;
    format!("{} {}", Words::of(language).date(at), time(at))
}

/// A day, in a language.
pub(crate) fn day_in_words(language: &str, day: Day) -> String {
    let (year, month, day) = day.parts();
    let part = |part: u8| i8::try_from(part).unwrap_or(1);
    let year = i16::try_from(year).unwrap_or(1);
    let date = jiff::civil::Date::new(year, part(month), part(day)).unwrap_or_default();
    Words::of(language).date(date.at(0, 0, 0, 0))
}

/// The zone of a name that was checked when it came in; of one that is known no more, UTC.
pub(super) fn zone(name: &str) -> TimeZone {
    crate::partners::codes::zone(name).unwrap_or(TimeZone::UTC)
}
