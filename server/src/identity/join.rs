//! A personal link is exchanged for a pass. The link's secret comes in the body of a POST: whoever
//! merely opens the address, as mail scanners do, consumes nothing.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use meeting::id::{PersonId, SessionId};
use meeting::plan::{Admission, Delegation, Display, Invitee, Localized, Plan, Role};
use meeting::protocol::NOTICE;
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{ClientAddress, LinkClaims, Neighbourhood, PassClaims};
use crate::app::{App, now};
use crate::config::DisplayNames;
use crate::rest::{ApiError, ErrorBody, Json, Privacy, privacy};
use crate::schedule::{self, SessionState};
use crate::store::{LinkRow, Store, StoreError};

/// A pass outlives a long day of meetings, and no more.
const PASS: Duration = Duration::from_secs(12 * 3600);
/// How long after the planned end a link still opens the record of the session.
pub(crate) const AFTERWARDS: Duration = Duration::from_secs(30 * 24 * 3600);

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(join))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PersonalLink {
    /// From the fragment of the personal link.
    token: String,
}

#[derive(Serialize, ToSchema)]
struct Joining {
    /// For `Hello` and `Authorization: Bearer`; holds 12 hours.
    pass: String,
    person: JoinPerson,
    session: JoinSession,
    doors_at: Timestamp,
    /// Where people attend on site; absent when everybody is online.
    hall: Option<JoinHall>,
    privacy: Privacy,
    /// What the office calls otherwise than usual.
    display: DisplayNames,
    /// The person has acknowledged this edition of the notice before.
    acknowledged: bool,
    server_time: Timestamp,
}

#[derive(Serialize, ToSchema)]
struct JoinHall {
    place: Localized,
    /// What the person shows at its door; absent for somebody who is not expected there.
    code: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct JoinPerson {
    id: PersonId,
    name: Localized,
    title: Localized,
    /// BCP 47.
    language: String,
    role: Role,
}

#[derive(Serialize, ToSchema)]
struct JoinSession {
    id: SessionId,
    title: Localized,
    starts_at: Timestamp,
    minutes: u16,
    /// IANA name.
    zone: String,
    state: SessionState,
    admission: Admission,
    rehearsal: bool,
    languages: Vec<String>,
    delegation: JoinDelegation,
}

#[derive(Serialize, ToSchema)]
struct JoinDelegation {
    city: Localized,
    /// ISO 3166-1 alpha-2.
    country: Option<String>,
    display: Display,
}

/// Exchanges a personal link for a pass, with what the page before the door shows.
#[utoipa::path(post, path = "/api/join", tag = "joining", request_body = PersonalLink, responses(
    (status = OK, body = Joining),
    (status = NOT_FOUND, body = ErrorBody, description = "`unknown_link`; `detail.contact` says whom to ask"),
    (status = GONE, body = ErrorBody, description = "`revoked_link`, `removed_link`, `expired_link` or `cancelled`; `detail.contact` says whom to ask"),
    (status = TOO_MANY_REQUESTS, body = ErrorBody),
))]
async fn join(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Json(link): Json<PersonalLink>,
) -> Result<Json<Joining>, ApiError> {
    let now = now();
    app.identity
        .joins
        .attempt(Neighbourhood::from(address), now.instant)?;
    let claims = app
        .identity
        .read_link(link.token.trim())
        .map_err(|_| unknown(&app))?;
    let link = current_link(&app, &claims).await?;
    let acknowledged = app
        .store
        .has_acknowledged(claims.session, claims.person, NOTICE)
        .await?;
    let joining = joining(&app, &claims, acknowledged, now.timestamp).await?;
    note_opening(&app.store, &claims, &link, now.timestamp).await;
    Ok(Json(joining))
}

