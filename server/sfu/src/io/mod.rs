//! Threads, sockets, clock and dice: the only place where the world is touched.

mod address;
mod clock;
mod dice;
mod directory;
mod engine;
mod interfaces;
mod published;
mod receive;
mod send;
mod socket;
mod stream;
mod streams;
mod thread;
mod wake;

pub use engine::Engine;
pub use stream::{Stream, StreamClosed};
