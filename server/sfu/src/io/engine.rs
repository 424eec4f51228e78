//! The handle to the running engine.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Sender as Orders};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use rtc_crypto::RTCCryptoProvider;

use super::dice::{self, SystemDice};
use super::directory::Directory;
use super::published::Published;
use super::socket::MediaSocket;
use super::stream::Stream;
use super::streams::Streams;
use super::thread::{EventSink, MediaThread, Order};
use super::wake::Wake;
use super::{clock, interfaces};
use crate::api::{Command, Config, Event, OfferError, PublicAddress, StartError};
use crate::dtls::Identity;
use crate::figures::Figures;
use crate::ice::stun::Request;
use crate::outbox::StreamNumber;
use crate::random;
use crate::sdp::answer::Candidates;
use crate::shard::{Setup, Shard};
use crate::turn::Relay;

/// The running engine; a cheap handle. It stops when told, or when the last handle is dropped.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

struct Shared {
    addresses: Vec<SocketAddr>,
    /// What the clients of each thread are told to reach it by.
    candidates: Vec<Candidates>,
    threads: Vec<Reached>,
    next_stream: AtomicU32,
    provider: Arc<dyn RTCCryptoProvider>,
    directory: Mutex<Directory>,
    running: Mutex<Vec<JoinHandle<()>>>,
}

/// One thread, as others see it.
struct Reached {
    mailbox: Mailbox,
    figures: Arc<Published>,
}

/// How to tell one thread something.
#[derive(Clone)]
pub(super) struct Mailbox {
    orders: Orders<Order>,
    wake: Arc<Wake>,
}

impl Mailbox {
    /// The order comes back if the thread has ended.
    pub(super) fn send(&self, order: Order) -> Result<(), Order> {
        let sent = self
            .orders
            .send(order)
            .map_err(|mpsc::SendError(order)| order);
        self.wake.wake();
        sent
    }
}

impl Engine {
    /// Binds the sockets and starts the threads. `events` is called on them and must not block.
    pub fn start(
        config: Config,
        events: impl Fn(Event) + Send + Sync + 'static,
    ) -> Result<Engine, StartError> {
        let sockets = bind_all(&config)?;
        let provider = dice::provider()?;
        let identity = dice::identity(&*provider)?;
        let events: EventSink = Arc::new(events);
        let mut addresses = Vec::new();
        let mut offered = Vec::new();
        let mut threads = Vec::new();
        let mut running = Vec::new();
        for (index, socket) in sockets.into_iter().enumerate() {
            addresses.push(socket.address());
            let candidates = candidates(&config, index, socket.address())?;
            offered.push(candidates.clone());
            let shard = shard(index, &provider, &identity, candidates)?;
            let wake = Arc::new(Wake::new().map_err(prepare)?);
            let (orders, queue) = mpsc::channel();
            let figures = Arc::new(Published::default());
            let thread = MediaThread {
                shard,
                socket,
                streams: Streams::default(),
                orders: queue,
                wake: wake.clone(),
                events: events.clone(),
                figures: figures.clone(),
            };
            let name = format!("media-{index}");
            let spawned = std::thread::Builder::new()
                .name(name)
                .spawn(|| thread.run());
            running.push(spawned.map_err(prepare)?);
            let mailbox = Mailbox { orders, wake };
            threads.push(Reached { mailbox, figures });
        }
        let directory = Mutex::new(Directory::new(threads.len()));
        Ok(Engine {
            shared: Arc::new(Shared {
                addresses,
                candidates: offered,
                threads,
                next_stream: AtomicU32::new(1),
                provider,
                directory,
                running: Mutex::new(running),
            }),
        })
    }

