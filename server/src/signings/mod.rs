//! The certificate of a signing (签署证明): what was signed, by whom and when, as it is filed.
//!
//! It is a function of the record (`certificate.rs`), and says of itself what it is not.

mod certificate;
mod rest;
#[cfg(test)]
mod tests;

pub use rest::routes;
