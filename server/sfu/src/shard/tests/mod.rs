//! Peers in memory against the pure core.

mod connecting;
mod forwarding;
mod repairing;
mod stage;
