//! Both ends of a stream: who moves its bytes, and the thread that its datagrams are for.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use super::engine::{Mailbox, lock};
use super::thread::Order;
use crate::outbox::{Path, StreamNumber};
use crate::stream::queue::{Class, Frame, FrameQueue};

/// Datagrams of one stream that may wait for the thread; more are dropped, as by a socket.
const UNREAD: usize = 512;

/// A stream of datagrams to and from one client, which is not UDP: whoever holds this moves the
/// bytes. Dropped, it is closed.
pub struct Stream {
    number: StreamNumber,
    remote: SocketAddr,
    mailbox: Mailbox,
    ends: Arc<Ends>,
}

/// What both ends touch. The lock is held for a few moves at a time, never while waiting.
pub(super) struct Ends {
    queue: Mutex<Queue>,
    unread: AtomicUsize,
    /// Says that there is something to take.
    ready: Box<dyn Fn() + Send + Sync>,
}

#[derive(Default)]
struct Queue {
    frames: FrameQueue,
    closed: bool,
}

/// The engine has no more use for a stream: nobody was ever identified on it, its client is gone,
/// or takes nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stream is closed")]
pub struct StreamClosed;

impl Stream {
    /// `ready` is called on a thread of the engine whenever there is something to take: it must not
    /// block.
    pub(super) fn open(
        number: StreamNumber,
        remote: SocketAddr,
        mailbox: Mailbox,
        ready: impl Fn() + Send + Sync + 'static,
    ) -> Option<Stream> {
        let ends = Arc::new(Ends {
            queue: Mutex::default(),
            unread: AtomicUsize::new(0),
            ready: Box::new(ready),
        });
        let opened = Order::Open {
            number,
            ends: ends.clone(),
        };
        mailbox.send(opened).ok()?;
        Some(Stream {
            number,
            remote,
            mailbox,
            ends,
        })
    }

    /// A datagram has arrived for our address `local`.
    pub fn arrived(&self, local: IpAddr, datagram: Vec<u8>) {
        if self.ends.unread.fetch_add(1, Ordering::Relaxed) >= UNREAD {
            self.ends.unread.fetch_sub(1, Ordering::Relaxed);
            return;
        }
        let path = Path {
            stream: Some(self.number),
            remote: self.remote,
            local,
        };
        // A thread that has ended has closed the stream.
        let _ = self.mailbox.send(Order::Arrived { path, datagram });
    }

    /// Takes the next datagrams for the client, about `bytes` of them; none if there are none yet.
    pub fn take(&self, bytes: usize) -> Result<Vec<Frame>, StreamClosed> {
        let mut queue = lock(&self.ends.queue);
        let frames = queue.frames.take(bytes);
        if frames.is_empty() && queue.closed {
            return Err(StreamClosed);
        }
        Ok(frames)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let _ = self.mailbox.send(Order::HungUp(self.number));
    }
}

impl Ends {
    pub(super) fn push(&self, class: Class, frame: Frame, now: Instant) {
        lock(&self.queue).frames.push(class, frame, now);
    }

    pub(super) fn is_stuck(&self, now: Instant) -> bool {
        lock(&self.queue).frames.is_stuck(now)
    }

    /// Tells the other end to look.
    pub(super) fn call(&self) {
        (self.ready)();
    }

    pub(super) fn close(&self) {
        lock(&self.queue).closed = true;
        self.call();
    }

    pub(super) fn read_one(&self) {
        self.unread.fetch_sub(1, Ordering::Relaxed);
    }
}
