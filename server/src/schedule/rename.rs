//! Somebody's name and title, written otherwise wherever they stand.

use meeting::id::PersonId;
use meeting::plan::Localized;
use sqlx::{Sqlite, Transaction};

use super::{desk, events};
use crate::app::App;
use crate::identity::Scope;
use crate::rest::ApiError;

/// Changes a plan of this version; the roster and all its sessions where there is one.
pub(crate) async fn rename(
    app: &App,
    mut transaction: Transaction<'static, Sqlite>,
    (scope, version): (Scope, i64),
    person: PersonId,
    names: (Localized, Localized),
) -> Result<(), ApiError> {
    let session = match scope {
        Scope::Event(event) => {
            let at = (event, Some(version));
            return events::rename(app, transaction, at, person, names).await;
        }
        Scope::Session(session) => session,
    };
    let before = desk::find(&mut transaction, session).await?;
    desk::unless_ended(&before)?;
    if before.version != version {
        drop(transaction);
        return Err(desk::conflict(app, session).await);
    }
    if let Some(event) = before.plan.event {
        return events::rename(app, transaction, (event, None), person, names).await;
    }
    let mut plan = before.plan.clone();
    let invitee = plan.people.iter_mut().find(|one| one.id == person);
    let invitee = invitee.ok_or_else(ApiError::not_found)?;
    (invitee.name, invitee.title) = names;
    desk::put(app, transaction, &before, plan).await
}
