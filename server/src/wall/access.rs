//! Which screens may look, and at what.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use meeting::time::Timestamp;

use crate::app::{App, now};
use crate::identity::shared_link::{self, Shared};
use crate::identity::{self, ClientAddress, Neighbourhood, WallClaims};
use crate::rest::ApiError;
use crate::store::{PlanState, StoredPlan};

/// How long after its planned end a session is still on the wall.
const AFTERWARDS: Duration = Duration::from_secs(24 * 3600);

/// A screen, by the token of its link in `Authorization: Bearer TOKEN`: there no log sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Screen(pub(super) WallClaims);

impl FromRequestParts<Arc<App>> for Screen {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let now = now().instant;
        let token = identity::bearer(&parts.headers).unwrap_or_default();
        if let Ok(claims) = app.identity.read_wall(token) {
            app.walls.asks.attempt(claims, now)?;
            return Ok(Self(claims));
        }
        // Whoever guesses is slowed down.
        let address: Result<_, Infallible> = ClientAddress::from_request_parts(parts, app).await;
        let Ok(ClientAddress(address)) = address;
        app.identity
            .joins
            .attempt(Neighbourhood::from(address), now)?;
        Err(identity::unknown(app))
    }
}

/// The session that a link leads to, while it does.
pub(super) async fn open(
    app: &App,
    claims: WallClaims,
    now: Timestamp,
) -> Result<StoredPlan, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let link = shared_link::find(&mut database, claims.session, Shared::Wall).await?;
    drop(database);
    let link = link.ok_or_else(|| identity::unknown(app))?;
    if link.revoked || link.serial != claims.serial {
        return Err(identity::revoked(app));
    }
    let stored = app.store.plan(claims.session).await?;
    let stored = stored.ok_or_else(|| identity::unknown(app))?;
    if stored.state == PlanState::Cancelled && !stored.ended {
        return Err(identity::cancelled(app));
    }
    if stored.plan.ends_at().plus(AFTERWARDS) < now {
        return Err(identity::expired(app));
    }
    Ok(stored)
}
