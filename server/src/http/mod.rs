//! The HTTP side: router, errors, headers, static client.

pub mod error;
pub mod extract;

pub use error::ApiError;
pub use extract::{Json, Path, Query};
