//! A deputy who was named is invited in the place of the one who named them, and back.

use meeting::id::{PersonId, SessionId};
use meeting::plan::{Invitee, Localized};

use super::{Answer, Deputy, table};
use crate::app::App;
use crate::identity::random;
use crate::rest::ApiError;
use crate::schedule;

/// Invites the deputy that a person named; gives their identity. Rank and role stay those of the
/// place, until an organizer changes them.
pub(in super::super) async fn accept(
    app: &App,
    session: SessionId,
    version: i64,
    person: PersonId,
) -> Result<PersonId, ApiError> {
    let mut transaction = app.store.write().await?;
    let invited = schedule::invited(app, &mut transaction, session).await?;
    let invited = invited.ok_or_else(ApiError::not_found)?;
    let former = invited.plan.person(person).cloned();
    let former = former.ok_or_else(ApiError::not_found)?;
    let reply = table::latest(&mut transaction, session)
        .await?
        .remove(&person);
    let Some(Answer::Deputy { deputy }) = reply.map(|reply| reply.answer) else {
        return Err(ApiError::not_found());
    };
    let invitee = invitee(&former, deputy);
    let id = invitee.id;
    table::note_deputy(&mut transaction, session, &former, id).await?;
    schedule::exchange(app, transaction, (session, version), person, invitee).await?;
    Ok(id)
}

fn invitee(former: &Invitee, deputy: Deputy) -> Invitee {
    let text = |text: &str| match text {
        "" => Localized::default(),
        text => Localized::of(&deputy.language, text),
    };
    Invitee {
        id: PersonId::from_bits(random::bits()),
        name: text(&deputy.name),
        title: text(&deputy.title),
        email: deputy.email.clone(),
        language: deputy.language.clone(),
        ..former.clone()
    }
}

/// Invites again the one in whose place a deputy was invited, with a new link.
pub(in super::super) async fn dismiss(
    app: &App,
    session: SessionId,
    version: i64,
    deputy: PersonId,
) -> Result<(), ApiError> {
    let mut transaction = app.store.write().await?;
    let former = table::former(&mut transaction, session, deputy).await?;
    let former = former.ok_or_else(ApiError::not_found)?;
    table::forget_deputy(&mut transaction, session, deputy).await?;
    schedule::exchange(app, transaction, (session, version), deputy, former).await
}
