//! What the desk does with events: begins them from a template, changes their rosters, moves their
//! sessions. The sessions follow the roster in the transaction that changes it.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use meeting::event::{Conflict, Event, Series, Vacancy, conflicts};
use meeting::id::{EventId, PersonId, SeriesId, SessionId, TrackId};
use meeting::plan::{Admission, Form, Localized, Plan, Role};
use meeting::time::Timestamp;
use serde::Serialize;
use serde_json::json;
use sqlx::{Sqlite, SqliteConnection, Transaction};
use utoipa::ToSchema;

use crate::app::{App, now};
use crate::identity::{Organizer, random};
use crate::partners::codes;
use crate::rest::ApiError;
use crate::schedule::desk::{self, SessionCard, SessionDetail};
use crate::schedule::draft::{FieldError, PlanDraft, Problem};
use crate::schedule::identities::Known;
use crate::schedule::resolve::{YEARS, resolve};
use crate::schedule::table::{self as sessions, Kept};
use crate::store::PlanState;

use super::draft::{EventDraft, SeriesDraft};
use super::resolve::{self, Given};
use super::roster::{expanded, known};
use super::table::{self, KeptEvent};
use super::template::TEMPLATES;

/// An event with its programme.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct EventDetail {
    /// Grows by one with every change of the event; each session has a version of its own.
    version: i64,
    event: Event,
    /// The series it belongs to.
    series: Option<Series>,
    /// In the order of time, those that were called off too.
    sessions: Vec<ProgrammeSession>,
    missing: Vec<Vacancy>,
    /// Among the sessions that are still to come and not called off.
    conflicts: Vec<Conflict>,
}

/// One session as the programme shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ProgrammeSession {
    #[serde(flatten)]
    card: SessionCard,
    version: i64,
    form: Form,
    track: Option<TrackId>,
    /// Planned minutes of the agenda altogether.
    agenda_minutes: u32,
    attending: Vec<Attending>,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(super) struct Attending {
    person: PersonId,
    role: Role,
}

/// What an event begins with.
#[derive(Debug)]
pub(super) struct Beginning {
    pub(super) template: String,
    pub(super) starts_at: Timestamp,
    pub(super) admission: Admission,
    pub(super) event: EventDraft,
}

pub(super) async fn show(app: &App, event: EventId) -> Result<EventDetail, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let KeptEvent { event, version } = find(&mut database, event).await?;
    let series = table::all_series(&mut database).await?;
    let mut kept = sessions::of_event(&mut database, event.id).await?;
    let room = |track| event.tracks.iter().position(|one| Some(one.id) == track);
    kept.sort_by_key(|kept| (kept.plan.starts_at, room(kept.plan.track)));
    let now = now().timestamp;
    let cards = kept.iter().map(|kept| {
        let plan = &kept.plan;
        let people = plan.people.iter();
        let agenda = plan.agenda.iter();
        ProgrammeSession {
            card: desk::card(app, kept, now),
            version: kept.version,
            form: plan.form,
            track: plan.track,
            agenda_minutes: agenda.map(|item| u32::from(item.minutes)).sum(),
            attending: people
                .map(|person| Attending {
                    person: person.id,
                    role: person.role,
                })
                .collect(),
        }
    });
    let ahead = kept.iter();
    let ahead = ahead.filter(|kept| kept.state == PlanState::Planned && !kept.held.ended);
    let ahead: Vec<&Plan> = ahead.map(|kept| &kept.plan).collect();
    Ok(EventDetail {
        version,
        series: series.into_iter().find(|one| Some(one.id) == event.series),
        sessions: cards.collect(),
        missing: event.missing(),
        conflicts: conflicts(&ahead),
        event,
    })
}

async fn find(database: &mut SqliteConnection, event: EventId) -> Result<KeptEvent, ApiError> {
    let kept = table::find(database, event).await?;
    kept.ok_or_else(ApiError::not_found)
}

