//! Imports: a file of records, or cells that were pasted, is kept for a while, looked at, tried, and
//! taken in as one batch of the ledger, or not at all.
//!
//! The bytes are read as often as it takes and their drafts are never all in memory (`intake`). An
//! import reads every row before it writes the first, and writes hundreds at a time.

mod arrive;
mod checking;
mod directory;
mod kept;
mod kinds;
mod looking;
mod memory;
mod reading;
mod rest;
mod running;
mod shapes;
mod stop;
mod template;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::interval;
use utoipa_axum::router::OpenApiRouter;

use crate::app::{App, now};

pub use kept::Imports;

/// How often what is over its time is looked for.
const EVERY: Duration = Duration::from_secs(10 * 60);

pub fn routes() -> OpenApiRouter<Arc<App>> {
    rest::routes().merge(template::routes())
}

/// Forgets what nobody took in within a day, until the service stops.
pub async fn sweep(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut ticks = interval(EVERY);
    loop {
        tokio::select! {
            _ = ticks.tick() => app.imports.forget_old(now().timestamp),
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}
