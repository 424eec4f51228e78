//! The configuration: one documented file, every key overridable from the environment.
//!
//! `config/yunqiao.toml` is the reference: it holds every key with its default and its comment,
//! and a test keeps it equal to [`Config::default`].

mod defaults;
mod display_names;
mod environment;
mod load;
mod place;
mod read;
#[cfg(test)]
mod tests;
mod value;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use meeting::plan::Localized;
use serde::Deserialize;

pub use display_names::{CityDisplay, CountryDisplay, DisplayNames, load_display_names};
pub use load::{ConfigError, load};
pub use value::{
    Country, MailAddress, Network, Origin, PublicAddress, SharedSecret, TcpListen, TurnUrl, Zone,
};

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub http: Http,
    pub media: Media,
    pub data: Data,
    pub office: Office,
    pub meeting: Meeting,
    pub mail: Mail,
    pub limits: Limits,
    pub papers: Papers,
    pub imports: Imports,
    pub print: Print,
    pub store: Store,
    pub log: Log,
    /// From a file of its own.
    #[serde(skip)]
    pub display_names: DisplayNames,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Http {
    #[serde(deserialize_with = "read::text")]
    pub listen: SocketAddr,
    /// None: made from the address that is listened on.
    #[serde(deserialize_with = "read::optional_text")]
    pub public_url: Option<Origin>,
    #[serde(deserialize_with = "read::texts")]
    pub trusted_proxies: Vec<Network>,
    pub allow_plain: bool,
    pub tls: Tls,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    #[serde(deserialize_with = "read::optional_text")]
    pub certificate: Option<PathBuf>,
    #[serde(deserialize_with = "read::optional_text")]
    pub key: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Media {
    #[serde(deserialize_with = "read::text")]
    pub listen: SocketAddr,
    #[serde(deserialize_with = "read::texts")]
    pub public_address: Vec<PublicAddress>,
    #[serde(deserialize_with = "read::within::<_, _, 1, 64>")]
    pub threads: usize,
    /// None: no media over TCP.
    #[serde(deserialize_with = "read::optional_text")]
    pub tcp_listen: Option<TcpListen>,
    pub turn: Turn,
}

/// A TURN service outside of this one, by the REST scheme of coturn.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Turn {
    #[serde(deserialize_with = "read::texts")]
    pub urls: Vec<TurnUrl>,
    #[serde(deserialize_with = "read::optional_text")]
    pub secret: Option<SharedSecret>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Data {
    #[serde(deserialize_with = "read::text")]
    pub dir: PathBuf,
}

/// What PDF files are made with.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Print {
    /// Folders, looked through with all below them; the first that has a file counts.
    #[serde(deserialize_with = "read::texts")]
    pub fonts: Vec<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Office {
    /// Whom to ask when a link does not work; may be empty.
    pub contact: String,
    #[serde(deserialize_with = "read::within::<_, _, 1, 36500>")]
    pub retention_days: u32,
    #[serde(deserialize_with = "read::names")]
    pub name: Localized,
    pub home_city: HomeCity,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HomeCity {
    #[serde(deserialize_with = "read::text")]
    pub country: Country,
    #[serde(deserialize_with = "read::text")]
    pub zone: Zone,
    #[serde(deserialize_with = "read::degrees::<_, 90>")]
    pub latitude: f64,
    #[serde(deserialize_with = "read::degrees::<_, 180>")]
    pub longitude: f64,
    #[serde(deserialize_with = "read::names")]
    pub names: Localized,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Meeting {
    /// After the last one left, until a meeting ends by itself.
    #[serde(rename = "empty_minutes", deserialize_with = "read::minutes")]
    pub empty: Duration,
    /// In which a lost connection comes back as if it had never gone.
    #[serde(rename = "grace_seconds", deserialize_with = "read::seconds")]
    pub grace: Duration,
}

/// The mail server that letters are handed to.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// Empty: letters are not sent by the service.
    pub host: String,
    /// 0: the one that belongs to `security`; see [`Mail::port`].
    port: u16,
    pub security: Security,
    #[serde(deserialize_with = "read::optional_text")]
    pub user: Option<SharedSecret>,
    #[serde(deserialize_with = "read::optional_text")]
    pub password: Option<SharedSecret>,
    /// There wherever there is a host.
    #[serde(deserialize_with = "read::optional_text")]
    pub from: Option<MailAddress>,
    #[serde(deserialize_with = "read::optional_text")]
    pub reply_to: Option<MailAddress>,
    #[serde(deserialize_with = "read::within::<_, _, 1, 6000>")]
    pub per_minute: u32,
    /// Until a letter that was put off is tried for the second time; then twice as long, and so on.
    #[serde(rename = "retry_seconds", deserialize_with = "read::retry_seconds")]
    pub retry: Duration,
}

impl Mail {
    pub fn port(&self) -> u16 {
        match (self.port, self.security) {
            (0, Security::None) => 25,
            (0, Security::Starttls) => 587,
            (0, Security::Tls) => 465,
            (port, _) => port,
        }
    }
    /// The address that letters come from, where the service sends them.
    pub fn sender(&self) -> Option<&str> {
        let from = self.from.as_ref().filter(|_| !self.host.is_empty());
        from.map(MailAddress::as_str)
    }
}

/// How the way to the mail server is kept from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// Not at all: for a server on this machine.
    None,
    /// TLS is begun on a plain connection, and nothing is sent without.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Of one signalling message.
    #[serde(deserialize_with = "read::within::<_, _, 1024, 1048576>")]
    pub message_bytes: usize,
    #[serde(deserialize_with = "read::within::<_, _, 1, 1000>")]
    pub messages_per_second: u32,
    #[serde(deserialize_with = "read::within::<_, _, 1, 10000>")]
    pub burst: u32,
    /// In one meeting, those at its door included.
    #[serde(deserialize_with = "read::within::<_, _, 2, 10000>")]
    pub participants: usize,
    /// Open signalling connections of the whole service.
    #[serde(deserialize_with = "read::within::<_, _, 2, 100000>")]
    pub connections: usize,
    /// Of one request.
    #[serde(deserialize_with = "read::within::<_, _, 1024, 16777216>")]
    pub body_bytes: usize,
    /// Wrong passwords for one name from one address within 15 minutes.
    #[serde(deserialize_with = "read::within::<_, _, 1, 1000>")]
    pub login_attempts: u32,
    /// Exchanges of a personal link from one address within a minute.
    #[serde(deserialize_with = "read::within::<_, _, 1, 100000>")]
    pub join_attempts: u32,
}

/// How much may be kept of papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Papers {
    /// Of one file.
    #[serde(deserialize_with = "read::within::<_, _, 1, 1024>")]
    file_megabytes: u64,
    /// Of one session, relation or exchange altogether.
    #[serde(deserialize_with = "read::within::<_, _, 1, 102400>")]
    session_megabytes: u64,
    /// Of one greeting video.
    #[serde(deserialize_with = "read::within::<_, _, 1, 4096>")]
    video_megabytes: u64,
}

