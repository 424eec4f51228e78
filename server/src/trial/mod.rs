//! The connection test: whether a person will be able to take part from where they are.
//!
//! A line of its own (`signaling/trial.rs`) leads to a [`Bench`]: a room of the media engine that no
//! meeting knows, with two peers that end with the line. What the page measured is judged by
//! `meeting::readiness`, and the latest of each person stands at the organizer's desk.

mod bench;
mod rest;
mod table;
#[cfg(test)]
mod tests;

use std::time::Duration;

use meeting::id::PersonId;

use crate::config::Limits;
use crate::identity::{Crowd, Limiter, Neighbourhood, Place};

pub(crate) use bench::Bench;
pub use rest::routes;
pub(crate) use table::{Checked, latest};

/// Tests in the service at once: each moves about 2.5 Mbit/s in both directions, and a hall of
/// people who test in the last minute must not take the line from a meeting that runs.
const AT_ONCE: usize = 16;
const REPORT_WINDOW: Duration = Duration::from_secs(60);

/// Who tests now, and how often results are handed in.
#[derive(Debug)]
pub struct Trials {
    people: Crowd<PersonId>,
    all: Crowd<()>,
    reports: Limiter<Neighbourhood>,
}

/// One test that runs.
#[derive(Debug)]
pub(crate) struct Running {
    _person: Place<PersonId>,
    _one: Place<()>,
}

impl Trials {
    pub fn new(limits: &Limits) -> Self {
        Self {
            people: Crowd::new(1),
            all: Crowd::new(AT_ONCE),
            reports: Limiter::new(limits.join_attempts, REPORT_WINDOW),
        }
    }

    /// `None`: this person tests already, or too many others do.
    pub(crate) fn begin(&self, person: PersonId) -> Option<Running> {
        Some(Running {
            _person: self.people.enter(person)?,
            _one: self.all.enter(())?,
        })
    }
}
