//! A room's side of the media engine: which engine peer belongs to which device and person.
//!
//! A peer outlives the WebSocket that opened it: a device that resumes within the grace time
//! adopts the peer of its former connection, and its PeerConnection goes on.

mod terms;

use std::collections::BTreeMap;
use std::time::Duration;

use meeting::id::{ConnectionId, PersonId, SessionId, SideId};
use meeting::protocol::{Level, MediaAnswer, Picture, ServerMessage, Slot};
use meeting::room::{LinkReport, MediaCommand, MediaReport, Source as Wanted};
use sfu::{
    Command, Engine, Event, Kind, OfferError, OwnerKey, PartKey, PeerKey, PeerQuality, RoomKey,
    Source, Want,
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::pump::Pump;
pub(crate) use terms::refusal;
use terms::{flow_of, kind_of, layers_message, level_of, side_of};

/// The engine's answer to the offer of a device.
#[derive(Debug)]
pub(super) struct Answered {
    peer: PeerKey,
    id: u32,
    answer: Result<String, OfferError>,
}

/// What the engine's word means for the room.
#[derive(Debug)]
pub(super) enum Heard {
    /// Input of the room.
    Report(MediaReport),
    /// For one device.
    Tell(ConnectionId, ServerMessage),
    /// For every device in one room: the main room, or a side room.
    TellRoom(Option<SideId>, ServerMessage),
    Nothing,
}

#[derive(Debug)]
struct Peer {
    connection: ConnectionId,
    person: PersonId,
    /// What the engine last said of its slots.
    slots: Vec<(String, Option<Source>)>,
    /// Which of them it last said stand still.
    paused: Vec<String>,
    /// Which layers of its pictures it last said are needed.
    layers: BTreeMap<Kind, Vec<String>>,
}

pub(super) struct MediaDesk {
    engine: Engine,
    pump: Pump,
    room: RoomKey,
    peers: BTreeMap<PeerKey, Peer>,
    answers: UnboundedSender<Answered>,
}

impl MediaDesk {
    /// The desk, what the engine will say, and the answers to offers.
    pub(super) fn open(
        session: SessionId,
        engine: Engine,
        pump: Pump,
    ) -> (Self, UnboundedReceiver<Event>, UnboundedReceiver<Answered>) {
        let room = RoomKey(session.bits());
        let events = pump.room(room);
        let (answers, answered) = unbounded_channel();
        (
            Self {
                engine,
                pump,
                room,
                peers: BTreeMap::new(),
                answers,
            },
            events,
            answered,
        )
    }

    /// Carries out what the room decided. `Adopt` gives the messages that the device missed.
    pub(super) fn carry_out(
        &mut self,
        command: MediaCommand,
    ) -> Vec<(ConnectionId, ServerMessage)> {
        match command {
            MediaCommand::Enter { connection, person } => self.enter(connection, person),
            MediaCommand::Adopt { from, to } => return self.adopt(from, to),
            MediaCommand::Offer {
                connection,
                id,
                sdp,
                fresh,
            } => self.offer(connection, id, sdp, fresh),
            MediaCommand::Allow {
                connection,
                microphone,
                camera,
                screen,
            } => {
                if let Some(peer) = self.peer(connection) {
                    self.engine.command(Command::Allow {
                        peer,
                        microphone,
                        camera,
                        screen,
                    });
                }
            }
            MediaCommand::View {
                connection,
                sources,
                audio_only,
            } => {
                self.view(connection, &sources, audio_only);
            }
            MediaCommand::Move { connection, side } => {
                if let Some(peer) = self.peer(connection) {
                    let part = side.map_or(PartKey::default(), |side| PartKey(side.bits()));
                    self.engine.command(Command::Move { peer, part });
                }
            }
            MediaCommand::Leave { connection } => {
                if let Some(peer) = self.peer(connection) {
                    self.peers.remove(&peer);
                    self.engine.command(Command::Leave { peer });
                    self.pump.peer_gone(peer);
                }
            }
        }
        Vec::new()
    }

    fn enter(&mut self, connection: ConnectionId, person: PersonId) {
        let peer = PeerKey(connection.bits());
        self.peers.insert(
            peer,
            Peer {
                connection,
                person,
                slots: Vec::new(),
                paused: Vec::new(),
                layers: BTreeMap::new(),
            },
        );
        self.pump.peer(peer, self.room);
        self.engine.command(Command::Enter {
            room: self.room,
            peer,
            owner: OwnerKey(person.bits()),
        });
    }

    fn adopt(
        &mut self,
        from: ConnectionId,
        to: ConnectionId,
    ) -> Vec<(ConnectionId, ServerMessage)> {
        let Some(key) = self.peer(from) else {
            return Vec::new();
        };
        if let Some(peer) = self.peers.get_mut(&key) {
            peer.connection = to;
        }
        let peer = self.peers.get(&key);
        let slots = peer.map(|peer| self.slots(peer));
        let layers = peer.into_iter().flat_map(|peer| &peer.layers);
        let layers = layers.filter_map(|(kind, on)| layers_message(*kind, on));
        let missed = slots.into_iter().chain(layers);
        missed.map(|message| (to, message)).collect()
    }

    fn offer(&self, connection: ConnectionId, id: u32, sdp: String, fresh: bool) {
        let answers = self.answers.clone();
        let Some(peer) = self.peer(connection) else {
            return;
        };
        let reply = Box::new(move |answer| {
            // A room that has ended meanwhile owes nobody an answer.
            let _ = answers.send(Answered { peer, id, answer });
        });
        self.engine.command(Command::Offer {
            peer,
            sdp,
            fresh,
            reply,
        });
    }

    fn view(&self, connection: ConnectionId, sources: &[Wanted], audio_only: bool) {
        let Some(peer) = self.peer(connection) else {
            return;
        };
        let want = |wanted: &Wanted| {
            let source = Source {
                peer: self.peer(wanted.connection)?,
                kind: match wanted.kind {
                    Picture::Camera => Kind::Camera,
                    Picture::Screen => Kind::Screen,
                },
            };
            Some(Want {
                source,
                width: wanted.width,
                height: wanted.height,
            })
        };
        let wants = sources.iter().filter_map(want).collect();
        self.engine.command(Command::View {
            peer,
            wants,
            audio_only,
        });
    }

    /// The message that answers an offer, for the device that holds the peer now.
    pub(super) fn answered(&self, answered: Answered) -> Option<(ConnectionId, ServerMessage)> {
        let connection = self.peers.get(&answered.peer)?.connection;
        let id = answered.id;
        let message = match answered.answer {
            Ok(sdp) => ServerMessage::Done {
                id,
                answer: Some(MediaAnswer { sdp }),
            },
            Err(problem) => {
                tracing::info!(%connection, %problem, "offer refused");
                let (reason, detail) = refusal(problem);
                ServerMessage::Rejected { id, reason, detail }
            }
        };
        Some((connection, message))
    }

    /// What the engine's word means.
    pub(super) fn hear(&mut self, event: Event) -> Heard {
        match event {
            Event::Connected { peer } => {
                tracing::debug!(peer = peer.0, "media connected");
                self.report(peer, |connection| MediaReport::Connected { connection })
            }
            Event::Lost { peer } => {
                tracing::debug!(peer = peer.0, "media lost");
                if let Some(peer) = self.peers.get_mut(&peer) {
                    // They belonged to that connection.
                    peer.slots.clear();
                    peer.paused.clear();
                }
                self.report(peer, |connection| MediaReport::Lost { connection })
            }
            Event::Slots { peer, slots } => self.map(peer, |peer| peer.slots = slots),
            Event::Needed { source, layers } => {
                let message = layers_message(source.kind, &layers);
                let peer = self.peers.get_mut(&source.peer);
                match peer.zip(message) {
                    Some((peer, message)) => {
                        peer.layers.insert(source.kind, layers);
                        Heard::Tell(peer.connection, message)
                    }
                    None => Heard::Nothing,
                }
            }
            Event::Paused { peer, mids } => {
                tracing::debug!(peer = peer.0, ?mids, "pictures stand still");
                let is_news = |it: &Peer| it.paused != mids;
                if self.peers.get(&peer).is_some_and(is_news) {
                    self.map(peer, |peer| peer.paused = mids)
                } else {
                    Heard::Nothing
                }
            }
            Event::Arriving {
                peer,
                microphone,
                camera,
            } => self.report(peer, |connection| MediaReport::Arriving {
                connection,
                microphone,
                camera,
            }),
            Event::Levels { part, levels, .. } => {
                Heard::TellRoom(side_of(part), self.levels(&levels))
            }
            Event::Quality { peers, .. } => {
                let reports = peers.iter().filter_map(|peer| self.link_report(peer));
                Heard::Report(MediaReport::Quality(reports.collect()))
            }
            Event::Speaker { part, .. } if side_of(part).is_some() => Heard::Nothing,
            Event::Speaker { peer, .. } => {
                let person = peer.and_then(|peer| self.person(peer));
                Heard::Report(MediaReport::Speaker { person })
            }
        }
    }

    /// About the device that holds the peer now.
    fn report(&self, peer: PeerKey, report: impl FnOnce(ConnectionId) -> MediaReport) -> Heard {
        self.peers.get(&peer).map_or(Heard::Nothing, |peer| {
            Heard::Report(report(peer.connection))
        })
    }

    /// Something changed about the slots of a peer.
    fn map(&mut self, key: PeerKey, change: impl FnOnce(&mut Peer)) -> Heard {
        if let Some(peer) = self.peers.get_mut(&key) {
            change(peer);
        }
        self.peers.get(&key).map_or(Heard::Nothing, |peer| {
            Heard::Tell(peer.connection, self.slots(peer))
        })
    }

    fn slots(&self, peer: &Peer) -> ServerMessage {
        let slot = |(mid, source): &(String, Option<Source>)| Slot {
            mid: mid.clone(),
            person: source.and_then(|source| self.person(source.peer)),
            kind: source.map(|source| kind_of(source.kind)),
            paused: source.is_some() && peer.paused.contains(mid),
        };
        ServerMessage::Slots {
            slots: peer.slots.iter().map(slot).collect(),
        }
    }

    fn link_report(&self, quality: &PeerQuality) -> Option<LinkReport> {
        let millis = |time: Duration| u16::try_from(time.as_millis()).unwrap_or(u16::MAX);
        Some(LinkReport {
            connection: self.peers.get(&quality.peer)?.connection,
            up: flow_of(quality.up),
            down: flow_of(quality.down),
            round_trip: quality.round_trip.map(millis),
            freezes: quality
                .slots
                .iter()
                .fold(0, |sum, slot| sum.saturating_add(slot.freezes)),
        })
    }

    fn levels(&self, levels: &[(PeerKey, u8)]) -> ServerMessage {
        let level = |(peer, below): &(PeerKey, u8)| {
            Some(Level {
                person: self.person(*peer)?,
                level: level_of(*below),
            })
        };
        ServerMessage::Levels {
            levels: levels.iter().filter_map(level).collect(),
        }
    }

    fn person(&self, peer: PeerKey) -> Option<PersonId> {
        self.peers.get(&peer).map(|peer| peer.person)
    }

    fn peer(&self, connection: ConnectionId) -> Option<PeerKey> {
        self.peers
            .iter()
            .find(|(_, peer)| peer.connection == connection)
            .map(|(key, _)| *key)
    }

    /// Nothing of this room flows any more.
    pub(super) fn close(&mut self) {
        for peer in std::mem::take(&mut self.peers).into_keys() {
            self.engine.command(Command::Leave { peer });
        }
        self.pump.room_gone(self.room);
    }
}

impl Drop for MediaDesk {
    /// However the room ends.
    fn drop(&mut self) {
        self.close();
    }
}

#[cfg(test)]
mod tests;
