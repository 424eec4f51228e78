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

use crate::app::App;
use crate::config::Origin;
use crate::rest::{ApiError, is_same_origin};

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
