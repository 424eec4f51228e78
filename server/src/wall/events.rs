//! What stands on the wall, as it changes: Server-Sent Events. A page asks for them by `fetch`,
//! because an `EventSource` sends no header, and a token in an address would be logged.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderName;
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use futures_util::stream;
use meeting::wall::WallView;
use tokio::sync::watch;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::BEAT;
use super::access::{Screen, open};
use super::show::{Scene, Wall, kept, scene, told};
use crate::app::{App, now};
use crate::identity::{Place, WallClaims};
use crate::rest::{ApiError, ErrorBody};
use crate::rooms::WallWatch;
use crate::store::StoredPlan;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(watch_wall))
}

/// What stands on the wall: events named `wall` with what is shown from then on, the first at once,
/// and comments in between. They end when the link does, and when the service stops.
#[utoipa::path(get, path = "/api/wall/events", tag = "wall",
    params(("Authorization" = String, Header, description = "`Bearer TOKEN`, from the fragment of the link")),
    responses(
    (status = OK, body = Wall, content_type = "text/event-stream"),
    (status = NOT_FOUND, body = ErrorBody, description = "`unknown_link`; `detail.contact` says whom to ask"),
    (status = GONE, body = ErrorBody, description = "`revoked_link`, `expired_link` or `cancelled`"),
    (status = TOO_MANY_REQUESTS, body = ErrorBody),
))]
async fn watch_wall(
    Screen(claims): Screen,
    State(app): State<Arc<App>>,
) -> Result<impl IntoResponse, ApiError> {
    let place = app.walls.screens.enter(claims);
    let place = place.ok_or_else(|| ApiError::too_many(BEAT))?;
    open(&app, claims, now().timestamp).await?;
    let onlooker = Onlooker {
        claims,
        stopping: app.walls.stopping.subscribe(),
        room: None,
        kept: None,
        shown: None,
        app,
        _place: place,
    };
    let events = stream::unfold(onlooker, async |mut onlooker| {
        let event = onlooker.next().await?;
        Some((Ok::<_, Infallible>(event), onlooker))
    });
    // A proxy that collects answers would keep them for itself.
    let unbuffered = [(HeaderName::from_static("x-accel-buffering"), "no")];
    Ok((unbuffered, Sse::new(events)))
}

/// One screen, and what it was last shown.
struct Onlooker {
    app: Arc<App>,
    claims: WallClaims,
    room: Option<WallWatch>,
    /// Without a room: of which plan, and of a session that had ended or not, this is the view.
    kept: Option<(i64, bool, WallView)>,
    shown: Option<Scene>,
    stopping: watch::Receiver<bool>,
    _place: Place<WallClaims>,
}

impl Onlooker {
    /// `None`: there is nothing more to show by this link, or here.
    async fn next(&mut self) -> Option<Event> {
        if self.shown.is_some() {
            self.wait().await?;
        }
        let scene = match self.look().await {
            Ok(scene) => scene,
            Err(refusal) => {
                tracing::debug!(session = %self.claims.session, code = refusal.code, "a wall goes dark");
                return None;
            }
        };
        if self.shown.as_ref() == Some(&scene) {
            return Some(Event::default().comment(""));
        }
        self.shown = Some(scene.clone());
        let server_time = now().timestamp;
        let event = Event::default().event("wall");
        event.json_data(Wall { server_time, scene }).ok()
    }

    /// Until something may be another than it was. `None`: the service stops.
    async fn wait(&mut self) -> Option<()> {
        let room = &mut self.room;
        let changed = async {
            match room {
                Some(room) => room.changed().await,
                None => std::future::pending().await,
            }
        };
        let is_gone = tokio::select! {
            _ = self.stopping.wait_for(|stops| *stops) => return None,
            changed = changed => changed.is_err(),
            () = tokio::time::sleep(BEAT) => false,
        };
        if is_gone {
            self.room = None;
        }
        Some(())
    }

    async fn look(&mut self) -> Result<Scene, ApiError> {
        let stored = open(&self.app, self.claims, now().timestamp).await?;
        let view = match self.told().await {
            Some(view) => view,
            None => self.kept(&stored).await?,
        };
        Ok(scene(&self.app, &stored.plan, view))
    }

    async fn told(&mut self) -> Option<WallView> {
        if self.room.is_none() {
            self.room = self.app.rooms.watch_wall(self.claims.session).await;
        }
        let view = told(self.room.as_mut()?).await?;
        self.kept = None;
        Some(view)
    }

    /// Without a room nothing but the plan changes.
    async fn kept(&mut self, stored: &StoredPlan) -> Result<WallView, ApiError> {
        if let Some((version, ended, view)) = &self.kept
            && (*version, *ended) == (stored.version, stored.ended)
        {
            return Ok(view.clone());
        }
        let view = kept(&self.app, stored).await?;
        self.kept = Some((stored.version, stored.ended, view.clone()));
        Ok(view)
    }
}
