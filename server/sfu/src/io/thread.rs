//! One thread of the engine: waits, hands everything to the shard, sends what comes of it.

#![expect(unsafe_code, reason = "the standard library has no poll")]

use std::sync::Arc;
use std::sync::mpsc::{Receiver as Queue, TryRecvError};
use std::time::{Duration, Instant};

use super::clock;
use super::published::Published;
use super::receive::Receiver;
use super::send::Sender;
use super::socket::MediaSocket;
use super::stream::Ends;
use super::streams::Streams;
use super::wake::Wake;
use crate::api::{Command, Event};
use crate::outbox::{Path, StreamNumber};
use crate::shard::Shard;

/// Batches taken from the socket before timers and commands have their turn.
const BATCHES: usize = 4;

/// How long the rest of a picture is waited for before its beginning is sent on: its packets come close
/// together, nobody can show it without them all, and together they cost half.
const REST_OF_PICTURE: Duration = Duration::from_micros(300);

/// How often others see new figures.
const PUBLISH_INTERVAL: Duration = Duration::from_millis(250);

/// Orders taken before the socket and the timers have their turn.
const ORDERS: usize = 1024;

pub(super) enum Order {
    Command(Command),
    Open {
        number: StreamNumber,
        ends: Arc<Ends>,
    },
    /// By the stream of the path.
    Arrived {
        path: Path,
        datagram: Vec<u8>,
    },
    HungUp(StreamNumber),
    Stop,
}

pub(super) type EventSink = Arc<dyn Fn(Event) + Send + Sync>;

pub(super) struct MediaThread {
    pub(super) shard: Shard,
    pub(super) socket: MediaSocket,
    pub(super) streams: Streams,
    pub(super) orders: Queue<Order>,
    pub(super) wake: Arc<Wake>,
    pub(super) events: EventSink,
    pub(super) figures: Arc<Published>,
}

impl MediaThread {
    pub(super) fn run(mut self) {
        let mut receiver = Receiver::new();
        let mut sender = Sender::new();
        let mut publish_at = clock::now();
        let mut goes_on = true;
        while goes_on {
            // Most turns begin with a datagram, and the others need no call to find that out.
            goes_on = !self.wait() || self.take_orders(&mut sender);
            self.take_datagrams(&mut receiver, &mut sender);
            self.take_rest_of_picture(&mut receiver, &mut sender);
            self.forward_pictures(&mut sender);
            let now = clock::now();
            self.shard.guard(|shard| shard.tick(now));
            if !goes_on {
                self.shard.close(now);
            }
            flush(&mut self.shard, &mut sender, &self.socket, &self.streams);
            self.streams.check(&mut self.shard, now);
            while let Some(event) = self.shard.poll_event() {
                (self.events)(event);
            }
            // At the end, and before a long sleep, too.
            if publish_at <= now || !goes_on || self.shard.next_tick().is_none() {
                publish_at = now + PUBLISH_INTERVAL;
                self.figures.store(self.shard.figures());
            }
        }
    }

    /// Says whether there may be orders.
    fn wait(&self) -> bool {
        let mut descriptors = [self.socket.fd(), self.wake.fd()].map(|fd| libc::pollfd {
            fd,
            events: libc::POLLIN,
            revents: 0,
        });
        let due = [self.shard.next_tick(), self.streams.next_check()];
        let timeout = match due.into_iter().flatten().min() {
            Some(at) => milliseconds_until(at),
            None => -1,
        };
        // SAFETY: two descriptors, as said. A signal ends the wait early, which is no harm.
        unsafe { libc::poll(descriptors.as_mut_ptr(), 2, timeout) };
        descriptors[1].revents != 0
    }

