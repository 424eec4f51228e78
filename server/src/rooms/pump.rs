//! Brings what the engine says to the room it is about. One task owns the table of peers, so the
//! engine's threads share nothing with the rooms but a queue.

use std::collections::BTreeMap;
use std::sync::Arc;

use sfu::{Event, PeerKey, RoomKey};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::meter::Meter;

/// What the pump is told.
#[derive(Debug)]
enum Note {
    Event(Event),
    Room {
        room: RoomKey,
        events: UnboundedSender<Event>,
    },
    RoomGone {
        room: RoomKey,
    },
    Peer {
        peer: PeerKey,
        room: RoomKey,
    },
    PeerGone {
        peer: PeerKey,
    },
}

/// Where rooms and the engine hand in their notes; cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Pump {
    notes: UnboundedSender<Note>,
    meter: Arc<Meter>,
}

impl Pump {
    /// Starts the task; it ends when the last handle is gone.
    pub(super) fn start() -> Self {
        let (notes, incoming) = unbounded_channel();
        let meter = Arc::default();
        tokio::spawn(run(incoming, Arc::clone(&meter)));
        Self { notes, meter }
    }

    /// How media flows, over all rooms that the pump was told of.
    pub(super) fn meter(&self) -> &Meter {
        &self.meter
    }

    /// For the engine's threads.
    pub(super) fn event(&self, event: Event) {
        self.note(Note::Event(event));
    }

    /// The room hears about itself and its peers from now on.
    pub(super) fn room(&self, room: RoomKey) -> UnboundedReceiver<Event> {
        let (events, incoming) = unbounded_channel();
        self.note(Note::Room { room, events });
        incoming
    }

    pub(super) fn room_gone(&self, room: RoomKey) {
        self.note(Note::RoomGone { room });
    }

    pub(super) fn peer(&self, peer: PeerKey, room: RoomKey) {
        self.note(Note::Peer { peer, room });
    }

    pub(super) fn peer_gone(&self, peer: PeerKey) {
        self.note(Note::PeerGone { peer });
    }

    fn note(&self, note: Note) {
        // The task lives as long as any handle; after that nobody is there to care.
        let _ = self.notes.send(note);
    }
}

async fn run(mut incoming: UnboundedReceiver<Note>, meter: Arc<Meter>) {
    let mut rooms: BTreeMap<u64, UnboundedSender<Event>> = BTreeMap::new();
    let mut peers: BTreeMap<u64, RoomKey> = BTreeMap::new();
    while let Some(note) = incoming.recv().await {
        match note {
            Note::Event(event) => {
                let room = match &event {
                    Event::Levels { room, .. }
                    | Event::Speaker { room, .. }
                    | Event::Quality { room, .. } => Some(*room),
                    Event::Connected { peer }
                    | Event::Lost { peer }
                    | Event::Slots { peer, .. }
                    | Event::Paused { peer, .. }
                    | Event::Arriving { peer, .. } => peers.get(&peer.0).copied(),
                    Event::Needed { source, .. } => peers.get(&source.peer.0).copied(),
                };
                if let Some(events) = room.and_then(|room| rooms.get(&room.0)) {
                    // A connection test has a room of no meeting: a line that somebody only tries
                    // says nothing of how meetings go.
                    if let Event::Quality { peers, .. } = &event {
                        meter.note(peers);
                    }
                    // A room that has just ended no longer listens.
                    let _ = events.send(event);
                }
            }
            Note::Room { room, events } => {
                rooms.insert(room.0, events);
            }
            Note::RoomGone { room } => {
                rooms.remove(&room.0);
                peers.retain(|_, of| *of != room);
            }
            Note::Peer { peer, room } => {
                peers.insert(peer.0, room);
            }
            Note::PeerGone { peer } => {
                peers.remove(&peer.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sfu::{Flow, PeerQuality};

    #[tokio::test]
    async fn only_rooms_of_meetings_count_in_the_metrics() {
        let pump = Pump::start();
        let mut events = pump.room(RoomKey(1));
        let quality = |room| Event::Quality {
            room: RoomKey(room),
            peers: vec![PeerQuality {
                peer: PeerKey(room),
                up: Flow::default(),
                down: Flow::default(),
                round_trip: None,
                slots: Vec::new(),
            }],
        };
        pump.event(quality(2));
        pump.event(quality(1));
        events.recv().await.unwrap();
        let mut written = String::new();
        pump.meter().write(&mut written);
        let once = "yunqiao_media_quality_samples_total{direction=\"up\",quality=\"good\"} 1";
        assert!(written.lines().any(|line| line == once), "{written}");
    }
}
