//! The protocol of a session on paper: what `print` renders, gathered from the list as it stands.

mod gather;
mod rest;

pub(crate) use gather::printed as printed_at;
pub(super) use rest::routes;
pub(crate) use rest::{pdf, refusal};
