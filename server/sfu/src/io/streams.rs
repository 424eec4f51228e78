//! The streams of one thread.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::stream::Ends;
use crate::outbox::StreamNumber;
use crate::shard::Shard;
use crate::stream::queue::{Class, Frame};

/// A stream on which no client is identified is closed after this time: nobody was yet, or the
/// client is gone.
const ANONYMOUS: Duration = Duration::from_secs(10);

/// How often that is looked at.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

#[derive(Default)]
pub(super) struct Streams {
    open: HashMap<StreamNumber, Open>,
    check_at: Option<Instant>,
}

struct Open {
    ends: Arc<Ends>,
    /// When a client was last known to be at its other end, or the stream began.
    known_at: Instant,
}

impl Streams {
    pub(super) fn open(&mut self, number: StreamNumber, ends: Arc<Ends>, now: Instant) {
        let known_at = now;
        self.open.insert(number, Open { ends, known_at });
        self.check_at = self.check_at.or(Some(now + CHECK_INTERVAL));
    }

    pub(super) fn hung_up(&mut self, number: StreamNumber) {
        self.open.remove(&number);
    }

    /// Whether a datagram that has come by this stream is to be handled.
    pub(super) fn read_one(&self, number: StreamNumber) -> bool {
        let open = self.open.get(&number);
        open.inspect(|stream| stream.ends.read_one()).is_some()
    }

    /// When [`Streams::check`] should be called next.
    pub(super) fn next_check(&self) -> Option<Instant> {
        self.check_at
    }

    /// Moves what the shard sends by streams into their queues.
    pub(super) fn fill(&self, shard: &Shard, now: Instant) {
        let mut filled: Option<(StreamNumber, &Ends)> = None;
        for (number, path, datagram) in shard.outgoing().streamed() {
            let ends = match filled {
                Some((before, ends)) if before == number => ends,
                _ => {
                    if let Some((_, before)) = filled.take() {
                        before.call();
                    }
                    let Some(stream) = self.open.get(&number) else {
                        continue;
                    };
                    &stream.ends
                }
            };
            let frame = Frame {
                local: path.local,
                datagram: datagram.to_vec(),
            };
            ends.push(class(shard, path, datagram), frame, now);
            filled = Some((number, ends));
        }
        if let Some((_, last)) = filled {
            last.call();
        }
    }

    /// Closes streams that are of no use any more; the shard is told which.
    pub(super) fn check(&mut self, shard: &mut Shard, now: Instant) {
        if self.check_at.is_none_or(|at| now < at) {
            return;
        }
        let known: HashSet<StreamNumber> = shard.streams().collect();
        let mut closed = Vec::new();
        self.open.retain(|number, stream| {
            if known.contains(number) {
                stream.known_at = now;
            }
            let is_anonymous = now.saturating_duration_since(stream.known_at) >= ANONYMOUS;
            let keeps = !is_anonymous && !stream.ends.is_stuck(now);
            if !keeps {
                stream.ends.close();
                closed.push(*number);
            }
            keeps
        });
        for number in closed {
            shard.stream_closed(number);
        }
        self.check_at = (!self.open.is_empty()).then_some(now + CHECK_INTERVAL);
    }
}

impl Drop for Streams {
    fn drop(&mut self) {
        for stream in self.open.values() {
            stream.ends.close();
        }
    }
}

fn class(shard: &Shard, path: crate::outbox::Path, datagram: &[u8]) -> Class {
    match datagram {
        [128..=191, 192..=223, ..] => Class::Control,
        [128..=191, payload_type, ..] => {
            if shard.is_sound(path, payload_type & 0x7f) {
                Class::Sound
            } else {
                Class::Picture
            }
        }
        _ => Class::Control,
    }
}
