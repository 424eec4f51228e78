//! A room is one value that changes only in [`Room::handle`]: one input, then its effects are
//! drained, then the next input. The task around it performs the effects.

mod effect;
mod input;

pub use effect::*;
pub use input::*;
