//! What a helper's device asks at the door: it hands over what it noted and gets the list with all
//! that is known. Asking twice is asking once, so a device that heard no answer asks again.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use meeting::fact::{Event, Fact, NamesOfTheDay};
use meeting::hall::{Mark, MarkId, MarkKind};
use meeting::id::{DeviceId, PersonId, SessionId};
use meeting::plan::{Invitee, Localized, Plan, Venue};
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::FINAL_AFTER;
use crate::app::{App, now};
use crate::display::Shown;
use crate::identity::shared_link::{self, Shared};
use crate::identity::{ClientAddress, DoorClaims, Neighbourhood, random};
use crate::rest::{ApiError, ErrorBody, Json};
use crate::store::{PlanState, StoredPlan};

/// Marks that one request may hand over.
const MOST_AT_ONCE: usize = 500;
/// Marks that one session takes: everybody in and out dozens of times.
const MOST_MARKS: usize = 20_000;
/// A session is not attended earlier than so long before it begins; in a trial of the door days
/// ahead, not earlier than so long before now.
const EARLIEST: Duration = Duration::from_secs(24 * 3600);

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(check_in))
}

/// Times are those of the device's own clock.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CheckIn {
    /// From the fragment of the link.
    token: String,
    /// The device's identity from an earlier answer; a new one is given when it is absent.
    #[serde(default)]
    device: Option<DeviceId>,
    sent_at: Timestamp,
    /// What the device noted and does not know to be kept, up to 500.
    #[serde(default)]
    marks: Vec<NotedMark>,
}

/// A mark as the device noted it.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
struct NotedMark {
    person: PersonId,
    /// From 1; no number twice.
    sequence: u32,
    #[serde(flatten)]
    kind: MarkKind,
    noted_at: Timestamp,
}

/// The list of a door.
#[derive(Debug, Serialize, ToSchema)]
struct DoorList {
    session: DoorSession,
    device: DeviceId,
    server_time: Timestamp,
    /// Everybody invited, in the order of the plan.
    guests: Vec<Guest>,
    /// All that is kept, of every device.
    marks: Vec<Mark>,
    /// Until then marks are taken.
    final_at: Timestamp,
}

#[derive(Debug, Serialize, ToSchema)]
struct DoorSession {
    id: SessionId,
    title: Localized,
    place: Localized,
    starts_at: Timestamp,
    minutes: u16,
    /// IANA name.
    zone: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HallGuest)]
struct Guest {
    person: PersonId,
    name: Localized,
    title: Localized,
    city: Localized,
    /// ISO 3166-1 alpha-2 code of the flag to show; absent: none.
    flag: Option<String>,
    /// What they show at the door.
    code: String,
    /// False for somebody who is expected online.
    expected: bool,
}

/// Hands over what was marked at the door of a hall, and answers the list as it stands.
#[utoipa::path(post, path = "/api/check-in", tag = "hall", request_body = CheckIn, responses(
    (status = OK, body = DoorList),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody, description = "`unknown_link`; `detail.contact` says whom to ask"),
    (status = CONFLICT, body = ErrorBody, description = "`too_many_marks`; `detail.contact` says whom to ask"),
    (status = GONE, body = ErrorBody,
        description = "`revoked_link`, `cancelled`, `no_hall`, or `final`: the record takes no more marks"),
    (status = TOO_MANY_REQUESTS, body = ErrorBody),
))]
async fn check_in(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Json(asked): Json<CheckIn>,
) -> Result<Json<DoorList>, ApiError> {
    let now = now();
    let Ok(claims) = app.identity.read_door(asked.token.trim()) else {
        // Those who hold a link ask all day long; whoever guesses is slowed down.
        let from = Neighbourhood::from(address);
        app.identity.joins.attempt(from, now.instant)?;
        return Err(unknown(&app));
    };
    app.identity.doors.attempt(claims, now.instant)?;
    let stored = open(&app, &claims, now.timestamp).await?;
    let device = asked.device;
    let device = device.unwrap_or_else(|| DeviceId::from_bits(random::bits()));
    if !asked.marks.is_empty() {
        let facts = facts(&asked, device, &stored.plan, now.timestamp)?;
        keep(&app, &stored, facts).await?;
    }
    let marks = app.store.marks(claims.session).await?;
    list(&app, &stored.plan, device, marks.iter().copied().collect())
        .map(Json)
        .ok_or_else(|| no_hall(&app))
}

