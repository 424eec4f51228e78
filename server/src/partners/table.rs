//! The registry in the store, and what the store knows of each partner's exchanges.

use std::collections::HashMap;

use history::exchange::{Direction, Mode};
use meeting::id::{ExchangeId, PartnerId, SessionId};
use meeting::plan::{Localized, Rank};
use meeting::time::Timestamp;
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::store::{Store, StoreError};

use super::exchange::{ExchangeCard, ExchangeKind, LastExchange};
use super::partner::Partner;

/// What became of a partner that was put into the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    Added,
    Changed,
    Unchanged,
}

pub(super) async fn is_empty(store: &Store) -> Result<bool, StoreError> {
    let some: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM partner)")
        .fetch_one(store.pool())
        .await?;
    Ok(!some)
}

/// The whole registry.
pub(super) async fn all(store: &Store) -> Result<Vec<Partner>, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT slug, doc FROM partner")
        .fetch_all(store.pool())
        .await?;
    let partner = |(slug, doc): &(String, String)| {
        serde_json::from_str(doc).map_err(|error| StoreError::damaged("partner", slug, error))
    };
    rows.iter().map(partner).collect()
}

pub(super) async fn put(
    connection: &mut SqliteConnection,
    partner: &Partner,
    now: Timestamp,
) -> Result<Put, StoreError> {
    let doc = serde_json::to_string(partner)
        .map_err(|error| StoreError::damaged("partner", &partner.slug, error))?;
    let before: Option<String> = sqlx::query_scalar("SELECT doc FROM partner WHERE id = $1")
        .bind(partner.id().to_string())
        .fetch_optional(&mut *connection)
        .await?;
    if before.as_deref() == Some(doc.as_str()) {
        return Ok(Put::Unchanged);
    }
    let since = partner.since();
    sqlx::query(
        "INSERT INTO partner (id, slug, doc, kind, country, since_date, since_precision, imported_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, doc = excluded.doc,
             kind = excluded.kind, country = excluded.country, since_date = excluded.since_date,
             since_precision = excluded.since_precision, imported_at = excluded.imported_at",
    )
    .bind(partner.id().to_string())
    .bind(&partner.slug)
    .bind(doc)
    .bind(partner.kind.name())
    .bind(&partner.country)
    .bind(since.date)
    .bind(since.precision.name())
    .bind(now.micros())
    .execute(connection)
    .await?;
    Ok(if before.is_some() {
        Put::Changed
    } else {
        Put::Added
    })
}

/// The newest exchange of every partner that has one.
pub(super) async fn last_exchanges(
    store: &Store,
) -> Result<HashMap<PartnerId, LastExchange>, StoreError> {
    let rows = sqlx::query(
        "SELECT partner, title, at FROM (
             SELECT partner, title, at,
                 row_number() OVER (PARTITION BY partner ORDER BY at DESC, exchange.id) AS place
             FROM exchange_partner JOIN exchange ON exchange.id = exchange_partner.exchange
         ) AS ranked WHERE place = 1",
    )
    .fetch_all(store.pool())
    .await?;
    let last = |row: &SqliteRow| {
        let partner: String = row.try_get("partner")?;
        let date = Timestamp(row.try_get("at")?);
        let title = title(row)?;
        Ok((identity(&partner)?, LastExchange { date, title }))
    };
    rows.iter().map(last).collect()
}

/// The exchanges of a partner, the newest first.
pub(super) async fn exchanges_of(
    store: &Store,
    partner: PartnerId,
) -> Result<Vec<ExchangeCard>, StoreError> {
    let rows = sqlx::query(
        "SELECT exchange.* FROM exchange JOIN exchange_partner ON exchange.id = exchange_partner.exchange
         WHERE partner = $1 ORDER BY at DESC, exchange.id",
    )
    .bind(partner.to_string())
    .fetch_all(store.pool())
    .await?;
    rows.iter().map(card).collect()
}

/// One exchange and the partners that took part.
pub(super) async fn exchange(
    store: &Store,
    id: ExchangeId,
) -> Result<Option<(ExchangeCard, Vec<PartnerId>)>, StoreError> {
    let row = sqlx::query("SELECT * FROM exchange WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(store.pool())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let partners: Vec<String> =
        sqlx::query_scalar("SELECT partner FROM exchange_partner WHERE exchange = $1")
            .bind(id.to_string())
            .fetch_all(store.pool())
            .await?;
    let partners = partners.iter().map(|partner| identity(partner));
    Ok(Some((card(&row)?, partners.collect::<Result<_, _>>()?)))
}

fn card(row: &SqliteRow) -> Result<ExchangeCard, StoreError> {
    let id: String = row.try_get("id")?;
    let session: Option<String> = row.try_get("session")?;
    let session = session
        .map(|session| identity::<SessionId>(&session))
        .transpose()?;
    Ok(ExchangeCard {
        id: identity(&id)?,
        title: title(row)?,
        at: Timestamp(row.try_get("at")?),
        mode: word::<Mode>(row, "mode")?,
        kind: word::<ExchangeKind>(row, "kind")?,
        direction: word::<Direction>(row, "direction")?,
        rank: match row.try_get::<Option<String>, _>("rank")? {
            Some(_) => Some(word::<Rank>(row, "rank")?),
            None => None,
        },
        headcount: row.try_get("headcount")?,
        delegations: row.try_get("delegations")?,
        session,
    })
}

fn title(row: &SqliteRow) -> Result<Localized, StoreError> {
    let title: String = row.try_get("title")?;
    serde_json::from_str(&title).map_err(|error| StoreError::damaged("exchange", title, error))
}

fn identity<T: std::str::FromStr<Err: ToString>>(text: &str) -> Result<T, StoreError> {
    text.parse()
        .map_err(|error: T::Err| StoreError::damaged("exchange", text, error))
}

/// A column that holds one word of a list, read by the name the list has on the wire.
fn word<T: DeserializeOwned>(row: &SqliteRow, column: &str) -> Result<T, StoreError> {
    let word: String = row.try_get(column)?;
    serde_json::from_value(serde_json::Value::String(word))
        .map_err(|error| StoreError::damaged("exchange", column, error))
}
