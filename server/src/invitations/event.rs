//! The board of a whole event: everybody once, with all sessions they are invited to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use meeting::id::{EventId, PersonId, SessionId};
use meeting::plan::Localized;
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::SqliteConnection;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::board::{self, ToldCard, Who};
use super::desk::{self, Desk, unsent};
use super::files::{Archive, zip};
use super::kin::Shared;
use super::letter::Letter;
use super::mailing::Mailing;
use super::queue;
use super::{office, table};
use crate::app::App;
use crate::identity::Organizer;
use crate::rest::{ApiError, ErrorBody, Json, Path};
use crate::schedule::{self, InvitedEvent, SessionState};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(send))
        .routes(routes!(read))
        .routes(routes!(download))
}

/// Letters of all sessions of an event, and what would be sent now.
#[derive(Debug, Serialize, ToSchema)]
struct EventBoard {
    title: Localized,
    /// Of everything that would be sent: whoever sends names it, so that nothing else goes out.
    digest: String,
    /// The address letters come from. Absent: the service sends none; they are downloaded.
    sender: Option<String>,
    /// No letter of any session goes out for now.
    paused: bool,
    /// In the order of time.
    sessions: Vec<EventSession>,
    /// In the order of the roster; then those who were on it and have had a letter.
    people: Vec<EventLine>,
}

#[derive(Debug, Serialize, ToSchema)]
struct EventSession {
    session: SessionId,
    title: Localized,
    starts_at: Timestamp,
    minutes: u16,
    /// IANA zone in which it was planned.
    zone: String,
    state: SessionState,
    /// Of the plan.
    version: i64,
    /// Letters that would be sent.
    to_send: usize,
}

/// One person.
#[derive(Debug, Serialize, ToSchema)]
struct EventLine {
    #[serde(flatten)]
    who: Who,
    /// Those they are invited to, or had a letter about; in the order of time.
    sessions: Vec<EventCell>,
}

#[derive(Debug, Serialize, ToSchema)]
struct EventCell {
    session: SessionId,
    #[serde(flatten)]
    told: ToldCard,
}

/// An event and its sessions, read at one moment.
struct Desks {
    event: InvitedEvent,
    desks: Vec<Desk>,
}

async fn desks(
    app: &App,
    database: &mut SqliteConnection,
    event: EventId,
) -> Result<Desks, ApiError> {
    let event = schedule::invited_event(database, event).await?;
    let event = event.ok_or_else(ApiError::not_found)?;
    let (mut desks, mut shared) = (Vec::new(), Shared::default());
    for session in &event.sessions {
        desks.push(desk::beside(app, database, &mut shared, *session).await?);
    }
    Ok(Desks { event, desks })
}

impl Desks {
    fn digest(&self) -> String {
        let digests = self.desks.iter();
        let digests = digests.map(|desk| json!([desk.session(), desk.digest()]));
        let digests: Vec<serde_json::Value> = digests.collect();
        table::hex(json!(digests).to_string().as_bytes())
    }

    async fn board(
        self,
        app: &App,
        database: &mut SqliteConnection,
    ) -> Result<EventBoard, ApiError> {
        let mut people: BTreeMap<PersonId, EventLine> = BTreeMap::new();
        for desk in &self.desks {
            for (person, told) in board::told(database, desk).await? {
                let new = || EventLine {
                    who: board::who(desk, person),
                    sessions: Vec::new(),
                };
                let line = people.entry(person).or_insert_with(new);
                // Who still comes to one of the sessions is known by its plan.
                if !line.who.is_invited() {
                    line.who = board::who(desk, person);
                }
                let session = desk.session();
                line.sessions.push(EventCell { session, told });
            }
        }
        let order = self.event.people.iter();
        let mut lines: Vec<EventLine> = order.filter_map(|id| people.remove(id)).collect();
        lines.extend(people.into_values());
        Ok(EventBoard {
            digest: self.digest(),
            sender: board::sender(app),
            paused: table::is_paused(database).await?,
            sessions: self.desks.iter().map(session_card).collect(),
            people: lines,
            title: self.event.title,
        })
    }

    /// Every message that a person would get now; of sessions about which there is nothing to tell,
    /// the newest one.
    fn mailings(&self, app: &App, person: PersonId) -> Vec<(Vec<SessionId>, Mailing)> {
        let mut mailings = self.upcoming(app, person);
        let upcoming = mailings.iter().flat_map(|(sessions, _)| sessions);
        let mut seen: BTreeSet<SessionId> = upcoming.copied().collect();
        for desk in &self.desks {
            if seen.contains(&desk.session()) || !desk.everybody().contains(&person) {
                continue;
            }
            if let Some(mailing) = desk.current(app, person) {
                let sessions = mailing.parts().iter().map(|part| part.session);
                let sessions: Vec<SessionId> = sessions.collect();
                seen.extend(&sessions);
                mailings.push((sessions, mailing));
            }
        }
        mailings.sort_by_key(|(_, mailing)| mailing.first().said.content.starts_at);
        mailings
    }

    fn upcoming(&self, app: &App, person: PersonId) -> Vec<(Vec<SessionId>, Mailing)> {
        let messages = queue::messages(&self.desks, |_, one| one.person == person);
        let mailing = |together: Vec<(&Desk, desk::Upcoming<'_>)>| {
            let sequence = together.iter().map(|(_, one)| one.sequence).max()?;
            let (lead, _) = together.first()?;
            let parts: Vec<_> = together
                .iter()
                .map(|(desk, one)| desk.part(one.said))
                .collect();
            let sessions = parts.iter().map(|part| part.session).collect();
            let label = unsent(app, lead.session(), (person, sequence));
            Some((sessions, lead.mailing(label, parts)?))
        };
        messages.into_values().filter_map(mailing).collect()
    }

