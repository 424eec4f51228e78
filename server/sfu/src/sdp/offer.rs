//! What an offer says, as far as the engine cares. `rtc-sdp` splits the text; the rest, which it has
//! no model for, is taken from the attributes here.

use std::io::Cursor;

use rtc_sdp::description::common::Attribute;
use rtc_sdp::description::session::SessionDescription;
use tracing::debug;

use super::section::{MAX_ATTRIBUTES, read_section};
use crate::api::OfferError;
use crate::dtls::Fingerprint;
use crate::ice::Credentials;
use crate::rtp::extension::{Extension, SlotExtensions};

/// Largest offer that is looked at, in bytes.
const MAX_LENGTH: usize = 512 * 1024;

/// Most m-lines of one offer.
const MAX_SECTIONS: usize = 128;

/// Characters of a parser's complaint that are logged.
const QUOTED: usize = 120;

/// Certificates of one offer; browsers have one.
const MAX_FINGERPRINTS: usize = 8;

/// Longest user fragment and password (RFC 8839, 5.4).
const MAX_CREDENTIAL: usize = 256;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    /// The client's ICE credentials: a new user fragment is a restart.
    pub(crate) credentials: Credentials,
    pub(crate) fingerprints: Vec<Fingerprint>,
    pub(crate) sections: Vec<Section>,
}

/// One m-line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    /// `audio`, `video` or something that is refused, as written.
    pub(crate) media: String,
    pub(crate) protocol: String,
    pub(crate) first_format: String,
    pub(crate) mid: String,
    pub(crate) direction: Direction,
    /// What we can speak here; without it the m-line is refused.
    pub(crate) codec: Option<Codec>,
    pub(crate) extensions: Vec<OfferedExtension>,
    /// Simulcast streams, lowest first.
    pub(crate) stream_ids: Vec<String>,
    pub(crate) ssrcs: Vec<u32>,
    /// Streams with the stream of their retransmissions.
    pub(crate) repairs: Vec<(u32, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Media {
    Audio,
    Video,
}

impl Media {
    /// Ticks of the RTP clock in a second.
    pub(crate) fn clock_rate(self) -> u32 {
        match self {
            Media::Audio => 48_000,
            Media::Video => 90_000,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    SendReceive,
    SendOnly,
    ReceiveOnly,
    Inactive,
}

impl Direction {
    pub(crate) fn parse(text: &str) -> Option<Direction> {
        match text {
            "sendrecv" => Some(Direction::SendReceive),
            "sendonly" => Some(Direction::SendOnly),
            "recvonly" => Some(Direction::ReceiveOnly),
            "inactive" => Some(Direction::Inactive),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Direction::SendReceive => "sendrecv",
            Direction::SendOnly => "sendonly",
            Direction::ReceiveOnly => "recvonly",
            Direction::Inactive => "inactive",
        }
    }

    /// The same seen from the other side.
    pub(crate) fn reversed(self) -> Direction {
        match self {
            Direction::SendOnly => Direction::ReceiveOnly,
            Direction::ReceiveOnly => Direction::SendOnly,
            Direction::SendReceive | Direction::Inactive => self,
        }
    }

    pub(crate) fn sends(self) -> bool {
        matches!(self, Direction::SendReceive | Direction::SendOnly)
    }
}

/// Opus or VP8, with the numbers that this m-line gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Codec {
    pub(crate) media: Media,
    pub(crate) payload_type: u8,
    pub(crate) rtx_payload_type: Option<u8>,
    /// Of packets of sound that repeat the ones before (RFC 2198).
    pub(crate) red_payload_type: Option<u8>,
    pub(crate) feedback: Feedback,
}

/// Which kinds of RTCP feedback the client offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Feedback {
    pub(crate) nack: bool,
    pub(crate) picture_loss: bool,
    pub(crate) full_intra: bool,
    pub(crate) transport: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OfferedExtension {
    pub(crate) number: u8,
    pub(crate) direction: Option<Direction>,
    pub(crate) extension: Extension,
}

impl Section {
    /// What can be put on the packets that we send here. Numbers above 14 would need a longer form.
    pub(super) fn slot_extensions(&self) -> impl Iterator<Item = &OfferedExtension> {
        self.extensions.iter().filter(|offered| {
            let is_ours = offered
                .direction
                .is_none_or(|direction| direction == Direction::ReceiveOnly);
            let is_agreed = match offered.extension {
                Extension::TransportSequence => {
                    self.codec.is_some_and(|codec| codec.feedback.transport)
                }
                Extension::SendTime => true,
                Extension::Mid
                | Extension::StreamId
                | Extension::RepairedStreamId
                | Extension::AudioLevel => false,
            };
            is_ours && is_agreed && (1..=14).contains(&offered.number)
        })
    }

    pub(crate) fn extensions_of_slot(&self) -> SlotExtensions {
        let number = |extension: Extension| {
            let mut offered = self.slot_extensions();
            offered
                .find(|offered| offered.extension == extension)
                .map(|offered| offered.number)
        };
        SlotExtensions {
            transport_sequence: number(Extension::TransportSequence),
            send_time: number(Extension::SendTime),
        }
    }
}

impl Offer {
    pub(crate) fn parse(text: &str) -> Result<Offer, OfferError> {
        if text.len() > MAX_LENGTH {
            return Err(OfferError::Unsupported("a shorter offer"));
        }
        let session =
            SessionDescription::unmarshal(&mut Cursor::new(text.as_bytes())).map_err(|error| {
                // It quotes the line that it stumbled over.
                let quoted: String = error.to_string().chars().take(QUOTED).collect();
                debug!(error = quoted, "an offer is no SDP");
                OfferError::Malformed("not SDP")
            })?;
        if session.media_descriptions.len() > MAX_SECTIONS {
            return Err(OfferError::Unsupported("fewer m-lines"));
        }
        if session.attributes.len() > MAX_ATTRIBUTES {
            return Err(OfferError::Unsupported("fewer attributes"));
        }
        let bundled = bundled_mids(&session.attributes)?;
        let sections = session
            .media_descriptions
            .iter()
            .map(|media| read_section(media, &bundled))
            .collect::<Result<Vec<_>, _>>()?;
        if sections.iter().all(|section| section.codec.is_none()) {
            return Err(OfferError::Unsupported("Opus or VP8"));
        }
        all_different(&sections)?;
        Ok(Offer {
            credentials: credentials(&session)?,
            fingerprints: fingerprints(&session)?,
            sections,
        })
    }
}

/// The first group of all that is bundled; everything must go over one transport.
fn bundled_mids(attributes: &[Attribute]) -> Result<Vec<String>, OfferError> {
    values(attributes, "group")
        .find_map(|group| group.strip_prefix("BUNDLE"))
        .map(|mids| mids.split_whitespace().map(str::to_owned).collect())
        .ok_or(OfferError::Unsupported("BUNDLE"))
}

fn all_different(sections: &[Section]) -> Result<(), OfferError> {
    for (index, section) in sections.iter().enumerate() {
        let earlier = &sections[..index];
        if earlier.iter().any(|other| other.mid == section.mid) {
            return Err(OfferError::Malformed("two m-lines of one mid"));
        }
    }
    Ok(())
}

/// Transport attributes stand at session level or, all the same, in the m-lines.
fn transport_values<'a>(
    session: &'a SessionDescription,
    key: &'a str,
) -> impl Iterator<Item = &'a str> {
    let sections = session.media_descriptions.iter();
    values(&session.attributes, key)
        .chain(sections.flat_map(move |media| values(&media.attributes, key)))
}

