//! Values of the configuration that are more than a string or a number. Each says what is allowed,
//! so that an error can.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use meeting::plan::is_mail_address;

/// A value that is written as text in the file.
pub(super) trait Textual: FromStr {
    const EXPECTED: &'static str;
}

impl Textual for SocketAddr {
    const EXPECTED: &'static str =
        "an address with a port, as \"127.0.0.1:8080\" or \"[::1]:8080\"";
}
impl Textual for PathBuf {
    const EXPECTED: &'static str = "a path";
}

/// Scheme, host and port, without a slash at the end: what stands before the path of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    pub fn as_str(&self) -> &str {
        &self.0
    }
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("https://")
    }
    /// The host as it stands in a URL, and the port, which need not be written.
    pub fn host_and_port(&self) -> (&str, u16) {
        let (_, authority) = self.0.split_once("://").unwrap_or_default();
        let usual = if self.is_secure() { 443 } else { 80 };
        let split = authority.rsplit_once(':');
        let split = split.and_then(|(host, port)| Some((host, port.parse().ok()?)));
        match split {
            // A colon inside of [...] is none of a port.
            Some((host, port)) if !host.starts_with('[') || host.ends_with(']') => (host, port),
            _ => (authority, usual),
        }
    }
    /// How people on this machine reach an address that is listened on.
    pub fn of_listener(address: SocketAddr, secure: bool) -> Self {
        let scheme = if secure { "https" } else { "http" };
        if address.ip().is_loopback() || address.ip().is_unspecified() {
            Self(format!("{scheme}://localhost:{}", address.port()))
        } else {
            Self(format!("{scheme}://{address}"))
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl FromStr for Origin {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim_end_matches('/');
        let host = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .ok_or(())?;
        let plain = |letter: char| letter.is_ascii_alphanumeric() || ".-:[]".contains(letter);
        if host.is_empty() || !host.chars().all(plain) {
            return Err(());
        }
        Ok(Self(text.to_ascii_lowercase()))
    }
}
impl Textual for Origin {
    const EXPECTED: &'static str =
        "http:// or https:// with a host and no path, as \"https://meet.example.org\"";
}

/// Under which address others reach a port of ours, and under which port where that is another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicAddress {
    pub ip: IpAddr,
    pub port: Option<u16>,
}

impl FromStr for PublicAddress {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        if let Ok(ip) = text.parse() {
            return Ok(Self { ip, port: None });
        }
        let address: SocketAddr = text.parse().map_err(|_| ())?;
        if address.port() == 0 {
            return Err(());
        }
        Ok(Self {
            ip: address.ip(),
            port: Some(address.port()),
        })
    }
}
impl Textual for PublicAddress {
    const EXPECTED: &'static str = "an IP address, with a port where it differs, as \"203.0.113.7:7100\" or \"[2001:db8::7]:7100\"";
}

/// Where media over TCP is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TcpListen {
    /// Address and port of media over UDP.
    Same,
    At(SocketAddr),
}

impl TcpListen {
    pub fn address(self, udp: SocketAddr) -> SocketAddr {
        match self {
            Self::Same => udp,
            Self::At(address) => address,
        }
    }
}

impl FromStr for TcpListen {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "same" {
            return Ok(Self::Same);
        }
        text.parse().map(Self::At).map_err(|_| ())
    }
}
impl Textual for TcpListen {
    const EXPECTED: &'static str = "\"same\", or an address with a port, as \"0.0.0.0:443\"";
}

/// What a browser calls a TURN server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnUrl(String);

impl fmt::Display for TurnUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl FromStr for TurnUrl {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let rest = text
            .strip_prefix("turn:")
            .or_else(|| text.strip_prefix("turns:"));
        let rest = rest.ok_or(())?;
        let is_host = rest.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[');
        if !is_host || !rest.chars().all(|letter| letter.is_ascii_graphic()) {
            return Err(());
        }
        Ok(Self(text.to_owned()))
    }
}
impl Textual for TurnUrl {
    const EXPECTED: &'static str =
        "turn: or turns: with a host, as \"turn:turn.example.org:3478?transport=udp\"";
}

/// A key that is shared with another service, and shown to nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedSecret(String);

impl SharedSecret {
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SharedSecret")
    }
}

impl FromStr for SharedSecret {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}
impl Textual for SharedSecret {
    const EXPECTED: &'static str = "a text";
}

/// One mail address, without a name before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailAddress(String);

impl MailAddress {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MailAddress {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        if !is_mail_address(text) {
            return Err(());
        }
        Ok(Self(text.to_owned()))
    }
}
impl Textual for MailAddress {
    const EXPECTED: &'static str = "one mail address, as \"office@example.org\"";
}

/// One address, or a network in CIDR notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    prefix: u32,
}

impl Network {
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let differ = u32::from(base) ^ u32::from(address);
                differ.checked_shr(32 - self.prefix).unwrap_or(0) == 0
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let differ = u128::from(base) ^ u128::from(address);
                differ.checked_shr(128 - self.prefix).unwrap_or(0) == 0
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

impl FromStr for Network {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (base, prefix) = text
            .split_once('/')
            .map_or((text, None), |(base, prefix)| (base, Some(prefix)));
        let base: IpAddr = base.parse().map_err(|_| ())?;
        let longest = if base.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(longest), |digits| digits.parse().map_err(|_| ()))?;
        (prefix <= longest)
            .then_some(Self { base, prefix })
            .ok_or(())
    }
}
impl Textual for Network {
    const EXPECTED: &'static str = "an IP address or a network, as \"10.0.0.0/8\"";
}

/// ISO 3166-1 alpha-2, in capitals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country(String);

impl Country {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl Default for Country {
    fn default() -> Self {
        Self("CN".to_owned())
    }
}
impl FromStr for Country {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let capitals = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        capitals.then(|| Self(text.to_owned())).ok_or(())
    }
}
impl Textual for Country {
    const EXPECTED: &'static str = "two capital letters of ISO 3166-1, as \"CN\"";
}

/// An IANA time zone the service knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(String);

impl Zone {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl Default for Zone {
    fn default() -> Self {
        Self("Asia/Shanghai".to_owned())
    }
}
impl FromStr for Zone {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        jiff::tz::TimeZone::get(text)
            .map(|_| Self(text.to_owned()))
            .map_err(|_| ())
    }
}
impl Textual for Zone {
    const EXPECTED: &'static str = "an IANA time zone, as \"Asia/Shanghai\"";
}
