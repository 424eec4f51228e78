//! Why not, and why no longer.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why a request was refused. Stable codes: the client has a sentence for each in nine languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The message was not one of ours, or a field is out of bounds.
    Malformed,
    TooLarge,
    TooFast,
    NotAllowed,
    NotAdmitted,
    NoSuchPerson,
    NoSuchItem,
    NoSuchCue,
    /// The item is already running, ended or skipped.
    WrongState,
    /// The doors are not open yet: a rehearsal is not the session.
    TooEarly,
    /// The last host cannot lose the chair while others are here.
    LastHost,
    /// Another device of the same person sends now.
    OtherDevice,
    /// The SDP could not be used.
    BadOffer,
    /// An m-line offers neither Opus nor VP8, which everybody here decodes; what is needed and what was
    /// offered is named.
    UnsupportedCodec,
    /// Somebody else shares a screen now, and you are not a host.
    ScreenTaken,
    /// The record cannot be kept right now; ask again when it can.
    RecordingBehind,
    SessionEnded,
    /// The service has no room for more.
    Full,
    /// Your time at the floor was over; a host may let you open the microphone again.
    MicrophoneClosed,
    /// There is no such vote, or it is over.
    VoteNotOpen,
    /// Another vote is open.
    VoteIsOpen,
    /// A ballot was given, and cannot be changed any more.
    AlreadyVoted,
    /// It is not your turn in the roll-call.
    NotCalled,
    /// Nobody would have a vote.
    NoVoters,
    /// There is no such decision or action, or it was withdrawn.
    NoSuchNote,
    /// Somebody else put it right since you read it.
    NoteChanged,
    /// The stage is open, and they are in the audience.
    NotOnStage,
    /// They are backstage: seen by those who run the meeting, and not heard.
    Backstage,
    /// There is no such side room, or it is over.
    NoSuchRoom,
    /// Whoever is in a side room cannot do this.
    InSideRoom,
    /// There is no such signing, or it is not where that can be done.
    SigningNotOpen,
    /// Another signing goes on.
    SigningIsOpen,
    /// Others sign before you, or you did already.
    NotYourTurn,
    /// What you had before you is not the document that is signed.
    OtherDocument,
    /// There is no such paper, it is no PDF, or not everybody invited may read it.
    NoSuchPaper,
    /// Not all parties have signed.
    NotAllSigned,
    /// There is no such group photo, or it is over.
    NoSuchPhoto,
    /// Somebody whose camera is in the picture did not agree, or does so no longer.
    NoConsent,
    /// There is no such greeting video.
    NoSuchFilm,
    /// A greeting video is shown, and only hosts open a microphone meanwhile.
    FilmIsShown,
}

/// Why the server closes a WebSocket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Goodbye {
    /// You left.
    Left,
    Ended,
    Removed,
    Revoked,
    /// The pass is unknown or has expired: exchange the link again.
    BadPass,
    /// Acknowledge the notice first.
    NotAcknowledged,
    /// Doors are not open yet.
    TooEarly,
    /// Another page of this browser continues this meeting.
    Replaced,
    /// The client speaks another version of the protocol: reload.
    Version,
    /// Rubbish, oversized or too frequent messages.
    Abuse,
    /// This device did not keep up: it read too slowly, said nothing for too long, or came back too
    /// often. It resumes by itself.
    TooSlow,
    Full,
    /// The service stops; it comes back.
    Restart,
}
