//! Sessions that repeat one of them: a council that meets every month. Each is a session of its own;
//! what they share is their place in the calendars of those invited.

mod rest;

use std::collections::BTreeMap;

use axum::http::StatusCode;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Span, ToSpan};
use meeting::id::{RepetitionId, SessionId};
use meeting::plan::Plan;
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{Row, SqliteConnection};
use utoipa::ToSchema;

use super::copy;
use super::desk::{self, SessionDetail};
use super::resolve::YEARS;
use super::table::{self, Kept};
use super::zones::{ClockProblem, LocalTime, local};
use crate::app::{App, now};
use crate::identity::{Organizer, random};
use crate::partners::codes;
use crate::rest::ApiError;
use crate::store::StoreError;

pub(super) use rest::routes;

/// Sessions that are added to the first at once.
const MOST: usize = 52;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Every {
    Week,
    Month,
    Quarter,
}

impl Every {
    fn word(self) -> &'static str {
        match self {
            Every::Week => "week",
            Every::Month => "month",
            Every::Quarter => "quarter",
        }
    }

    fn of(word: &str) -> Option<Self> {
        [Every::Week, Every::Month, Every::Quarter]
            .into_iter()
            .find(|every| every.word() == word)
    }

    /// From the first to the one so many places later.
    pub(crate) fn times(self, places: usize) -> Span {
        let places = i64::try_from(places).unwrap_or(i64::MAX).min(10_000);
        match self {
            Every::Week => places.weeks(),
            Every::Month => places.months(),
            Every::Quarter => (places * 3).months(),
        }
    }
}

/// The place of a session among those that repeat one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) repetition: RepetitionId,
    pub(crate) every: Every,
    /// IANA zone by whose clock they repeat.
    pub(crate) zone: String,
    /// When it was to begin at first.
    pub(crate) at: Timestamp,
}

/// The place of a session, if it is one of several.
pub(crate) async fn slot(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Option<Slot>, StoreError> {
    let select = "SELECT session, repetition, every, zone, slot FROM repetition WHERE session = $1";
    let row = sqlx::query(select)
        .bind(session.to_string())
        .fetch_optional(database)
        .await?;
    let slot = row.as_ref().map(read).transpose()?;
    Ok(slot.map(|(_, slot)| slot))
}

/// All sessions that repeat one another.
pub(crate) async fn slots(
    database: &mut SqliteConnection,
    repetition: RepetitionId,
) -> Result<BTreeMap<SessionId, Slot>, StoreError> {
    let rows = sqlx::query(
        "SELECT session, repetition, every, zone, slot FROM repetition WHERE repetition = $1",
    )
    .bind(repetition.to_string())
    .fetch_all(database)
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &sqlx::sqlite::SqliteRow) -> Result<(SessionId, Slot), StoreError> {
    let session: String = row.try_get("session")?;
    let damaged = |what: &str| StoreError::damaged("repetition", &session, what.to_owned());
    let (repetition, every): (String, String) = (row.try_get("repetition")?, row.try_get("every")?);
    let slot = Slot {
        repetition: repetition.parse().map_err(|_| damaged("no identity"))?,
        every: Every::of(&every).ok_or_else(|| damaged("no interval"))?,
        zone: row.try_get("zone")?,
        at: Timestamp(row.try_get("slot")?),
    };
    let id = session.parse().map_err(|_| damaged("of no session"))?;
    Ok((id, slot))
}

async fn insert(
    database: &mut SqliteConnection,
    session: SessionId,
    slot: &Slot,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO repetition (session, repetition, every, zone, slot)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(session.to_string())
    .bind(slot.repetition.to_string())
    .bind(slot.every.word())
    .bind(&slot.zone)
    .bind(slot.at.micros())
    .execute(database)
    .await?;
    Ok(())
}

/// What the desk shows of it.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(super) struct Repeated {
    every: Every,
    /// Which one of them, from 1.
    number: usize,
    of: usize,
}

pub(super) async fn repeated(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Option<Repeated>, StoreError> {
    let Some(slot) = slot(database, session).await? else {
        return Ok(None);
    };
    let all = slots(database, slot.repetition).await?;
    let before = all.values().filter(|one| one.at < slot.at).count();
    Ok(Some(Repeated {
        every: slot.every,
        number: before + 1,
        of: all.len(),
    }))
}

/// When a repetition would begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Upcoming {
    at: Timestamp,
    local: LocalTime,
    /// The clock does not show the time of the first on that day, or shows it twice: `at` is the
    /// later one of a gap, the earlier one of an overlap.
    problem: Option<ClockProblem>,
}

