//! A media engine that only keeps the books.

use std::collections::BTreeMap;

use meeting::id::{ConnectionId, PersonId, SideId};
use meeting::room::{MediaCommand, Source};

#[derive(Debug, Clone, Default)]
pub(crate) struct Engine {
    pub(crate) peers: BTreeMap<ConnectionId, Peer>,
    pub(crate) offers: Vec<(ConnectionId, u32)>,
}

#[derive(Debug, Clone)]
pub(crate) struct Peer {
    pub(crate) person: PersonId,
    pub(crate) microphone: bool,
    pub(crate) camera: bool,
    pub(crate) screen: bool,
    pub(crate) sources: Vec<Source>,
    pub(crate) audio_only: bool,
    /// The main room without one.
    pub(crate) side: Option<SideId>,
}

impl Engine {
    pub(crate) fn perform(&mut self, command: MediaCommand) {
        match command {
            MediaCommand::Enter { connection, person } => {
                let peer = Peer {
                    person,
                    microphone: false,
                    camera: false,
                    screen: false,
                    sources: Vec::new(),
                    audio_only: false,
                    side: None,
                };
                assert!(
                    self.peers.insert(connection, peer).is_none(),
                    "entered twice"
                );
            }
            MediaCommand::Adopt { from, to } => {
                let peer = self.peers.remove(&from).expect("something to adopt");
                self.peers.insert(to, peer);
                for peer in self.peers.values_mut() {
                    for source in &mut peer.sources {
                        if source.connection == from {
                            source.connection = to;
                        }
                    }
                }
            }
            MediaCommand::Offer { connection, id, .. } => {
                self.peer(connection);
                self.offers.push((connection, id));
            }
            MediaCommand::Allow {
                connection,
                microphone,
                camera,
                screen,
            } => {
                let peer = self.peer(connection);
                (peer.microphone, peer.camera, peer.screen) = (microphone, camera, screen);
            }
            MediaCommand::View {
                connection,
                sources,
                audio_only,
            } => {
                for source in &sources {
                    self.peer(source.connection);
                }
                let peer = self.peer(connection);
                (peer.sources, peer.audio_only) = (sources, audio_only);
            }
            MediaCommand::Move { connection, side } => {
                let peer = self.peer(connection);
                assert_ne!(peer.side, side, "moved to where it is");
                peer.side = side;
            }
            MediaCommand::Leave { connection } => {
                self.peer(connection);
                self.peers.remove(&connection);
            }
        }
    }

    fn peer(&mut self, connection: ConnectionId) -> &mut Peer {
        self.peers.get_mut(&connection).expect("a known peer")
    }
}
