//! What every answer tells the browser to allow and to refuse.

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::config::Origin;

/// Prepared once; the same for every answer.
#[derive(Debug, Clone)]
pub(super) struct Headers(HeaderMap);

const PERMISSIONS: &str = "camera=(self), microphone=(self), display-capture=(self), \
    speaker-selection=(self), fullscreen=(self), screen-wake-lock=(self), clipboard-write=(self), \
    geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=()";

impl Headers {
    pub(super) fn new(public_url: &Origin) -> Self {
        let mut headers = HeaderMap::new();
        let mut fixed = |name: HeaderName, value: &'static str| {
            headers.insert(name, HeaderValue::from_static(value));
        };
        fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        fixed(header::REFERRER_POLICY, "no-referrer");
        fixed(HeaderName::from_static("permissions-policy"), PERMISSIONS);
        fixed(
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        );
        fixed(
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        );
        if public_url.is_secure() {
            fixed(
                header::STRICT_TRANSPORT_SECURITY,
                "max-age=31536000; includeSubDomains",
            );
        }
        if let Ok(policy) = HeaderValue::try_from(content_security_policy(public_url)) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        Self(headers)
    }
}

/// Nothing from anywhere but here. Browsers whose `'self'` does not cover WebSockets get them
/// named. Text becomes markup only through the one policy of Svelte's templates, which are
/// constants of the build; the other policy names the one worker there is.
fn content_security_policy(public_url: &Origin) -> String {
    let socket = public_url.as_str().replacen("http", "ws", 1);
    [
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self'",
        &format!("connect-src 'self' {socket}"),
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types svelte-trusted-html yunqiao-worker",
    ]
    .join("; ")
}

pub(super) async fn add(State(headers): State<Headers>, request: Request, next: Next) -> Response {
    let personal = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let out = response.headers_mut();
    for (name, value) in &headers.0 {
        // An answer may be stricter than the rest of the service.
        out.entry(name).or_insert_with(|| value.clone());
    }
    if personal {
        out.entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    response
}
