//! The media engine: terminates ICE, DTLS and SRTP and forwards what the peers of a room send to
//! each other. It knows nothing of meetings.

mod api;
mod io;

pub use api::{
    Command, Config, Event, Kind, OfferError, OfferReply, PeerKey, RoomKey, Source, StartError,
    Want,
};
pub use io::Engine;
