//! What the desk does with sessions: plans them, changes them, cancels them; and tells the rooms.

use axum::http::StatusCode;
use meeting::id::{PartnerId, SessionId};
use meeting::plan::{Delegation, Localized, Plan};
use meeting::record::{left_delegations, touched_items, used_hall};
use meeting::time::Timestamp;
use serde::Serialize;
use serde_json::json;
use sqlx::{Sqlite, SqliteConnection, Transaction};
use utoipa::ToSchema;

use crate::app::{App, now};
use crate::identity::{Organizer, random};
use crate::rest::ApiError;
use crate::store::{self, PlanState};
use crate::trial;

use super::draft::{FieldError, PlanDraft, Problem};
use super::events;
use super::identities::Known;
use super::links::{self, PersonLink};
use super::repetition::{self, Repeated};
use super::resolve::resolve;
use super::state::{SessionState, state};
use super::table::{self, Kept};

/// A session as it stands in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct SessionCard {
    id: SessionId,
    title: Localized,
    pub(super) starts_at: Timestamp,
    minutes: u16,
    /// IANA zone in which it was planned.
    zone: String,
    pub(super) state: SessionState,
    partners: Vec<PartnerName>,
    /// People invited.
    people: usize,
    /// People in the meeting now; once it is over, people who were there.
    present: u64,
    has_record: bool,
    rehearsal: bool,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct PartnerName {
    id: PartnerId,
    names: Localized,
    country: String,
}

/// A session with everything the desk may change.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct SessionDetail {
    /// Grows by one with every change; a change names the version it was made from.
    version: i64,
    plan: Plan,
    state: SessionState,
    /// In the order of the people in the plan; then that of the hall's seat.
    links: Vec<PersonLink>,
    /// Its place, where it is one of several that repeat one another.
    repetition: Option<Repeated>,
    created_at: Timestamp,
}

pub(super) fn card(app: &App, kept: &Kept, now: Timestamp) -> SessionCard {
    let plan = &kept.plan;
    let live = app.rooms.live(plan.session);
    let present = live.map(|live| u64::try_from(live.present).unwrap_or(u64::MAX));
    SessionCard {
        id: plan.session,
        title: plan.title.clone(),
        starts_at: plan.starts_at,
        minutes: plan.minutes,
        zone: plan.zone.clone(),
        state: state(plan, kept.state, kept.held, live, now),
        partners: partners(app, &plan.delegations),
        people: plan.people.len(),
        present: kept.attended.map(u64::from).or(present).unwrap_or(0),
        has_record: kept.held.opened,
        rehearsal: plan.rehearsal,
    }
}

/// The partner cities among these delegations, by the names the registry has for them now.
pub(super) fn partners(app: &App, delegations: &[Delegation]) -> Vec<PartnerName> {
    let mut found: Vec<PartnerName> = Vec::new();
    for delegation in delegations {
        let Some(id) = delegation.partner else {
            continue;
        };
        if found.iter().any(|partner| partner.id == id) {
            continue;
        }
        let partner = app.partners.get(id);
        let partner = partner.as_ref().map(|city| &city.record);
        let names = partner.map_or(&delegation.city, |partner| &partner.names);
        let (names, country) = (names.clone(), partner.map(|one| one.country.to_string()));
        let country = country
            .or_else(|| delegation.country.clone())
            .unwrap_or_default();
        found.push(PartnerName { id, names, country });
    }
    found
}

pub(super) async fn show(app: &App, session: SessionId) -> Result<SessionDetail, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let kept = find(&mut database, session).await?;
    let rows = table::links(&mut database, session).await?;
    let trials = trial::latest(&mut database, session).await?;
    let live = app.rooms.live(session);
    Ok(SessionDetail {
        version: kept.version,
        state: state(&kept.plan, kept.state, kept.held, live, now().timestamp),
        links: links::links(app, &kept.plan, &rows, &trials),
        repetition: repetition::repeated(&mut database, session).await?,
        created_at: kept.created_at,
        plan: kept.plan,
    })
}

