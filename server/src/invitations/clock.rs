//! A span of time on the clock of one zone.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use meeting::time::Timestamp;

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

/// The zone of a name that was checked when it came in; of one that is known no more, UTC.
pub(super) fn zone(name: &str) -> TimeZone {
    crate::partners::codes::zone(name).unwrap_or(TimeZone::UTC)
}
