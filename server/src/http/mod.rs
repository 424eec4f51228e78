//! The HTTP side: router, errors, headers, static client.
