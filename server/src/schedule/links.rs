//! The personal links of a session: shown, replaced and revoked.

use std::collections::BTreeMap;

use meeting::id::{PersonId, SessionId};
use meeting::plan::Plan;
use meeting::time::Timestamp;
use serde::Serialize;
use sqlx::SqliteConnection;
use utoipa::ToSchema;

use super::desk::find;
use super::table;
use crate::app::App;
use crate::identity::LinkClaims;
use crate::rest::ApiError;
use crate::store::LinkRow;
use crate::trial::Checked;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct PersonLink {
    person: PersonId,
    /// Absent once it is revoked.
    url: Option<String>,
    revoked: bool,
    /// When it was first opened.
    opened_at: Option<Timestamp>,
    /// Their latest connection test.
    check: Option<Checked>,
}

/// In the order of the people in the plan; then that of the hall's seat.
pub(super) fn links(
    app: &App,
    plan: &Plan,
    rows: &BTreeMap<PersonId, LinkRow>,
    trials: &BTreeMap<PersonId, Checked>,
) -> Vec<PersonLink> {
    let people = plan.participants();
    let rows = people.filter_map(|person| Some((person.id, rows.get(&person.id)?)));
    let link = |(person, row): (PersonId, &LinkRow)| PersonLink {
        person,
        url: (!row.revoked).then(|| url(app, plan.session, person, row.serial)),
        revoked: row.revoked,
        opened_at: row.opened_at,
        check: trials.get(&person).copied(),
    };
    rows.map(link).collect()
}

pub(super) fn url(app: &App, session: SessionId, person: PersonId, serial: u32) -> String {
    app.identity.link_url(&LinkClaims {
        session,
        person,
        serial,
    })
}

/// A new link for a person. Whoever is in the room by the older one is put out: the older one may
/// be in the wrong hands.
pub(super) async fn issue(
    app: &App,
    session: SessionId,
    person: PersonId,
) -> Result<String, ApiError> {
    let mut transaction = app.store.write().await?;
    invited(&mut transaction, session, person).await?;
    let serial = table::new_link(&mut transaction, session, person).await?;
    transaction.commit().await?;
    app.rooms.revoke(session, person).await;
    Ok(url(app, session, person, serial))
}

pub(super) async fn revoke(
    app: &App,
    session: SessionId,
    person: PersonId,
) -> Result<(), ApiError> {
    let mut transaction = app.store.write().await?;
    invited(&mut transaction, session, person).await?;
    table::kill_link(&mut transaction, session, person).await?;
    transaction.commit().await?;
    app.rooms.revoke(session, person).await;
    Ok(())
}

async fn invited(
    database: &mut SqliteConnection,
    session: SessionId,
    person: PersonId,
) -> Result<(), ApiError> {
    let kept = find(database, session).await?;
    let person = kept.plan.person(person);
    person.map(|_| ()).ok_or_else(ApiError::not_found)
}
