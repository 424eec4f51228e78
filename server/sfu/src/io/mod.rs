//! Threads, sockets, clock and dice: the only place where the world is touched.

mod engine;

pub use engine::Engine;
