//! Offers in, answers out (RFC 8866, RFC 8829). The client is the only one who offers.

pub(crate) mod answer;
pub(crate) mod offer;
mod section;
#[cfg(test)]
mod tests;
