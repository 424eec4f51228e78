//! Which page a request comes from.

use axum::http::{HeaderMap, header};

use crate::config::Origin;

/// Whether `Origin` is there and names this service: the address it was given, or the host that
/// the very request was sent to. Where the service is reached by TLS, no page without it is ours.
pub fn is_same_origin(headers: &HeaderMap, public_url: &Origin) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else {
        return false;
    };
    let host = origin.strip_prefix("https://").or_else(|| {
        origin
            .strip_prefix("http://")
            .filter(|_| !public_url.is_secure())
    });
    origin.eq_ignore_ascii_case(public_url.as_str())
        || host.is_some_and(|host| {
            text(header::HOST).is_some_and(|asked| asked.eq_ignore_ascii_case(host))
        })
}
