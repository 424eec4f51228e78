//! Peers in memory against the pure core.

mod bandwidth;
mod connecting;
mod faults;
mod forwarding;
mod needed;
mod parts;
mod pictures;
mod quality;
mod redundancy;
mod repairing;
mod screens;
mod stage;
mod viewer;