/// Begins an event, with the sessions of a template.
pub(super) async fn create(
    app: &App,
    organizer: &Organizer,
    beginning: Beginning,
) -> Result<EventDetail, ApiError> {
    let Beginning {
        template,
        starts_at,
        admission,
        event: mut draft,
    } = beginning;
    let template = TEMPLATES.find(&template);
    let template = template.ok_or_else(|| ApiError::bad_input("template", "unknown"))?;
    if !YEARS.contains(&starts_at.micros()) {
        return Err(ApiError::bad_input("starts_at", "out_of_range"));
    }
    if draft.tracks.is_empty() {
        draft.tracks = TEMPLATES.tracks(template, &draft.languages);
    }
    let mut transaction = app.store.write().await?;
    let series = table::all_series(&mut transaction).await?;
    let identity = (
        EventId::from_bits(random::bits()),
        template.expected.clone(),
    );
    let cities = app.partners.now();
    let known_names = (&*cities, series.as_slice());
    let event = resolve::event(
        draft,
        identity,
        &Given::default(),
        known_names,
        &mut random::bits,
    )
    .map_err(desk::invalid_plan)?;
    let zone = codes::zone(&event.zone);
    let zone = zone.ok_or_else(|| desk::invalid_plan(vec![unknown("zone")]))?;
    let now = now().timestamp;
    table::insert(&mut transaction, &event, organizer.id, now).await?;
    for draft in TEMPLATES.sessions(template, &event, (&zone, starts_at), admission) {
        let plan = session(app, &event, draft)?;
        sessions::insert(&mut transaction, &plan, organizer.id, now).await?;
    }
    transaction.commit().await?;
    show(app, event.id).await
}

fn unknown(path: &str) -> FieldError {
    FieldError::new(path, Problem::Unknown)
}

/// The plan of a new session of an event.
fn session(app: &App, event: &Event, draft: PlanDraft) -> Result<Plan, ApiError> {
    let session = SessionId::from_bits(random::bits());
    let known = known(event, Known::default());
    expanded(draft, event)
        .and_then(|draft| {
            resolve(
                draft,
                session,
                &known,
                &app.partners.now(),
                &mut random::bits,
            )
        })
        .map_err(desk::invalid_plan)
}

/// Changes an event; its sessions follow, but for those that are over. Who is new to the roster
/// comes to every plenary session.
pub(super) async fn change(
    app: &App,
    id: EventId,
    version: i64,
    draft: EventDraft,
) -> Result<EventDetail, ApiError> {
    let mut transaction = app.store.write().await?;
    let before = find(&mut transaction, id).await?;
    if before.version != version {
        drop(transaction);
        let current = show(app, id).await?;
        return Err(ApiError::conflict(json!({ "current": current })));
    }
    let before = before.event;
    let kept = sessions::of_event(&mut transaction, id).await?;
    let mut linked = BTreeSet::new();
    for kept in &kept {
        linked.extend(
            sessions::links(&mut transaction, kept.plan.session)
                .await?
                .into_keys(),
        );
    }
    let series = table::all_series(&mut transaction).await?;
    let event = resolve::event(
        draft,
        (id, before.expected.clone()),
        &Given::by(&before).and_people(linked),
        (&app.partners.now(), &series),
        &mut random::bits,
    )
    .map_err(desk::invalid_plan)?;
    let people = event.people.iter().map(|person| person.id);
    let new: Vec<PersonId> = people.filter(|id| before.person(*id).is_none()).collect();
    put_roster(app, transaction, &event, kept, &new).await?;
    show(app, id).await
}