/// What a link that holds leads to. The plan of a large session is long, and many come at once: it
/// is let go before anything else is waited for.
async fn joining(
    app: &App,
    claims: &LinkClaims,
    acknowledged: bool,
    now: Timestamp,
) -> Result<Joining, ApiError> {
    let standing = schedule::standing(app, claims.session, now).await?;
    let (plan, state) = standing.ok_or_else(|| unknown(app))?;
    if state == SessionState::Cancelled {
        return Err(cancelled(app));
    }
    if plan.ends_at().plus(AFTERWARDS) < now {
        return Err(expired(app));
    }
    let invitee = plan.person(claims.person).cloned();
    let invitee = invitee.ok_or_else(|| revoked(app))?;
    let delegation = plan.delegation(invitee.delegation).cloned();
    let delegation = delegation
        .ok_or_else(|| ApiError::internal(format_args!("{} has no delegation", invitee.id)))?;
    let pass = PassClaims {
        session: claims.session,
        person: claims.person,
        serial: claims.serial,
        expires: now.plus(PASS),
    };
    Ok(Joining {
        pass: app.identity.pass(&pass),
        doors_at: plan.doors_at(),
        hall: hall(app, &plan, &invitee),
        session: session(plan, state, delegation),
        person: person(invitee),
        privacy: privacy(&app.config),
        display: app.config.display_names.clone(),
        acknowledged,
        server_time: now,
    })
}

/// The row of a link that is the newest of its person and was not revoked, and whose person no host
/// has removed.
pub(super) async fn current_link(app: &App, claims: &LinkClaims) -> Result<LinkRow, ApiError> {
    let link = app.store.link(claims.session, claims.person).await?;
    let link = link.ok_or_else(|| unknown(app))?;
    if link.revoked || link.serial != claims.serial {
        return Err(revoked(app));
    }
    let decided = app.store.decided(claims.session, claims.person).await?;
    if decided.removed {
        return Err(removed(app));
    }
    Ok(link)
}

/// The organizer sees that the link was opened. A store that cannot be written keeps nobody out.
async fn note_opening(store: &Store, claims: &LinkClaims, link: &LinkRow, now: Timestamp) {
    if link.opened_at.is_some() {
        return;
    }
    let noted = async {
        let mut tx = store.write().await?;
        sqlx::query(
            "UPDATE link SET opened_at = $3
             WHERE session = $1 AND person = $2 AND opened_at IS NULL",
        )
        .bind(claims.session.to_string())
        .bind(claims.person.to_string())
        .bind(now.micros())
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok::<(), StoreError>(())
    };
    if let Err(error) = noted.await {
        tracing::warn!(%error, session = %claims.session, "the opening of a link was not noted");
    }
}

fn hall(app: &App, plan: &Plan, person: &Invitee) -> Option<JoinHall> {
    let hall = plan.hall.as_ref()?;
    let is_guest = plan.hall_guests().any(|guest| guest.id == person.id);
    Some(JoinHall {
        place: hall.place().clone(),
        code: is_guest.then(|| app.identity.check_in_code(plan.session, person.id)),
    })
}

fn person(person: Invitee) -> JoinPerson {
    JoinPerson {
        id: person.id,
        name: person.name,
        title: person.title,
        language: person.language,
        role: person.role,
    }
}

fn session(plan: Plan, state: SessionState, delegation: Delegation) -> JoinSession {
    JoinSession {
        id: plan.session,
        state,
        starts_at: plan.starts_at,
        minutes: plan.minutes,
        admission: plan.admission,
        rehearsal: plan.rehearsal,
        title: plan.title,
        zone: plan.zone,
        languages: plan.languages,
        delegation: JoinDelegation {
            city: delegation.city,
            country: delegation.country,
            display: delegation.display,
        },
    }
}

pub(crate) fn unknown(app: &App) -> ApiError {
    let message = "This link is not known here.";
    ask_office(
        app,
        ApiError::new(StatusCode::NOT_FOUND, "unknown_link", message),
    )
}

pub(crate) fn revoked(app: &App) -> ApiError {
    let message = "This link was replaced or withdrawn.";
    ask_office(app, ApiError::gone("revoked_link", message))
}

fn removed(app: &App) -> ApiError {
    let message = "A host has ended the participation of this person.";
    ask_office(app, ApiError::gone("removed_link", message))
}

pub(crate) fn expired(app: &App) -> ApiError {
    let message = "This link has expired.";
    ask_office(app, ApiError::gone("expired_link", message))
}

pub(crate) fn cancelled(app: &App) -> ApiError {
    let message = "The meeting was cancelled.";
    ask_office(app, ApiError::gone("cancelled", message))
}

/// Whoever is refused is told whom to ask.
fn ask_office(app: &App, refusal: ApiError) -> ApiError {
    refusal.with_detail(json!({ "contact": app.config.office.contact }))
}
