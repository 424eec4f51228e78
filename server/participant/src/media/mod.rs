//! Sound and picture: what is sent, and what is made of what arrives.

mod assembler;
mod engine;
mod listen;
mod peer;
mod reports;
mod requests;
mod send;
mod vp8;

pub use peer::{Peer, Setup, Way};
pub use reports::{Kind, Reports, SlotReport};
