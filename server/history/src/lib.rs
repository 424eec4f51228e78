//! The memory of a city's work with its partners: the registry of partner cities, the exchanges
//! with them, what was said and what became of it, and every measure that is computed from these.
//!
//! Nothing here reads a clock, rolls dice or knows a database. A measure is a function of what is
//! written and of the day it is asked for.

#![warn(clippy::iter_over_hash_type)]

pub mod book;
pub mod country;
pub mod date;
pub mod demo;
pub mod district;
pub mod exchange;
pub mod intent;
pub mod measure;
pub mod partner;
pub mod relation;
