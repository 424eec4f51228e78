use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use meeting::id::SessionId;
use participant::media;

use crate::config::Origin;

/// What a person types to rehearse.
#[derive(Debug, Clone, Args)]
pub struct Order {
    /// The rehearsal: the address of its page, or what stands at the end of that.
    #[arg(value_parser = session)]
    pub session: SessionId,
    /// How many stand-ins come, the first of them as host.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub participants: u16,
    /// How many of them have a camera; up to three speak in turn, everybody else listens.
    #[arg(long, default_value_t = 12)]
    pub cameras: u16,
    /// How long they stay.
    #[arg(long, default_value = "5", value_name = "MINUTES", value_parser = minutes)]
    pub minutes: Duration,
    /// All come within so many seconds.
    #[arg(long, default_value_t = 10, value_name = "SECONDS",
        value_parser = clap::value_parser!(u16).range(..=3600))]
    pub within: u16,
    /// The service, as people open it [default: http.public_url of the configuration].
    #[arg(long, value_name = "URL", value_parser = server)]
    pub server: Option<Origin>,
    /// Certificates (PEM) to believe besides those of this machine: those of an office of its own.
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    /// How sound and picture travel.
    #[arg(long, value_enum, default_value_t)]
    pub over: Over,
    /// The address of this machine that they leave from [default: the one that leads to the server].
    #[arg(long, value_name = "ADDRESS")]
    pub from: Option<IpAddr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Over {
    /// What most browsers end up with.
    #[default]
    Udp,
    /// For a network that lets no UDP through.
    Tcp,
    /// Through the TURN services of the configuration, over UDP.
    Relay,
}

impl From<Over> for media::Way {
    fn from(over: Over) -> Self {
        match over {
            Over::Udp => Self::Udp,
            Over::Tcp => Self::Tcp,
            Over::Relay => Self::Relay,
        }
    }
}

fn session(text: &str) -> Result<SessionId, String> {
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let parts = path.trim_end_matches('/').rsplit('/');
    let found = parts.filter_map(|part| part.parse().ok()).next();
    found.ok_or_else(|| "is neither a session nor the address of one".to_owned())
}

fn server(text: &str) -> Result<Origin, String> {
    let origin = text.parse();
    origin.map_err(|()| "is not an address such as https://meet.example.org".to_owned())
}

fn minutes(text: &str) -> Result<Duration, String> {
    let minutes: f64 = text.parse().map_err(|_| "is no number".to_owned())?;
    if (0.05..=600.0).contains(&minutes) {
        return Ok(Duration::from_secs_f64(minutes * 60.0));
    }
    Err("must be from 0.05 to 600".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_named_by_its_page_too() {
        let id = SessionId::from_bits(7);
        for text in [
            id.to_string(),
            format!("https://meet.example.org/sessions/{id}"),
            format!("https://meet.example.org/sessions/{id}/edit?x=1#top"),
        ] {
            assert_eq!(session(&text), Ok(id), "{text}");
        }
        assert!(session("https://meet.example.org/").is_err());
    }

    #[test]
    fn a_length_is_within_reason() {
        assert_eq!(minutes("0.1"), Ok(Duration::from_secs(6)));
        for text in ["0", "-1", "NaN", "601", "five"] {
            assert!(minutes(text).is_err(), "{text}");
        }
    }
}
