//! What is said over the wire of a meeting: tagged JSON, one message a WebSocket text frame.
//!
//! `Hello` -> `Welcome`, then `Request` -> `Done` | `Rejected`, and `Delta`s with a rising `seq`.
//! After a drop the client says `Hello` again with the `epoch` and `seq` it has seen.

mod client;
mod film;
mod floor;
mod note;
mod photo;
mod reason;
mod server;
mod side;
mod signing;
mod snapshot;
mod stage;
mod trial;
mod vote;

pub use client::*;
pub use film::*;
pub use floor::*;
pub use note::*;
pub use photo::*;
pub use reason::*;
pub use server::*;
pub use side::*;
pub use signing::*;
pub use snapshot::*;
pub use stage::*;
pub use trial::*;
pub use vote::*;

/// A client that speaks another version reloads at a safe moment.
pub const VERSION: u32 = 1;

/// Edition of the notice "who keeps what for how long" that people acknowledge before they join.
pub const NOTICE: &str = "2026-11";
