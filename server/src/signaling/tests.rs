//! Over real TCP with small buffers: what becomes of a device that does not read.

use std::net::SocketAddr;

use futures_util::{SinkExt as _, Stream, StreamExt as _};
use meeting::protocol::{ClientMessage, Hello, NOTICE, ServerMessage, VERSION};
use serde::de::DeserializeOwned;
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

mod trial;

use super::*;
use crate::app::now;
use crate::http::{self, Listener};
use crate::identity::{LinkClaims, PassClaims};
use crate::testing::Desk;

/// Bytes that either end's system holds back, so that a test need not fill megabytes.
const SMALL: u32 = 4096;

type Socket = WebSocketStream<TcpStream>;

/// Runs until the sender is dropped.
fn listen(desk: &Desk) -> (SocketAddr, watch::Sender<bool>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_send_buffer_size(SMALL).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let tcp = socket.listen(8).unwrap();
    let address = tcp.local_addr().unwrap();
    let listener = Listener::new(tcp, &desk.app.config.http.tls).unwrap();
    let (running, stop) = watch::channel(false);
    tokio::spawn(http::serve(
        listener,
        http::router(desk.app.clone()),
        None,
        stop,
    ));
    (address, running)
}

async fn connect(desk: &Desk, address: SocketAddr, path: &str) -> Socket {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(SMALL).unwrap();
    let tcp = socket.connect(address).await.unwrap();
    let mut request = format!("ws://{address}{path}")
        .into_client_request()
        .unwrap();
    let origin = desk.app.identity.public_url().to_string();
    request
        .headers_mut()
        .insert("origin", origin.parse().unwrap());
    let (socket, _) = tokio_tungstenite::client_async(request, tcp).await.unwrap();
    socket
}

fn text(message: &impl serde::Serialize) -> Message {
    Message::text(serde_json::to_string(message).unwrap())
}

fn hello(desk: &Desk, claims: &LinkClaims) -> Message {
    text(&ClientMessage::Hello(Hello {
        protocol: VERSION,
        pass: pass(desk, claims),
        acknowledged: Some(NOTICE.to_owned()),
        device: "laptop".to_owned(),
        language: "en".to_owned(),
        resume: None,
    }))
}

fn pass(desk: &Desk, claims: &LinkClaims) -> String {
    desk.app.identity.pass(&PassClaims {
        session: claims.session,
        person: claims.person,
        serial: claims.serial,
        expires: now().timestamp.plus(Duration::from_secs(600)),
    })
}

type Heard = Result<Message, tokio_tungstenite::tungstenite::Error>;

async fn hear<T: DeserializeOwned>(socket: &mut (impl Stream<Item = Heard> + Unpin)) -> Option<T> {
    match socket.next().await {
        Some(Ok(Message::Text(text))) => Some(serde_json::from_str(&text).unwrap()),
        _ => None,
    }
}

/// Until it is so; the test that waits in vain is ended from outside.
async fn until(is_so: impl Fn() -> bool) {
    while !is_so() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_reads_nothing_is_let_go_with_a_reason() {
    let desk = Desk::configured(|config| {
        config.limits.messages_per_second = 1_000_000;
        config.limits.burst = 1_000_000;
    })
    .await;
    let claims = desk.planned(0).await;
    let (address, _running) = listen(&desk);
    let mut socket = connect(&desk, address, "/ws").await;
    socket.send(hello(&desk, &claims)).await.unwrap();
    let first = hear(&mut socket).await;
    assert!(
        matches!(first, Some(ServerMessage::Welcome(_))),
        "{first:?}"
    );

    let (mut sink, mut stream) = socket.split();
    let flood = tokio::spawn(async move {
        for _ in 0..4 * OUTBOX {
            if sink
                .send(text(&ClientMessage::Ping { sent: 0.0 }))
                .await
                .is_err()
            {
                break;
            }
        }
    });
    let rooms = &desk.app.rooms;
    until(|| {
        rooms
            .live(claims.session)
            .is_some_and(|live| live.connections == 0)
    })
    .await;
    let mut last = None;
    while let Some(message) = hear(&mut stream).await {
        last = Some(message);
    }
    let goodbye = ServerMessage::Goodbye {
        reason: Goodbye::TooSlow,
    };
    assert_eq!(last, Some(goodbye));
    until(|| desk.app.sockets.open() == 0).await;
    flood.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_not_said_hello_hears_of_a_stop_too() {
    let desk = Desk::new().await;
    let (address, _running) = listen(&desk);
    let mut socket = connect(&desk, address, "/ws").await;
    until(|| desk.app.sockets.open() == 1).await;
    let stop = desk.app.sockets.stop(Duration::from_secs(600));
    let ((), goodbye) = tokio::join!(stop, hear(&mut socket));
    let restart = ServerMessage::Goodbye {
        reason: Goodbye::Restart,
    };
    assert_eq!(goodbye, Some(restart));
    assert_eq!(desk.app.sockets.open(), 0);
}

#[tokio::test]
async fn a_crowd_is_waited_for_until_nobody_follows() {
    let sockets = Sockets::default();
    let soon = Duration::from_millis(20);
    let few: Vec<_> = (1..CROWD).map(|_| sockets.count()).collect();
    let waiting = timeout(2 * soon, sockets.after_a_crowd(0, soon));
    assert!(waiting.await.is_err(), "those are too few");
    let one_more = sockets.count();
    assert_eq!(sockets.after_a_crowd(0, soon).await, CROWD);
    drop((few, one_more));
    assert_eq!(sockets.after_a_crowd(CROWD, soon).await, 0);
}