    /// Whose plan names the speakers of a message.
    fn desk(&self, session: SessionId) -> Result<&Desk, ApiError> {
        let found = self.desks.iter().find(|desk| desk.session() == session);
        found.ok_or_else(ApiError::not_found)
    }

    fn written(&self, app: &App, mailing: Mailing) -> Result<office::Written, ApiError> {
        let desk = self.desk(mailing.first().session)?;
        Ok(office::write(app, &desk.invited.plan, mailing))
    }
}

fn session_card(desk: &Desk) -> EventSession {
    let plan = &desk.invited.plan;
    EventSession {
        session: plan.session,
        title: plan.title.clone(),
        starts_at: plan.starts_at,
        minutes: plan.minutes,
        zone: plan.zone.clone(),
        state: desk.invited.state,
        version: desk.invited.version,
        to_send: desk.to_send().count(),
    }
}

/// The letters of an event, what would be sent now, and what people answered.
#[utoipa::path(get, path = "/api/events/{id}/invitations", operation_id = "show_event_invitations",
    tag = "invitations", params(("id" = String, Path)), responses(
    (status = OK, body = EventBoard),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn show(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(event): Path<EventId>,
) -> Result<Json<EventBoard>, ApiError> {
    current(&app, event).await.map(Json)
}

async fn current(app: &App, event: EventId) -> Result<EventBoard, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let desks = desks(app, &mut database, event).await?;
    desks.board(app, &mut database).await
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChosenLetter {
    session: SessionId,
    person: PersonId,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EventSending {
    /// Of the board that was looked at.
    digest: String,
    /// These alone; all when it is absent.
    #[serde(default)]
    letters: Option<Vec<ChosenLetter>>,
    /// The office hands them over itself, as downloaded: they are kept as sent.
    #[serde(default)]
    by_hand: bool,
}

/// Puts into the queue what the board of an event shows, and nothing else. What a person knows
/// already is not sent again.
#[utoipa::path(post, path = "/api/events/{id}/invitations/send",
    operation_id = "send_event_invitations", tag = "invitations",
    params(("id" = String, Path)), request_body = EventSending, responses(
    (status = OK, body = EventBoard),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody,
        description = "`conflict`: something else would be sent by now, `detail.current` is the \
                       board as it stands; or `no_mail_server`"),
))]
async fn send(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(event): Path<EventId>,
    Json(sending): Json<EventSending>,
) -> Result<Json<EventBoard>, ApiError> {
    queue::unless_no_server(&app, sending.by_hand)?;
    let mut transaction = app.store.write().await?;
    let desks = desks(&app, &mut transaction, event).await?;
    if desks.digest() != sending.digest {
        drop(transaction);
        let current = current(&app, event).await?;
        return Err(ApiError::conflict(json!({ "current": current })));
    }
    let chosen = |session, person| {
        let letters = sending.letters.as_ref();
        letters.is_none_or(|letters| letters.contains(&ChosenLetter { session, person }))
    };
    queue::put(&app, transaction, &desks.desks, sending.by_hand, chosen).await?;
    current(&app, event).await.map(Json)
}

/// A letter as its reader sees it.
#[derive(Debug, Serialize, ToSchema)]
struct EventLetter {
    /// What it is about.
    sessions: Vec<SessionId>,
    letter: Letter,
}

/// The letters that a person would get now; of sessions about which there is nothing to tell, the
/// newest one.
#[utoipa::path(get, path = "/api/events/{id}/invitations/{person}/letters",
    operation_id = "read_event_invitations", tag = "invitations",
    params(("id" = String, Path), ("person" = String, Path)), responses(
    (status = OK, body = Vec<EventLetter>),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn read(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((event, person)): Path<(EventId, PersonId)>,
) -> Result<Json<Vec<EventLetter>>, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let desks = desks(&app, &mut database, event).await?;
    let mailings = desks.mailings(&app, person).into_iter();
    let letters = mailings.map(|(sessions, mailing)| {
        let letter = desks.written(&app, mailing)?.letter;
        Ok(EventLetter { sessions, letter })
    });
    let letters: Vec<EventLetter> = letters.collect::<Result<_, ApiError>>()?;
    if letters.is_empty() {
        return Err(ApiError::not_found());
    }
    Ok(Json(letters))
}

/// Letters and calendars of everybody as one archive, a folder a person.
#[utoipa::path(get, path = "/api/events/{id}/invitations/letters.zip",
    operation_id = "download_event_letters", tag = "invitations", params(("id" = String, Path)),
    responses(
    (status = OK, body = String, content_type = "application/zip"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn download(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(event): Path<EventId>,
) -> Result<Response, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let desks = desks(&app, &mut database, event).await?;
    let everybody = desks.desks.iter().flat_map(Desk::everybody);
    let mut people = desks.event.people.clone();
    people.extend(everybody);
    let mut seen = BTreeSet::new();
    people.retain(|person| seen.insert(*person));
    let mut archive = Archive::default();
    for (place, person) in people.into_iter().enumerate() {
        for (number, (_, mailing)) in desks.mailings(&app, person).into_iter().enumerate() {
            let written = desks.written(&app, mailing)?;
            let name = format!("{:03} {}/{}", place + 1, written.file_name(), number + 1);
            archive.letter(&app, &name, &written)?;
        }
    }
    zip(&event.to_string(), archive)
}
