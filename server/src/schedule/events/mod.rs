//! Events: their rosters, the templates they begin from, the programmes of their sessions.

mod desk;
mod draft;
mod resolve;
mod rest;
mod roster;
mod run_sheet;
mod table;
mod template;
#[cfg(test)]
mod tests;

pub(super) use desk::rename;
pub(super) use rest::routes;
pub(super) use roster::{expanded, known};
pub(super) use table::{enlist, find};
pub(super) use template::TEMPLATES;
