//! The page of a delegation: its contact person sees the programme on their own clock, answers for
//! their people, and proposes how names and titles should be written.
//!
//! It opens by a link of its own, signed and revocable, for one delegation of one session, or of an
//! event with all of its. The personal links of the people stand on it only where an organizer
//! allows that: whoever has one comes in as that person. What is proposed changes nothing before an
//! organizer takes it.

mod caller;
mod desk;
mod page;
mod rest;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use meeting::id::{DelegationId, EventId, PersonId};
use meeting::plan::{Delegation, Invitee, Localized};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::replies::Wrong;
use crate::app::App;
use crate::identity::Scope;
use crate::partners::codes;
use crate::schedule::{self, Invited};
use crate::store::StoreError;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    rest::routes().merge(desk::routes())
}

/// How somebody is to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MemberNames)]
pub(super) struct Names {
    name: Localized,
    title: Localized,
}

/// Characters, and languages.
const LONGEST_NAME: usize = 100;
const LONGEST_TITLE: usize = 200;
const LANGUAGES: usize = 12;

impl Names {
    fn of(person: &Invitee) -> Names {
        Names {
            name: person.name.clone(),
            title: person.title.clone(),
        }
    }

    /// Without the blanks around the texts and the languages left empty, or what is wrong.
    fn checked(self) -> Result<Names, Wrong> {
        let name = text(self.name, LONGEST_NAME).map_err(|problem| ("name", problem))?;
        if name.0.is_empty() {
            return Err(("name", "empty"));
        }
        let title = text(self.title, LONGEST_TITLE).map_err(|problem| ("title", problem))?;
        Ok(Names { name, title })
    }
}

fn text(text: Localized, longest: usize) -> Result<Localized, &'static str> {
    let trimmed = text.0.into_iter();
    let trimmed = trimmed.map(|(tag, text)| (tag, text.trim().to_owned()));
    let text: BTreeMap<_, _> = trimmed.filter(|(_, text)| !text.is_empty()).collect();
    if text.len() > LANGUAGES {
        return Err("too_many");
    }
    for (tag, text) in &text {
        if !codes::is_language_tag(tag) {
            return Err("unknown");
        }
        if text.chars().count() > longest {
            return Err("too_long");
        }
        if text.chars().any(char::is_control) {
            return Err("invalid");
        }
    }
    Ok(Localized(text))
}

/// What a page is about, read at one moment.
struct Subject {
    /// Of the event, else of the session.
    title: Localized,
    /// Of the event or of the plan.
    version: i64,
    languages: Vec<String>,
    delegations: Vec<Delegation>,
    people: Vec<Invitee>,
    /// In the order of time.
    sessions: Vec<Invited>,
}

impl Subject {
    async fn read(
        app: &App,
        database: &mut SqliteConnection,
        scope: Scope,
    ) -> Result<Option<Subject>, StoreError> {
        let session = match scope {
            Scope::Session(session) => session,
            Scope::Event(event) => return Subject::of_event(app, database, event).await,
        };
        let invited = schedule::invited(app, database, session).await?;
        Ok(invited.map(|invited| Subject {
            title: invited.plan.title.clone(),
            version: invited.version,
            languages: invited.plan.languages.clone(),
            delegations: invited.plan.delegations.clone(),
            people: invited.plan.people.clone(),
            sessions: vec![invited],
        }))
    }

    async fn of_event(
        app: &App,
        database: &mut SqliteConnection,
        event: EventId,
    ) -> Result<Option<Subject>, StoreError> {
        let found = schedule::invited_to_event(app, database, event).await?;
        Ok(found.map(|(event, version, sessions)| Subject {
            title: event.title,
            version,
            languages: event.languages,
            delegations: event.delegations,
            people: event.people,
            sessions,
        }))
    }

    fn delegation(&self, id: DelegationId) -> Option<&Delegation> {
        self.delegations.iter().find(|one| one.id == id)
    }

    /// Somebody of a delegation.
    fn member(&self, delegation: DelegationId, person: PersonId) -> Option<&Invitee> {
        let of = |one: &&Invitee| one.id == person && one.delegation == delegation;
        self.people.iter().find(of)
    }

    /// Those sessions to which somebody of a delegation comes.
    fn sessions_of(&self, delegation: DelegationId) -> impl Iterator<Item = &Invited> {
        let comes = move |invited: &&Invited| {
            let people = &invited.plan.people;
            people.iter().any(|person| person.delegation == delegation)
        };
        self.sessions.iter().filter(comes)
    }
}
