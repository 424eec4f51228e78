//! One thread of the engine: waits, hands everything to the shard, sends what comes of it.

#![expect(unsafe_code, reason = "the standard library has no poll")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver as Queue, TryRecvError};
use std::time::{Duration, Instant};

use tracing::error;

use super::clock;
use super::published::Published;
use super::receive::Receiver;
use super::send::Sender;
use super::socket::MediaSocket;
use super::wake::Wake;
use crate::api::{Command, Event};
use crate::shard::Shard;

/// Batches taken from the socket before timers and commands have their turn.
const BATCHES: usize = 4;

/// Bytes to send that are not kept waiting for the end of the turn.
const FLUSH_AT: usize = 1 << 20;

/// How often others see new figures.
const PUBLISH_INTERVAL: Duration = Duration::from_millis(250);

pub(super) enum Order {
    Command(Command),
    Stop,
}

pub(super) type EventSink = Arc<dyn Fn(Event) + Send + Sync>;

pub(super) struct MediaThread {
    pub(super) shard: Shard,
    pub(super) socket: MediaSocket,
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
            self.wait();
            goes_on = self.take_orders();
            self.take_datagrams(&mut receiver, &mut sender);
            let now = clock::now();
            guarded(|| self.shard.tick(now));
            if !goes_on {
                self.shard.close(now);
            }
            sender.flush(&self.socket, self.shard.outbox());
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

    fn wait(&self) {
        let mut descriptors = [self.socket.fd(), self.wake.fd()].map(|fd| libc::pollfd {
            fd,
            events: libc::POLLIN,
            revents: 0,
        });
        let timeout = match self.shard.next_tick() {
            Some(at) => milliseconds_until(at),
            None => -1,
        };
        // SAFETY: two descriptors, as said. A signal ends the wait early, which is no harm.
        unsafe { libc::poll(descriptors.as_mut_ptr(), 2, timeout) };
    }

    /// Returns false when it is time to stop.
    fn take_orders(&mut self) -> bool {
        self.wake.rest();
        loop {
            match self.orders.try_recv() {
                Ok(Order::Command(command)) => {
                    let now = clock::now();
                    guarded(|| self.shard.command(command, now));
                }
                Err(TryRecvError::Empty) => return true,
                Ok(Order::Stop) | Err(TryRecvError::Disconnected) => return false,
            }
        }
    }

    fn take_datagrams(&mut self, receiver: &mut Receiver, sender: &mut Sender) {
        for _ in 0..BATCHES {
            let now = clock::now();
            let (shard, socket) = (&mut self.shard, &self.socket);
            let more = receiver.receive(socket, |datagram, path| {
                if !guarded(|| shard.datagram(datagram, path, now)) {
                    guarded(|| shard.abandon(path, now));
                }
                if shard.outbox().size() > FLUSH_AT {
                    sender.flush(socket, shard.outbox());
                }
            });
            if !more {
                return;
            }
        }
    }
}

/// Rounded up, so that the moment has come when the wait ends.
fn milliseconds_until(at: Instant) -> libc::c_int {
    let left = at.saturating_duration_since(clock::now());
    libc::c_int::try_from(left.as_micros().div_ceil(1000)).unwrap_or(libc::c_int::MAX)
}

/// A fault in handling one connection must not take the others down. Says whether all went well.
fn guarded(work: impl FnOnce()) -> bool {
    let result = catch_unwind(AssertUnwindSafe(work));
    if result.is_err() {
        error!("a fault in the media engine was contained");
    }
    result.is_ok()
}
