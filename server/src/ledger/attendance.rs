//! Who was there of those who had said that they would come, and how long the items of an agenda took:
//! of every meeting that was held here, for the measure of attendance.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use history::exchange::Exchange;
use history::measure::attendance::{DelegationFacts, ItemFacts, SessionFacts};
use meeting::id::{DelegationId, ItemId, PersonId, SessionId};
use sqlx::SqliteConnection;

use crate::invitations;
use crate::store::StoreError;

/// What records say, by session.
#[derive(Default)]
pub(super) struct Sessions {
    delegations: BTreeMap<SessionId, Vec<DelegationFacts>>,
    items: BTreeMap<SessionId, Vec<ItemFacts>>,
}

type DelegationRow = (String, String, Option<i64>, bool);
type ItemRow = (String, String, i64, Option<i64>);

/// Of every session that has a record.
pub(super) async fn all(database: &mut SqliteConnection) -> Result<Sessions, StoreError> {
    let delegations: Vec<DelegationRow> = sqlx::query_as(
        "SELECT session, delegation, late_seconds, present > 0 FROM record_delegation
         ORDER BY session, delegation",
    )
    .fetch_all(&mut *database)
    .await?;
    let items: Vec<ItemRow> = sqlx::query_as(
        "SELECT session, item, planned_seconds, seconds FROM record_agenda
         WHERE NOT skipped ORDER BY session, number",
    )
    .fetch_all(&mut *database)
    .await?;
    let answered: Vec<String> = sqlx::query_scalar("SELECT DISTINCT session FROM reply")
        .fetch_all(&mut *database)
        .await?;
    let mut accepted = BTreeSet::new();
    for session in &answered {
        accepted.extend(who_accepted(database, identity(session)?).await?);
    }
    put_together(delegations, items, &accepted)
}

pub(super) async fn of_session(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Sessions, StoreError> {
    let delegations: Vec<DelegationRow> = sqlx::query_as(
        "SELECT session, delegation, late_seconds, present > 0 FROM record_delegation
         WHERE session = $1 ORDER BY delegation",
    )
    .bind(session.to_string())
    .fetch_all(&mut *database)
    .await?;
    let items: Vec<ItemRow> = sqlx::query_as(
        "SELECT session, item, planned_seconds, seconds FROM record_agenda
         WHERE session = $1 AND NOT skipped ORDER BY number",
    )
    .bind(session.to_string())
    .fetch_all(&mut *database)
    .await?;
    let accepted = who_accepted(database, session).await?;
    put_together(delegations, items, &accepted)
}

/// The delegations of which somebody had said that they would come, or send a deputy.
async fn who_accepted(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<BTreeSet<(SessionId, DelegationId)>, StoreError> {
    let accepted = invitations::accepted(database, session).await?;
    let people: Vec<(String, String)> =
        sqlx::query_as("SELECT person, delegation FROM record_participant WHERE session = $1")
            .bind(session.to_string())
            .fetch_all(database)
            .await?;
    let mut delegations = BTreeSet::new();
    for (person, delegation) in people {
        if accepted.contains_key(&identity::<PersonId>(&person)?) {
            delegations.insert((session, identity(&delegation)?));
        }
    }
    Ok(delegations)
}

fn put_together(
    delegations: Vec<DelegationRow>,
    items: Vec<ItemRow>,
    accepted: &BTreeSet<(SessionId, DelegationId)>,
) -> Result<Sessions, StoreError> {
    let mut sessions = Sessions::default();
    for (session, delegation, late, was_there) in delegations {
        let (session, delegation) = (identity(&session)?, identity(&delegation)?);
        let late = was_there.then(|| seconds(late.unwrap_or_default()));
        let facts = DelegationFacts {
            delegation,
            accepted: accepted.contains(&(session, delegation)),
            late,
        };
        sessions.delegations.entry(session).or_default().push(facts);
    }
    for (session, item, planned, actual) in items {
        // One that nobody called up took no time.
        let Some(actual) = actual else { continue };
        let facts = ItemFacts {
            item: identity::<ItemId>(&item)?,
            planned: seconds(planned),
            actual: seconds(actual),
        };
        let items = sessions.items.entry(identity(&session)?).or_default();
        items.push(facts);
    }
    Ok(sessions)
}

fn seconds(seconds: i64) -> Duration {
    Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
}

/// What is said of the session that an exchange was.
pub(super) fn of(exchange: &Exchange, sessions: &mut Sessions) -> Option<SessionFacts> {
    let session = exchange.session?;
    Some(SessionFacts {
        session,
        day: exchange.day(),
        delegations: sessions.delegations.remove(&session).unwrap_or_default(),
        items: sessions.items.remove(&session).unwrap_or_default(),
    })
}

fn identity<T: std::str::FromStr<Err: ToString>>(text: &str) -> Result<T, StoreError> {
    text.parse()
        .map_err(|error: T::Err| StoreError::damaged("record", text, error))
}
