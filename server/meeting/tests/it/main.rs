//! One binary: the laws and scenarios of a room, and what keeps the written protocol true.

#[cfg(test)]
mod generated;
