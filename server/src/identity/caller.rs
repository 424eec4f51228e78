//! Who calls: extractors for handlers.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::join;
use super::organizers::{self, Organizer};
use super::tokens::PassClaims;
use crate::app::{App, now};
use crate::config::Network;
use crate::rest::{ApiError, Peer};

/// Name of the cookie that holds the secret of an organizer's session.
pub(crate) const COOKIE: &str = "yunqiao";

/// A participant, by the pass in `Authorization: Bearer PASS`, whose link still holds: a pass
/// alone does not know of a revocation.
#[derive(Debug, Clone, Copy)]
pub struct Bearer(pub PassClaims);

/// The address of the person's network, through the proxies that are trusted.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

impl FromRequestParts<Arc<App>> for Organizer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let secret = session_cookie(&parts.headers).ok_or_else(ApiError::not_signed_in)?;
        organizers::by_session(&app.store, secret, now().timestamp)
            .await?
            .ok_or_else(ApiError::not_signed_in)
    }
}

impl FromRequestParts<Arc<App>> for Bearer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let pass = bearer(&parts.headers).ok_or_else(ApiError::bad_pass)?;
        Self::read(app, pass).await
    }
}

impl Bearer {
    /// Who a pass belongs to, wherever it stood, if its link still holds.
    pub(crate) async fn read(app: &App, pass: &str) -> Result<Self, ApiError> {
        let claims = app
            .identity
            .read_pass(pass, now().timestamp)
            .map_err(|_| ApiError::bad_pass())?;
        join::current_link(app, &claims.link()).await?;
        Ok(Self(claims))
    }
}

impl FromRequestParts<Arc<App>> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &Arc<App>,
    ) -> Result<Self, Self::Rejection> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<Peer>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.0.ip());
        let trusted = &app.config.http.trusted_proxies;
        Ok(Self(behind_proxies(peer, &parts.headers, trusted)))
    }
}

/// Each trusted proxy vouches for the address before it; the first that nobody vouches for is the
/// client. What stands further left may be invented.
fn behind_proxies(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address| trusted.iter().any(|network| network.contains(address));
    let listed: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let mut client = peer.to_canonical();
    for hop in listed.iter().rev() {
        if !is_trusted(client) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(address) => client = address.to_canonical(),
            Err(_) => break,
        }
    }
    client
}

/// What stands in `Authorization: Bearer`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ")
}

/// The secret in the request's cookie.
pub(crate) fn session_cookie(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, COOKIE)
}

/// A cookie of the request.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(one, value)| (one == name).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted = ["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()];
        behind_proxies(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_trusted_proxies_vouch_for_addresses() {
        assert_eq!(client("192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(client("10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(
            client("10.0.0.1", &["1.1.1.1, 203.0.113.9", "10.0.0.2"]),
            "203.0.113.9"
        );
        assert_eq!(client("::1", &["nonsense"]), "::1");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=b; yunqiao=secret; c=d".parse().unwrap());
        assert_eq!(session_cookie(&headers), Some("secret"));
        assert_eq!(session_cookie(&HeaderMap::new()), None);
    }
}
