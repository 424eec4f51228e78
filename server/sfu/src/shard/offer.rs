//! From an offer to an answer.

use std::time::Instant;

use tracing::debug;

use super::Shard;
use super::connection::{Connection, Line, Role};
use crate::api::{Kind, OfferError, PeerKey};
use crate::dtls::ConnectionNumber;
use crate::ice::{Agent, Credentials};
use crate::media::PeerIndex;
use crate::media::publication::Publication;
use crate::media::slot::Slot;
use crate::random;
use crate::sdp::answer::{Local, SlotStreams, answer};
use crate::sdp::offer::{Codec, Direction, Media, Offer, Section};

/// Characters of our ICE credentials; RFC 8445 asks for 4 and 22 at least.
const USER_LENGTH: usize = 8;
const PASSWORD_LENGTH: usize = 24;

/// Stream numbers of one connection, after which only a fresh one gets more slots.
const MAX_SSRCS: usize = 1024;

impl Shard {
    pub(super) fn negotiate(
        &mut self,
        key: PeerKey,
        sdp: &str,
        fresh: bool,
        now: Instant,
    ) -> Result<String, OfferError> {
        let index = *self.by_key.get(&key).ok_or(OfferError::UnknownPeer)?;
        let offer = Offer::parse(sdp)?;
        if fresh {
            self.disconnect(index, now);
            self.connect(index, &offer, now);
        } else {
            self.renegotiate(index, &offer)?;
        }
        self.assign_lines(index, &offer);
        let text = self.write_answer(index, &offer)?;
        if let Some(place) = self.peers.get(index).map(|peer| peer.place) {
            self.map_room(place, now);
        }
        Ok(text)
    }

    fn new_credentials(&mut self) -> Credentials {
        Credentials {
            user: random::ice_user(&mut *self.dice, self.thread, USER_LENGTH),
            password: random::ice_characters(&mut *self.dice, PASSWORD_LENGTH),
        }
    }

    fn connect(&mut self, index: PeerIndex, offer: &Offer, now: Instant) {
        let number = ConnectionNumber(self.next_number);
        self.next_number += 1;
        let credentials = self.new_credentials();
        let Some(peer) = self.peers.get_mut(index) else {
            return;
        };
        self.by_user.insert(credentials.user.clone(), index);
        self.by_number.insert(number, index);
        self.dtls.expect(number, now);
        let agent = Agent::new(credentials, offer.credentials.clone());
        let fingerprints = offer.fingerprints.clone();
        peer.connection = Some(Connection::new(number, agent, fingerprints, now));
    }

    fn renegotiate(&mut self, index: PeerIndex, offer: &Offer) -> Result<(), OfferError> {
        let connection = self
            .peers
            .connection(index)
            .ok_or(OfferError::NoConnection)?;
        if connection.fingerprints != offer.fingerprints {
            return Err(OfferError::Unsupported("the certificate of before"));
        }
        if offer.sections.len() < connection.lines.len() {
            return Err(OfferError::Malformed("m-lines are missing"));
        }
        if connection.used_ssrcs.len() > MAX_SSRCS {
            return Err(OfferError::Unsupported("a fresh connection"));
        }
        if !connection.agent.is_restart(&offer.credentials.user) {
            return Ok(());
        }
        let credentials = self.new_credentials();
        let user = credentials.user.clone();
        if let Some(connection) = self.peers.connection_mut(index) {
            debug!(connection = connection.number.0, "ICE restart");
            connection
                .agent
                .restart(credentials, offer.credentials.clone());
        }
        self.by_user.insert(user, index);
        self.forget_old_users(index);
        Ok(())
    }

    /// Drops users that the agent does not answer any more.
    pub(super) fn forget_old_users(&mut self, index: PeerIndex) {
        let connection = self.peers.connection(index);
        self.by_user.retain(|user, owner| {
            *owner != index
                || connection.is_some_and(|it| it.agent.users().any(|known| known == user))
        });
    }

