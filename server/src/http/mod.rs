//! The HTTP side: router, errors, headers, static client.

mod client;
mod connections;
mod cross_site;
mod document;
pub mod error;
pub mod extract;
mod figures;
mod headers;
mod health;
mod listen;
mod office;
mod router;
#[cfg(test)]
mod tests;

pub use connections::serve;
pub use cross_site::is_same_origin;
pub use error::ApiError;
pub use extract::{Json, Path, Query};
pub use listen::{Listener, Peer, TlsError};
pub use office::{Privacy, privacy};
pub use router::{openapi, router};
