//! The protocol of a session on paper: what `print` renders, gathered from the list as it stands.

mod gather;
mod rest;

pub(super) use rest::routes;
