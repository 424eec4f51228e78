//! Media over streams, where UDP does not get through.

pub mod framing;
pub(crate) mod queue;
