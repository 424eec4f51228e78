//! Media of clients that UDP does not reach: passive ICE-TCP (RFC 6544) on a port of its own, and
//! TURN on the HTTPS port. Small tasks move the bytes; the engine sees datagrams.

mod drive;
mod places;
mod relay;
mod servers;
mod tcp;
#[cfg(test)]
mod tests;

use std::io;
use std::net::SocketAddr;

use sfu::Engine;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Duration, sleep};

use places::Places;
pub use relay::Relays;
pub use servers::IceServers;

/// Connections that the kernel holds until they are accepted.
const BACKLOG: i32 = 256;

/// Binds the port of ICE-TCP; an unspecified IPv6 address takes IPv4 too.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let kind = Type::STREAM.nonblocking();
    let socket = Socket::new(Domain::for_address(address), kind, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// Accepts media over TCP until `stop` says so.
pub async fn serve(listener: TcpListener, engine: Engine, mut stop: watch::Receiver<bool>) {
    let places = Places::default();
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = open.join_next() => continue,
            // An error means that the sender is gone: stop just the same.
            _ = stop.wait_for(|stop| *stop) => return,
        };
        match accepted {
            Ok((stream, remote)) => {
                let Some(place) = places.take(remote.ip()) else {
                    continue;
                };
                prepare(&stream);
                let engine = engine.clone();
                open.spawn(async move {
                    tcp::run(stream, remote, engine).await;
                    drop(place);
                });
            }
            Err(error) => {
                // Out of descriptors, or the peer was gone already: others may fare better.
                tracing::debug!(%error, "a media connection was not accepted");
                sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// What waits in the kernel cannot be dropped for something more important any more.
const UNSENT: u32 = 32 * 1024;

fn prepare(stream: &TcpStream) {
    // A failure costs some delay, no more.
    let _ = stream.set_nodelay(true);
    let _ = socket2::SockRef::from(stream).set_tcp_notsent_lowat(UNSENT);
}
