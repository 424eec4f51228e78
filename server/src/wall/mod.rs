//! The display on the wall of a hall or of a control room: what is on, who has the floor, what comes
//! next, and what time it is where everybody is. A screen opens it by a link, and only reads.

mod access;
mod desk;
mod events;
mod show;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::identity::{Crowd, Limiter, WallClaims};

/// How often a link is looked at again while a screen watches, and how often a screen hears that the
/// service is there.
const BEAT: Duration = Duration::from_secs(3);
/// Screens that watch by one link at once.
const SCREENS: usize = 16;
const WINDOW: Duration = Duration::from_secs(60);
/// What all screens of one link ask within [`WINDOW`]: each of them when it comes back, and once a
/// minute for the time.
const ASKS: u32 = 240;

pub fn routes() -> OpenApiRouter<Arc<App>> {
    desk::routes().merge(show::routes()).merge(events::routes())
}

/// The screens that watch.
#[derive(Debug)]
pub struct Walls {
    asks: Limiter<WallClaims>,
    screens: Crowd<WallClaims>,
    stopping: watch::Sender<bool>,
}

impl Default for Walls {
    fn default() -> Self {
        Self {
            asks: Limiter::new(ASKS, WINDOW),
            screens: Crowd::new(SCREENS),
            stopping: watch::Sender::new(false),
        }
    }
}

impl Walls {
    /// Lets every screen go, which would hold up the stop of the service for ever.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }
}
