//! What a screen shows: the view of the room, or what the plan and the facts say while there is
//! none, with the places of the delegations.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use meeting::id::DelegationId;
use meeting::plan::{Delegation, Localized, Plan};
use meeting::room::{Limits, Room};
use meeting::time::Timestamp;
use meeting::wall::WallView;
use serde::Serialize;
use tokio::time::timeout;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::access::{Screen, open};
use crate::app::{App, now};
use crate::display::Shown;
use crate::rest::{ApiError, ErrorBody, Json};
use crate::rooms::WallWatch;
use crate::store::{StoreError, StoredPlan, textless_facts_of};

/// A room whose disk takes nothing may not answer in time.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(show_wall))
}

/// What stands on the wall of a session's hall, at a moment of the server's clock.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Wall {
    pub(super) server_time: Timestamp,
    #[serde(flatten)]
    pub(super) scene: Scene,
}

/// All of it but the time.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = WallScene)]
pub(super) struct Scene {
    #[serde(flatten)]
    view: WallView,
    /// Of the delegations, in the order of the plan.
    cities: Vec<WallCity>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
struct WallCity {
    delegation: DelegationId,
    city: Localized,
    /// ISO 3166-1 alpha-2 code of the flag to show; absent: none.
    flag: Option<String>,
    /// IANA name; absent where nobody knows it.
    zone: Option<String>,
    /// The office's own.
    home: bool,
}

/// What stands on the wall now.
#[utoipa::path(get, path = "/api/wall", tag = "wall",
    params(("Authorization" = String, Header, description = "`Bearer TOKEN`, from the fragment of the link")),
    responses(
    (status = OK, body = Wall),
    (status = NOT_FOUND, body = ErrorBody, description = "`unknown_link`; `detail.contact` says whom to ask"),
    (status = GONE, body = ErrorBody, description = "`revoked_link`, `expired_link` or `cancelled`"),
    (status = TOO_MANY_REQUESTS, body = ErrorBody),
))]
async fn show_wall(
    Screen(claims): Screen,
    State(app): State<Arc<App>>,
) -> Result<Json<Wall>, ApiError> {
    let stored = open(&app, claims, now().timestamp).await?;
    let watched = app.rooms.watch_wall(claims.session).await;
    let view = match watched {
        Some(mut watch) => told(&mut watch).await,
        None => None,
    };
    let view = match view {
        Some(view) => view,
        None => kept(&app, &stored).await?,
    };
    Ok(Json(Wall {
        server_time: now().timestamp,
        scene: scene(&app, &stored.plan, view),
    }))
}

/// What the room shows; `None` when it says nothing, or is gone.
pub(super) async fn told(watch: &mut WallWatch) -> Option<WallView> {
    let told = timeout(PATIENCE, watch.wait_for(Option::is_some)).await;
    told.ok()?.ok()?.as_deref().cloned()
}

/// As a room would show it that is rebuilt now.
pub(super) async fn kept(app: &App, stored: &StoredPlan) -> Result<WallView, StoreError> {
    let mut database = app.store.pool().acquire().await?;
    let facts = textless_facts_of(&mut database, stored.plan.session).await?;
    let now = now();
    let last_sign = facts.last().map_or(now.timestamp, |fact| fact.at);
    let plan = stored.plan.clone();
    Ok(Room::rebuild(plan, 0, facts, last_sign, Limits::default(), now).wall_view())
}

pub(super) fn scene(app: &App, plan: &Plan, view: WallView) -> Scene {
    let cities = plan.delegations.iter();
    Scene {
        view,
        cities: cities.map(|delegation| city(app, delegation)).collect(),
    }
}

fn city(app: &App, delegation: &Delegation) -> WallCity {
    let shown = Shown::of(&app.config.display_names, delegation);
    let own = &app.config.office.home_city;
    let partner = delegation.partner.and_then(|id| app.partners.get(id));
    // Of a guest that stands in no registry nobody knows the zone.
    let is_home =
        delegation.partner.is_none() && delegation.country.as_deref() == Some(own.country.as_str());
    let zone = partner.and_then(|city| city.record.zone.clone());
    WallCity {
        delegation: delegation.id,
        city: shown.city().clone(),
        flag: shown.flag().map(str::to_owned),
        zone: zone.or_else(|| is_home.then(|| own.zone.as_str().to_owned())),
        home: is_home,
    }
}
