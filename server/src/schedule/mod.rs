//! Planning sessions: drafts, versions, links, time zones.

mod copy;
mod cues;
mod desk;
mod draft;
mod events;
mod exchange;
mod floor;
mod identities;
mod links;
mod rename;
mod repetition;
mod resolve;
mod rest;
mod stand_ins;
mod state;
mod table;
#[cfg(test)]
mod tests;
mod zones;

pub use draft::{DelegationDraft, FieldError, InviteeDraft, ItemDraft, PlanDraft, Problem};
pub(crate) use exchange::exchange;
pub(crate) use rename::rename;
pub(crate) use repetition::{Every, Slot, slots};
pub use rest::routes;
pub(crate) use state::SessionState;
pub(crate) use zones::offset as written_offset;
pub(crate) use zones::{
    LocalTime, OutOfRange, TimeAnswer, answer as tell_time, local as local_time, wall_clock,
};

use std::collections::BTreeMap;

use meeting::event::Event;
use meeting::id::{EventId, PersonId, SessionId};
use meeting::plan::{Localized, Plan};
use meeting::time::Timestamp;
use sqlx::SqliteConnection;

use crate::app::App;
use crate::store::{LinkRow, StoreError};

/// The plan of a session, and where the session stands.
pub(crate) async fn standing(
    app: &App,
    session: SessionId,
    now: Timestamp,
) -> Result<Option<(Plan, SessionState)>, StoreError> {
    let mut database = app.store.pool().acquire().await?;
    let Some(kept) = table::get(&mut database, session).await? else {
        return Ok(None);
    };
    let live = app.rooms.live(session);
    let state = state::state(&kept.plan, kept.state, kept.held, live, now);
    Ok(Some((kept.plan, state)))
}

/// The plans of all sessions that are still to come, or on, and not called off, in the order of time.
pub(crate) async fn ahead(
    app: &App,
    database: &mut SqliteConnection,
) -> Result<Vec<Plan>, StoreError> {
    let now = crate::app::now().timestamp;
    let mut plans = Vec::new();
    for kept in table::all(database).await? {
        let live = app.rooms.live(kept.plan.session);
        match state::state(&kept.plan, kept.state, kept.held, live, now) {
            SessionState::Planned | SessionState::Open | SessionState::Live => {
                plans.push(kept.plan);
            }
            SessionState::Ended | SessionState::Cancelled => {}
        }
    }
    plans.sort_by_key(|plan| (plan.starts_at, plan.session));
    Ok(plans)
}

/// A session as those who write to its people see it.
pub(crate) struct Invited {
    pub(crate) plan: Plan,
    pub(crate) version: i64,
    pub(crate) state: SessionState,
    /// Ever given out; those of people no longer invited are revoked.
    pub(crate) links: BTreeMap<PersonId, LinkRow>,
    /// Its place, where it is one of several that repeat one another.
    pub(crate) slot: Option<Slot>,
}

/// An event as those who write to its people see it.
pub(crate) struct InvitedEvent {
    pub(crate) title: Localized,
    /// In the order of time.
    pub(crate) sessions: Vec<SessionId>,
    /// Its roster.
    pub(crate) people: Vec<PersonId>,
}

pub(crate) async fn invited_event(
    database: &mut SqliteConnection,
    event: EventId,
) -> Result<Option<InvitedEvent>, StoreError> {
    let Some(kept) = events::find(database, event).await? else {
        return Ok(None);
    };
    let sessions = table::of_event(database, event).await?;
    Ok(Some(InvitedEvent {
        title: kept.event.title,
        sessions: sessions.iter().map(|kept| kept.plan.session).collect(),
        people: kept.event.people.iter().map(|person| person.id).collect(),
    }))
}

/// The event of a session, with everybody on its roster.
pub(crate) async fn event(
    database: &mut SqliteConnection,
    event: EventId,
) -> Result<Option<Event>, StoreError> {
    let kept = events::find(database, event).await?;
    Ok(kept.map(|kept| kept.event))
}

/// A session and its links, read at one moment.
pub(crate) async fn invited(
    app: &App,
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Option<Invited>, StoreError> {
    match table::get(database, session).await? {
        Some(kept) => with_links(app, database, kept).await.map(Some),
        None => Ok(None),
    }
}

/// An event, its version, and its sessions in the order of time, read at one moment.
pub(crate) async fn invited_to_event(
    app: &App,
    database: &mut SqliteConnection,
    event: EventId,
) -> Result<Option<(Event, i64, Vec<Invited>)>, StoreError> {
    let Some(found) = events::find(database, event).await? else {
        return Ok(None);
    };
    let mut sessions = Vec::new();
    for kept in table::of_event(database, event).await? {
        sessions.push(with_links(app, database, kept).await?);
    }
    Ok(Some((found.event, found.version, sessions)))
}

async fn with_links(
    app: &App,
    database: &mut SqliteConnection,
    kept: table::Kept,
) -> Result<Invited, StoreError> {
    let session = kept.plan.session;
    let live = app.rooms.live(session);
    let now = crate::app::now().timestamp;
    Ok(Invited {
        state: state::state(&kept.plan, kept.state, kept.held, live, now),
        links: table::links(database, session).await?,
        slot: repetition::slot(database, session).await?,
        version: kept.version,
        plan: kept.plan,
    })
}
