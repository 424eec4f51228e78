//! Sound and picture: what is sent, and what is made of what arrives.

mod arrivals;
mod assembler;
mod camera;
mod engine;
mod listen;
mod peer;
mod reports;
mod requests;
mod send;
mod vp8;

pub use camera::Camera;
pub use peer::{Peer, Setup, Way};
pub use reports::{FREEZE, Kind, Reports, SILENCE, SlotReport};
