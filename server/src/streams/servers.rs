//! The relays that a client is told of, with credentials that hold for a while.

use std::time::Duration;

use meeting::id::PersonId;
use meeting::protocol::IceServer;
use meeting::time::Timestamp;
use sfu::turn::{credential, user_until};

use crate::config::{Origin, Turn};

/// Outlives a long day of meetings; renewed with every welcome.
const HOLDS: Duration = Duration::from_secs(24 * 3600);

/// What stands in every welcome, but for the time and the person.
#[derive(Clone, Default)]
pub struct IceServers(Vec<Service>);

#[derive(Clone)]
struct Service {
    urls: Vec<String>,
    secret: Vec<u8>,
}

impl std::fmt::Debug for IceServers {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("IceServers")
    }
}

impl IceServers {
    /// Our own relay, under the address that people type.
    pub fn own(mut self, public: &Origin, secret: &[u8]) -> Self {
        let (host, port) = public.host_and_port();
        self.0.push(Service {
            urls: vec![format!("turns:{host}:{port}?transport=tcp")],
            secret: secret.to_vec(),
        });
        self
    }

    /// Relays of others that share a secret with us.
    pub fn outside(mut self, turn: &Turn) -> Self {
        if let Some(secret) = &turn.secret {
            self.0.push(Service {
                urls: turn.urls.iter().map(ToString::to_string).collect(),
                secret: secret.as_bytes().to_vec(),
            });
        }
        self
    }

    pub(crate) fn for_person(&self, person: PersonId, now: Timestamp) -> Vec<IceServer> {
        let expires = u64::try_from(now.plus(HOLDS).micros() / 1_000_000).unwrap_or_default();
        let username = user_until(expires, &person.to_string());
        let services = self.0.iter();
        services
            .map(|service| IceServer {
                urls: service.urls.clone(),
                credential: credential(&service.secret, &username),
                username: username.clone(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_told_of_our_own_relay_and_of_others() {
        let turn = Turn {
            urls: vec!["turn:turn.example.org".parse().unwrap()],
            secret: Some("shared".parse().unwrap()),
        };
        let public: Origin = "https://meet.example.org".parse().unwrap();
        let servers = IceServers::default().own(&public, b"ours").outside(&turn);
        let person = PersonId::from_bits(7);
        let told = servers.for_person(person, Timestamp(1_000_000_000_000_000));
        let user = format!("{}:{person}", 1_000_000_000 + 24 * 3600);
        assert_eq!(
            told,
            [
                IceServer {
                    urls: vec!["turns:meet.example.org:443?transport=tcp".to_owned()],
                    credential: credential(b"ours", &user),
                    username: user.clone(),
                },
                IceServer {
                    urls: vec!["turn:turn.example.org".to_owned()],
                    credential: credential(b"shared", &user),
                    username: user,
                }
            ]
        );
        let said = format!("{servers:?} {:?} {:?}", turn, told[1]);
        assert!(
            !said.contains("shared") && !said.contains(&told[1].credential),
            "{said}"
        );
        let none = IceServers::default().outside(&Turn::default());
        assert!(none.for_person(person, Timestamp(0)).is_empty());
    }
}
