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
use tokio::io::AsyncReadExt as _;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::begun::Begun;
use super::listen::{Duplex, Listener};
use crate::rest::Peer;
use crate::streams::Relays;

/// For the head of a request, the first one and each one after.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is served to whom.
#[derive(Clone)]
struct Service {
    router: Router,
    /// Where the connection may as well be one of TURN.
    relays: Option<Relays>,
    patience: Duration,
}

/// Serves until `stop` says so; then answers what was asked already, and returns.
pub async fn serve(
    listener: Listener,
    router: Router,
    relays: Option<Relays>,
    stop: watch::Receiver<bool>,
) {
    let service = Service {
        router,
        relays,
        patience: PATIENCE,
    };
    serve_with(listener, service, stop).await;
}

async fn serve_with(mut listener: Listener, service: Service, mut stop: watch::Receiver<bool>) {
    let mut open = JoinSet::new();
    let stopped = stop.clone();
    let mut stop = pin!(asked(&mut stop));
    loop {
        tokio::select! {
            (io, peer) = listener.accept() => {
                open.spawn(connection(io, peer, service.clone(), stopped.clone()));
            }
            Some(_) = open.join_next() => {}
            () = &mut stop => break,
        }
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// Finds out what the connection is for, and serves that.
async fn connection(
    mut io: Box<dyn Duplex>,
    peer: SocketAddr,
    service: Service,
    mut stop: watch::Receiver<bool>,
) {
    let Service {
        router,
        relays,
        patience,
    } = service;
    let Some(relays) = relays else {
        return speak_http(io, peer, router, stop, patience).await;
    };
    let mut first = [0];
    let heard = tokio::select! {
        heard = timeout(patience, io.read_exact(&mut first)) => heard,
        () = asked(&mut stop) => return,
    };
    if !matches!(heard, Ok(Ok(_))) {
        return;
    }
    let whole = Begun::new(first[0], io);
    if !Relays::is_meant_by(first[0]) {
        return speak_http(Box::new(whole), peer, router, stop, patience).await;
    }
    tokio::select! {
        () = relays.run(whole, peer) => {}
        () = asked(&mut stop) => {}
    }
}

async fn speak_http(
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
        let service = Service {
            router,
            relays: None,
            patience,
        };
        tokio::spawn(serve_with(listener, service, stop));
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
    #[tokio::test]
    async fn a_relay_and_the_pages_share_a_port() {
        let media = sfu::Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            public: Vec::new(),
            threads: 1,
            tcp: None,
        };
        let engine = sfu::Engine::start(media, |_| {}).unwrap();
        let (listener, address) = listener().await;
        let (running, stop) = watch::channel(false);
        let service = Service {
            router: Router::new().route("/", get(async || "here")),
            relays: Some(Relays::new(engine, b"secret")),
            patience: Duration::from_millis(500),
        };
        let serving = tokio::spawn(serve_with(listener, service, stop));
        let mut silent = TcpStream::connect(address).await.unwrap();
        let mut page = TcpStream::connect(address).await.unwrap();
        let question = "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        page.write_all(question.as_bytes()).await.unwrap();
        let mut answer = String::new();
        page.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("here"), "{answer}");
        // An allocation without credentials.
        let mut request = vec![0, 3, 0, 8, 0x21, 0x12, 0xa4, 0x42];
        request.extend([7; 12]);
        request.extend([0, 0x19, 0, 4, 17, 0, 0, 0]);
        let mut relay = TcpStream::connect(address).await.unwrap();
        relay.write_all(&request).await.unwrap();
        let mut head = [0; 2];
        relay.read_exact(&mut head).await.unwrap();
        assert_eq!(head, [0x01, 0x13], "an error response to an allocation");
        // Who says nothing is let go, and nobody holds up the stop.
        assert_eq!(silent.read(&mut [0]).await.unwrap(), 0);
        running.send(true).unwrap();
        serving.await.unwrap();
    }
}
