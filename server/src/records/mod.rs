//! Records: what is still true after everyone went home. Folded from facts, filed in tables for
//! the history of partners, read as JSON and as sheets, and checked against the facts.

mod check;
mod filing;
mod films;
mod fold;
mod notes;
mod own;
mod rest;
mod sheets;
mod sides;
mod signings;
mod stage;
mod tables;
#[cfg(test)]
mod tests;
mod votes;
mod words;

pub use check::{CheckError, Difference, Report, check};
pub(crate) use fold::fold;
pub use rest::routes;
pub(crate) use rest::{Language, ended, folded};
pub(crate) use sheets::{Writing, defused};
pub(crate) use tables::{exchange_of, word};
pub(crate) use words::{Terms, Words, filled};