pub(super) async fn create(
    app: &App,
    organizer: &Organizer,
    draft: PlanDraft,
) -> Result<SessionDetail, ApiError> {
    let session = SessionId::from_bits(random::bits());
    let mut transaction = app.store.write().await?;
    let (draft, known) = with_roster(&mut transaction, draft, Known::default()).await?;
    let plan = resolve(
        draft,
        session,
        &known,
        &app.partners.now(),
        &mut random::bits,
    )
    .map_err(invalid_plan)?;
    table::insert(&mut transaction, &plan, organizer.id, now().timestamp).await?;
    transaction.commit().await?;
    show(app, session).await
}

/// The draft of a session of an event, with what stands in the roster; any other as it is.
async fn with_roster(
    database: &mut SqliteConnection,
    draft: PlanDraft,
    known: Known,
) -> Result<(PlanDraft, Known), ApiError> {
    let Some(event) = draft.event else {
        return without_roster(draft, known);
    };
    let Some(kept) = events::find(database, event).await? else {
        return Err(invalid_plan(vec![FieldError::new(
            "event",
            Problem::Unknown,
        )]));
    };
    let draft = events::expanded(draft, &kept.event).map_err(invalid_plan)?;
    Ok((draft, events::known(&kept.event, known)))
}

fn without_roster(draft: PlanDraft, known: Known) -> Result<(PlanDraft, Known), ApiError> {
    match draft.track {
        Some(_) => Err(invalid_plan(vec![FieldError::new(
            "track",
            Problem::Unknown,
        )])),
        None => Ok((draft, known)),
    }
}

/// Changes a plan. What it is changed from and what happened in the room meanwhile are read in the
/// transaction that writes: until that is over no fact becomes durable.
pub(super) async fn change(
    app: &App,
    session: SessionId,
    version: i64,
    draft: PlanDraft,
) -> Result<SessionDetail, ApiError> {
    let mut transaction = app.store.write().await?;
    let before = find(&mut transaction, session).await?;
    unless_ended(&before)?;
    if before.version != version {
        drop(transaction);
        return Err(conflict(app, session).await);
    }
    if before.plan.rehearsal != draft.rehearsal && unless_opened(app, &before).is_err() {
        return Err(invalid_plan(vec![FieldError::new(
            "rehearsal",
            Problem::Opened,
        )]));
    }
    let plan = changed(app, &mut transaction, &before.plan, draft).await?;
    put(app, transaction, &before, plan).await?;
    show(app, session).await
}

/// Puts a plan in the place of `before`, which was read in the same transaction. Who is no longer
/// in it loses the link and is put out; the room follows.
pub(super) async fn put(
    app: &App,
    mut transaction: Transaction<'static, Sqlite>,
    before: &Kept,
    plan: Plan,
) -> Result<(), ApiError> {
    table::replace(&mut transaction, &before.plan, &plan, now().timestamp).await?;
    transaction.commit().await?;
    tell(app, before, plan).await;
    Ok(())
}

/// Tells the room of a plan that was put in the place of `before`.
pub(super) async fn tell(app: &App, before: &Kept, plan: Plan) {
    let people = before.plan.participants();
    for person in people.filter(|person| plan.person(person.id).is_none()) {
        app.rooms.revoke(plan.session, person.id).await;
    }
    app.rooms.plan_changed(plan, before.version + 1).await;
}

