//! A `VTIMEZONE` for one entry: the changes of the clock that there really are around it, each as
//! an observance that begins once. Rules would say more than is known (Morocco's clock follows the
//! moon), and calendars disagree about them.

use std::time::Duration;

use jiff::tz::{Dst, Offset, TimeZone, TimeZoneTransition};
use meeting::time::Timestamp;

use crate::icalendar::Lines;

/// How far before and after the entry the clock is told.
const AROUND: Duration = Duration::from_secs(400 * 24 * 3600);

/// `20261210T160000`: what the clock shows.
pub(super) fn wall(zone: &TimeZone, at: Timestamp) -> String {
    stamp(zone.to_offset(moment(at)), moment(at))
}

/// What the clock shows, unless a calendar would take it for another moment: when a clock is put
/// back it shows an hour twice, and the first is meant.
pub(super) fn told_once(zone: &TimeZone, at: Timestamp) -> Option<String> {
    let shown = zone.to_datetime(moment(at));
    let meant = zone.to_ambiguous_timestamp(shown).compatible().ok()?;
    (meant == moment(at)).then(|| wall(zone, at))
}

fn stamp(offset: Offset, at: jiff::Timestamp) -> String {
    offset.to_datetime(at).strftime("%Y%m%dT%H%M%S").to_string()
}

/// Beyond the calendar of `jiff`, which ends in the year 9999, its last moment stands in.
fn moment(at: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_microsecond(at.micros()).unwrap_or(jiff::Timestamp::MAX)
}

/// From which moment the clock differs from UTC by how much.
struct Observance {
    at: jiff::Timestamp,
    from: Offset,
    to: Offset,
    dst: Dst,
    name: String,
}

pub(super) fn write(
    out: &mut Lines,
    name: &str,
    zone: &TimeZone,
    starts_at: Timestamp,
    ends_at: Timestamp,
) {
    out.put("BEGIN:VTIMEZONE");
    out.put(&format!("TZID:{name}"));
    let span = (
        moment(starts_at.minus(AROUND)),
        moment(ends_at.plus(AROUND)),
    );
    for observance in observances(zone, span) {
        let kind = match observance.dst {
            Dst::Yes => "DAYLIGHT",
            Dst::No => "STANDARD",
        };
        out.put(&format!("BEGIN:{kind}"));
        // The onset by the clock as it was until then.
        let onset = stamp(observance.from, observance.at);
        out.put(&format!("DTSTART:{onset}"));
        out.put(&format!("TZOFFSETFROM:{}", offset(observance.from)));
        out.put(&format!("TZOFFSETTO:{}", offset(observance.to)));
        out.put(&format!("TZNAME:{}", observance.name));
        out.put(&format!("END:{kind}"));
    }
    out.put("END:VTIMEZONE");
}

/// The one in force when the span begins, and every change until it ends.
fn observances(zone: &TimeZone, (from, to): (jiff::Timestamp, jiff::Timestamp)) -> Vec<Observance> {
    let mut all = vec![in_force(zone, from)];
    let changes = zone
        .following(from)
        .take_while(|change| change.timestamp() <= to);
    for change in changes {
        let before = all.last().map_or(change.offset(), |before| before.to);
        all.push(observance(&change, before));
    }
    all
}

fn in_force(zone: &TimeZone, at: jiff::Timestamp) -> Observance {
    if let Some(change) = zone.preceding(at).next() {
        let before = change.timestamp() - Duration::from_secs(1);
        return observance(&change, zone.to_offset(before));
    }
    // A clock that was never changed: as of the first year of the calendars.
    let info = zone.to_offset_info(at);
    Observance {
        at: jiff::Timestamp::UNIX_EPOCH,
        from: info.offset(),
        to: info.offset(),
        dst: info.dst(),
        name: info.abbreviation().to_owned(),
    }
}

fn observance(change: &TimeZoneTransition<'_>, from: Offset) -> Observance {
    Observance {
        at: change.timestamp(),
        from,
        to: change.offset(),
        dst: change.dst(),
        name: change.abbreviation().to_owned(),
    }
}

/// `+0545`, and seconds where an old clock has them.
fn offset(offset: Offset) -> String {
    let sign = if offset.is_negative() { '-' } else { '+' };
    let seconds = offset.seconds().unsigned_abs();
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let rest = if rest == 0 {
        String::new()
    } else {
        format!("{rest:02}")
    };
    format!("{sign}{hours:02}{minutes:02}{rest}")
}
