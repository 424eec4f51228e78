//! The hall as the organizer sees it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use meeting::hall;
use meeting::id::{PersonId, SessionId};
use meeting::plan::{Localized, Plan};
use meeting::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::identity::shared_link::{self, Shared};
use crate::identity::{DoorClaims, Organizer};
use crate::rest::{ApiError, ErrorBody, Json, Path};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(show_hall))
        .routes(routes!(issue_door_link, revoke_door_link))
}

/// The hall of a session, and who was marked at its door.
#[derive(Debug, Serialize, ToSchema)]
struct HallBoard {
    place: Localized,
    /// The link of the helpers at the door; absent while there is none that holds.
    url: Option<String>,
    /// People who are in it now.
    inside: usize,
    /// People who are expected in it.
    expected: usize,
    /// Those expected, and those who came all the same, in the order of the plan.
    guests: Vec<HallStanding>,
}

#[derive(Debug, Serialize, ToSchema)]
struct HallStanding {
    person: PersonId,
    name: Localized,
    city: Localized,
    expected: bool,
    stays: Vec<HallStay>,
}

#[derive(Debug, Serialize, ToSchema)]
struct HallStay {
    from: Timestamp,
    /// Absent while they are there.
    to: Option<Timestamp>,
}

/// Who is in the hall of a session, and the link of the helpers at its door.
#[utoipa::path(get, path = "/api/sessions/{id}/hall", tag = "hall",
    params(("id" = String, Path)), responses(
    (status = OK, body = HallBoard),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody, description = "also where the session has no hall"),
))]
async fn show_hall(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
) -> Result<Json<HallBoard>, ApiError> {
    let plan = with_hall(&app, session).await?;
    let mut database = app.store.pool().acquire().await?;
    let link = shared_link::find(&mut database, session, Shared::Door).await?;
    drop(database);
    let link = link.filter(|link| !link.revoked);
    let url = link.map(|link| url(&app, session, link.serial));
    let stays = app.store.marks(session).await?.stays();
    board(&plan, url, stays)
        .map(Json)
        .ok_or_else(ApiError::not_found)
}

#[derive(Debug, Serialize, ToSchema)]
struct DoorLinkIssued {
    url: String,
}

/// A new link for the helpers at the door; the older one is dead.
#[utoipa::path(post, path = "/api/sessions/{id}/door-link", tag = "hall",
    params(("id" = String, Path)), responses(
    (status = OK, body = DoorLinkIssued),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn issue_door_link(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
) -> Result<Json<DoorLinkIssued>, ApiError> {
    with_hall(&app, session).await?;
    let mut transaction = app.store.write().await?;
    let serial = shared_link::issue(&mut transaction, session, Shared::Door).await?;
    transaction.commit().await?;
    let url = url(&app, session, serial);
    Ok(Json(DoorLinkIssued { url }))
}

/// Withdraws the link of the helpers; what they have not handed over yet stays on their devices.
#[utoipa::path(delete, path = "/api/sessions/{id}/door-link", tag = "hall",
    params(("id" = String, Path)), responses(
    (status = NO_CONTENT),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn revoke_door_link(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
) -> Result<StatusCode, ApiError> {
    with_hall(&app, session).await?;
    let mut transaction = app.store.write().await?;
    shared_link::revoke(&mut transaction, session, Shared::Door).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn with_hall(app: &App, session: SessionId) -> Result<Plan, ApiError> {
    let stored = app.store.plan(session).await?;
    let plan = stored.map(|stored| stored.plan);
    plan.filter(|plan| plan.hall.is_some())
        .ok_or_else(ApiError::not_found)
}

fn url(app: &App, session: SessionId, serial: u32) -> String {
    app.identity.door_url(&DoorClaims { session, serial })
}

fn board(
    plan: &Plan,
    url: Option<String>,
    stays: BTreeMap<PersonId, Vec<hall::Stay>>,
) -> Option<HallBoard> {
    let place = plan.hall.as_ref()?.place().clone();
    let of = |person: PersonId| stays.get(&person).map_or(&[][..], Vec::as_slice);
    let mut guests = Vec::new();
    for person in &plan.people {
        let expected = plan.hall_guests().any(|guest| guest.id == person.id);
        let theirs = of(person.id);
        if expected || !theirs.is_empty() {
            let delegation = plan.delegation(person.delegation);
            let stay = |stay: &hall::Stay| HallStay {
                from: stay.from,
                to: stay.to,
            };
            guests.push(HallStanding {
                person: person.id,
                name: person.name.clone(),
                city: delegation.map(|one| one.city.clone()).unwrap_or_default(),
                expected,
                stays: theirs.iter().map(stay).collect(),
            });
        }
    }
    let is_inside = |guest: &&HallStanding| guest.stays.last().is_some_and(|one| one.to.is_none());
    Some(HallBoard {
        place,
        url,
        inside: guests.iter().filter(is_inside).count(),
        expected: plan.hall_guests().count(),
        guests,
    })
}
