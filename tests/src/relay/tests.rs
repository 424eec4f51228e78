use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use super::*;

const HERE: &str = "127.0.0.1:0";

/// Nothing takes longer, unless it never happens.
const PATIENCE: Duration = Duration::from_secs(20);

async fn relay() -> Relay {
    Relay::start(HERE.parse().unwrap(), 7).await.unwrap()
}

/// Sends everything back, preceded by the address it came from.
async fn mirror() -> SocketAddr {
    let socket = UdpSocket::bind(HERE).await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; DATAGRAM];
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            let mut answer = from.port().to_be_bytes().to_vec();
            answer.extend(&buffer[..length]);
            socket.send_to(&answer, from).await.unwrap();
        }
    });
    address
}

async fn client(relay: &Relay) -> UdpSocket {
    let socket = UdpSocket::bind(HERE).await.unwrap();
    socket.connect(relay.address()).await.unwrap();
    socket
}

/// The next answer: by which port the server knows the client, and what it had sent.
async fn answer(socket: &UdpSocket) -> (u16, Vec<u8>) {
    let mut buffer = [0; DATAGRAM];
    let length = timeout(PATIENCE, socket.recv(&mut buffer)).await;
    let length = length.unwrap().unwrap();
    let port = u16::from_be_bytes([buffer[0], buffer[1]]);
    (port, buffer[2..length].to_vec())
}

#[tokio::test]
async fn the_server_tells_clients_apart() {
    let relay = relay().await;
    relay.lead_to(mirror().await);
    let (one, other) = (client(&relay).await, client(&relay).await);
    one.send(b"one").await.unwrap();
    other.send(b"other").await.unwrap();
    let (first, text) = answer(&one).await;
    assert_eq!(text, b"one");
    let (second, text) = answer(&other).await;
    assert_eq!(text, b"other");
    assert_ne!(first, second);
    one.send(b"again").await.unwrap();
    assert_eq!(answer(&one).await, (first, b"again".to_vec()));
}

#[tokio::test]
async fn weather_changes_while_it_runs_and_each_direction_has_its_own() {
    let relay = relay().await;
    relay.lead_to(mirror().await);
    let socket = client(&relay).await;
    let gone = Weather {
        loss: 1.0,
        ..Weather::FAIR
    };
    relay.set(Direction::Down, gone);
    socket.send(b"unheard").await.unwrap();
    // The server has answered once the answer is counted as lost.
    timeout(PATIENCE, async {
        while relay.passage(Direction::Down).lost == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await
    .unwrap();
    assert_eq!(relay.passage(Direction::Up).arrived, 1);
    relay.set(Direction::Down, Weather::FAIR);
    socket.send(b"heard").await.unwrap();
    assert_eq!(answer(&socket).await.1, b"heard");
    assert_eq!(relay.passage(Direction::Up).lost, 0);
    assert_eq!(relay.passage(Direction::Down).arrived, 1);
}

#[tokio::test]
async fn a_stream_arrives_whole() {
    let relay = relay().await;
    let server = TcpListener::bind(HERE).await.unwrap();
    relay.lead_to(server.local_addr().unwrap());
    let weather: Weather = "loss=0.3 delay=5 jitter=5 rate=8000000".parse().unwrap();
    relay.set(Direction::Up, weather);
    let sent: Vec<u8> = (0..100_000u32).map(|number| number as u8).collect();
    let mut client = TcpStream::connect(relay.address()).await.unwrap();
    let (mut arriving, _) = server.accept().await.unwrap();
    let mut received = Vec::new();
    let (written, read) = tokio::join!(
        async {
            client.write_all(&sent).await?;
            client.shutdown().await
        },
        timeout(PATIENCE, arriving.read_to_end(&mut received))
    );
    written.unwrap();
    read.unwrap().unwrap();
    assert_eq!(received, sent);
    assert_eq!(relay.passage(Direction::Up).bytes, sent.len() as u64);
}

#[test]
fn weather_is_read_from_text() {
    let weather: Weather = "loss=0.05 delay=30 rate=300000 queue=250".parse().unwrap();
    let expected = Weather {
        loss: 0.05,
        delay: Duration::from_millis(30),
        rate: Some(300_000),
        queue: Duration::from_millis(250),
        ..Weather::FAIR
    };
    assert_eq!(weather, expected);
    assert!("snow=3".parse::<Weather>().is_err());
    assert!("loss".parse::<Weather>().is_err());
}
