//! Peers in memory against the pure core.

mod connecting;
mod forwarding;
mod needed;
mod repairing;
mod screens;
mod stage;