    /// Gives every m-line its role, or leaves it the one it has.
    fn assign_lines(&mut self, index: PeerIndex, offer: &Offer) {
        let Some(connection) = self.peers.connection_mut(index) else {
            return;
        };
        for section in &offer.sections {
            for offered in &section.extensions {
                connection
                    .extensions
                    .assign(offered.number, offered.extension);
            }
        }
        let mut dropped = Vec::new();
        for (line, section) in offer.sections.iter().enumerate() {
            if connection.lines.len() == line {
                connection.lines.push(Line {
                    mid: section.mid.clone(),
                    role: Role::Idle,
                });
            }
            let keeps = keeps_role(&connection.lines[line], section);
            if keeps {
                if let Some(slot) = connection.slot_mut(line) {
                    slot.extensions = section.extensions_of_slot();
                }
                continue;
            }
            if let Role::Slot(slot) = &connection.lines[line].role {
                dropped.extend(slot.playing.map(|layer| (layer, line)));
                dropped.extend(slot.awaited.map(|layer| (layer, line)));
            }
            let role = match section.codec {
                Some(codec) => new_role(connection, section, codec, &mut *self.dice),
                None => Role::Idle,
            };
            connection.lines[line] = Line {
                mid: section.mid.clone(),
                role,
            };
        }
        bind_named_streams(connection);
        for (layer, line) in dropped {
            self.unsubscribe(layer, index, line);
        }
    }

    fn write_answer(&mut self, index: PeerIndex, offer: &Offer) -> Result<String, OfferError> {
        let connection = self
            .peers
            .connection_mut(index)
            .ok_or(OfferError::NoConnection)?;
        connection.version += 1;
        let mut slots: Vec<Option<SlotStreams>> = vec![None; offer.sections.len()];
        for (line, _, slot) in connection.slots() {
            slots[line] = Some(slot.streams());
        }
        let local = Local {
            session: connection.number.0,
            version: connection.version,
            credentials: connection.agent.credentials(),
            fingerprint: self.fingerprint,
            candidates: &self.candidates,
        };
        Ok(answer(offer, &local, &slots))
    }
}

/// An m-line keeps its role unless it is refused now, or was given to something else.
fn keeps_role(line: &Line, section: &Section) -> bool {
    if line.mid != section.mid {
        return false;
    }
    match (&line.role, section.codec) {
        (Role::Publication(publication), Some(codec)) => {
            publication.codec == codec && section.direction != Direction::ReceiveOnly
        }
        (Role::Slot(slot), Some(codec)) => {
            slot.codec == codec && section.direction == Direction::ReceiveOnly
        }
        (Role::Publication(_) | Role::Slot(_), None) | (Role::Idle, _) => false,
    }
}

fn new_role(
    connection: &mut Connection,
    section: &Section,
    codec: Codec,
    dice: &mut dyn random::Randomness,
) -> Role {
    match section.direction {
        Direction::SendOnly | Direction::SendReceive => match free_kind(connection, codec.media) {
            Some(kind) => Role::Publication(Box::new(Publication::new(kind, codec, section))),
            None => Role::Idle,
        },
        Direction::ReceiveOnly => {
            let streams = SlotStreams {
                ssrc: new_ssrc(connection, dice),
                rtx_ssrc: codec.rtx_payload_type.map(|_| new_ssrc(connection, dice)),
            };
            let start = random::number(dice) as u16;
            let extensions = section.extensions_of_slot();
            Role::Slot(Box::new(Slot::new(codec, streams, extensions, start)))
        }
        Direction::Inactive => Role::Idle,
    }
}

/// The first m-line of a medium is the person's own, the second the screen's.
fn free_kind(connection: &Connection, media: Media) -> Option<Kind> {
    let kinds = match media {
        Media::Audio => [Kind::Microphone, Kind::ScreenSound],
        Media::Video => [Kind::Camera, Kind::Screen],
    };
    let taken = |kind: &Kind| connection.publications().any(|(_, it)| it.kind == *kind);
    kinds.into_iter().find(|kind| !taken(kind))
}

/// A stream number that this connection has never used.
fn new_ssrc(connection: &mut Connection, dice: &mut dyn random::Randomness) -> u32 {
    loop {
        let ssrc = random::number(dice);
        if ssrc > crate::rtcp::OUR_SSRC && !connection.used_ssrcs.contains(&ssrc) {
            connection.used_ssrcs.push(ssrc);
            return ssrc;
        }
    }
}

/// Streams that the offer names need not name themselves.
fn bind_named_streams(connection: &mut Connection) {
    let mut named = Vec::new();
    for (line, publication) in connection.publications() {
        let [layer] = publication.layers.as_slice() else {
            continue;
        };
        let Some(ssrc) = layer.ssrc else { continue };
        named.push((line, ssrc, false));
        let repairs = publication.repairs.iter();
        named.extend(
            repairs
                .filter(|(primary, _)| *primary == ssrc)
                .map(|(_, rtx)| (line, *rtx, true)),
        );
    }
    for (line, ssrc, retransmission) in named {
        connection.bind(ssrc, line, 0, retransmission);
    }
}
