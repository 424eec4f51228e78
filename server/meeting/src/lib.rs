//! The rules of a meeting, as they would hold in a town hall with paper and a bell.
//!
//! Nothing here reads a clock, rolls dice, opens a socket or knows a database: time and identity
//! arrive as arguments, and what should happen in the world leaves as [`room::Effect`] values.

#![warn(clippy::iter_over_hash_type)]

pub mod cue;
pub mod event;
pub mod fact;
pub mod film;
pub mod floor;
pub mod hall;
pub mod id;
pub mod note;
pub mod pace;
pub mod paper;
pub mod photo;
pub mod plan;
pub mod precedence;
pub mod preparation;
pub mod programme;
pub mod protocol;
pub mod readiness;
pub mod record;
pub mod room;
pub mod side;
pub mod signing;
pub mod stage;
pub mod time;
pub mod vote;
pub mod wall;
