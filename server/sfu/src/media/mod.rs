//! Streams: what is published, in which layers, and how it is continued on a receive slot.

pub(crate) mod activity;
pub(crate) mod flow;
mod heard;
pub(crate) mod history;
pub(crate) mod key_frames;
pub(crate) mod layer;
pub(crate) mod missing;
pub(crate) mod need;
pub(crate) mod numbering;
pub(crate) mod publication;
pub(crate) mod rates;
pub(crate) mod reception;
pub(crate) mod redundancy;
mod retransmissions;
pub(crate) mod rewrite;
pub(crate) mod slot;
pub(crate) mod temporal;
pub(crate) mod voice;

use crate::dtls::ConnectionNumber;

/// A place in the table of peers. It is used again after a peer left, so it never names a peer for
/// longer than a connection lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PeerIndex(pub(crate) usize);

/// One layer of one publication. The number of the connection makes sure that a reference kept for
/// too long finds nothing, rather than the stream of somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LayerRef {
    pub(crate) peer: PeerIndex,
    pub(crate) connection: ConnectionNumber,
    /// Index of the m-line.
    pub(crate) line: usize,
    pub(crate) layer: usize,
}

/// A receive slot that a layer is sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subscriber {
    pub(crate) peer: PeerIndex,
    pub(crate) line: usize,
}

/// What is forwarded of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packet<'a> {
    /// Sequence number that never wraps.
    pub(crate) position: u64,
    pub(crate) timestamp: u32,
    pub(crate) marker: bool,
    pub(crate) payload: &'a [u8],
}
