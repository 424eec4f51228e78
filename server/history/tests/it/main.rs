//! One binary: the types and their rules.

#[cfg(test)]
mod dates;