    /// What it listens on, one address a thread.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.shared.addresses.clone()
    }

    /// The UDP addresses that clients are told, of all threads.
    pub fn candidates(&self) -> Vec<SocketAddr> {
        let threads = self.shared.candidates.iter();
        threads
            .flat_map(|candidates| candidates.udp.clone())
            .collect()
    }

    /// A relay to this engine for [`crate::turn::Session`]s; `secret` is the key of its credentials.
    pub fn relay(&self, secret: &[u8]) -> Relay {
        Relay::new(secret, self.candidates(), self.shared.provider.clone())
    }

    /// Opens a stream of a client that says first whom it wants: `first` is a binding request to
    /// one of the threads. `None` if it is none of that kind. `ready` is called on a thread of the
    /// engine when there is something to take, and must not block.
    pub fn stream_by_request(
        &self,
        first: &[u8],
        remote: SocketAddr,
        ready: impl Fn() + Send + Sync + 'static,
    ) -> Option<Stream> {
        let request = Request::parse(first).ok()?;
        self.stream(random::thread_of(request.user())?, remote, ready)
    }

    /// Opens a stream of a client that wants what is at `local`, one of [`Engine::candidates`].
    /// `None` if nothing of ours is there.
    pub fn stream_to(
        &self,
        local: SocketAddr,
        remote: SocketAddr,
        ready: impl Fn() + Send + Sync + 'static,
    ) -> Option<Stream> {
        let mut threads = self.shared.candidates.iter();
        let thread = threads.position(|candidates| candidates.udp.contains(&local))?;
        self.stream(thread, remote, ready)
    }

    fn stream(
        &self,
        thread: usize,
        remote: SocketAddr,
        ready: impl Fn() + Send + Sync + 'static,
    ) -> Option<Stream> {
        let mailbox = self.shared.threads.get(thread)?.mailbox.clone();
        let number = self.shared.next_stream.fetch_add(1, Ordering::Relaxed);
        // Numbers come round after four thousand million streams; zero is none.
        let number = StreamNumber(NonZeroU32::new(number)?);
        Stream::open(number, remote, mailbox, ready)
    }

    /// What each thread has counted, up to a quarter of a second ago.
    pub fn figures(&self) -> Vec<Figures> {
        let threads = self.shared.threads.iter();
        threads.map(|thread| thread.figures.load()).collect()
    }

    /// Queues a command; never blocks. Commands of a peer that has not entered are dropped, an
    /// offer with an answer that says so.
    pub fn command(&self, command: Command) {
        let thread = {
            let mut directory = lock(&self.shared.directory);
            match &command {
                Command::Enter { room, peer, .. } => Some(directory.enter(*room, *peer)),
                Command::Leave { peer } => directory.leave(*peer),
                Command::Offer { peer, .. }
                | Command::Allow { peer, .. }
                | Command::View { peer, .. }
                | Command::Move { peer, .. } => directory.thread_of(*peer),
            }
        };
        match thread.and_then(|thread| self.shared.threads.get(thread)) {
            None => refuse(command, OfferError::UnknownPeer),
            Some(Reached { mailbox, .. }) => {
                if let Err(Order::Command(command)) = mailbox.send(Order::Command(command)) {
                    refuse(command, OfferError::Stopped);
                }
            }
        }
    }

    /// Closes every connection and waits for the threads to end. Not to be called from `events`.
    pub fn stop(&self) {
        self.shared.stop();
    }
}

