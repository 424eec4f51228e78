//! The media engine: terminates ICE, DTLS and SRTP and forwards what the peers of a room send to
//! each other. It knows nothing of meetings.

#![deny(unsafe_code)]

mod api;
mod congestion;
mod dtls;
mod egress;
mod figures;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
mod ice;
mod io;
mod limit;
mod media;
mod outbox;
mod random;
mod room;
mod rtcp;
mod rtp;
mod sdp;
mod shard;
mod srtp;
mod stream;
mod timeline;
pub mod turn;

pub use api::{
    Command, Config, Event, Flow, Kind, OfferError, OfferReply, OwnerKey, PartKey, PeerKey,
    PeerQuality, PublicAddress, RoomKey, SlotQuality, Source, StartError, Want,
};
pub use figures::{Dropped, Figures, Traffic};
pub use io::{Engine, Stream, StreamClosed};
pub use stream::framing;
pub use stream::queue::Frame;

#[cfg(any(test, fuzzing))]
#[cfg_attr(
    fuzzing,
    expect(dead_code, unused_imports, reason = "the tests use more of it")
)]
#[cfg_attr(test, expect(clippy::unwrap_used, reason = "it is a client of tests"))]
#[path = "../tests/client/mod.rs"]
mod client;

#[cfg(test)]
mod tests {
    use std::time::Instant;

    /// The instant at which a test begins; which one it is makes no difference.
    #[expect(
        clippy::disallowed_methods,
        reason = "there is no other way to make an Instant"
    )]
    pub(crate) fn start() -> Instant {
        Instant::now()
    }
}
