//! What the engine says, in the terms of a meeting.

use meeting::id::SideId;
use meeting::protocol::{Picture, Reason, ServerMessage, SourceKind};
use meeting::room::Flow;
use sfu::{Kind, OfferError, PartKey};

/// `None`: the main room.
pub(super) fn side_of(part: PartKey) -> Option<SideId> {
    (part != PartKey::default()).then_some(SideId::from_bits(part.0))
}

/// In percent, of decibels below the loudest that can be sent: -127 dBov is silence.
pub(super) fn level_of(below: u8) -> u8 {
    u8::try_from(100 - u16::from(below).min(127) * 100 / 127).unwrap_or(0)
}

pub(super) fn flow_of(flow: sfu::Flow) -> Flow {
    Flow {
        lost_per_mille: flow.lost_per_mille,
        is_silent: flow.is_silent,
    }
}

pub(super) fn kind_of(kind: Kind) -> SourceKind {
    match kind {
        Kind::Microphone => SourceKind::Microphone,
        Kind::Camera => SourceKind::Camera,
        Kind::Screen => SourceKind::Screen,
        Kind::ScreenSound => SourceKind::ScreenSound,
    }
}

/// `None` for sounds: they have no layers.
pub(super) fn layers_message(kind: Kind, on: &[String]) -> Option<ServerMessage> {
    let kind = match kind {
        Kind::Camera => Picture::Camera,
        Kind::Screen => Picture::Screen,
        Kind::Microphone | Kind::ScreenSound => return None,
    };
    Some(ServerMessage::Layers {
        kind,
        on: on.to_vec(),
    })
}

/// What is said of an offer that was not answered.
pub(crate) fn refusal(problem: OfferError) -> (Reason, Option<String>) {
    match problem {
        OfferError::Codec { offered, .. } => (Reason::UnsupportedCodec, Some(offered)),
        OfferError::UnknownPeer
        | OfferError::NoConnection
        | OfferError::Malformed(_)
        | OfferError::Unsupported(_)
        | OfferError::Stopped => (Reason::BadOffer, None),
    }
}
