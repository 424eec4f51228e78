//! Tables that leave the house: CSV, XLSX and JSON, in the languages of the interface, each of them
//! logged. What stands in them, the registry and the measures say.

mod answer;
mod cell;
mod csv;
mod encoder;
mod json;
mod log;
mod words;
mod xlsx;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub(crate) use answer::{Lines, Table, Wish, answer, filters};
pub(crate) use cell::{Cell, Column, Line};
pub(crate) use encoder::{Format, whole};
pub(crate) use log::{Export, write as log_export};
pub(crate) use words::Words;

pub fn routes() -> OpenApiRouter<Arc<App>> {
    log::routes()
}
