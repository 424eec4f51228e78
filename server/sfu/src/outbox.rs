//! Datagrams on their way out. The pure core fills it; `io` sends and clears it at every turn.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;

/// Bytes that are sent before there are more: as many as stay in a core's own cache until the kernel
/// has copied them.
pub(crate) const FULL: usize = 256 << 10;

/// A TCP connection or a relayed one, numbered by the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct StreamNumber(pub(crate) NonZeroU32);

/// Where a datagram came from or goes to: both ends, because a host with several addresses must
/// answer from the one that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Path {
    /// `None`: the UDP socket of the thread.
    pub(crate) stream: Option<StreamNumber>,
    pub(crate) remote: SocketAddr,
    pub(crate) local: IpAddr,
}

impl Path {
    pub(crate) fn udp(remote: SocketAddr, local: IpAddr) -> Self {
        Path {
            stream: None,
            remote,
            local,
        }
    }

    /// A number that datagrams of one path have in common, and mostly no others: it is compared for
    /// every packet that is sent.
    fn group(&self) -> u64 {
        let address = match self.remote.ip() {
            IpAddr::V4(ip) => u64::from(ip.to_bits()),
            IpAddr::V6(ip) => {
                let bits = ip.to_bits();
                (bits >> 64) as u64 ^ bits as u64
            }
        };
        address << 16 ^ address >> 48 ^ u64::from(self.remote.port())
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Datagram {
    pub(crate) path: Path,
    pub(crate) start: usize,
    pub(crate) length: usize,
}

impl Datagram {
    pub(crate) fn new(path: Path, start: usize, length: usize) -> Self {
        Datagram {
            path,
            start,
            length,
        }
    }
}

/// A datagram that is being written at the end of the arena.
pub(crate) struct Tail<'a> {
    bytes: &'a mut Vec<u8>,
    start: usize,
}

impl Tail<'_> {
    pub(crate) fn push(&mut self, part: &[u8]) {
        self.bytes.extend_from_slice(part);
    }

    /// So many zeros.
    pub(crate) fn zeros(&mut self, count: usize) {
        self.bytes.resize(self.bytes.len() + count, 0);
    }

    /// What was written so far.
    pub(crate) fn written(&mut self) -> &mut [u8] {
        &mut self.bytes[self.start..]
    }

    pub(crate) fn truncate(&mut self, length: usize) {
        self.bytes.truncate(self.start + length);
    }
}

/// One arena for all bytes, so that a turn allocates nothing.
#[derive(Default)]
pub(crate) struct Outbox {
    bytes: Vec<u8>,
    /// For the UDP socket.
    datagrams: Vec<Datagram>,
    /// While they are brought together: group and place of each, and the new order.
    places: Vec<(u64, usize)>,
    grouped: Vec<Datagram>,
    /// For streams; kept apart, so that they cost the others nothing.
    streamed: Vec<Datagram>,
}

impl Outbox {
    pub(crate) fn push(&mut self, path: Path, datagram: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(datagram);
        self.file(Datagram::new(path, start, datagram.len()));
    }

    fn file(&mut self, datagram: Datagram) {
        match datagram.path.stream {
            None => self.datagrams.push(datagram),
            Some(_) => self.streamed.push(datagram),
        }
    }

    /// Lets `write` append a datagram to the arena; it says when there is nothing to send after all.
    /// Returns the length.
    pub(crate) fn write(
        &mut self,
        path: Path,
        write: impl FnOnce(&mut Tail<'_>) -> Option<()>,
    ) -> Option<usize> {
        let start = self.bytes.len();
        let mut tail = Tail {
            bytes: &mut self.bytes,
            start,
        };
        if write(&mut tail).is_none() {
            self.bytes.truncate(start);
            return None;
        }
        let length = self.bytes.len() - start;
        self.file(Datagram::new(path, start, length));
        Some(length)
    }

    /// It had better be sent before there is more.
    pub(crate) fn is_full(&self) -> bool {
        self.bytes.len() >= FULL
    }

    /// Nothing is to be sent, by whatever way.
    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.datagrams.is_empty() && self.streamed.is_empty()
    }

    /// Those for streams, with the stream of each.
    pub(crate) fn streamed(&self) -> impl Iterator<Item = (StreamNumber, Path, &[u8])> {
        self.streamed.iter().filter_map(|datagram| {
            let bytes = &self.bytes[datagram.start..datagram.start + datagram.length];
            Some((datagram.path.stream?, datagram.path, bytes))
        })
    }

    /// Those for the UDP socket.
    pub(crate) fn datagrams(&self) -> &[Datagram] {
        &self.datagrams
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Brings datagrams of one destination together, each destination's in their order.
    pub(crate) fn group(&mut self) {
        let places = self.datagrams.iter().enumerate();
        self.places.clear();
        self.places
            .extend(places.map(|(place, datagram)| (datagram.path.group(), place)));
        if self.places.is_sorted() {
            return;
        }
        // Small keys, because datagrams are large to move about.
        self.places.sort_unstable();
        self.grouped.clear();
        let in_order = self.places.iter().map(|(_, place)| self.datagrams[*place]);
        self.grouped.extend(in_order);
        std::mem::swap(&mut self.datagrams, &mut self.grouped);
    }

    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.datagrams.clear();
        self.streamed.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(port: u16) -> Path {
        Path::udp(
            SocketAddr::from(([10, 0, 0, 1], port)),
            IpAddr::from([10, 0, 0, 2]),
        )
    }

    #[test]
    fn what_is_written_in_place_stands_and_what_fails_leaves_no_trace() {
        let mut outbox = Outbox::default();
        outbox.push(path(1), b"abc");
        let written = outbox.write(path(2), |tail| {
            tail.zeros(4);
            tail.written()[..2].copy_from_slice(b"de");
            tail.truncate(2);
            Some(())
        });
        assert_eq!(written, Some(2));
        let failed = outbox.write(path(3), |tail| {
            tail.push(b"xyz");
            None
        });
        assert_eq!(failed, None);
        outbox.push(path(1), b"f");
        assert_eq!(outbox.bytes(), b"abcdef");
        outbox.group();
        let order: Vec<_> = outbox
            .datagrams()
            .iter()
            .map(|datagram| (datagram.path.remote.port(), datagram.length))
            .collect();
        assert_eq!(order, [(1, 3), (1, 1), (2, 2)]);
    }
    #[test]
    fn streams_are_kept_apart_from_the_socket() {
        let stream = StreamNumber(NonZeroU32::MIN);
        let by_stream = Path {
            stream: Some(stream),
            ..path(1)
        };
        let mut outbox = Outbox::default();
        outbox.push(by_stream, b"a");
        assert!(!outbox.is_empty());
        outbox.push(path(1), b"b");
        outbox.push(by_stream, b"c");
        assert_eq!(outbox.datagrams().len(), 1);
        let streamed: Vec<_> = outbox.streamed().collect();
        assert_eq!(
            streamed,
            [(stream, by_stream, &b"a"[..]), (stream, by_stream, b"c")]
        );
        outbox.clear();
        assert!(outbox.is_empty());
    }
}
