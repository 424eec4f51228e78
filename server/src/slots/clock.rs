//! A city's wall clock over a span of time. The changes of the clock are looked up once; from
//! there it is arithmetic.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;

/// Seconds since 1970-01-01T00:00:00Z.
pub(super) type Seconds = i64;

const DAY: i64 = 86_400;

#[derive(Debug, Clone)]
pub(super) struct Clock {
    /// From when on the clock is how many seconds ahead of UTC; the first is that of the start.
    spans: Vec<(Seconds, i32)>,
}

/// The clock of a city is put forward or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct ClockChange {
    pub(super) at: meeting::time::Timestamp,
    /// Forward when above zero.
    pub(super) minutes: i32,
}

/// What a wall clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wall {
    /// Days since 1970-01-01.
    pub(super) day: i64,
    /// Of that day.
    pub(super) minute: u16,
}

impl Wall {
    pub(super) fn date(self) -> Date {
        date(self.day)
    }

    /// `2026-12-10T09:00`.
    pub(super) fn written(self) -> String {
        let (hour, minute) = (self.minute / 60, self.minute % 60);
        format!("{}T{hour:02}:{minute:02}", self.date())
    }
}

pub(super) fn date(day: i64) -> Date {
    let span = jiff::SignedDuration::from_hours(day.saturating_mul(24));
    let epoch = Date::constant(1970, 1, 1);
    epoch.checked_add(span).unwrap_or(epoch)
}

impl Clock {
    /// The clock of `zone` from `from` to `to`.
    pub(super) fn of(zone: &TimeZone, from: Seconds, to: Seconds) -> Clock {
        let mut spans = vec![(from, offset(zone, from))];
        let changes = zone.following(timestamp(from));
        for change in changes {
            let at = change.timestamp().as_second();
            if at >= to {
                break;
            }
            let now = offset(zone, at);
            // The zone may change its name or its law only.
            if spans.last().is_some_and(|(_, before)| *before != now) {
                spans.push((at, now));
            }
        }
        Clock { spans }
    }

    /// Seconds ahead of UTC.
    pub(super) fn offset(&self, at: Seconds) -> i32 {
        let before = self.spans.partition_point(|(from, _)| *from <= at);
        let span = self.spans.get(before.saturating_sub(1));
        span.map_or(0, |(_, offset)| *offset)
    }

    pub(super) fn wall(&self, at: Seconds) -> Wall {
        let local = at + i64::from(self.offset(at));
        let minute = local.rem_euclid(DAY) / 60;
        Wall {
            day: local.div_euclid(DAY),
            minute: u16::try_from(minute).unwrap_or(0),
        }
    }

    /// The first change after `from` and before `to`.
    pub(super) fn change_within(&self, from: Seconds, to: Seconds) -> Option<ClockChange> {
        let mut changes = self.spans.windows(2);
        changes.find_map(|pair| {
            let [(_, before), (at, after)] = pair else {
                return None;
            };
            (from < *at && *at < to).then(|| ClockChange {
                at: meeting::time::Timestamp::from_micros(at * 1_000_000),
                minutes: (after - before) / 60,
            })
        })
    }

    /// The first change on the local day that `at` is in.
    pub(super) fn change_on_the_day_of(&self, at: Seconds) -> Option<ClockChange> {
        let minutes = i64::from(self.wall(at).minute);
        // A day has 25 hours at most: whether a change is of this day is asked of its own clock.
        let day = self.wall(at).day;
        let near = (at - minutes * 60 - 2 * 3600, at + 26 * 3600);
        let change = self.change_within(near.0, near.1)?;
        let moment = change.at.micros() / 1_000_000;
        let sides = [moment - 1, moment];
        sides
            .into_iter()
            .any(|side| self.wall(side).day == day)
            .then_some(change)
    }
}

fn timestamp(at: Seconds) -> Timestamp {
    Timestamp::from_second(at).unwrap_or_default()
}

pub(super) fn offset(zone: &TimeZone, at: Seconds) -> i32 {
    zone.to_offset(timestamp(at)).seconds()
}

/// When a day begins there. Where the clock jumps over midnight, with the jump.
pub(super) fn beginning(zone: &TimeZone, date: Date) -> Option<Seconds> {
    let midnight: DateTime = date.at(0, 0, 0, 0);
    let begins = zone.to_ambiguous_timestamp(midnight).compatible().ok()?;
    Some(begins.as_second())
}
