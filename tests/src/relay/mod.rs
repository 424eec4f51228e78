//! A network of one's own between clients and a server: it loses, delays, reorders and throttles
//! what passes, by a seed and by weather that may change while it runs. Every client gets a socket of
//! its own on the way to the server, and a link of its own: one client's queue is not another's.
//!
//! The server announces the relay in its place (`media.public_address`).

mod courier;
mod link;
mod stream;
mod weather;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use anyhow::Context;
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::{JoinHandle, JoinSet};

use crate::dice::Dice;
use courier::{Courier, Parcel};
use link::{Fate, Link};
pub use weather::Weather;

/// Larger than any datagram of WebRTC.
const DATAGRAM: usize = 2048;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the clients to the server.
    Up,
    Down,
}

/// Datagrams and pieces of streams, by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Passage {
    /// Late ones included.
    pub arrived: u64,
    pub late: u64,
    pub lost: u64,
    /// Found the queue full.
    pub overflowed: u64,
    /// Of what arrived.
    pub bytes: u64,
}

/// Stops when it is dropped.
pub struct Relay {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    server: Mutex<Option<SocketAddr>>,
    up: Mutex<Side>,
    down: Mutex<Side>,
}

struct Side {
    weather: Weather,
    passage: Passage,
}

impl Relay {
    /// Takes datagrams and connections on `listen`, and drops them before [`Relay::lead_to`].
    ///
    /// # Errors
    /// When it cannot listen there.
    pub async fn start(listen: SocketAddr, seed: u64) -> anyhow::Result<Self> {
        let tcp = TcpListener::bind(listen).await.context("TCP")?;
        let address = tcp.local_addr()?;
        let udp = UdpSocket::bind(address).await.context("UDP")?;
        let side = || {
            Mutex::new(Side {
                weather: Weather::FAIR,
                passage: Passage::default(),
            })
        };
        let shared = Arc::new(Shared {
            server: Mutex::new(None),
            up: side(),
            down: side(),
        });
        let (mut dice, passes) = (Dice::new(seed), shared.clone());
        let stream_dice = dice.split();
        let task = tokio::spawn(async move {
            tokio::join!(
                pass_datagrams(Arc::new(udp), passes.clone(), dice),
                stream::pass(tcp, passes, stream_dice)
            );
        });
        Ok(Self {
            address,
            shared,
            task,
        })
    }

    /// What clients take for the server.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// New clients go on to this server.
    pub fn lead_to(&self, server: SocketAddr) {
        *lock(&self.shared.server) = Some(server);
    }

    /// Changes the weather of one direction for all packets to come.
    pub fn set(&self, direction: Direction, weather: Weather) {
        lock(self.shared.side(direction)).weather = weather;
    }

    pub fn passage(&self, direction: Direction) -> Passage {
        lock(self.shared.side(direction)).passage
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn side(&self, direction: Direction) -> &Mutex<Side> {
        match direction {
            Direction::Up => &self.up,
            Direction::Down => &self.down,
        }
    }

    fn server(&self) -> Option<SocketAddr> {
        *lock(&self.server)
    }

    /// When a datagram arrives, if it does.
    fn decide(&self, direction: Direction, link: &mut Link, bytes: usize) -> Option<Instant> {
        let mut side = lock(self.side(direction));
        let fate = link.datagram(&side.weather, bytes, Instant::now());
        side.passage.count(fate, bytes);
        match fate {
            Fate::Arrives { at, .. } => Some(at),
            Fate::Lost | Fate::Overflows => None,
        }
    }
}

impl Passage {
    fn count(&mut self, fate: Fate, bytes: usize) {
        match fate {
            Fate::Arrives { late, .. } => {
                self.arrived += 1;
                self.late += u64::from(late);
                self.bytes += bytes as u64;
            }
            Fate::Lost => self.lost += 1,
            Fate::Overflows => self.overflowed += 1,
        }
    }
}

/// The data is consistent even if a holder panicked.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One client's way up.
struct Client {
    socket: Arc<UdpSocket>,
    link: Link,
}

async fn pass_datagrams(listener: Arc<UdpSocket>, shared: Arc<Shared>, mut dice: Dice) {
    let courier = Courier::start();
    let mut clients: HashMap<SocketAddr, Client> = HashMap::new();
    let mut answers = JoinSet::new();
    let mut buffer = vec![0; DATAGRAM];
    loop {
        // An unreachable client shows as an error of the next call; it is none of the others'.
        let Ok((length, from)) = listener.recv_from(&mut buffer).await else {
            continue;
        };
        let client = match clients.entry(from) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let Some(socket) = towards(&shared, &listener).await else {
                    continue;
                };
                let downward = Link::new(dice.split(), Instant::now());
                let answer = Answer {
                    socket: socket.clone(),
                    listener: listener.clone(),
                    client: from,
                    link: downward,
                };
                answers.spawn(answer.pass(shared.clone(), courier.clone()));
                let link = Link::new(dice.split(), Instant::now());
                place.insert(Client { socket, link })
            }
        };
        if let Some(at) = shared.decide(Direction::Up, &mut client.link, length) {
            courier.take(at, Parcel::to_server(&client.socket, &buffer[..length]));
        }
    }
}

/// A new socket by which the server knows a new client.
async fn towards(shared: &Shared, listener: &UdpSocket) -> Option<Arc<UdpSocket>> {
    let here = SocketAddr::new(listener.local_addr().ok()?.ip(), 0);
    let socket = UdpSocket::bind(here).await.ok()?;
    socket.connect(shared.server()?).await.ok()?;
    Some(Arc::new(socket))
}

/// One client's way down.
struct Answer {
    socket: Arc<UdpSocket>,
    listener: Arc<UdpSocket>,
    client: SocketAddr,
    link: Link,
}

impl Answer {
    async fn pass(mut self, shared: Arc<Shared>, courier: Courier) {
        let mut buffer = vec![0; DATAGRAM];
        loop {
            let Ok(length) = self.socket.recv(&mut buffer).await else {
                continue;
            };
            if let Some(at) = shared.decide(Direction::Down, &mut self.link, length) {
                let parcel = Parcel::to_client(&self.listener, self.client, &buffer[..length]);
                courier.take(at, parcel);
            }
        }
    }
}

#[cfg(test)]
mod tests;
