//! Meetings that were held here, as the history has them: what the record of the session tells, and
//! laid over it what officers know better.

use std::collections::BTreeMap;

use history::date::PartialDate;
use history::exchange::{
    Direction, Exchange, ExchangeKind, ExchangeState, Figure, Mode, Substance,
};
use history::measure::attendance::SessionFacts;
use history::partner::Provenance;
use meeting::id::{ExchangeId, PartnerId, SessionId};
use meeting::time::Timestamp;
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use super::entry::{Key, Record};
use super::{Ledger, attendance, table, to_the_end};
use crate::partners::codes;
use crate::records::exchange_of;
use crate::store::StoreError;

/// A meeting that was held here.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Filed {
    pub(crate) exchange: Exchange,
    /// When it was opened.
    pub(crate) at: Timestamp,
    /// Delegations that were there, the own included.
    pub(crate) delegations: u32,
    /// Who had said that they would come and came, and how long the items took.
    pub(crate) attendance: Option<SessionFacts>,
}

const SELECT: &str = "SELECT exchange.*, record.zone AS zone FROM exchange
    JOIN record ON record.session = exchange.session";

/// Every one of them that had ended by that moment.
pub(super) async fn all(
    database: &mut SqliteConnection,
    ended_by: Timestamp,
) -> Result<Vec<Filed>, StoreError> {
    let query = format!("{SELECT} WHERE record.ended_at <= $1");
    let rows = sqlx::query(AssertSqlSafe(query))
        .bind(ended_by.micros())
        .fetch_all(&mut *database)
        .await?;
    let pairs: Vec<(String, String)> =
        sqlx::query_as("SELECT exchange, partner FROM exchange_partner ORDER BY exchange, partner")
            .fetch_all(&mut *database)
            .await?;
    let mut partners: BTreeMap<ExchangeId, Vec<PartnerId>> = BTreeMap::new();
    for (exchange, partner) in pairs {
        let list = partners.entry(identity(&exchange)?).or_default();
        list.push(identity(&partner)?);
    }
    let mut sessions = attendance::all(database).await?;
    let mut filed = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut one = of_row(row)?;
        one.attendance = attendance::of(&one.exchange, &mut sessions);
        let partners = partners.remove(&one.exchange.id);
        one.exchange.partners = partners.unwrap_or_default();
        filed.push(one);
    }
    Ok(filed)
}

/// What the record of a session tells, if it tells of an exchange.
async fn of_session(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Option<Filed>, StoreError> {
    let query = format!("{SELECT} WHERE exchange.session = $1");
    let row = sqlx::query(AssertSqlSafe(query))
        .bind(session.to_string())
        .fetch_optional(&mut *database)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut filed = of_row(&row)?;
    let partners: Vec<String> = sqlx::query_scalar(
        "SELECT partner FROM exchange_partner WHERE exchange = $1 ORDER BY partner",
    )
    .bind(filed.exchange.id.to_string())
    .fetch_all(&mut *database)
    .await?;
    let partners = partners.iter().map(|partner| identity(partner));
    filed.exchange.partners = partners.collect::<Result<_, _>>()?;
    let mut sessions = attendance::of_session(database, session).await?;
    filed.attendance = attendance::of(&filed.exchange, &mut sessions);
    Ok(Some(filed))
}

pub(super) async fn exists(database: &mut SqliteConnection, key: Key) -> Result<bool, StoreError> {
    Ok(
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM exchange WHERE id = $1)")
            .bind(key.id.to_string())
            .fetch_one(database)
            .await?,
    )
}

/// Without its partners, and without those who were there.
fn of_row(row: &SqliteRow) -> Result<Filed, StoreError> {
    Ok(Filed {
        exchange: exchange(row)?,
        at: Timestamp(row.try_get("at")?),
        delegations: row.try_get("delegations")?,
        attendance: None,
    })
}

