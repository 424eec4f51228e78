//! TURN over a connection of the HTTPS port.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use sfu::turn::{Relay, Relayed, Session};
use sfu::{Engine, Stream};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::drive::{Over, Talk, drive};
use super::places::Places;
use crate::app::moment;
use crate::identity::random;

/// Begins sessions, so many of one neighbourhood and in all.
#[derive(Clone)]
pub struct Relays(Arc<Shared>);

struct Shared {
    engine: Engine,
    relay: Arc<Relay>,
    places: Places,
    next: AtomicU32,
}

impl std::fmt::Debug for Relays {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Relays")
    }
}

impl Relays {
    /// `secret` is the key of the credentials.
    pub fn new(engine: Engine, secret: &[u8]) -> Self {
        Self(Arc::new(Shared {
            relay: Arc::new(engine.relay(secret)),
            engine,
            places: Places::default(),
            next: AtomicU32::new(0),
        }))
    }

    /// Whether a connection that begins so speaks TURN: requests of STUN begin with two zero bits,
    /// and no method of HTTP does.
    pub fn is_meant_by(first: u8) -> bool {
        first < 4
    }

    /// Serves one connection to its end.
    pub async fn run(&self, io: impl AsyncRead + AsyncWrite, client: SocketAddr) {
        let shared = &self.0;
        let Some(_place) = shared.places.take(client.ip()) else {
            return;
        };
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        let nonce = format!("{:016x}{:016x}", random::bits(), random::bits());
        let now = moment().instant;
        let ready = Arc::new(Notify::new());
        let mut turn = Turn {
            session: Session::new(shared.relay.clone(), client, number, nonce, now),
            engine: shared.engine.clone(),
            open: None,
            ready: ready.clone(),
        };
        if drive(io, &mut turn, &ready).await.is_err() {
            tracing::debug!("a relayed connection was closed");
        }
    }
}

struct Turn {
    session: Session,
    engine: Engine,
    /// The stream to a thread of the engine, which its port tells from the others. A client speaks
    /// to one at a time.
    open: Option<(u16, Stream)>,
    ready: Arc<Notify>,
}

impl Turn {
    fn pass_on(&mut self, Relayed { to, datagram }: Relayed) {
        if self
            .open
            .as_ref()
            .is_none_or(|(port, _)| *port != to.port())
        {
            let ready = self.ready.clone();
            let call = move || ready.notify_one();
            let stream = self
                .session
                .relayed()
                .and_then(|relayed| self.engine.stream_to(to, relayed, call));
            self.open = stream.map(|stream| (to.port(), stream));
        }
        if let Some((_, stream)) = &self.open {
            stream.arrived(to.ip(), datagram);
        }
    }
}

impl Talk for Turn {
    fn arrived(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Over> {
        let relayed = self.session.receive(bytes, moment(), out);
        for datagram in relayed.map_err(|_| Over)? {
            self.pass_on(datagram);
        }
        if self.session.relayed().is_none() {
            self.open = None;
        }
        Ok(())
    }

    fn fetch(&mut self, bytes: usize, out: &mut Vec<u8>) -> Result<(), Over> {
        let Some((port, stream)) = &self.open else {
            return Ok(());
        };
        let Ok(frames) = stream.take(bytes) else {
            // The allocation outlives its use; what the client sends next opens another stream.
            self.open = None;
            return Ok(());
        };
        let now = moment().instant;
        for frame in frames {
            let from = SocketAddr::new(frame.local, *port);
            self.session.deliver(from, &frame.datagram, now, out);
        }
        Ok(())
    }

    fn ends_at(&self) -> Option<Instant> {
        Some(self.session.ends_at().into())
    }
}
