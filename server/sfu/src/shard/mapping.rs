//! Which source is on which slot, and in which layer.

use std::time::Instant;

use super::Shard;
use super::peer::{Peer, Place};
use crate::api::{Event, Kind, OwnerKey, Source};
use crate::media::slot::Grant;
use crate::media::{LayerRef, PeerIndex, Subscriber};
use crate::room::allotment::{Candidate, allot_pictures, allot_voices};
use crate::room::loudness::Loudness;
use crate::sdp::offer::Media;

/// What somebody lets others hear.
struct Sound {
    owner: OwnerKey,
    candidate: Candidate,
}

impl Shard {
    pub(super) fn map_room(&mut self, place: Place, now: Instant) {
        let Some(room) = self.rooms.get(&place) else {
            return;
        };
        let members = room.members.clone();
        let sounds = self.sounds_of(place, now);
        for index in members {
            self.for_peer(index, |shard| shard.map(index, &sounds, now));
        }
    }

    /// Allots the slots of one peer and brings its subscriptions in line.
    pub(super) fn map_peer(&mut self, index: PeerIndex, now: Instant) {
        if let Some(peer) = self.peers.get(index) {
            let sounds = self.sounds_of(peer.place, now);
            self.for_peer(index, |shard| shard.map(index, &sounds, now));
        }
    }

    /// `sounds`: those of the peer's part of the room.
    fn map(&mut self, index: PeerIndex, sounds: &[Sound], now: Instant) {
        let Some(peer) = self.peers.get(index) else {
            return;
        };
        if peer.connection.is_none() {
            return;
        }
        let wanted = self.wanted_pictures(peer);
        // The older device of somebody does not play their own voice.
        let others = sounds.iter().filter(|sound| sound.owner != peer.owner);
        let candidates: Vec<Candidate> = others.map(|sound| sound.candidate).collect();
        self.allot(index, Media::Video, |slots| allot_pictures(slots, &wanted));
        self.allot(index, Media::Audio, |slots| {
            allot_voices(slots, &candidates)
        });
        self.divide(index, now);
        self.retarget(index);
        self.tell_slots(index);
        self.tell_paused(index, now);
    }

    /// In order of importance, without what cannot be shown.
    fn wanted_pictures(&self, peer: &Peer) -> Vec<Source> {
        let mut wanted = Vec::new();
        if peer.audio_only {
            return wanted;
        }
        for want in &peer.wants {
            let is_picture = matches!(want.source.kind, Kind::Camera | Kind::Screen);
            let is_new = !wanted.contains(&want.source);
            if is_picture && is_new && self.locate(peer.place, want.source).is_some() {
                wanted.push(want.source);
            }
        }
        wanted
    }

    /// Whatever can be heard in a part of a room. Asked once for all who hear it, for they may be many.
    fn sounds_of(&mut self, place: Place, now: Instant) -> Vec<Sound> {
        let mut sounds = Vec::new();
        let members = self.rooms.get(&place).map(|room| room.members.clone());
        for index in members.into_iter().flatten() {
            self.for_peer(index, |shard| {
                shard.add_sounds_of(index, place, now, &mut sounds);
            });
        }
        sounds
    }

    fn add_sounds_of(&self, index: PeerIndex, place: Place, now: Instant, sounds: &mut Vec<Sound>) {
        let (Some(peer), Some(room)) = (self.peers.get(index), self.rooms.get(&place)) else {
            return;
        };
        for kind in [Kind::Microphone, Kind::ScreenSound] {
            if is_audible(peer, kind, now) {
                let source = Source {
                    peer: peer.key,
                    kind,
                };
                sounds.push(Sound {
                    owner: peer.owner,
                    candidate: candidate(source, room.loudness.get(&source), now),
                });
            }
        }
    }

    /// Where a source of this part of a room comes from, if it may be shown.
    pub(super) fn locate(&self, place: Place, source: Source) -> Option<(PeerIndex, usize)> {
        let index = *self.by_key.get(&source.peer)?;
        let peer = self.peers.get(index)?;
        if peer.place != place {
            return None;
        }
        Some((index, peer.line_of(source.kind)?))
    }

    fn allot(
        &mut self,
        index: PeerIndex,
        media: Media,
        allot: impl FnOnce(&[Option<Source>]) -> Vec<Option<Source>>,
    ) {
        let Some(connection) = self.peers.connection_mut(index) else {
            return;
        };
        let (lines, shown): (Vec<usize>, Vec<Option<Source>>) = connection
            .slots()
            .filter(|(_, _, slot)| slot.codec.media == media)
            .map(|(line, _, slot)| (line, slot.source))
            .unzip();
        for (line, source) in lines.into_iter().zip(allot(&shown)) {
            if let Some(slot) = connection.slot_mut(line) {
                slot.source = source;
            }
        }
    }

