use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{CueId, ItemId, NoteId, PersonId, SigningId, VoteId};
use crate::plan::Role;
use crate::protocol::{
    ChatLine, CueState, CueView, DelegationVoter, FetchedView, FilmView, FloorView, Goodbye,
    HallView, ItemState, ItemView, Named, NoteView, Outside, PersonView, PhotoView, Picture,
    Presence, Reason, RecordHealth, RoleCount, ShowingView, SideView, SigningView, Snapshot,
    StageCall, StageView, Track, VoteView,
};
use crate::time::Timestamp;
use crate::vote::Choice;

/// Everything the server says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    Welcome(Welcome),
    Done {
        id: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        answer: Option<MediaAnswer>,
    },
    Rejected {
        id: u32,
        reason: Reason,
        /// What exactly, where the reason alone does not say it: names of codecs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        detail: Option<String>,
    },
    /// A change of the room. `seq` rises, with gaps where a change was for others only.
    Delta {
        #[ts(type = "number")]
        seq: u64,
        change: Change,
    },
    /// To this device only: which source now arrives on which receive slot.
    Slots {
        slots: Vec<Slot>,
    },
    /// To this device only: the simulcast layers of its own picture, by `rid`, that somebody sees or
    /// waits for. The others need not be sent.
    Layers {
        kind: Picture,
        on: Vec<String>,
    },
    /// How the media of people flows, as far as it is news: of those whose quality changed, and
    /// after a welcome of all with whom it is not good.
    Quality {
        people: Vec<PersonQuality>,
    },
    /// To this device only, not kept: who makes sound, loudest first, 0 (silence) to 100.
    Levels {
        levels: Vec<Level>,
    },
    Pong {
        sent: f64,
        server_time: Timestamp,
    },
    /// The last message before the server closes the WebSocket.
    Goodbye {
        reason: Goodbye,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Welcome {
    pub protocol: u32,
    /// Changes when the room was rebuilt (restart of the service).
    pub epoch: u32,
    #[ts(type = "number")]
    pub seq: u64,
    pub server_time: Timestamp,
    pub you: You,
    pub media: MediaState,
    /// `None` while waiting in the lobby, or when `seq` continues from the `resume` that was asked
    /// for and the deltas missed follow.
    pub snapshot: Option<Box<Snapshot>>,
    /// Relays for networks that let nothing else through; new credentials every time.
    pub ice_servers: Vec<IceServer>,
}

/// As `RTCIceServer` of browsers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IceServer {
    pub urls: Vec<String>,
    pub username: String,
    pub credential: String,
}