/// Keeps a roster, and applies it to those of its sessions, read in the same transaction, that are
/// not over. Those `new` to it come to every plenary session.
async fn put_roster(
    app: &App,
    mut transaction: Transaction<'static, Sqlite>,
    event: &Event,
    kept: Vec<Kept>,
    new: &[PersonId],
) -> Result<(), ApiError> {
    let now = now().timestamp;
    table::replace(&mut transaction, event, now).await?;
    let mut changed = Vec::new();
    for kept in kept.into_iter().filter(|kept| !kept.held.ended) {
        let new = match kept.plan.form {
            Form::Plenary => new,
            Form::Panel | Form::SideRoom => &[],
        };
        let plan = event.applied_to(kept.plan.clone(), new);
        let plan = desk::keeping_what_was(&mut transaction, &kept.plan, plan).await?;
        if plan != kept.plan {
            sessions::replace(&mut transaction, &kept.plan, &plan, now).await?;
            changed.push((kept, plan));
        }
    }
    transaction.commit().await?;
    for (before, plan) in changed {
        desk::tell(app, &before, plan).await;
    }
    Ok(())
}

/// Writes somebody of a roster otherwise. With a version the event must still have it.
pub(in crate::schedule) async fn rename(
    app: &App,
    mut transaction: Transaction<'static, Sqlite>,
    (id, version): (EventId, Option<i64>),
    person: PersonId,
    (name, title): (Localized, Localized),
) -> Result<(), ApiError> {
    let before = find(&mut transaction, id).await?;
    if version.is_some_and(|version| version != before.version) {
        drop(transaction);
        let current = show(app, id).await?;
        return Err(ApiError::conflict(json!({ "current": current })));
    }
    let mut event = before.event;
    let invitee = event.people.iter_mut().find(|one| one.id == person);
    let invitee = invitee.ok_or_else(ApiError::not_found)?;
    (invitee.name, invitee.title) = (name, title);
    let kept = sessions::of_event(&mut transaction, id).await?;
    put_roster(app, transaction, &event, kept, &[]).await
}

/// Where and when a session is moved to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Move {
    pub(super) version: i64,
    pub(super) starts_at: Timestamp,
    pub(super) minutes: i64,
    pub(super) track: Option<TrackId>,
}

/// Moves a session of an event in its programme.
pub(super) async fn move_session(
    app: &App,
    session: SessionId,
    to: Move,
) -> Result<SessionDetail, ApiError> {
    let mut transaction = app.store.write().await?;
    let before = desk::find(&mut transaction, session).await?;
    let event = before.plan.event.ok_or_else(|| {
        let message = "The session belongs to no event; change its plan.";
        ApiError::new(StatusCode::CONFLICT, "no_event", message)
    })?;
    desk::unless_ended(&before)?;
    if before.version != to.version {
        drop(transaction);
        return Err(desk::conflict(app, session).await);
    }
    let event = find(&mut transaction, event).await?.event;
    if !YEARS.contains(&to.starts_at.micros()) {
        return Err(ApiError::bad_input("starts_at", "out_of_range"));
    }
    let minutes = u16::try_from(to.minutes).ok();
    let minutes = minutes.filter(|minutes| (5..=1440).contains(minutes));
    let minutes = minutes.ok_or_else(|| ApiError::bad_input("minutes", "out_of_range"))?;
    let exists = |id| event.tracks.iter().any(|track| track.id == id);
    if to.track.is_some_and(|track| !exists(track)) {
        return Err(ApiError::bad_input("track", "unknown"));
    }
    let plan = Plan {
        starts_at: to.starts_at,
        minutes,
        track: to.track,
        ..before.plan.clone()
    };
    desk::put(app, transaction, &before, plan).await?;
    desk::show(app, session).await
}

pub(super) async fn create_series(app: &App, draft: SeriesDraft) -> Result<Series, ApiError> {
    let id = SeriesId::from_bits(random::bits());
    let series = resolve::series(draft, id, &app.partners.now()).map_err(desk::invalid_plan)?;
    let mut transaction = app.store.write().await?;
    table::insert_series(&mut transaction, &series, now().timestamp).await?;
    transaction.commit().await?;
    Ok(series)
}