/// When a session would begin again, so many times after the first.
pub(super) async fn upcoming(
    app: &App,
    session: SessionId,
    every: Every,
    times: usize,
) -> Result<Vec<Upcoming>, ApiError> {
    if !(1..=MOST).contains(&times) {
        return Err(ApiError::bad_input("times", "out_of_range"));
    }
    let mut database = app.store.pool().acquire().await?;
    let plan = desk::find(&mut database, session).await?.plan;
    let found = repetitions(&plan, every, times);
    found.ok_or_else(|| ApiError::bad_input("times", "out_of_range"))
}

/// By the clock of the zone of the plan. A month that has no such day has its last one.
fn repetitions(plan: &Plan, every: Every, times: usize) -> Option<Vec<Upcoming>> {
    let zone = codes::zone(&plan.zone)?;
    let first = jiff::Timestamp::from_microsecond(plan.starts_at.micros()).ok()?;
    let first = zone.to_datetime(first);
    let one = |places| {
        let wall = first.checked_add(every.times(places)).ok()?;
        upcoming_at(wall, (&plan.zone, &zone))
    };
    (1..=times).map(one).collect()
}

fn upcoming_at(wall: DateTime, (name, zone): (&str, &TimeZone)) -> Option<Upcoming> {
    let meant = zone.to_ambiguous_timestamp(wall);
    let problem = match meant.offset() {
        AmbiguousOffset::Unambiguous { .. } => None,
        AmbiguousOffset::Gap { .. } => Some(ClockProblem::Gap),
        AmbiguousOffset::Fold { .. } => Some(ClockProblem::Overlap),
    };
    let at = meant.compatible().ok()?;
    Some(Upcoming {
        at: Timestamp(at.as_microsecond()),
        local: local(name, zone, at, wall.date()),
        problem,
    })
}

/// What an organizer wants repeated.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Repeating {
    /// The version of the session that the organizer looks at.
    version: i64,
    every: Every,
    /// When each of the others begins, in order.
    starts: Vec<Timestamp>,
}

/// Plans a session again, with the same people, as often as there are beginnings.
pub(super) async fn repeat(
    app: &App,
    organizer: &Organizer,
    session: SessionId,
    repeating: Repeating,
) -> Result<SessionDetail, ApiError> {
    let mut transaction = app.store.write().await?;
    let kept = desk::find(&mut transaction, session).await?;
    desk::unless_ended(&kept)?;
    if kept.version != repeating.version {
        drop(transaction);
        return Err(desk::conflict(app, session).await);
    }
    check_starts(&kept.plan, repeating.every, &repeating.starts)?;
    unless_bound(&mut transaction, &kept).await?;
    let repetition = RepetitionId::from_bits(random::bits());
    let slot = |at| Slot {
        repetition,
        every: repeating.every,
        zone: kept.plan.zone.clone(),
        at,
    };
    insert(&mut transaction, session, &slot(kept.plan.starts_at)).await?;
    let now = now().timestamp;
    for at in repeating.starts {
        let id = SessionId::from_bits(random::bits());
        let plan = again(&kept.plan, id, at, &mut random::bits);
        table::insert(&mut transaction, &plan, organizer.id, now).await?;
        insert(&mut transaction, id, &slot(at)).await?;
    }
    transaction.commit().await?;
    desk::show(app, session).await
}

fn check_starts(plan: &Plan, every: Every, starts: &[Timestamp]) -> Result<(), ApiError> {
    let problem = |problem| Err(ApiError::bad_input("starts", problem));
    if starts.is_empty() {
        return problem("empty");
    }
    if starts.len() > MOST {
        return problem("too_many");
    }
    let beyond = repetitions(plan, every, MOST + 1);
    let beyond = beyond.and_then(|all| all.last().map(|one| one.at));
    let mut before = plan.starts_at;
    for at in starts {
        let in_reach = beyond.is_some_and(|beyond| *at < beyond) && YEARS.contains(&at.micros());
        if *at <= before || !in_reach {
            return problem("out_of_range");
        }
        before = *at;
    }
    Ok(())
}

/// It has no name of its own in anybody's calendar yet.
async fn unless_bound(database: &mut SqliteConnection, kept: &Kept) -> Result<(), ApiError> {
    let session = kept.plan.session;
    let refused = |code, message: &str| Err(ApiError::new(StatusCode::CONFLICT, code, message));
    if kept.plan.rehearsal {
        return refused("rehearsal", "A rehearsal is not repeated.");
    }
    if slot(database, session).await?.is_some() {
        return refused("repeated", "The session is one of several already.");
    }
    let written: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM letter WHERE session = $1)")
            .bind(session.to_string())
            .fetch_one(database)
            .await?;
    if written {
        return refused("invited", "People have been invited to this session alone.");
    }
    Ok(())
}

fn again(plan: &Plan, session: SessionId, at: Timestamp, fresh: &mut dyn FnMut() -> u64) -> Plan {
    Plan {
        starts_at: at,
        ..copy::anew(plan, session, fresh)
    }
}

#[cfg(test)]
mod tests;
