//! What the desk does with sessions: plans them, changes them, cancels them, hands out links; and
//! tells the rooms.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use meeting::id::{PartnerId, PersonId, SessionId};
use meeting::plan::{Localized, Plan};
use meeting::record::{left_delegations, touched_items};
use meeting::time::Timestamp;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::app::{App, now};
use crate::identity::{LinkClaims, Organizer, random};
use crate::rest::ApiError;
use crate::store::{LinkRow, PlanState};

use super::draft::{FieldError, PlanDraft};
use super::resolve::{Known, resolve};
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
    /// In the order of the people in the plan.
    links: Vec<PersonLink>,
    created_at: Timestamp,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct PersonLink {
    person: PersonId,
    /// Absent once it is revoked.
    url: Option<String>,
    revoked: bool,
    /// When it was first opened.
    opened_at: Option<Timestamp>,
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
        partners: partners(app, plan),
        people: plan.people.len(),
        present: kept.attended.map(u64::from).or(present).unwrap_or(0),
        has_record: kept.held.opened,
    }
}

/// The partner cities of a plan, by the names the registry has for them now.
fn partners(app: &App, plan: &Plan) -> Vec<PartnerName> {
    let mut found: Vec<PartnerName> = Vec::new();
    for delegation in &plan.delegations {
        let Some(id) = delegation.partner else {
            continue;
        };
        if found.iter().any(|partner| partner.id == id) {
            continue;
        }
        let partner = app.partners.get(id);
        let names = partner.map_or_else(|| delegation.city.clone(), |partner| partner.names());
        let country = partner.map(|partner| partner.country.clone());
        let country = country
            .or_else(|| delegation.country.clone())
            .unwrap_or_default();
        found.push(PartnerName { id, names, country });
    }
    found
}

pub(super) async fn show(app: &App, session: SessionId) -> Result<SessionDetail, ApiError> {
    let kept = find(app, session).await?;
    detail(app, kept).await
}

async fn find(app: &App, session: SessionId) -> Result<Kept, ApiError> {
    let kept = table::get(&app.store, session).await?;
    kept.ok_or_else(ApiError::not_found)
}

async fn detail(app: &App, kept: Kept) -> Result<SessionDetail, ApiError> {
    let session = kept.plan.session;
    let rows = table::links(&app.store, session).await?;
    let live = app.rooms.live(session);
    Ok(SessionDetail {
        version: kept.version,
        state: state(&kept.plan, kept.state, kept.held, live, now().timestamp),
        links: links(app, &kept.plan, &rows),
        created_at: kept.created_at,
        plan: kept.plan,
    })
}

fn links(app: &App, plan: &Plan, rows: &BTreeMap<PersonId, LinkRow>) -> Vec<PersonLink> {
    let people = plan.people.iter();
    let rows = people.filter_map(|person| Some((person.id, rows.get(&person.id)?)));
    let link = |(person, row): (PersonId, &LinkRow)| PersonLink {
        person,
        url: (!row.revoked).then(|| url(app, plan.session, person, row.serial)),
        revoked: row.revoked,
        opened_at: row.opened_at,
    };
    rows.map(link).collect()
}

fn url(app: &App, session: SessionId, person: PersonId, serial: u32) -> String {
    app.identity.link_url(&LinkClaims {
        session,
        person,
        serial,
    })
}

pub(super) async fn create(
    app: &App,
    organizer: &Organizer,
    draft: PlanDraft,
) -> Result<SessionDetail, ApiError> {
    let session = SessionId::from_bits(random::bits());
    let plan = resolve(
        draft,
        session,
        &Known::default(),
        &app.partners,
        &mut random::bits,
    )
    .map_err(invalid_plan)?;
    table::insert(&app.store, &plan, organizer.id, now().timestamp).await?;
    show(app, session).await
}

