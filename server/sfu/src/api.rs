//! What the caller says to the engine and hears from it. The engine knows nothing of meetings:
//! rooms and peers are numbers chosen by the caller.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use thiserror::Error;

/// How the engine listens.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address of the first thread; thread `i` listens on `port + i`. Port 0 lets the system choose
    /// one for each thread. An unspecified address (`0.0.0.0`, `[::]`) listens on every interface.
    pub listen: SocketAddr,
    /// Told to the clients in place of the addresses of the interfaces, for a server behind an
    /// address translation.
    pub public: Vec<PublicAddress>,
    /// Number of forwarding threads, 1 to 64. A room lives on one of them.
    pub threads: usize,
    /// Where the caller accepts TCP connections for [`crate::Engine::stream_by_request`], if it
    /// does: told to the clients too.
    pub tcp: Option<SocketAddr>,
}

/// Where the clients find the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicAddress {
    pub ip: IpAddr,
    /// Of the first thread; thread `i` is found at `port + i`. `None`: the ports are kept.
    pub port: Option<u16>,
}

/// A room: the peers of one room can see and hear each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomKey(pub u64);

/// A part of a room: nothing passes from one to another. Peers enter the room in part 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartKey(pub u64);

/// One connection (device) of one participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerKey(pub u64);

/// Whose device a peer is: nobody hears themselves from another of their devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnerKey(pub u64);

/// What a peer can send, in the order in which its offer lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Microphone,
    Camera,
    Screen,
    ScreenSound,
}

/// One thing sent by one peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    pub peer: PeerKey,
    pub kind: Kind,
}

/// A picture somebody wants to see, with the size of its tile in device pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Want {
    pub source: Source,
    pub width: u16,
    pub height: u16,
}

/// How the answer to an offer comes back. Called once, on a thread of the engine: it must not block.
pub type OfferReply = Box<dyn FnOnce(Result<String, OfferError>) + Send>;

/// What the caller can ask for. Commands of one peer are carried out in the order given.
pub enum Command {
    /// The peer is known from now on; nothing flows before its offer.
    Enter {
        room: RoomKey,
        peer: PeerKey,
        owner: OwnerKey,
    },
    /// An SDP offer; the answer goes to `reply`. `fresh`: the client has built a new connection, so
    /// whatever was there before is forgotten. Otherwise it is a renegotiation of the present
    /// connection: more receive slots, or an ICE restart.
    Offer {
        peer: PeerKey,
        sdp: String,
        fresh: bool,
        reply: OfferReply,
    },
    /// What the peer may send; nothing at first. `screen` governs a shared screen with its sound.
    /// What is not allowed is dropped on arrival, from this very command on.
    Allow {
        peer: PeerKey,
        microphone: bool,
        camera: bool,
        screen: bool,
    },
    /// What the peer wants to see, most important first. Replaces what it said before.
    View {
        peer: PeerKey,
        wants: Vec<Want>,
        audio_only: bool,
    },
    /// From this very command on the peer hears and sees those of another part of its room, and is
    /// heard and seen by them, instead of those it was with. Its connection stays.
    Move { peer: PeerKey, part: PartKey },
    /// The peer is forgotten; its connection is closed.
    Leave { peer: PeerKey },
}

/// What the caller hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The secure connection stands on a nominated path. Said again after a fresh offer, not after
    /// an ICE restart.
    Connected { peer: PeerKey },
    /// The connection is gone: closed by the client, refused, silent for 30 s, or not secured within
    /// 20 s. The peer stays known and may offer afresh.
    Lost { peer: PeerKey },
    /// Which source each receive slot (by the `mid` of its m-line) shows; the whole mapping, said
    /// whenever it changes.
    Slots {
        peer: PeerKey,
        slots: Vec<(String, Option<Source>)>,
    },
    /// Which simulcast layers of a picture are needed, by the names that the offer gave them: those
    /// that somebody sees or waits for, and the lowest. The others need not be sent. Said once of
    /// every picture in several layers, then at each change: at once when a layer is needed, after a
    /// second when it is not any more.
    Needed { source: Source, layers: Vec<String> },
    /// Which of the receive slots with a picture stand still, because the connection cannot carry
    /// them; all of them, said of each new connection and whenever it changes. A slot that is not named any more goes on with a
    /// key frame.
    Paused { peer: PeerKey, mids: Vec<String> },
    /// Which of the allowed sources deliver packets. Said at each change; an end is noticed after
    /// 3 s without a packet, or at once when it is no longer allowed.
    Arriving {
        peer: PeerKey,
        microphone: bool,
        camera: bool,
    },
    /// How loud the speaking peers of a part of a room are, in -dBov (0 is loudest, 127 silence),
    /// about four times a second while somebody speaks, and once with nobody in it when the last
    /// one stops.
    Levels {
        room: RoomKey,
        part: PartKey,
        levels: Vec<(PeerKey, u8)>,
    },
    /// How media flowed to and from every connected peer of a room, about every two seconds.
    Quality {
        room: RoomKey,
        peers: Vec<PeerQuality>,
    },
    /// Who speaks now in a part of a room; nobody after a while of silence.
    Speaker {
        room: RoomKey,
        part: PartKey,
        peer: Option<PeerKey>,
    },
}

/// How media flowed to and from one peer since the last report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerQuality {
    pub peer: PeerKey,
    /// From the peer to the engine.
    pub up: Flow,
    /// From the engine to the peer.
    pub down: Flow,
    /// There and back; `None` before the peer has reported on anything.
    pub round_trip: Option<Duration>,
    /// The receive slots that show or sound something.
    pub slots: Vec<SlotQuality>,
}

/// One direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    pub bits_per_second: u32,
    /// Packets lost on the way, retransmissions not counted, of a thousand.
    pub lost_per_mille: u16,
    /// The largest of the streams of sound; `None` where none flowed.
    pub jitter: Option<Duration>,
    /// Nothing arrives although something should.
    pub is_silent: bool,
}

/// One receive slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotQuality {
    pub mid: String,
    pub source: Source,
    /// The simulcast layer that plays, 0 is the lowest.
    pub layer: Option<u8>,
    pub bits_per_second: u32,
    pub lost_per_mille: u16,
    /// How often nothing came of a camera for a second although the engine received it.
    pub freezes: u16,
}

/// Why an offer was not answered. It quotes nothing of the offer, which holds addresses and keys.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OfferError {
    #[error("this peer has not entered a room")]
    UnknownPeer,
    #[error("there is no connection to renegotiate")]
    NoConnection,
    #[error("the offer cannot be read: {0}")]
    Malformed(&'static str),
    #[error("the offer lacks what this server needs: {0}")]
    Unsupported(&'static str),
    #[error("this server speaks {needed} there, and the offer has only {offered}")]
    Codec {
        needed: &'static str,
        /// Names of codecs, as the offer writes them.
        offered: String,
    },
    #[error("the engine has stopped")]
    Stopped,
}

/// Why the engine did not start.
#[derive(Debug, Error)]
pub enum StartError {
    #[error("at least one media thread is needed")]
    NoThreads,
    #[error("{threads} media threads are more than 64")]
    ManyThreads { threads: usize },
    #[error("{threads} media threads do not fit above port {port}")]
    PortRange { port: u16, threads: usize },
    #[error("cannot listen for media on {address}: {source}")]
    Listen {
        address: SocketAddr,
        source: std::io::Error,
    },
    #[error("no network address to offer to clients; configure a public address")]
    NoAddress,
    #[error("cannot prepare the media engine: {0}")]
    Prepare(String),
}