impl Shared {
    fn stop(&self) {
        for thread in &self.threads {
            // A thread that has ended is what we want.
            let _ = thread.mailbox.send(Order::Stop);
        }
        let running = std::mem::take(&mut *lock(&self.running));
        let here = std::thread::current().id();
        for thread in running {
            // The last handle may be dropped by an event.
            if thread.thread().id() != here {
                let _ = thread.join();
            }
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The data is consistent even if a holder panicked: nothing in between can fail.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn refuse(command: Command, error: OfferError) {
    if let Command::Offer { reply, .. } = command {
        reply(Err(error));
    }
}

fn prepare(error: std::io::Error) -> StartError {
    StartError::Prepare(error.to_string())
}

fn bind_all(config: &Config) -> Result<Vec<MediaSocket>, StartError> {
    let (first, threads) = (config.listen.port(), config.threads);
    if threads == 0 {
        return Err(StartError::NoThreads);
    }
    if threads > random::MAX_THREADS {
        return Err(StartError::ManyThreads { threads });
    }
    let out_of_range = StartError::PortRange {
        port: first,
        threads,
    };
    let last = u16::try_from(threads - 1)
        .ok()
        .and_then(|above| first.checked_add(above));
    if last.is_none() {
        return Err(out_of_range);
    }
    (0..threads)
        .map(|index| {
            let mut address = config.listen;
            if first != 0 {
                address.set_port(first + index as u16);
            }
            MediaSocket::bind(address).map_err(|source| StartError::Listen { address, source })
        })
        .collect()
}

fn candidates(config: &Config, thread: usize, bound: SocketAddr) -> Result<Candidates, StartError> {
    Ok(Candidates {
        udp: reachable(config, thread, bound)?,
        tcp: match config.tcp {
            // One listener serves all threads.
            Some(listener) => reachable(config, 0, listener)?,
            None => Vec::new(),
        },
    })
}

/// The configured addresses, or else those of the socket or the interfaces.
fn reachable(
    config: &Config,
    thread: usize,
    bound: SocketAddr,
) -> Result<Vec<SocketAddr>, StartError> {
    if !config.public.is_empty() {
        let told = config.public.iter();
        return told.map(|told| translated(told, thread, bound)).collect();
    }
    let addresses = if bound.ip().is_unspecified() {
        let mut found = interfaces::addresses().map_err(prepare)?;
        found.retain(|address| address.is_ipv4() || bound.is_ipv6());
        found
    } else {
        vec![bound.ip()]
    };
    if addresses.is_empty() {
        return Err(StartError::NoAddress);
    }
    let with_port = |ip: IpAddr| SocketAddr::new(ip, bound.port());
    Ok(addresses.into_iter().map(with_port).collect())
}

/// What stands for the thread's socket on the other side of the address translation.
fn translated(
    told: &PublicAddress,
    thread: usize,
    bound: SocketAddr,
) -> Result<SocketAddr, StartError> {
    let Some(first) = told.port else {
        return Ok(SocketAddr::new(told.ip, bound.port()));
    };
    let above = u16::try_from(thread).ok();
    match above.and_then(|above| first.checked_add(above)) {
        Some(port) => Ok(SocketAddr::new(told.ip, port)),
        None => Err(StartError::PortRange {
            port: first,
            threads: thread + 1,
        }),
    }
}

fn shard(
    thread: usize,
    provider: &Arc<dyn RTCCryptoProvider>,
    identity: &Identity,
    candidates: Candidates,
) -> Result<Shard, StartError> {
    let setup = Setup {
        provider: provider.clone(),
        dice: Box::new(SystemDice::new(provider.clone())),
        identity: identity.clone(),
        thread,
        candidates,
        timeline: clock::timeline(),
    };
    Shard::new(setup, clock::now()).map_err(|error| StartError::Prepare(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_translation_keeps_the_ports_or_counts_up_from_its_own() {
        let bound: SocketAddr = "10.0.0.1:7001".parse().unwrap();
        let second = |told: SocketAddr, port| {
            let told = PublicAddress {
                ip: told.ip(),
                port,
            };
            translated(&told, 1, bound)
        };
        let told: SocketAddr = "203.0.113.7:0".parse().unwrap();
        assert_eq!(second(told, None).unwrap().to_string(), "203.0.113.7:7001");
        let counted = second(told, Some(7100)).unwrap();
        assert_eq!(counted.to_string(), "203.0.113.7:7101");
        assert!(matches!(
            second(told, Some(u16::MAX)),
            Err(StartError::PortRange { threads: 2, .. })
        ));
    }
}