fn transport_value<'a>(session: &'a SessionDescription, key: &'a str) -> Option<&'a str> {
    transport_values(session, key).next()
}

fn credentials(session: &SessionDescription) -> Result<Credentials, OfferError> {
    let value = |key| {
        let value = transport_value(session, key).ok_or(OfferError::Unsupported("ICE"))?;
        if value.len() > MAX_CREDENTIAL {
            return Err(OfferError::Malformed("an endless ICE credential"));
        }
        Ok(value.to_owned())
    };
    Ok(Credentials {
        user: value("ice-ufrag")?,
        password: value("ice-pwd")?,
    })
}

fn fingerprints(session: &SessionDescription) -> Result<Vec<Fingerprint>, OfferError> {
    if transport_values(session, "setup").any(|setup| setup == "passive") {
        return Err(OfferError::Unsupported(
            "a client that begins the handshake",
        ));
    }
    let mut found: Vec<Fingerprint> = Vec::new();
    for value in transport_values(session, "fingerprint") {
        let parsed = value
            .split_once(' ')
            .filter(|(hash, _)| hash.eq_ignore_ascii_case("sha-256"))
            .and_then(|(_, digits)| Fingerprint::parse(digits.trim()));
        if let Some(fingerprint) = parsed
            && found.len() < MAX_FINGERPRINTS
            && !found.contains(&fingerprint)
        {
            found.push(fingerprint);
        }
    }
    if found.is_empty() {
        return Err(OfferError::Unsupported("a sha-256 fingerprint"));
    }
    Ok(found)
}

pub(super) fn values<'a>(
    attributes: &'a [Attribute],
    key: &'a str,
) -> impl Iterator<Item = &'a str> {
    attributes
        .iter()
        .filter(move |attribute| attribute.key == key)
        .filter_map(|attribute| attribute.value.as_deref())
}