    /// Returns false when it is time to stop.
    fn take_orders(&mut self, sender: &mut Sender) -> bool {
        self.wake.rest();
        for _ in 0..ORDERS {
            match self.orders.try_recv() {
                Ok(Order::Command(command)) => {
                    // What has come by a stream before it was sent to those who watched then.
                    self.forward_pictures(sender);
                    let now = clock::now();
                    self.shard.guard(|shard| shard.command(command, now));
                }
                Ok(Order::Open { number, ends }) => self.streams.open(number, ends, clock::now()),
                Ok(Order::Arrived { path, mut datagram }) => {
                    self.arrived(&mut datagram, path, sender);
                }
                Ok(Order::HungUp(number)) => {
                    self.streams.hung_up(number);
                    self.shard.stream_closed(number);
                }
                Err(TryRecvError::Empty) => return true,
                Ok(Order::Stop) | Err(TryRecvError::Disconnected) => return false,
            }
        }
        // There may be more, of which nobody will say so again.
        self.wake.wake();
        true
    }

    /// A datagram has come by a stream.
    fn arrived(&mut self, datagram: &mut [u8], path: Path, sender: &mut Sender) {
        let is_open = path
            .stream
            .is_some_and(|number| self.streams.read_one(number));
        if !is_open {
            return;
        }
        handle(&mut self.shard, datagram, path, clock::now());
        relieve(&mut self.shard, sender, &self.socket, &self.streams);
    }

    fn take_rest_of_picture(&mut self, receiver: &mut Receiver, sender: &mut Sender) {
        let since = clock::now();
        while self.shard.take_is_amid_picture() {
            let passed = clock::now().saturating_duration_since(since);
            let left = REST_OF_PICTURE.saturating_sub(passed);
            if left.is_zero() || !self.socket.is_readable(left) {
                return;
            }
            self.take_datagrams(receiver, sender);
        }
    }

    fn forward_pictures(&mut self, sender: &mut Sender) {
        forward_pictures(&mut self.shard, sender, &self.socket, &self.streams);
    }

    fn take_datagrams(&mut self, receiver: &mut Receiver, sender: &mut Sender) {
        for _ in 0..BATCHES {
            let mut now = clock::now();
            let (shard, socket, streams) = (&mut self.shard, &self.socket, &self.streams);
            let more = receiver.receive(socket, |datagram, path| {
                handle(shard, datagram, path, now);
                if relieve(shard, sender, socket, streams) {
                    // It takes its time, and the core's must not run backwards.
                    now = clock::now();
                }
            });
            if !more {
                return;
            }
        }
    }
}

fn handle(shard: &mut Shard, datagram: &mut [u8], path: Path, now: Instant) {
    let is_done = shard.guard(|shard| shard.datagram(datagram, path, now));
    if is_done.is_none() {
        shard.guard(|shard| shard.abandon(path, now));
    }
}

/// In the midst of a turn, when much has come. Says whether it had.
fn relieve(
    shard: &mut Shard,
    sender: &mut Sender,
    socket: &MediaSocket,
    streams: &Streams,
) -> bool {
    let is_laden = shard.is_laden();
    if is_laden {
        forward_pictures(shard, sender, socket, streams);
        flush(shard, sender, socket, streams);
    }
    is_laden
}

/// Piece by piece, however many there are who watch.
fn forward_pictures(
    shard: &mut Shard,
    sender: &mut Sender,
    socket: &MediaSocket,
    streams: &Streams,
) {
    let mut has_more = true;
    while has_more {
        let now = clock::now();
        match shard.guard(|shard| shard.forward_pictures(now)) {
            Some(more) => has_more = more,
            None => {
                shard.guard(|shard| shard.abandon_pictures(now));
            }
        }
        if has_more {
            flush(shard, sender, socket, streams);
        }
    }
}

/// Sends and clears the outbox.
fn flush(shard: &mut Shard, sender: &mut Sender, socket: &MediaSocket, streams: &Streams) {
    streams.fill(shard, clock::now());
    sender.flush(socket, shard.outbox());
}

/// Rounded up, so that the moment has come when the wait ends.
fn milliseconds_until(at: Instant) -> libc::c_int {
    let left = at.saturating_duration_since(clock::now());
    libc::c_int::try_from(left.as_micros().div_ceil(1000)).unwrap_or(libc::c_int::MAX)
}
