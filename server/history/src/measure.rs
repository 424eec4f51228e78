//! The measures A1 to A21: each a function of the book and of a [`Query`]. What comes back is never
//! a bare number but the records it consists of, from which the number follows.
//!
//! A18, the fulfilment of plans, is absent as long as there are no plans.
//!
//! An exchange with several partners counts once in every total, and once with each partner where
//! partners stand side by side ([`activity`], [`heatmap`], [`map`], [`dormancy`], [`departments`]).

pub mod activity;
pub mod anniversary;
pub mod attendance;
pub mod change;
pub mod departments;
pub mod districts;
pub mod dormancy;
pub mod fields;
pub mod heatmap;
pub mod intents;
pub mod map;
mod query;
pub mod reciprocity;
mod result;
pub mod stock;
pub mod substance;
pub mod visits;

use query::{held_on, held_pages, holding};

pub use query::{DEFAULT_MONTHS, Holding, Owners, Query, holdings, is_held, partners_held};
pub use result::{Bound, Groups, Portion, Share, Tally, median};
