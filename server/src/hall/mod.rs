//! The hall of a session that people attend on site: the link of the helpers at its door, the list
//! they work from, and what they marked.

mod desk;
mod door;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// How long after its planned end a session takes marks; from then on its record is final. A phone
/// that was out of reach in the hall has found a network by then.
const FINAL_AFTER: Duration = Duration::from_secs(7 * 24 * 3600);

pub fn routes() -> OpenApiRouter<Arc<App>> {
    door::routes().merge(desk::routes())
}
