//! The memory of a city's work with its partners: the registry of partner cities, the exchanges
//! with them, what was said and what became of it, and every measure that is computed from these.
//!
//! Nothing here reads a clock, rolls dice or knows a database. A measure is a function of what is
//! written and of the day it is asked for. Of the measures A1 to A21 one is absent: A18, the
//! fulfilment of plans, as long as there are no plans.

#![warn(clippy::iter_over_hash_type)]

pub mod book;
pub mod contact;
pub mod country;
pub mod date;
pub mod demo;
pub mod department;
pub mod district;
pub mod exchange;
pub mod intent;
pub mod measure;
pub mod network;
pub mod partner;
pub mod relation;
pub mod sub_relation;
