//! Four times a second and more: who is loud, who speaks, who is there at all.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::Shard;
use super::peer::{Arriving, Place};
use crate::api::{Event, Kind, PeerKey, Source};
use crate::media::PeerIndex;
use crate::room::speaker::Voice;

/// How often slots, layers, the speaker and arrivals are looked at.
pub(super) const ATTENTION_INTERVAL: Duration = Duration::from_millis(100);

pub(super) const LEVELS_INTERVAL: Duration = Duration::from_millis(250);

impl Shard {
    pub(super) fn hear(&mut self, place: Place, source: Source, level: u8, now: Instant) {
        if let Some(room) = self.rooms.get_mut(&place) {
            let loudness = room.loudness.entry(source).or_default();
            let has_spoken = loudness.is_speech(now);
            loudness.hear(level, now);
            room.speaks_up |= !has_spoken && loudness.is_speech(now);
        }
    }

    /// Gives slots to those who have begun to speak. With the next tick and not with their packet:
    /// whoever flickers between speech and silence must not cost more than everybody else.
    pub(super) fn listen_up(&mut self, now: Instant) {
        let mut changed = Vec::new();
        for (key, room) in &mut self.rooms {
            if std::mem::take(&mut room.speaks_up) {
                changed.push(*key);
            }
        }
        for place in changed {
            self.map_room(place, now);
        }
    }

    pub(super) fn attend(&mut self, now: Instant) {
        self.for_each_peer(|shard, index| shard.tell_arriving(index, now));
        let places: Vec<Place> = self.rooms.keys().copied().collect();
        for place in places {
            self.map_room(place, now);
        }
        self.tell_needed(now);
        let mut changed = Vec::new();
        for (key, room) in &mut self.rooms {
            let voices: Vec<Voice> = room
                .loudness
                .iter()
                .filter(|(source, _)| source.kind == Kind::Microphone)
                .map(|(source, loudness)| Voice {
                    peer: source.peer,
                    loudness: loudness.now(now),
                    speaks: loudness.is_speech(now),
                })
                .collect();
            if room.election.update(&voices, now) {
                changed.push((*key, room.election.speaker()));
            }
        }
        for (Place { room, part }, peer) in changed {
            self.events.push_back(Event::Speaker { room, part, peer });
        }
    }

    pub(super) fn tell_levels(&mut self, now: Instant) {
        for (key, room) in &mut self.rooms {
            let mut loudest: BTreeMap<PeerKey, u8> = BTreeMap::new();
            for (source, loudness) in &room.loudness {
                // Whoever shares a film does not speak in it.
                if source.kind == Kind::Microphone && loudness.is_speech(now) {
                    loudest.insert(source.peer, loudness.level(now));
                }
            }
            if !loudest.is_empty() || room.audible {
                room.audible = !loudest.is_empty();
                self.events.push_back(Event::Levels {
                    room: key.room,
                    part: key.part,
                    levels: loudest.into_iter().collect(),
                });
            }
        }
    }

    /// Tells the caller when something begins or ceases to arrive.
    pub(super) fn tell_arriving(&mut self, index: PeerIndex, now: Instant) {
        let Some(peer) = self.peers.get_mut(index) else {
            return;
        };
        let arriving = Arriving {
            microphone: peer.delivers(Kind::Microphone, now),
            camera: peer.delivers(Kind::Camera, now),
        };
        if arriving != peer.arriving {
            peer.arriving = arriving;
            self.events.push_back(Event::Arriving {
                peer: peer.key,
                microphone: arriving.microphone,
                camera: arriving.camera,
            });
        }
    }
}
