//! What every part that speaks REST shares: how a request is read, how a refusal answers, who asked,
//! and from which page. It knows of no route.

mod error;
mod extract;
mod origin;
mod privacy;

use std::net::SocketAddr;

pub use error::{ApiError, ErrorBody};
pub use extract::{Json, Path, Query};
pub use origin::is_same_origin;
pub use privacy::{Privacy, privacy};

/// The other end of a connection, as the socket knows it: with a proxy, the proxy.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);
