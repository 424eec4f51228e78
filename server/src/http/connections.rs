//! Connections that are open, each in a task of its own.
//!
//! Whoever connects must say what they want within [`PATIENCE`], byte by byte or not at all: a
//! connection that asks nothing holds a descriptor, and there are only so many of them.

use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::listen::{Duplex, Listener};
use crate::rest::Peer;

/// For the head of a request, the first one and each one after.
const PATIENCE: Duration = Duration::from_secs(30);

/// Serves until `stop` says so; then answers what was asked already, and returns.
pub async fn serve(listener: Listener, router: Router, stop: watch::Receiver<bool>) {
    serve_with(listener, router, stop, PATIENCE).await;
}

async fn serve_with(
    mut listener: Listener,
    router: Router,
    mut stop: watch::Receiver<bool>,
    patience: Duration,
) {
    let mut open = JoinSet::new();
    let stopped = stop.clone();
    let mut stop = pin!(asked(&mut stop));
    loop {
        tokio::select! {
            (io, peer) = listener.accept() => {
                open.spawn(connection(io, peer, router.clone(), stopped.clone(), patience));
            }
            Some(_) = open.join_next() => {}
            () = &mut stop => break,
        }
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

async fn connection(
    io: Box<dyn Duplex>,
    peer: SocketAddr,
    router: Router,
    mut stop: watch::Receiver<bool>,
    patience: Duration,
) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(|request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(Peer(peer)));
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .serve_connection(TokioIo::new(io), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = asked(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

async fn asked(stop: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone: stop just the same.
    let _ = stop.wait_for(|stop| *stop).await;
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::config::Tls;

    async fn listener() -> (Listener, SocketAddr) {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = tcp.local_addr().unwrap();
        (Listener::new(tcp, &Tls::default()).unwrap(), address)
    }

    #[tokio::test]
    async fn whoever_never_finishes_a_question_is_let_go() {
        let (listener, address) = listener().await;
        let (_running, stop) = watch::channel(false);
        let router = Router::new().route("/", get(async || "here"));
        let patience = Duration::from_millis(50);
        tokio::spawn(serve_with(listener, router, stop, patience));
        for half in ["", "GET / HTTP/1.1\r\nhost: "] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(half.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            assert!(!answer.contains("here"), "{answer}");
        }
        let mut stream = TcpStream::connect(address).await.unwrap();
        let whole = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
        stream.write_all(whole.as_bytes()).await.unwrap();
        let mut answer = String::new();
        // Kept alive for another question, but not for ever.
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("here"), "{answer}");
    }
}