fn exchange(row: &SqliteRow) -> Result<Exchange, StoreError> {
    let id: String = row.try_get("id")?;
    let title: String = row.try_get("title")?;
    let title = serde_json::from_str(&title);
    let session: Option<String> = row.try_get("session")?;
    let zone: String = row.try_get("zone")?;
    let rank: Option<String> = row.try_get("rank")?;
    Ok(Exchange {
        title: title.map_err(|error| StoreError::damaged("exchange", &id, error))?,
        id: identity(&id)?,
        kind: word(&row.try_get::<String, _>("kind")?)?,
        on: day(Timestamp(row.try_get("at")?), &zone),
        to: None,
        partners: Vec::new(),
        place: None,
        field: None,
        direction: word::<Direction>(&row.try_get::<String, _>("direction")?)?,
        mode: word::<Mode>(&row.try_get::<String, _>("mode")?)?,
        organisers: Default::default(),
        participants: Default::default(),
        rank: rank.map(|rank| word(&rank)).transpose()?,
        groups: None,
        headcount: Some(Figure::exactly(row.try_get("headcount")?)),
        seniors: None,
        substance: Some(word::<Substance>(&row.try_get::<String, _>("depth")?)?),
        state: ExchangeState::Completed,
        departments: Vec::new(),
        session: session.map(|session| identity(&session)).transpose()?,
        aid: None,
        invitations: None,
        delegations: None,
        note: None,
        provenance: Provenance::default(),
    })
}

/// The day by the clock of the session.
fn day(at: Timestamp, zone: &str) -> PartialDate {
    let zone = codes::zone(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
    zone.to_datetime(at).date().into()
}

fn identity<T: std::str::FromStr<Err: ToString>>(text: &str) -> Result<T, StoreError> {
    text.parse()
        .map_err(|error: T::Err| StoreError::damaged("exchange", text, error))
}

/// One word of a list, by the name that the list has on the wire.
fn word<T: DeserializeOwned>(word: &str) -> Result<T, StoreError> {
    serde_json::from_value(word.into())
        .map_err(|error| StoreError::damaged("exchange", word, error))
}

/// A meeting that was held here with what officers added to it. Who was there and when, the record
/// says; what it was about and what came of it, they do.
pub(crate) fn laid_over(filed: &Exchange, added: Exchange) -> Exchange {
    // There was no journey.
    let journeys = [ExchangeKind::VisitReceived, ExchangeKind::VisitPaid];
    let kind = if journeys.contains(&added.kind) {
        filed.kind
    } else {
        added.kind
    };
    Exchange {
        id: filed.id,
        title: filed.title.clone(),
        kind,
        on: filed.on,
        to: filed.to,
        partners: filed.partners.clone(),
        direction: filed.direction,
        mode: filed.mode,
        rank: filed.rank,
        groups: filed.groups,
        headcount: filed.headcount,
        substance: added.substance.or(filed.substance),
        state: filed.state,
        session: filed.session,
        ..added
    }
}

impl Ledger {
    /// Files the record of a session that has ended, and with it the exchange in the history of each
    /// partner that was there.
    pub(crate) async fn file_record(&self, session: SessionId) -> Result<(), StoreError> {
        let ledger = self.clone();
        to_the_end(async move {
            ledger.store().file_record(session).await?;
            ledger.take_over(session).await
        })
        .await?
    }

    /// Takes over what is filed of a session now.
    async fn take_over(&self, session: SessionId) -> Result<(), StoreError> {
        let mut pen = self.store().pen().await?;
        let id = exchange_of(session);
        let filed = of_session(pen.connection(), session).await?;
        let added = table::standing(pen.connection(), id.into()).await?.entry;
        let added: Option<Exchange> = added.and_then(<Exchange as Record>::of);
        self.change(move |state, _| {
            state.file(id, filed, added.as_ref());
            None
        })
        .await;
        drop(pen);
        Ok(())
    }
}
