//! The HTTP side: router, headers, static client.

mod begun;
mod client;
mod connections;
mod cross_site;
mod document;
mod figures;
mod headers;
mod health;
mod listen;
mod office;
mod router;
#[cfg(test)]
mod tests;

pub use connections::serve;
pub use listen::{Listener, TlsError};
pub use router::{openapi, router};
