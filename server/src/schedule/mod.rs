//! Planning sessions: drafts, versions, links, time zones.

mod desk;
mod draft;
mod resolve;
mod rest;
mod state;
mod table;
#[cfg(test)]
mod tests;
mod zones;

pub use draft::{DelegationDraft, FieldError, InviteeDraft, ItemDraft, PlanDraft, Problem};
pub use rest::routes;
