//! Invitations: letters with an entry for the calendar, what people answer, and the board on which
//! the organizer sees both.
//!
//! The unit is one person and one session: they get one letter and one entry, which later letters
//! change or take back. What was told stands in the table `letter`; what would be told now follows
//! from the plan (`next.rs`), so nothing is ever sent twice, and a change of the plan shows what it
//! will send before it does.

mod board;
mod calendar;
mod clock;
mod contacts;
mod content;
mod delegations;
mod desk;
mod event;
mod files;
mod kin;
mod letter;
mod mailing;
mod mime;
mod next;
mod notes;
mod office;
mod queue;
mod replies;
mod rest;
mod sender;
mod smtp;
mod table;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use clock::{day_in_words, moment_in_words, span_in_words};
pub(crate) use contacts::contacts;
pub(crate) use replies::{accepted, declined};
pub use rest::routes;
pub use sender::{Letters, run};
