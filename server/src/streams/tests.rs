//! Over real sockets, as far as that takes no client of WebRTC.

use std::net::SocketAddr;

use sfu::Config;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Duration, timeout};

use super::*;

fn engine() -> Engine {
    let config = Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        public: Vec::new(),
        threads: 1,
        tcp: None,
    };
    Engine::start(config, |_| {}).unwrap()
}

fn accepting() -> (SocketAddr, watch::Sender<bool>) {
    let listener = listen("[::]:0".parse().unwrap())
        .or_else(|_| listen("0.0.0.0:0".parse().unwrap()))
        .unwrap();
    let port = listener.local_addr().unwrap().port();
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(serve(listener, engine(), stopped));
    (SocketAddr::from(([127, 0, 0, 1], port)), stop)
}

/// Reads to the end.
async fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A connection that is reset has ended as well.
    let _ = timeout(Duration::from_secs(30), stream.read_to_end(&mut bytes))
        .await
        .expect("the connection ends");
    bytes
}

#[tokio::test]
async fn whoever_does_not_say_whom_they_want_is_let_go() {
    let (address, _running) = accepting();
    for word in [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0, 3, 1, 2, 3]] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(word).await.unwrap();
        assert!(rest(&mut stream).await.is_empty());
    }
}

#[tokio::test]
async fn connections_end_when_the_service_stops() {
    let (address, running) = accepting();
    let mut silent = TcpStream::connect(address).await.unwrap();
    running.send(true).unwrap();
    assert!(rest(&mut silent).await.is_empty());
}

/// An allocation request without credentials: method 3, and what TURN begins with.
fn allocation() -> Vec<u8> {
    let mut request = vec![0, 3, 0, 8, 0x21, 0x12, 0xa4, 0x42];
    request.extend([7; 12]);
    request.extend([0, 0x19, 0, 4, 17, 0, 0, 0]);
    request
}

#[tokio::test]
async fn a_relay_asks_for_credentials() {
    let relays = Relays::new(engine(), b"secret");
    let (mut client, server) = tokio::io::duplex(4096);
    let client_address = "192.0.2.1:5000".parse().unwrap();
    let serving = tokio::spawn(async move { relays.run(server, client_address).await });
    client.write_all(&allocation()).await.unwrap();
    let mut head = [0; 20];
    client.read_exact(&mut head).await.unwrap();
    assert_eq!(
        head[..2],
        [0x01, 0x13],
        "an error response to an allocation"
    );
    let mut body = vec![0; usize::from(u16::from_be_bytes([head[2], head[3]]))];
    client.read_exact(&mut body).await.unwrap();
    assert_eq!(body[..8], [0, 9, body[2], body[3], 0, 0, 4, 1], "code 401");
    // Something else ends it.
    client.write_all(b"\xff\xff\xff\xff").await.unwrap();
    serving.await.unwrap();
}
