//! What the contact person of a delegation sees.

use std::collections::BTreeMap;

use meeting::id::{PersonId, SessionId};
use meeting::plan::{Form, Localized, Role};
use meeting::time::Timestamp;
use serde::Serialize;
use sqlx::SqliteConnection;
use utoipa::ToSchema;

use super::super::office;
use super::super::replies::{self, ProgrammeItem, Reply};
use super::caller::Contact;
use super::{Names, Subject, table};
use crate::app::{App, now};
use crate::display::Shown;
use crate::identity::{self, AFTERWARDS, LinkClaims};
use crate::rest::ApiError;
use crate::schedule::{Invited, SessionState};
use crate::trial::{self, Checked};

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DelegationView {
    /// Of the event, else of the session.
    title: Localized,
    city: Localized,
    /// ISO 3166-1 alpha-2 code of the flag to show; absent: none.
    flag: Option<String>,
    /// Of the event or session, the main one first.
    languages: Vec<String>,
    /// IANA zone of the city, ...
    here: String,
    /// ... and of the host's.
    host: String,
    host_city: Localized,
    office: Localized,
    /// Whom to ask.
    contact: String,
    /// Those to which somebody of the delegation comes, in the order of time.
    sessions: Vec<DelegationSession>,
    people: Vec<DelegationMember>,
}

#[derive(Debug, Serialize, ToSchema)]
struct DelegationSession {
    id: SessionId,
    title: Localized,
    starts_at: Timestamp,
    minutes: u16,
    state: SessionState,
    rehearsal: bool,
    form: Form,
    /// An answer is taken now, ...
    open: bool,
    /// ... and until then.
    answer_until: Timestamp,
    agenda: Vec<ProgrammeItem>,
}

#[derive(Debug, Serialize, ToSchema)]
struct DelegationMember {
    id: PersonId,
    name: Localized,
    title: Localized,
    /// BCP 47.
    language: String,
    head: bool,
    attends: Vec<MemberSession>,
    /// What was proposed about them, and not decided yet.
    proposal: Option<Names>,
}

#[derive(Debug, Serialize, ToSchema)]
struct MemberSession {
    session: SessionId,
    role: Role,
    reply: Option<Reply>,
    /// Their latest connection test.
    check: Option<Checked>,
    /// Their personal link, where an organizer allows it to be shown here.
    link: Option<String>,
}

pub(super) async fn show(
    app: &App,
    database: &mut SqliteConnection,
    contact: &Contact,
) -> Result<DelegationView, ApiError> {
    let subject = Subject::read(app, database, contact.scope).await?;
    let subject = subject.ok_or_else(|| identity::unknown(app))?;
    let delegation = subject.delegation(contact.delegation);
    let delegation = delegation.ok_or_else(|| identity::revoked(app))?;
    let theirs: Vec<&Invited> = subject.sessions_of(delegation.id).collect();
    unless_expired(app, theirs.iter().copied())?;
    let mut attends = attendances(app, database, contact, &theirs).await?;
    let proposals = table::proposals(database, contact.scope).await?;
    let mut proposals: BTreeMap<PersonId, Names> = proposals
        .into_iter()
        .map(|proposal| (proposal.person, proposal.names))
        .collect();
    let people = subject.people.iter();
    let people = people.filter(|person| person.delegation == delegation.id);
    let member = |person: &meeting::plan::Invitee| DelegationMember {
        id: person.id,
        name: person.name.clone(),
        title: person.title.clone(),
        language: person.language.clone(),
        head: delegation.head == Some(person.id),
        attends: attends.remove(&person.id).unwrap_or_default(),
        proposal: proposals.remove(&person.id),
    };
    let people = people.map(member).collect();
    let shown = Shown::of(&app.config.display_names, delegation);
    let home = &app.config.office.home_city;
    let host = home.zone.as_str().to_owned();
    let here = theirs.first().map(|invited| {
        let place = office::place(app, &invited.plan, delegation.id, "en");
        place.zone
    });
    let now = now().timestamp;
    Ok(DelegationView {
        title: subject.title.clone(),
        city: shown.city().clone(),
        flag: shown.flag().map(str::to_owned),
        languages: subject.languages.clone(),
        here: here.unwrap_or_else(|| host.clone()),
        host,
        host_city: home.names.clone(),
        office: app.config.office.name.clone(),
        contact: app.config.office.contact.clone(),
        sessions: theirs.iter().map(|one| session(one, now)).collect(),
        people,
    })
}

/// The page lives as long as the links of its people: until a month after the last session.
pub(super) fn unless_expired<'a>(
    app: &App,
    sessions: impl Iterator<Item = &'a Invited>,
) -> Result<(), ApiError> {
    let ends = sessions.map(|invited| invited.plan.ends_at());
    match ends.max() {
        Some(last) if last.plus(AFTERWARDS) < now().timestamp => Err(identity::expired(app)),
        _ => Ok(()),
    }
}

fn session(invited: &Invited, now: Timestamp) -> DelegationSession {
    let plan = &invited.plan;
    DelegationSession {
        id: plan.session,
        title: plan.title.clone(),
        starts_at: plan.starts_at,
        minutes: plan.minutes,
        state: invited.state,
        rehearsal: plan.rehearsal,
        form: plan.form,
        open: replies::is_open(invited, now),
        answer_until: plan.answers_until(),
        agenda: replies::items(plan),
    }
}

/// What each person comes to.
async fn attendances(
    app: &App,
    database: &mut SqliteConnection,
    contact: &Contact,
    sessions: &[&Invited],
) -> Result<BTreeMap<PersonId, Vec<MemberSession>>, ApiError> {
    let mut attends: BTreeMap<PersonId, Vec<MemberSession>> = BTreeMap::new();
    for invited in sessions {
        let session = invited.plan.session;
        let mut replies = replies::latest(database, session).await?;
        let trials = trial::latest(database, session).await?;
        let people = invited.plan.people.iter();
        for person in people.filter(|person| person.delegation == contact.delegation) {
            let link = invited.links.get(&person.id);
            let link = link.filter(|link| contact.link.shows_links && !link.revoked);
            let url = link.map(|link| {
                app.identity.link_url(&LinkClaims {
                    session,
                    person: person.id,
                    serial: link.serial,
                })
            });
            attends.entry(person.id).or_default().push(MemberSession {
                session,
                role: person.role,
                reply: replies.remove(&person.id),
                check: trials.get(&person.id).copied(),
                link: url,
            });
        }
    }
    Ok(attends)
}
