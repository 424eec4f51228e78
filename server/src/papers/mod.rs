//! Papers of a session: the text of a speech, a draft agreement, slides, a biography; and those of
//! relations and exchanges of the registry.
//!
//! A file is taken by its content (`kind.rs`), kept under its hash (`store/shelf.rs`), and given out as
//! a download that no browser runs (`serve.rs`). Who sees which is a rule (`meeting::paper`).

pub(crate) mod carried;
mod entries;
mod entry_table;
mod film;
mod guest;
mod kind;
mod name;
mod range;
mod receive;
mod rest;
mod room;
mod serve;
mod signed;
mod table;
#[cfg(test)]
mod tests;
mod tidy;
mod title;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub(crate) use kind::{Kind, kind_of};
pub(crate) use name::{decoded, disposition};
pub(crate) use receive::{Most, PATIENCE, cut_off, disk, receive, too_large, too_slow};
pub(crate) use rest::announced;
pub(crate) use room::Used;
pub(crate) use serve::{Served, serve};
pub(crate) use signed::signable;
pub(crate) use table::items_with_paper;
pub use tidy::tidy;
pub(crate) use tidy::tidy_now;

pub fn routes() -> OpenApiRouter<Arc<App>> {
    rest::routes()
        .merge(guest::routes())
        .merge(film::routes())
        .merge(entries::routes())
}
