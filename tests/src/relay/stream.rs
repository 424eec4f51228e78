//! TCP: nothing is lost in a stream, it only comes later.

use std::sync::Arc;
use std::time::Instant;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinSet;
use tokio::time::sleep_until;

use super::link::{Fate, Link};
use super::{Direction, Shared, lock};
use crate::dice::Dice;

/// A segment of an ordinary network.
const PIECE: usize = 1448;

/// Pieces on the way that are kept at most.
const ON_THE_WAY: usize = 1024;

pub(super) async fn pass(listener: TcpListener, shared: Arc<Shared>, mut dice: Dice) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((client, _)) = listener.accept().await else {
            continue;
        };
        let links = [dice.split(), dice.split()].map(|dice| Link::new(dice, Instant::now()));
        connections.spawn(connect(client, shared.clone(), links));
    }
}

async fn connect(client: TcpStream, shared: Arc<Shared>, [up, down]: [Link; 2]) {
    let Some(address) = shared.server() else {
        return;
    };
    let Ok(server) = TcpStream::connect(address).await else {
        return;
    };
    // The delays are ours alone.
    client.set_nodelay(true).ok();
    server.set_nodelay(true).ok();
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::join!(
        carry(from_client, to_server, Direction::Up, &shared, up),
        carry(from_server, to_client, Direction::Down, &shared, down)
    );
}

async fn carry(
    from: OwnedReadHalf,
    to: OwnedWriteHalf,
    direction: Direction,
    shared: &Shared,
    link: Link,
) {
    let (pieces, due) = channel(ON_THE_WAY);
    tokio::join!(read(from, pieces, direction, shared, link), write(to, due));
}

async fn read(
    mut from: OwnedReadHalf,
    pieces: Sender<(Instant, Vec<u8>)>,
    direction: Direction,
    shared: &Shared,
    mut link: Link,
) {
    let mut buffer = vec![0; PIECE];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        let (at, next) = {
            let mut side = lock(shared.side(direction));
            let fate = Fate::Arrives {
                at: Instant::now(),
                late: false,
            };
            side.passage.count(fate, length);
            link.stretch(&side.weather, length, Instant::now())
        };
        if pieces.send((at, buffer[..length].to_vec())).await.is_err() {
            return;
        }
        sleep_until(next.into()).await;
    }
}

async fn write(mut to: OwnedWriteHalf, mut due: Receiver<(Instant, Vec<u8>)>) {
    while let Some((at, piece)) = due.recv().await {
        sleep_until(at.into()).await;
        if to.write_all(&piece).await.is_err() {
            return;
        }
    }
    to.shutdown().await.ok();
}