impl Papers {
    const MEGABYTE: u64 = 1024 * 1024;

    pub fn of(file_megabytes: u64, session_megabytes: u64) -> Self {
        Self {
            file_megabytes,
            session_megabytes,
            video_megabytes: 10 * file_megabytes,
        }
    }
    /// The most bytes of one video.
    pub fn video_bytes(&self) -> u64 {
        self.video_megabytes * Self::MEGABYTE
    }
    /// The most bytes of one file.
    pub fn file_bytes(&self) -> u64 {
        self.file_megabytes * Self::MEGABYTE
    }
    /// The most bytes of one session.
    pub fn session_bytes(&self) -> u64 {
        self.session_megabytes * Self::MEGABYTE
    }
}

/// What may come in from spreadsheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Imports {
    /// Of one file.
    #[serde(deserialize_with = "read::within::<_, _, 1, 256>")]
    file_megabytes: u64,
}

impl Imports {
    pub fn of(file_megabytes: u64) -> Self {
        Self { file_megabytes }
    }
    /// The most bytes of one file.
    pub fn file_bytes(&self) -> u64 {
        self.file_megabytes * Papers::MEGABYTE
    }
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Store {
    /// Added to every commit, to measure that nobody waits for the disk.
    #[serde(rename = "commit_delay_ms", deserialize_with = "read::milliseconds")]
    pub commit_delay: Duration,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    pub level: Level,
    pub format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Error,
    Warn,
    #[default]
    Info,
    Debug,
    Trace,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    #[default]
    Human,
    Json,
}
