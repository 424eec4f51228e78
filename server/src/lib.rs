//! The service: clocks, sockets and stores live here; the rules of a meeting live in `meeting`,
//! packets in `sfu`.

pub mod analytics;
pub mod app;
pub mod archive;
mod built;
pub mod cli;
pub mod config;
pub mod display;
pub mod hall;
pub mod http;
pub(crate) mod icalendar;
pub mod identity;
pub mod imports;
pub mod invitations;
pub mod ledger;
pub mod minutes;
pub mod papers;
pub mod partners;
mod photos;
pub mod preparation;
pub(crate) mod process;
pub mod protocol;
pub mod records;
pub mod registry;
pub mod rehearse;
pub mod rest;
pub mod rooms;
pub mod schedule;
pub mod serve;
pub mod signaling;
pub mod signings;
pub mod slots;
pub mod store;
pub mod streams;
pub mod tables;
#[cfg(test)]
pub(crate) mod testing;
pub mod trial;
pub mod wall;