    /// Lets every slot of a peer follow the layer that it should show.
    pub(super) fn retarget(&mut self, index: PeerIndex) {
        let Some(connection) = self.peers.connection(index) else {
            return;
        };
        let slots: Vec<_> = connection
            .slots()
            .map(|(line, _, slot)| (line, slot.source, slot.grant, slot.playing, slot.awaited))
            .collect();
        for (line, source, grant, playing, awaited) in slots {
            let target = source.and_then(|source| self.layer_to_show(index, source, grant));
            if target == awaited.or(playing) {
                continue;
            }
            // A picture goes on until its successor in the same slot begins, if it is of the same
            // source; another source must not be seen a moment longer.
            let keeps_playing = target.is_some_and(|target| {
                playing.is_some_and(|playing| is_same_source(playing, target))
            });
            let still_playing = playing.filter(|_| keeps_playing);
            let still_awaited = target.filter(|target| still_playing != Some(*target));
            for gone in playing.into_iter().chain(awaited) {
                if Some(gone) != still_playing && Some(gone) != still_awaited {
                    self.unsubscribe(gone, index, line);
                }
            }
            if let Some(slot) = self
                .peers
                .connection_mut(index)
                .and_then(|connection| connection.slot_mut(line))
            {
                slot.playing = still_playing;
                slot.awaited = still_awaited;
            }
            if let Some(layer) = still_awaited {
                self.subscribe(layer, index, line);
            }
        }
    }

    fn layer_to_show(&self, viewer: PeerIndex, source: Source, grant: Grant) -> Option<LayerRef> {
        let Grant::Show { layer, .. } = grant else {
            return None;
        };
        let viewer = self.peers.get(viewer)?;
        let (peer, line) = self.locate(viewer.place, source)?;
        let connection = self.peers.connection(peer)?;
        let (_, publication) = connection
            .publications()
            .find(|(index, _)| *index == line)?;
        let granted = layer.min(publication.layers.len().saturating_sub(1));
        // Until what is granted comes, the next best that is there; the lowest always will be.
        let is_sent = |layer: &usize| publication.layers[*layer].activity.is_sent();
        Some(LayerRef {
            peer,
            connection: connection.number,
            line,
            layer: (0..=granted).rev().find(is_sent).unwrap_or(0),
        })
    }

    fn subscribe(&mut self, layer: LayerRef, peer: PeerIndex, line: usize) {
        let subscriber = Subscriber { peer, line };
        if let Some(layer) = self.layer_mut(layer)
            && !layer.subscribers.contains(&subscriber)
        {
            layer.subscribers.push(subscriber);
        }
    }

    pub(super) fn unsubscribe(&mut self, layer: LayerRef, peer: PeerIndex, line: usize) {
        if let Some(layer) = self.layer_mut(layer) {
            layer
                .subscribers
                .retain(|subscriber| *subscriber != Subscriber { peer, line });
        }
    }

    /// The layer is a new stream now: whoever plays it waits for its first key frame.
    pub(super) fn await_again(&mut self, layer: LayerRef) {
        let subscribers = self
            .layer_mut(layer)
            .map_or_else(Vec::new, |layer| layer.subscribers.clone());
        for Subscriber { peer, line } in subscribers {
            if let Some(connection) = self.peers.connection_mut(peer)
                && let Some(slot) = connection.slot_mut(line)
                && slot.playing == Some(layer)
            {
                slot.playing = None;
                slot.awaited = slot.awaited.or(Some(layer));
            }
        }
    }

    fn tell_slots(&mut self, index: PeerIndex) {
        let Some(peer) = self.peers.get_mut(index) else {
            return;
        };
        let Some(connection) = &peer.connection else {
            return;
        };
        let slots: Vec<_> = connection
            .slots()
            .map(|(_, mid, slot)| (mid.to_owned(), slot.source))
            .collect();
        if slots != peer.told_slots {
            peer.told_slots.clone_from(&slots);
            let peer = peer.key;
            self.events.push_back(Event::Slots { peer, slots });
        }
    }
}

fn candidate(source: Source, loudness: Option<&Loudness>, now: Instant) -> Candidate {
    match source.kind {
        // There is one at a time, and who talks beside a film must not cut it off.
        Kind::ScreenSound => Candidate {
            source,
            loudness: f32::INFINITY,
            speaks: true,
        },
        Kind::Microphone | Kind::Camera | Kind::Screen => Candidate {
            source,
            loudness: loudness.map_or(0.0, |loudness| loudness.now(now)),
            speaks: loudness.is_some_and(|loudness| loudness.is_speech(now)),
        },
    }
}

/// A microphone keeps its slot through a silence; sound of a screen is there only while it is
/// shared, though every client offers to send it.
fn is_audible(peer: &Peer, kind: Kind, now: Instant) -> bool {
    peer.line_of(kind).is_some() && (kind == Kind::Microphone || peer.delivers(kind, now))
}

fn is_same_source(a: LayerRef, b: LayerRef) -> bool {
    (a.peer, a.connection, a.line) == (b.peer, b.connection, b.line)
}
