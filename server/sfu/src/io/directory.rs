//! Which thread a room lives on: the one with the fewest peers when the room began.

use std::collections::HashMap;

use crate::api::{PeerKey, RoomKey};

pub(super) struct Directory {
    rooms: HashMap<RoomKey, Place>,
    peers: HashMap<PeerKey, RoomKey>,
    load: Vec<usize>,
}

struct Place {
    thread: usize,
    peers: usize,
}

impl Directory {
    pub(super) fn new(threads: usize) -> Self {
        Directory {
            rooms: HashMap::new(),
            peers: HashMap::new(),
            load: vec![0; threads],
        }
    }

    /// The thread of the peer's room. A peer that is in a room already stays there.
    pub(super) fn enter(&mut self, room: RoomKey, peer: PeerKey) -> usize {
        if let Some(thread) = self.thread_of(peer) {
            return thread;
        }
        let least = (0..self.load.len()).min_by_key(|thread| self.load[*thread]);
        let place = self.rooms.entry(room).or_insert(Place {
            thread: least.unwrap_or(0),
            peers: 0,
        });
        place.peers += 1;
        self.load[place.thread] += 1;
        self.peers.insert(peer, room);
        place.thread
    }

    pub(super) fn thread_of(&self, peer: PeerKey) -> Option<usize> {
        let room = self.peers.get(&peer)?;
        Some(self.rooms.get(room)?.thread)
    }

    pub(super) fn leave(&mut self, peer: PeerKey) -> Option<usize> {
        let room = self.peers.remove(&peer)?;
        let place = self.rooms.get_mut(&room)?;
        let thread = place.thread;
        place.peers -= 1;
        self.load[thread] -= 1;
        if place.peers == 0 {
            self.rooms.remove(&room);
        }
        Some(thread)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_stays_together_and_rooms_are_spread() {
        let mut directory = Directory::new(2);
        for peer in 0..3 {
            assert_eq!(directory.enter(RoomKey(1), PeerKey(peer)), 0);
        }
        assert_eq!(directory.enter(RoomKey(2), PeerKey(10)), 1);
        assert_eq!(directory.enter(RoomKey(3), PeerKey(11)), 1);
        assert_eq!(directory.enter(RoomKey(1), PeerKey(3)), 0);
        assert_eq!(directory.thread_of(PeerKey(11)), Some(1));
        for peer in 0..4 {
            assert_eq!(directory.leave(PeerKey(peer)), Some(0));
            assert_eq!(directory.leave(PeerKey(peer)), None);
        }
        assert_eq!(directory.enter(RoomKey(4), PeerKey(12)), 0);
    }
}