pub(super) async fn change(
    app: &App,
    session: SessionId,
    version: i64,
    draft: PlanDraft,
) -> Result<SessionDetail, ApiError> {
    let before = find(app, session).await?;
    unless_ended(&before)?;
    if before.version != version {
        return Err(conflict(app, session).await);
    }
    // Somebody who was taken out and comes back is the same person as before.
    let mut known = Known::of(&before.plan);
    known
        .people
        .extend(table::links(&app.store, session).await?.into_keys());
    let plan =
        resolve(draft, session, &known, &app.partners, &mut random::bits).map_err(invalid_plan)?;
    // What was held stays in the plan, and with it in the record.
    let facts = app.store.facts(session).await?;
    let (touched, left) = (touched_items(&facts), left_delegations(&plan, &facts));
    let plan = plan
        .keeping_delegations_of(&before.plan, |delegation| left.contains(&delegation))
        .keeping_items_of(&before.plan, |item| touched.contains(&item));
    if !table::replace(&app.store, &before, &plan, now().timestamp).await? {
        return Err(conflict(app, session).await);
    }
    for person in before
        .plan
        .people
        .iter()
        .filter(|person| plan.person(person.id).is_none())
    {
        app.rooms.revoke(session, person.id).await;
    }
    app.rooms.plan_changed(plan, before.version + 1).await;
    show(app, session).await
}

/// Calls a session off; everybody at its door is sent away.
pub(super) async fn cancel(
    app: &App,
    session: SessionId,
    version: i64,
) -> Result<SessionDetail, ApiError> {
    let before = find(app, session).await?;
    unless_ended(&before)?;
    if before.held.opened {
        let message = "The meeting is being held; end it in the room.";
        return Err(ApiError::new(StatusCode::CONFLICT, "opened", message));
    }
    set_state(app, session, version, PlanState::Cancelled).await?;
    for person in &before.plan.people {
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
    unless_ended(&find(app, session).await?)?;
    set_state(app, session, version, PlanState::Planned).await?;
    show(app, session).await
}

async fn set_state(
    app: &App,
    session: SessionId,
    version: i64,
    state: PlanState,
) -> Result<(), ApiError> {
    if table::set_state(&app.store, session, version, state, now().timestamp).await? {
        return Ok(());
    }
    Err(conflict(app, session).await)
}

/// A new link for a person. Whoever is in the room by the older one is put out: the older one may
/// be in the wrong hands.
pub(super) async fn issue_link(
    app: &App,
    session: SessionId,
    person: PersonId,
) -> Result<String, ApiError> {
    invited(app, session, person).await?;
    let serial = table::issue(&app.store, session, person).await?;
    app.rooms.revoke(session, person).await;
    Ok(url(app, session, person, serial))
}

pub(super) async fn revoke_link(
    app: &App,
    session: SessionId,
    person: PersonId,
) -> Result<(), ApiError> {
    invited(app, session, person).await?;
    table::revoke(&app.store, session, person).await?;
    app.rooms.revoke(session, person).await;
    Ok(())
}

async fn invited(app: &App, session: SessionId, person: PersonId) -> Result<(), ApiError> {
    let kept = find(app, session).await?;
    let person = kept.plan.person(person);
    person.map(|_| ()).ok_or_else(ApiError::not_found)
}

/// The record of what was held is folded from the plan too, so that plan stays as it is.
fn unless_ended(kept: &Kept) -> Result<(), ApiError> {
    if kept.held.ended {
        let message = "The session is over; its plan stays as it was held.";
        return Err(ApiError::new(StatusCode::CONFLICT, "ended", message));
    }
    Ok(())
}

/// Somebody else changed the session: the answer holds what stands now.
async fn conflict(app: &App, session: SessionId) -> ApiError {
    match show(app, session).await {
        Ok(current) => ApiError::conflict(json!({ "current": current })),
        Err(error) => error,
    }
}

fn invalid_plan(fields: Vec<FieldError>) -> ApiError {
    let message = format!("{} fields of the plan are not right.", fields.len());
    ApiError::new(StatusCode::BAD_REQUEST, "invalid_plan", message)
        .with_detail(json!({ "fields": fields }))
}
