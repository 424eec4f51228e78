use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{ChatId, CueId, DelegationId, ItemId, PersonId};
use crate::plan::{Localized, Role};
use crate::protocol::{
    FilmCommand, FloorCommand, NoteCommand, PhotoCommand, SideCommand, SigningCommand,
    StageCommand, VoteCommand,
};

/// Everything a client says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientMessage {
    /// The first message of every WebSocket.
    Hello(Hello),
    /// Asks for something; answered by exactly one `Done` or `Rejected` with the same `id`.
    Request { id: u32, command: Command },
    /// "I am here", every 5 s when nothing else is said; answered by `Pong`.
    Ping { sent: f64 },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    pub protocol: u32,
    /// The pass that `POST /api/join` gave for the link.
    pub pass: String,
    /// Edition of the privacy notice that was acknowledged on the pre-join page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub acknowledged: Option<String>,
    /// Random name of this tab, kept over reloads: the same device never counts twice.
    pub device: String,
    /// The language the person reads the screen in.
    pub language: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub resume: Option<Resume>,
}

/// Where the client was when it lost the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    pub epoch: u32,
    #[ts(type = "number")]
    pub seq: u64,
    /// As `you.sends` last said: whoever did not send does not take the floor by coming back.
    pub sends: bool,
}

/// What can be asked for. Desired-state commands (`SetMedia`, `Share`, `View`, `Hand`) are idempotent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// An SDP offer (first, after growth of the slot pool, or with new ICE credentials).
    /// Answered by `Done` with `answer`. `fresh` says that the client built a new PeerConnection.
    Offer {
        sdp: String,
        fresh: bool,
    },
    /// What this device sends now.
    SetMedia {
        microphone: bool,
        camera: bool,
    },
    /// Share a screen from this device, with its sound if it has any, or no longer. One screen is
    /// shared at a time: a host takes the place of whoever shares, anybody else is refused.
    Share {
        on: bool,
    },
    /// What this device wants to see.
    View(View),
    /// Raise or lower one's own hand.
    Hand {
        raised: bool,
    },
    Chat {
        text: String,
    },
    /// Leave with this device.
    Leave,

    // Hosts only, from here on.
    Admit {
        person: PersonId,
    },
    AdmitAll,
    /// Turn somebody away from the lobby, or out of the meeting: their link is dead until re-admitted.
    Remove {
        person: PersonId,
    },
    /// Close somebody's microphone. They can open it again.
    Mute {
        person: PersonId,
    },
    /// End somebody's screen share. They can begin another.
    StopShare {
        person: PersonId,
    },
    SetRole {
        person: PersonId,
        role: Role,
    },
    LowerHand {
        person: PersonId,
    },
    /// Starts an item; the one running before it ends at the same moment.
    StartItem {
        item: ItemId,
    },
    EndItem {
        item: ItemId,
    },
    SkipItem {
        item: ItemId,
    },
    EndSession,

    // The run of show. Hosts:
    /// Puts an item that did not begin yet before another such item, or last.
    MoveItem {
        item: ItemId,
        before: Option<ItemId>,
    },
    /// Gives an item that is not over so many minutes, 1 to 600.
    ResizeItem {
        item: ItemId,
        minutes: u16,
    },
    /// An item that was skipped is held after all.
    RestoreItem {
        item: ItemId,
    },
    // Hosts and technicians:
    /// The cue is done now; `fallback`: by what is done instead.
    CallCue {
        cue: CueId,
        fallback: bool,
    },
    /// The cue is left out.
    DropCue {
        cue: CueId,
    },
    /// Calling or leaving it out was a mistake.
    ResetCue {
        cue: CueId,
    },
    /// Tells somebody that they are on stage in so many seconds, an hour at most; without `seconds`:
    /// no longer.
    CallToStage {
        person: PersonId,
        seconds: Option<u16>,
    },
    // Everybody:
    /// Whoever was called to the stage is ready.
    Ready,
    /// The floor: who speaks, for how long, and who is next. Says itself who may ask for it.
    Floor(FloorCommand),
    /// About votes; some of it for everybody.
    Vote(VoteCommand),
    // Lobby by delegation.
    /// Those of one delegation who wait, all in one turn.
    AdmitDelegation {
        delegation: DelegationId,
    },
    /// About decisions and actions, for hosts and technicians.
    Note(NoteCommand),
    /// The stage: who is on it, and what everybody sees large. Hosts and technicians.
    Stage(StageCommand),
    /// About side rooms; coming back for everybody.
    Side(SideCommand),
    /// About signings; some of it for everybody.
    Signing(SigningCommand),
    /// The group photo; says itself who may ask for it.
    Photo(PhotoCommand),
    /// Greeting videos. Says itself who may ask for what.
    Film(FilmCommand),
}

/// What one device wants to receive. The engine allots its receive slots in the order of `sources`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct View {
    pub sources: Vec<Wanted>,
    /// Sound only: no picture at all, whatever `sources` says.
    pub audio_only: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub person: PersonId,
    #[serde(default)]
    pub kind: Picture,
    /// Size of the tile in device pixels; the simulcast layer follows it.
    pub width: u16,
    pub height: u16,
}

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Picture {
    #[default]
    Camera,
    Screen,
}

/// A line of chat as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChatLine {
    pub id: ChatId,
    pub from: PersonId,
    /// The author may be gone; empty once they are no longer invited, or were erased.
    pub name: Localized,
    pub delegation: Option<DelegationId>,
    pub at: crate::time::Timestamp,
    /// `None` once the person was erased.
    pub text: Option<String>,
}
