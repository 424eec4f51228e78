//! Links to the pages of delegations, and what was proposed there, in the store.

use std::collections::BTreeMap;

use meeting::id::{DelegationId, PersonId};
use meeting::time::Timestamp;
use sqlx::SqliteConnection;

use super::Names;
use crate::identity::Scope;
use crate::store::StoreError;

/// Proposals about one person in one scope.
const MOST: i64 = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) serial: u32,
    pub(super) revoked: bool,
    pub(super) shows_links: bool,
    pub(super) opened_at: Option<Timestamp>,
}

/// An open proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proposal {
    pub(super) delegation: DelegationId,
    pub(super) person: PersonId,
    pub(super) number: i64,
    pub(super) at: Timestamp,
    pub(super) names: Names,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settled {
    Taken,
    Refused,
}

/// The links ever made for a scope.
pub(super) async fn links(
    database: &mut SqliteConnection,
    scope: Scope,
) -> Result<BTreeMap<DelegationId, Link>, StoreError> {
    let rows: Vec<(String, u32, bool, bool, Option<i64>)> = sqlx::query_as(
        "SELECT delegation, serial, revoked, shows_links, opened_at FROM delegation_link
         WHERE scope = $1",
    )
    .bind(scope.to_string())
    .fetch_all(database)
    .await?;
    let links = rows
        .into_iter()
        .map(|(delegation, serial, revoked, shows_links, opened_at)| {
            let link = Link {
                serial,
                revoked,
                shows_links,
                opened_at: opened_at.map(Timestamp),
            };
            Ok((identity("delegation_link", &delegation)?, link))
        });
    links.collect()
}

fn identity<Id: std::str::FromStr<Err: std::fmt::Display>>(
    table: &'static str,
    id: &str,
) -> Result<Id, StoreError> {
    id.parse()
        .map_err(|error| StoreError::damaged(table, id, error))
}

/// A link that replaces whatever link there was.
pub(super) async fn issue(
    database: &mut SqliteConnection,
    scope: Scope,
    delegation: DelegationId,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO delegation_link (scope, delegation, serial) VALUES ($1, $2, 1)
         ON CONFLICT (scope, delegation)
         DO UPDATE SET serial = delegation_link.serial + 1, revoked = 0, shows_links = 0,
             opened_at = NULL",
    )
    .bind(scope.to_string())
    .bind(delegation.to_string())
    .execute(database)
    .await?;
    Ok(())
}

/// Whether the page shows the links of its people. False when there is no such link.
pub(super) async fn allow(
    database: &mut SqliteConnection,
    (scope, delegation): (Scope, DelegationId),
    shows_links: bool,
) -> Result<bool, StoreError> {
    let changed = sqlx::query(
        "UPDATE delegation_link SET shows_links = $3
         WHERE scope = $1 AND delegation = $2 AND revoked = 0",
    )
    .bind(scope.to_string())
    .bind(delegation.to_string())
    .bind(shows_links)
    .execute(database)
    .await?;
    Ok(changed.rows_affected() == 1)
}

pub(super) async fn revoke(
    database: &mut SqliteConnection,
    scope: Scope,
    delegation: DelegationId,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE delegation_link SET revoked = 1 WHERE scope = $1 AND delegation = $2")
        .bind(scope.to_string())
        .bind(delegation.to_string())
        .execute(database)
        .await?;
    Ok(())
}

pub(super) async fn note_opening(
    database: &mut SqliteConnection,
    scope: Scope,
    delegation: DelegationId,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE delegation_link SET opened_at = $3
         WHERE scope = $1 AND delegation = $2 AND opened_at IS NULL",
    )
    .bind(scope.to_string())
    .bind(delegation.to_string())
    .bind(at.micros())
    .execute(database)
    .await?;
    Ok(())
}

/// The open proposals of a scope, the oldest first; at most one a person.
pub(super) async fn proposals(
    database: &mut SqliteConnection,
    scope: Scope,
) -> Result<Vec<Proposal>, StoreError> {
    let rows: Vec<(String, String, i64, i64, String, String)> = sqlx::query_as(
        "SELECT delegation, person, number, at, name, title FROM proposal
         WHERE scope = $1 AND state = 'open' ORDER BY at, person",
    )
    .bind(scope.to_string())
    .fetch_all(database)
    .await?;
    let read = |(delegation, person, number, at, name, title): (
        String,
        String,
        i64,
        i64,
        String,
        String,
    )| {
        let damaged = |error| StoreError::damaged("proposal", &person, error);
        Ok(Proposal {
            delegation: identity("proposal", &delegation)?,
            names: Names {
                name: serde_json::from_str(&name).map_err(damaged)?,
                title: serde_json::from_str(&title).map_err(damaged)?,
            },
            person: identity("proposal", &person)?,
            number,
            at: Timestamp(at),
        })
    };
    rows.into_iter().map(read).collect()
}

/// Appends a proposal in the place of the open one; false when there are too many, or the person
/// was erased.
pub(super) async fn propose(
    database: &mut SqliteConnection,
    (scope, delegation): (Scope, DelegationId),
    person: PersonId,
    names: &Names,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let damaged = |error| StoreError::damaged("proposal", person, error);
    let name = serde_json::to_string(&names.name).map_err(damaged)?;
    let title = serde_json::to_string(&names.title).map_err(damaged)?;
    sqlx::query(
        "UPDATE proposal SET state = 'replaced'
         WHERE scope = $1 AND person = $2 AND state = 'open'",
    )
    .bind(scope.to_string())
    .bind(person.to_string())
    .execute(&mut *database)
    .await?;
    let appended = sqlx::query(
        "INSERT INTO proposal (scope, person, number, delegation, at, name, title, state)
         SELECT $1, $2, 1 + count(*), $3, $4, $5, $6, 'open' FROM proposal
         WHERE scope = $1 AND person = $2
         HAVING count(*) < $7 AND NOT EXISTS (
             SELECT 1 FROM person_key WHERE person = $2 AND erased_at IS NOT NULL
         )",
    )
    .bind(scope.to_string())
    .bind(person.to_string())
    .bind(delegation.to_string())
    .bind(at.micros())
    .bind(name)
    .bind(title)
    .bind(MOST)
    .execute(database)
    .await?;
    Ok(appended.rows_affected() == 1)
}

pub(super) async fn settle(
    database: &mut SqliteConnection,
    scope: Scope,
    (person, number): (PersonId, i64),
    settled: Settled,
) -> Result<(), StoreError> {
    let state = match settled {
        Settled::Taken => "taken",
        Settled::Refused => "refused",
    };
    sqlx::query(
        "UPDATE proposal SET state = $4
         WHERE scope = $1 AND person = $2 AND number = $3 AND state = 'open'",
    )
    .bind(scope.to_string())
    .bind(person.to_string())
    .bind(number)
    .bind(state)
    .execute(database)
    .await?;
    Ok(())
}
