//! Minutes (会议纪要): drafted from the record, put in words by the office, approved, and frozen. What
//! is put right later is an edition of its own.
//!
//! The draft is a function of the record (`draft.rs`); what the office wrote stands in `minutes` and
//! `minutes_revision`; how the two differ is computed when asked (`document.rs`).

mod ceremonies;
mod document;
mod draft;
mod own;
mod paper;
mod rest;
mod table;
mod words;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(rest::routes())
        .merge(own::routes())
}
