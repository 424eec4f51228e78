//! The measures over HTTP, for organizers: numbers, the lists of records behind them, and the boards
//! that put them side by side.

mod asked;
mod boards;
mod cache;
mod calendar_file;
mod coming;
mod figures;
mod lists;
mod names;
mod rest;
mod tables;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub use cache::Cache;

pub fn routes() -> OpenApiRouter<Arc<App>> {
    rest::routes()
        .merge(boards::routes())
        .merge(coming::routes())
        .merge(calendar_file::routes())
        .merge(tables::routes())
}
