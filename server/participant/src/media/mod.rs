//! Sound and picture: what is sent, and what is made of what arrives.

mod assembler;
mod engine;
mod listen;
mod peer;
mod reports;
mod requests;
mod send;
mod vp8;

pub use peer::{Peer, Setup};
pub use reports::{Kind, Reports, SlotReport};
