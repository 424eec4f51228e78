//! Other sites get nothing done here with the cookies of people who visit them.
//!
//! Whatever changes something must carry `X-Yunqiao: 1`, which a page of another site cannot add
//! without being asked for its permission first; and where the browser says which page it comes
//! from, that must be one of ours.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::ApiError;
use crate::app::App;
use crate::config::Origin;

const OURS: &str = "x-yunqiao";

pub(super) async fn refuse(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let harmless = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if harmless || is_ours(request.headers(), app.identity.public_url()) {
        return next.run(request).await;
    }
    ApiError::forbidden(
        "cross_site",
        "This did not come from a page of this service.",
    )
    .into_response()
}

fn is_ours(headers: &HeaderMap, public_url: &Origin) -> bool {
    let marked = headers.get(OURS).is_some_and(|value| value == "1");
    let silent = !headers.contains_key(header::ORIGIN);
    marked && (silent || is_same_origin(headers, public_url))
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(headers: &[(&'static str, &'static str)]) -> bool {
        let public_url = "https://meet.example.org".parse().unwrap();
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        is_ours(&headers, &public_url)
    }

    #[test]
    fn only_marked_requests_of_our_own_pages_may_change_anything() {
        let mark = ("x-yunqiao", "1");
        assert!(judged(&[mark]));
        assert!(judged(&[mark, ("origin", "https://meet.example.org")]));
        assert!(judged(&[
            mark,
            ("origin", "https://localhost:8080"),
            ("host", "localhost:8080")
        ]));
        assert!(!judged(&[
            mark,
            ("origin", "http://meet.example.org"),
            ("host", "meet.example.org")
        ]));
        assert!(!judged(&[("origin", "https://meet.example.org")]));
        assert!(!judged(&[
            mark,
            ("origin", "https://evil.example"),
            ("host", "meet.example.org")
        ]));
        assert!(!judged(&[mark, ("origin", "null"), ("host", "null")]));
        assert!(!judged(&[
            mark,
            ("origin", "https://meet.example.org.evil.example")
        ]));
    }
}
