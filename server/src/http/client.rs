//! The web client: every text file also in Brotli.

use axum::body::{Body, Bytes};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::built::Built;
use crate::rest::ApiError;

const PAGE: &str = "index.html";
const NOT_BUILT: &str = "<!doctype html><meta charset=\"utf-8\"><title>Yunqiao</title>\
    <p>This server was built without its web client. Run <code>make run</code>, or \
    <code>npm ci &amp;&amp; npm run build</code> in <code>web-client</code> and build the server again.";

/// A file of the client; the page itself for every path that is a route of the client's own.
pub(super) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") {
        return ApiError::not_found().into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let name = if is_route(path) { PAGE } else { path };
    answer::<Built>(name, &headers)
}

/// Files have a dot in their name, routes have none.
fn is_route(path: &str) -> bool {
    !path.rsplit('/').next().unwrap_or(path).contains('.')
}

fn answer<Files: RustEmbed>(name: &str, headers: &HeaderMap) -> Response {
    let packed = takes_brotli(headers)
        .then(|| Files::get(&format!("{name}.br")))
        .flatten();
    let is_packed = packed.is_some();
    match packed.or_else(|| Files::get(name)) {
        Some(file) => file_response(name, file, is_packed, headers),
        None if name == PAGE => not_built(),
        None => (StatusCode::NOT_FOUND, "There is no such file.").into_response(),
    }
}

fn not_built() -> Response {
    let content_type = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::SERVICE_UNAVAILABLE, content_type, NOT_BUILT).into_response()
}

fn file_response(name: &str, file: EmbeddedFile, packed: bool, asked: &HeaderMap) -> Response {
    let tag = entity_tag(&file, packed);
    let mut response = if knows(asked, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(Bytes::from_owner(file.data)).into_response()
    };
    let out = response.headers_mut();
    let mut fixed = |name: HeaderName, value: &'static str| {
        out.insert(name, HeaderValue::from_static(value));
    };
    fixed(header::CONTENT_TYPE, content_type(name));
    fixed(header::CACHE_CONTROL, caching(name));
    fixed(header::VARY, "accept-encoding");
    if packed {
        fixed(header::CONTENT_ENCODING, "br");
    }
    if let Ok(tag) = HeaderValue::try_from(tag) {
        out.insert(header::ETAG, tag);
    }
    response
}

/// The packed and the plain form are different things to a cache.
fn entity_tag(file: &EmbeddedFile, packed: bool) -> String {
    let hash = file.metadata.sha256_hash();
    let digits: String = hash[..12]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{digits}{}\"", if packed { "-br" } else { "" })
}

fn knows(asked: &HeaderMap, tag: &str) -> bool {
    asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag)
}

fn takes_brotli(asked: &HeaderMap) -> bool {
    asked
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            (name.trim() == "br").then_some(weight.trim())
        })
        .any(|weight| !matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
}

/// Names under assets/ carry a hash of what is in them; whatever has a fixed name is asked for anew.
fn caching(name: &str) -> &'static str {
    if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(RustEmbed)]
    #[folder = "tests/client"]
    struct Sample;

    fn asking(headers: &[(HeaderName, &str)]) -> HeaderMap {
        headers
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()))
            .collect()
    }

    fn header(response: &Response, name: HeaderName) -> &str {
        response
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[test]
    fn hashed_files_are_kept_for_good_and_the_page_is_asked_for_anew() {
        let asset = answer::<Sample>("assets/main-1a2b.js", &HeaderMap::new());
        assert_eq!(
            header(&asset, header::CACHE_CONTROL),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(
            header(&asset, header::CONTENT_TYPE),
            "text/javascript; charset=utf-8"
        );
        let page = answer::<Sample>("index.html", &HeaderMap::new());
        assert_eq!(header(&page, header::CACHE_CONTROL), "no-cache");
    }

    #[test]
    fn brotli_goes_to_those_who_take_it() {
        let packed = |accept| {
            let asked = asking(&[(header::ACCEPT_ENCODING, accept)]);
            let response = answer::<Sample>("assets/main-1a2b.js", &asked);
            assert_eq!(header(&response, header::VARY), "accept-encoding");
            header(&response, header::CONTENT_ENCODING) == "br"
        };
        assert!(packed("gzip, deflate, br"));
        assert!(packed("br;q=0.5"));
        assert!(!packed("gzip"));
        assert!(!packed("br;q=0, gzip"));
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again() {
        let first = answer::<Sample>("index.html", &HeaderMap::new());
        let tag = header(&first, header::ETAG).to_owned();
        let again = asking(&[(header::IF_NONE_MATCH, &format!("\"other\", W/{tag}"))]);
        let second = answer::<Sample>("index.html", &again);
        assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn missing_files_are_missing_and_routes_are_the_page() {
        let missing = answer::<Sample>("assets/old-0000.js", &HeaderMap::new());
        assert_eq!(missing.status(), StatusCode::NOT_FOUND);
        assert!(is_route("") && is_route("sessions/0123456789abc") && is_route("j"));
        assert!(!is_route("assets/main-1a2b.js") && !is_route("icon.svg"));
    }

    #[test]
    fn without_a_client_the_page_says_how_to_build_it() {
        #[derive(RustEmbed)]
        #[folder = "tests/client/none"]
        #[allow_missing = true]
        struct Nothing;
        let page = answer::<Nothing>("index.html", &HeaderMap::new());
        assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
    }
}
