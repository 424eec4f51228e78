//! Events and series in the store.

use meeting::event::{Event, Series};
use meeting::id::{EventId, OrganizerId, PersonId};
use meeting::plan::Invitee;
use meeting::time::Timestamp;
use sqlx::SqliteConnection;

use crate::store::StoreError;

/// An event as it is kept.
#[derive(Debug, Clone)]
pub(in crate::schedule) struct KeptEvent {
    pub(in crate::schedule) event: Event,
    /// Grows by one with every change.
    pub(in crate::schedule) version: i64,
}

pub(super) async fn all(database: &mut SqliteConnection) -> Result<Vec<KeptEvent>, StoreError> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as("SELECT id, doc, version FROM event")
        .fetch_all(database)
        .await?;
    rows.into_iter().map(kept).collect()
}

pub(in crate::schedule) async fn find(
    database: &mut SqliteConnection,
    event: EventId,
) -> Result<Option<KeptEvent>, StoreError> {
    let row: Option<(String, String, i64)> =
        sqlx::query_as("SELECT id, doc, version FROM event WHERE id = $1")
            .bind(event.to_string())
            .fetch_optional(database)
            .await?;
    row.map(kept).transpose()
}

fn kept((id, doc, version): (String, String, i64)) -> Result<KeptEvent, StoreError> {
    let event =
        serde_json::from_str(&doc).map_err(|error| StoreError::damaged("event", id, error))?;
    Ok(KeptEvent { event, version })
}

pub(super) async fn insert(
    database: &mut SqliteConnection,
    event: &Event,
    by: OrganizerId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO event (id, series, doc, version, created_at, updated_at, created_by)
         VALUES ($1, $2, $3, 1, $4, $4, $5)",
    )
    .bind(event.id.to_string())
    .bind(event.series.map(|series| series.to_string()))
    .bind(written(event)?)
    .bind(now.micros())
    .bind(by.to_string())
    .execute(database)
    .await?;
    Ok(())
}

pub(super) async fn replace(
    database: &mut SqliteConnection,
    event: &Event,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE event SET series = $2, doc = $3, version = version + 1, updated_at = $4
         WHERE id = $1",
    )
    .bind(event.id.to_string())
    .bind(event.series.map(|series| series.to_string()))
    .bind(written(event)?)
    .bind(now.micros())
    .execute(database)
    .await?;
    Ok(())
}

/// Puts somebody on the roster, after the one in whose place they come to a session; harmless when
/// they are there already. The other stays: they may come to other sessions.
pub(in crate::schedule) async fn enlist(
    database: &mut SqliteConnection,
    event: EventId,
    after: PersonId,
    invitee: Invitee,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(KeptEvent { mut event, .. }) = find(database, event).await? else {
        return Ok(());
    };
    if event.person(invitee.id).is_some() {
        return Ok(());
    }
    let place = event.people.iter().position(|person| person.id == after);
    let place = place.map_or(event.people.len(), |place| place + 1);
    event.people.insert(place, invitee);
    replace(database, &event, now).await
}

fn written(event: &Event) -> Result<String, StoreError> {
    serde_json::to_string(event).map_err(|error| StoreError::damaged("event", event.id, error))
}

/// Every series, the oldest first.
pub(super) async fn all_series(database: &mut SqliteConnection) -> Result<Vec<Series>, StoreError> {
    let rows: Vec<(String, String, String)> =
        sqlx::query_as("SELECT id, kind, name FROM series ORDER BY created_at, id")
            .fetch_all(database)
            .await?;
    rows.into_iter().map(series).collect()
}

fn series((id, kind, name): (String, String, String)) -> Result<Series, StoreError> {
    let damaged = |problem: String| StoreError::damaged("series", &id, problem);
    let unreadable = |error: serde_json::Error| damaged(error.to_string());
    Ok(Series {
        id: id
            .parse()
            .map_err(|_| damaged("its id is none".to_owned()))?,
        kind: serde_json::from_value(kind.into()).map_err(unreadable)?,
        name: serde_json::from_str(&name).map_err(unreadable)?,
    })
}

pub(super) async fn insert_series(
    database: &mut SqliteConnection,
    series: &Series,
    now: Timestamp,
) -> Result<(), StoreError> {
    let damaged = |error| StoreError::damaged("series", series.id, error);
    let kind = serde_json::to_value(series.kind).map_err(damaged)?;
    sqlx::query("INSERT INTO series (id, kind, name, created_at) VALUES ($1, $2, $3, $4)")
        .bind(series.id.to_string())
        .bind(kind.as_str())
        .bind(serde_json::to_string(&series.name).map_err(damaged)?)
        .bind(now.micros())
        .execute(database)
        .await?;
    Ok(())
}