/// The plan that a draft makes of `before`. What was held stays in it, and with it in the record.
async fn changed(
    app: &App,
    transaction: &mut SqliteConnection,
    before: &Plan,
    mut draft: PlanDraft,
) -> Result<Plan, ApiError> {
    let session = before.session;
    // A session stays where it belongs.
    draft.event = before.event;
    // Somebody who was taken out and comes back is the same person as before.
    let mut known = Known::of(before);
    let links = table::links(transaction, session).await?;
    known.people.extend(links.into_keys());
    let (draft, known) = with_roster(transaction, draft, known).await?;
    let plan = resolve(
        draft,
        session,
        &known,
        &app.partners.now(),
        &mut random::bits,
    )
    .map_err(invalid_plan)?;
    keeping_what_was(transaction, before, plan).await
}

/// A plan with those parts of the one `before` that the record needs.
pub(super) async fn keeping_what_was(
    transaction: &mut SqliteConnection,
    before: &Plan,
    plan: Plan,
) -> Result<Plan, ApiError> {
    let facts = store::textless_facts_of(transaction, before.session).await?;
    let (touched, left) = (touched_items(&facts), left_delegations(&plan, &facts));
    let mut plan = plan;
    if plan.hall.is_none() && used_hall(before, &facts) {
        plan.hall.clone_from(&before.hall);
    }
    Ok(plan
        .keeping_delegations_of(before, |delegation| left.contains(&delegation))
        .keeping_items_of(before, |item| touched.contains(&item)))
}

/// Calls a session off; everybody at its door is sent away.
pub(super) async fn cancel(
    app: &App,
    session: SessionId,
    version: i64,
) -> Result<SessionDetail, ApiError> {
    let plan = set_state(app, session, version, PlanState::Cancelled).await?;
    for person in plan.participants() {
        app.rooms.revoke(session, person.id).await;
    }
    show(app, session).await
}

/// Takes a cancellation back.
pub(super) async fn restore(
    app: &App,
    session: SessionId,
    version: i64,
) -> Result<SessionDetail, ApiError> {
    set_state(app, session, version, PlanState::Planned).await?;
    show(app, session).await
}

/// Gives the plan.
async fn set_state(
    app: &App,
    session: SessionId,
    version: i64,
    state: PlanState,
) -> Result<Plan, ApiError> {
    let mut transaction = app.store.write().await?;
    let before = find(&mut transaction, session).await?;
    unless_ended(&before)?;
    if state == PlanState::Cancelled {
        unless_opened(app, &before)?;
    }
    if before.version != version {
        drop(transaction);
        return Err(conflict(app, session).await);
    }
    table::set_state(&mut transaction, session, state, now().timestamp).await?;
    transaction.commit().await?;
    Ok(before.plan)
}

pub(super) async fn find(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Kept, ApiError> {
    let kept = table::get(database, session).await?;
    kept.ok_or_else(ApiError::not_found)
}

/// The record of what was held is folded from the plan too, so that plan stays as it is.
pub(super) fn unless_ended(kept: &Kept) -> Result<(), ApiError> {
    if kept.held.ended {
        let message = "The session is over; its plan stays as it was held.";
        return Err(ApiError::new(StatusCode::CONFLICT, "ended", message));
    }
    Ok(())
}

/// What the room knows may still be on its way into the journal.
fn unless_opened(app: &App, kept: &Kept) -> Result<(), ApiError> {
    let live = app.rooms.live(kept.plan.session);
    if kept.held.opened || live.is_some_and(|live| live.opened) {
        let message = "The meeting is being held; end it in the room.";
        return Err(ApiError::new(StatusCode::CONFLICT, "opened", message));
    }
    Ok(())
}

/// Somebody else changed the session: the answer holds what stands now.
pub(super) async fn conflict(app: &App, session: SessionId) -> ApiError {
    match show(app, session).await {
        Ok(current) => ApiError::conflict(json!({ "current": current })),
        Err(error) => error,
    }
}

pub(super) fn invalid_plan(fields: Vec<FieldError>) -> ApiError {
    let message = format!("{} fields of the plan are not right.", fields.len());
    ApiError::new(StatusCode::BAD_REQUEST, "invalid_plan", message)
        .with_detail(json!({ "fields": fields }))
}
