//! The protocol of a session (礼宾): the order of its delegations, what their name plates lack, who
//! receives whom, and how two delegations face each other.
//!
//! The rules are `meeting::precedence`'s; what the office chose stands in the table `protocol`;
//! everything else is computed when asked (`list.rs`).

mod list;
mod plates;
mod print;
mod reception;
mod rest;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use list::precedence;
pub(crate) use print::{pdf, printed_at, refusal};
pub use rest::routes;
