//! Planning sessions: drafts, versions, links, time zones.

mod copy;
mod desk;
mod draft;
mod events;
mod resolve;
mod rest;
mod stand_ins;
mod state;
mod table;
#[cfg(test)]
mod tests;
mod zones;

pub use draft::{DelegationDraft, FieldError, InviteeDraft, ItemDraft, PlanDraft, Problem};
pub use rest::routes;
pub(crate) use state::SessionState;
pub(crate) use zones::offset as written_offset;

use meeting::id::SessionId;
use meeting::plan::Plan;
use meeting::time::Timestamp;

use crate::app::App;
use crate::store::StoreError;

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