/// The session that a link leads to, if its door is still kept.
async fn open(app: &App, claims: &DoorClaims, now: Timestamp) -> Result<StoredPlan, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let link = shared_link::find(&mut database, claims.session, Shared::Door).await?;
    let link = link.ok_or_else(|| unknown(app))?;
    drop(database);
    if link.revoked || link.serial != claims.serial {
        let message = "This link was replaced or withdrawn.";
        return Err(gone(app, "revoked_link", message));
    }
    let stored = app.store.plan(claims.session).await?;
    let stored = stored.ok_or_else(|| unknown(app))?;
    if stored.state == PlanState::Cancelled && !stored.ended {
        return Err(gone(app, "cancelled", "The meeting was cancelled."));
    }
    if stored.plan.hall.is_none() {
        return Err(no_hall(app));
    }
    if final_at(&stored.plan) < now {
        let message = "The record of this meeting is final.";
        return Err(gone(app, "final", message));
    }
    Ok(stored)
}

fn final_at(plan: &Plan) -> Timestamp {
    plan.ends_at().plus(FINAL_AFTER)
}

/// What was handed over, as it is kept: with the clock put right, and with the names of the day.
fn facts(
    asked: &CheckIn,
    device: DeviceId,
    plan: &Plan,
    now: Timestamp,
) -> Result<Vec<Fact>, ApiError> {
    if asked.marks.len() > MOST_AT_ONCE {
        return Err(ApiError::bad_input("marks", "too_many"));
    }
    let earliest = plan.starts_at.min(now).minus(EARLIEST);
    let mut facts = Vec::new();
    for noted in &asked.marks {
        // Somebody who was taken off the plan meanwhile is not expected anywhere.
        let invitee = plan.people.iter().find(|one| one.id == noted.person);
        let Some(invitee) = invitee else {
            continue;
        };
        let sequence = noted.sequence;
        let what = (noted.person, MarkId { device, sequence }, noted.kind);
        let mark = Mark::received(what, noted.noted_at, asked.sent_at, (earliest, now));
        facts.push(fact(invitee, mark, now));
    }
    Ok(facts)
}

fn fact(invitee: &Invitee, mark: Mark, at: Timestamp) -> Fact {
    let names = NamesOfTheDay {
        name: invitee.name.clone(),
        title: invitee.title.clone(),
    };
    Fact {
        at,
        event: Event::HallMarked {
            mark,
            role: invitee.role,
            rank: invitee.rank,
            delegation: invitee.delegation,
            names: names.sealed(),
        },
    }
}

/// Keeps what is new of it, and tells the room and the record.
async fn keep(app: &App, stored: &StoredPlan, facts: Vec<Fact>) -> Result<(), ApiError> {
    let session = stored.plan.session;
    if app.store.marks(session).await?.len() + facts.len() > MOST_MARKS {
        let message = "So many marks cannot be: look at what the devices send.";
        let error = ApiError::new(StatusCode::CONFLICT, "too_many_marks", message);
        return Err(ask_office(app, error));
    }
    let new = app.store.mark(session, facts).await?;
    if !new.is_empty() {
        tracing::info!(%session, marks = new.len(), "marked at the door of the hall");
        // It may have ended since the plan was read.
        let ended = app.store.plan(session).await?.is_some_and(|one| one.ended);
        app.rooms.marked(session, new, ended).await;
    }
    Ok(())
}

fn list(app: &App, plan: &Plan, device: DeviceId, marks: Vec<Mark>) -> Option<DoorList> {
    let guests = plan.people.iter().map(|person| {
        let delegation = plan.delegation(person.delegation);
        let shown = delegation.map(|one| Shown::of(&app.config.display_names, one));
        Guest {
            person: person.id,
            name: person.name.clone(),
            title: person.title.clone(),
            city: shown.map(|one| one.city().clone()).unwrap_or_default(),
            flag: shown.and_then(|one| one.flag()).map(str::to_owned),
            code: app.identity.check_in_code(plan.session, person.id),
            expected: person.venue == Venue::Hall,
        }
    });
    Some(DoorList {
        session: DoorSession {
            id: plan.session,
            title: plan.title.clone(),
            place: plan.hall.as_ref()?.place().clone(),
            starts_at: plan.starts_at,
            minutes: plan.minutes,
            zone: plan.zone.clone(),
        },
        device,
        server_time: now().timestamp,
        guests: guests.collect(),
        marks,
        final_at: final_at(plan),
    })
}

fn unknown(app: &App) -> ApiError {
    let message = "This link is not known here.";
    ask_office(
        app,
        ApiError::new(StatusCode::NOT_FOUND, "unknown_link", message),
    )
}

fn no_hall(app: &App) -> ApiError {
    gone(app, "no_hall", "This meeting has no hall any more.")
}

fn gone(app: &App, code: &'static str, message: &str) -> ApiError {
    ask_office(app, ApiError::gone(code, message))
}

fn ask_office(app: &App, error: ApiError) -> ApiError {
    error.with_detail(json!({ "contact": app.config.office.contact }))
}
