//! One TCP connection of a client: datagrams behind their lengths, the first of them a check that
//! says whom it is for.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use sfu::framing::{Deframer, frame};
use sfu::{Engine, Stream};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::drive::{Over, Talk, drive};

/// From the connection to the first word. Whether that came from somebody who may speak, the engine
/// finds out, and closes the stream if not.
const FIRST_WORD: Duration = Duration::from_secs(10);

pub(super) async fn run(io: TcpStream, remote: SocketAddr, engine: Engine) {
    let Ok(local) = io.local_addr() else {
        return;
    };
    let ready = Arc::new(Notify::new());
    let mut framed = Framed {
        engine,
        remote: canonical(remote),
        local: canonical(local),
        deframer: Deframer::default(),
        stream: None,
        ready: ready.clone(),
        first_word_until: Instant::now() + FIRST_WORD,
    };
    if drive(io, &mut framed, &ready).await.is_err() {
        tracing::debug!("a media connection was closed");
    }
}

/// An IPv4 address that came by an IPv6 socket becomes one again.
fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

struct Framed {
    engine: Engine,
    remote: SocketAddr,
    local: SocketAddr,
    deframer: Deframer,
    /// Once it is known whom the client wants.
    stream: Option<Stream>,
    ready: Arc<Notify>,
    first_word_until: Instant,
}

impl Framed {
    fn open(&mut self, first: &[u8]) -> Result<&Stream, Over> {
        if self.stream.is_none() {
            let ready = self.ready.clone();
            let call = move || ready.notify_one();
            self.stream = self.engine.stream_by_request(first, self.remote, call);
        }
        self.stream.as_ref().ok_or(Over)
    }
}

impl Talk for Framed {
    fn arrived(&mut self, bytes: &[u8], _: &mut Vec<u8>) -> Result<(), Over> {
        let local = self.local.ip();
        for datagram in self.deframer.take(bytes).map_err(|_| Over)? {
            self.open(&datagram)?.arrived(local, datagram);
        }
        Ok(())
    }

    fn fetch(&mut self, bytes: usize, out: &mut Vec<u8>) -> Result<(), Over> {
        let Some(stream) = &self.stream else {
            return Ok(());
        };
        for waiting in stream.take(bytes).map_err(|_| Over)? {
            frame(&waiting.datagram, out);
        }
        Ok(())
    }

    fn ends_at(&self) -> Option<Instant> {
        self.stream.is_none().then_some(self.first_word_until)
    }
}
