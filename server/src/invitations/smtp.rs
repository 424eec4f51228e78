//! The mail server: one connection, on which letter after letter is handed over.
//!
//! The commands are given one by one, because it matters where it breaks off: until the message
//! itself is under way nothing was sent, afterwards only the server's answer tells.

use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as From, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;

use super::mime::Post;
use crate::config::{Mail, Security};

/// For one step of the conversation.
const STEP: Duration = Duration::from_secs(60);

/// What became of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Sent,
    /// The server does not take it; with its words.
    Refused(String),
    /// It may take it later.
    Deferred(String),
    /// There was no talking to the server.
    Unreached(String),
    /// It was handed over, and no answer came.
    InDoubt(String),
}

/// A server, and perhaps a connection to it.
pub(super) struct Server {
    config: Mail,
    /// What we call ourselves.
    name: ClientId,
    connection: Option<AsyncSmtpConnection>,
}

impl Server {
    pub(super) fn new(config: Mail, host: &str) -> Self {
        Self {
            config,
            name: ClientId::Domain(host.to_owned()),
            connection: None,
        }
    }

    pub(super) async fn send(&mut self, post: &Post) -> Outcome {
        let reused = self.connection.is_some();
        let mut begun = self.begin(post).await;
        // A connection that was kept may have been closed in the meantime.
        if reused && matches!(begun, Err(Outcome::Unreached(_))) {
            begun = self.begin(post).await;
        }
        match begun {
            Ok(connection) => self.hand_over(connection, post).await,
            Err(outcome) => outcome,
        }
    }

    /// Says goodbye to the server, until there is something to send again.
    pub(super) async fn rest(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            let _ = timeout(STEP, connection.abort()).await;
        }
    }

    /// Up to the server's word that the message may come.
    async fn begin(&mut self, post: &Post) -> Result<AsyncSmtpConnection, Outcome> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        let talk = async {
            connection
                .command(From::new(Some(post.from.clone()), Vec::new()))
                .await?;
            connection
                .command(Rcpt::new(post.to.clone(), Vec::new()))
                .await?;
            connection.command(Data).await
        };
        let said = timeout(STEP, talk).await;
        match said {
            Ok(Ok(_)) => Ok(connection),
            Ok(Err(error)) => {
                let outcome = before_the_message(&error);
                drop_politely(connection);
                Err(outcome)
            }
            Err(_) => Err(Outcome::Unreached("no answer in time".to_owned())),
        }
    }

    async fn hand_over(&mut self, mut connection: AsyncSmtpConnection, post: &Post) -> Outcome {
        match timeout(STEP, connection.message(&post.message)).await {
            Ok(Ok(_)) => {
                self.connection = Some(connection);
                Outcome::Sent
            }
            Ok(Err(error)) if error.is_permanent() => Outcome::Refused(words(&error)),
            Ok(Err(error)) if error.is_transient() => Outcome::Deferred(words(&error)),
            Ok(Err(error)) => Outcome::InDoubt(words(&error)),
            Err(_) => Outcome::InDoubt("no answer in time".to_owned()),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Outcome> {
        let connecting = timeout(STEP, self.talk_first());
        let connected = connecting.await;
        let connected =
            connected.map_err(|_| Outcome::Unreached("no answer in time".to_owned()))?;
        // Whatever it says now concerns the service and not one letter.
        connected.map_err(|error| Outcome::Unreached(words(&error)))
    }

    async fn talk_first(&self) -> Result<AsyncSmtpConnection, Error> {
        let config = &self.config;
        let tls = || TlsParameters::new(config.host.clone());
        let at_once = match config.security {
            Security::Tls => Some(tls()?),
            Security::Starttls | Security::None => None,
        };
        let server = (config.host.as_str(), config.port());
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(STEP), &self.name, at_once, None)
                .await?;
        if config.security == Security::Starttls {
            connection.starttls(tls()?, &self.name).await?;
        }
        if let (Some(user), Some(password)) = (&config.user, &config.password) {
            let credentials =
                Credentials::new(user.as_str().to_owned(), password.as_str().to_owned());
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            connection.auth(&mechanisms, &credentials).await?;
        }
        Ok(connection)
    }
}

fn before_the_message(error: &Error) -> Outcome {
    if error.is_permanent() {
        Outcome::Refused(words(error))
    } else if error.is_transient() {
        Outcome::Deferred(words(error))
    } else {
        Outcome::Unreached(words(error))
    }
}

/// The letter was refused, not the connection; but what the server remembers of it goes with it.
fn drop_politely(mut connection: AsyncSmtpConnection) {
    tokio::spawn(async move { timeout(STEP, connection.abort()).await });
}

/// In one line, as long as anybody wants to read.
fn words(error: &Error) -> String {
    let text = error.to_string();
    let plain = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter });
    plain.take(300).collect()
}
