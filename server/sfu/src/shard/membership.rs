//! Coming, going, and what a peer may send.

use std::time::Instant;

use tracing::debug;

use super::Shard;
use super::peer::{Allowed, Peer, Place};
use crate::api::{Event, OwnerKey, PartKey, PeerKey, RoomKey, Source, Want};
use crate::dtls::ConnectionNumber;
use crate::media::PeerIndex;
use crate::outbox::Path;

/// Most pictures that one peer can want: more than there are slots in any offer.
const MAX_WANTS: usize = 256;

impl Shard {
    pub(super) fn enter(&mut self, room: RoomKey, key: PeerKey, owner: OwnerKey) {
        if self.by_key.contains_key(&key) {
            return;
        }
        let peer = Peer::new(key, room, owner);
        let place = peer.place;
        let index = self.peers.insert(peer);
        self.by_key.insert(key, index);
        self.rooms.entry(place).or_default().members.push(index);
    }

    /// Both parts are mapped anew before anything else arrives.
    pub(super) fn move_to(&mut self, key: PeerKey, part: PartKey, now: Instant) {
        let Some(&index) = self.by_key.get(&key) else {
            return;
        };
        let Some(peer) = self.peers.get_mut(index) else {
            return;
        };
        let (before, after) = (peer.place, Place { part, ..peer.place });
        if before == after {
            return;
        }
        peer.place = after;
        self.take_out(before, key, index);
        self.rooms.entry(after).or_default().members.push(index);
        self.map_room(before, now);
        self.map_room(after, now);
    }

    pub(super) fn leave(&mut self, key: PeerKey, now: Instant) {
        let Some(index) = self.by_key.remove(&key) else {
            return;
        };
        self.part_with(index, now);
        let Some(peer) = self.peers.remove(index) else {
            return;
        };
        self.take_out(peer.place, key, index);
    }

    fn take_out(&mut self, place: Place, key: PeerKey, index: PeerIndex) {
        let Some(room) = self.rooms.get_mut(&place) else {
            return;
        };
        room.members.retain(|member| *member != index);
        room.loudness.retain(|source, _| source.peer != key);
        if room.members.is_empty() {
            self.rooms.remove(&place);
        }
    }

    pub(super) fn allow(&mut self, key: PeerKey, allowed: Allowed, now: Instant) {
        let Some(&index) = self.by_key.get(&key) else {
            return;
        };
        let Some(peer) = self.peers.get_mut(index) else {
            return;
        };
        let before = std::mem::replace(&mut peer.allowed, allowed);
        let (after, place) = (peer.allowed, peer.place);
        if before == after {
            return;
        }
        // What was dropped leaves no hole to be repaired: the stream begins anew.
        if let Some(connection) = &mut peer.connection {
            for (_, publication) in connection.publications_mut() {
                if before.permits(publication.kind) != after.permits(publication.kind) {
                    for layer in &mut publication.layers {
                        layer.restart(layer.ssrc);
                    }
                }
            }
        }
        if let Some(room) = self.rooms.get_mut(&place) {
            let may_sound = |source: &Source| source.peer != key || after.permits(source.kind);
            room.loudness.retain(|source, _| may_sound(source));
        }
        self.tell_arriving(index, now);
        self.map_room(place, now);
    }

    pub(super) fn view(&mut self, key: PeerKey, wants: Vec<Want>, audio_only: bool, now: Instant) {
        let Some(&index) = self.by_key.get(&key) else {
            return;
        };
        if let Some(peer) = self.peers.get_mut(index) {
            peer.wants = wants;
            peer.wants.truncate(MAX_WANTS);
            peer.audio_only = audio_only;
        }
        self.map_peer(index, now);
    }

    /// As [`Shard::disconnect`], whatever goes wrong in it: this is how a fault ends.
    pub(super) fn part_with(&mut self, index: PeerIndex, now: Instant) {
        self.guard(|shard| shard.disconnect(index, now));
    }

    /// Ends the connection of a peer, if it has one, and takes it off everybody's slots.
    pub(super) fn disconnect(&mut self, index: PeerIndex, now: Instant) {
        let Some(peer) = self.peers.get_mut(index) else {
            return;
        };
        let Some(connection) = peer.connection.take() else {
            return;
        };
        let place = peer.place;
        peer.told_slots.clear();
        peer.told_paused = None;
        self.by_number.remove(&connection.number);
        self.by_user.retain(|_, owner| *owner != index);
        self.by_path.retain(|_, owner| *owner != index);
        let mut watched = Vec::new();
        for (line, _, slot) in connection.slots() {
            watched.extend(slot.playing.map(|layer| (layer, line)));
            watched.extend(slot.awaited.map(|layer| (layer, line)));
        }
        for (layer, line) in watched {
            self.unsubscribe(layer, index, line);
        }
        self.dtls.close(now, connection.number);
        self.transmit_goodbye(connection.number, connection.agent.nominated());
        self.tell_arriving(index, now);
        self.map_room(place, now);
    }

    fn transmit_goodbye(&mut self, number: ConnectionNumber, path: Option<Path>) {
        while let Some((sender, datagram)) = self.dtls.poll_transmit() {
            let path = if sender == number {
                path
            } else {
                self.handshake_path(sender)
            };
            if let Some(path) = path {
                self.outbox.push(path, &datagram);
            }
        }
    }

    /// The connection failed; the peer stays.
    pub(super) fn lose(&mut self, number: ConnectionNumber, now: Instant) {
        let Some(&index) = self.by_number.get(&number) else {
            return;
        };
        let Some(peer) = self.peers.get(index) else {
            return;
        };
        let key = peer.key;
        debug!(peer = key.0, "connection lost");
        self.part_with(index, now);
        self.events.push_back(Event::Lost { peer: key });
    }

    /// Gives up the connection that a datagram belongs to, whose handling failed beyond repair.
    pub(crate) fn abandon(&mut self, path: Path, now: Instant) {
        let Some(&index) = self.by_path.get(&path) else {
            return;
        };
        if let Some(number) = self.peers.connection(index).map(|it| it.number) {
            self.lose(number, now);
        }
    }
}