impl std::fmt::Debug for IceServer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The rest opens a relay.
        write!(out, "IceServer({})", self.urls.join(", "))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct You {
    pub person: PersonId,
    pub role: Role,
    pub presence: Presence,
    /// False on the older of two devices of one person: it goes on receiving, the newer one sends.
    pub sends: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MediaState {
    /// Restart ICE in place.
    Kept,
    /// Build a new PeerConnection from the live tracks.
    Lost,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MediaAnswer {
    pub sdp: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Slot {
    /// `mid` of the m-line.
    pub mid: String,
    pub person: Option<PersonId>,
    /// What of the person; there when `person` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub kind: Option<SourceKind>,
    /// The picture stands still: the connection of this device cannot carry it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub paused: bool,
}

/// What a device can send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    Microphone,
    Camera,
    Screen,
    ScreenSound,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonQuality {
    pub person: PersonId,
    /// From them to the service.
    pub up: Quality,
    /// From the service to them.
    pub down: Quality,
}

/// How well media flows in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    #[default]
    Good,
    Poor,
    /// Nothing arrives.
    Lost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Level {
    pub person: PersonId,
    pub level: u8,
}

/// One change of the room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// To one person: they were admitted (or the room was rebuilt around them).
    Snapshot {
        you: You,
        snapshot: Box<Snapshot>,
    },
    /// To one device: it sends now, or no longer does because a newer one took over.
    You {
        you: You,
    },
    Opened {
        at: Timestamp,
    },
    /// Somebody came in, or something about them changed.
    Person {
        person: PersonView,
    },
    Gone {
        person: PersonId,
    },
    Presence {
        person: PersonId,
        presence: Presence,
    },
    Media {
        person: PersonId,
        microphone: Track,
        camera: Track,
    },
    /// To one person: a host closed your microphone.
    Muted {
        by: PersonId,
    },
    /// Who shares a screen now.
    Screen {
        person: Option<PersonId>,
    },
    /// To one person: a host ended your screen share, or took its place with another.
    ShareStopped {
        by: PersonId,
    },
    /// To hosts: somebody stands at the door, or no longer does.
    Lobby {
        person: PersonView,
    },
    LobbyGone {
        person: PersonId,
    },
    Hands {
        hands: Vec<PersonId>,
    },
    Chat {
        line: ChatLine,
    },
    Item {
        item: ItemId,
        #[serde(flatten)]
        state: ItemState,
    },
    /// The plan was changed at the desk.
    Agenda {
        agenda: Vec<ItemView>,
    },
    Speaker {
        person: Option<PersonId>,
    },
    Record {
        health: RecordHealth,
    },
    /// Somebody came into the hall or left it, or the hall itself was changed at the desk.
    Hall {
        hall: Option<HallView>,
    },
    Ended,

    // The run of show.
    /// To hosts and technicians: the run sheet is another.
    Cues {
        cues: Vec<CueView>,
    },
    /// To hosts and technicians: a cue was called, left out, or taken back.
    Cue {
        cue: CueId,
        #[serde(flatten)]
        state: CueState,
    },
    /// To hosts and technicians, and to the person: they are called to the stage, or no longer.
    StageCall {
        person: PersonId,
        call: Option<StageCall>,
    },
    /// Who speaks, who is next, or the clock of whoever speaks.
    Floor {
        floor: Box<FloorView>,
    },
    /// A vote was opened, or something about it changed that is not just a ballot.
    Vote {
        vote: Box<VoteView>,
    },
    /// Somebody gave a ballot; of a secret vote nobody is told which.
    Ballot {
        vote: VoteId,
        person: PersonId,
        choice: Option<Choice>,
    },
    /// Who would vote in the next vote.
    Voters {
        delegations: Vec<DelegationVoter>,
        people: Vec<RoleCount>,
    },
    /// To one device: a closed item runs, and it is outside until `Snapshot` brings it back. Nothing
    /// it knew of the room holds any longer.
    Outside {
        you: You,
        outside: Outside,
    },
    /// To hosts: everybody whom a host removed, and none admitted again.
    Removed {
        people: Vec<Named>,
    },
    /// A decision or an action was noted, or put right.
    Note {
        note: Box<NoteView>,
    },
    /// It does not count any more, or is nothing for you.
    NoteGone {
        note: NoteId,
    },
    /// The stage was opened or closed, or who is on it, or what everybody sees large, changed.
    Stage {
        stage: Box<StageView>,
    },
    /// The side rooms that are open now, and who is in which: all that the reader may know of.
    Sides {
        rooms: Vec<SideView>,
    },
    /// For press and observers: who is in a side room now.
    Away {
        people: Vec<PersonId>,
    },
    /// A signing was prepared, or something about it changed.
    Signing {
        signing: Box<SigningView>,
    },
    /// It is nothing for you.
    SigningGone {
        signing: SigningId,
    },
    /// To everybody who takes part: a group photo was called, or how far it is, or who agreed.
    Photo {
        photo: Box<PhotoView>,
    },
    /// Which greeting videos there are, or which of them devices fetch.
    Films {
        films: Vec<FilmView>,
    },
    /// One is shown to everybody from a moment on, or none any longer.
    Showing {
        showing: Option<ShowingView>,
    },
    /// To hosts and technicians: how much somebody has of one.
    Fetched {
        #[serde(flatten)]
        fetched: FetchedView,
    },
}
