//! Two peers in a room of the engine that belongs to nobody else.

use meeting::protocol::TrialEnd;
use sfu::{
    Command, Engine, Kind, OfferError, OfferReply, OwnerKey, PeerKey, RoomKey, Source, Want,
};

use crate::identity::random;

/// The picture of the test in its full size, so that every layer of it is wanted.
const WIDTH: u16 = 1280;
const HEIGHT: u16 = 720;

/// Forgotten by the engine when it is dropped.
pub(crate) struct Bench {
    engine: Engine,
    sender: PeerKey,
    receiver: PeerKey,
}

impl Bench {
    /// Keys are 64 random bits, as those of sessions and connections are: none is used twice. What
    /// the engine says of a room that no meeting has asked about is heard by nobody.
    pub(crate) fn open(engine: Engine) -> Self {
        let room = RoomKey(random::bits());
        let [sender, receiver] = [random::bits(), random::bits()].map(PeerKey);
        for peer in [sender, receiver] {
            // Nobody hears themselves: to the engine these are two people.
            let owner = OwnerKey(peer.0);
            engine.command(Command::Enter { room, peer, owner });
        }
        engine.command(Command::Allow {
            peer: sender,
            microphone: true,
            camera: true,
            screen: false,
        });
        let source = Source {
            peer: sender,
            kind: Kind::Camera,
        };
        engine.command(Command::View {
            peer: receiver,
            wants: vec![Want {
                source,
                width: WIDTH,
                height: HEIGHT,
            }],
            audio_only: false,
        });
        Self {
            engine,
            sender,
            receiver,
        }
    }

    /// `reply` is called on a thread of the engine.
    pub(crate) fn offer(
        &self,
        end: TrialEnd,
        sdp: String,
        fresh: bool,
        reply: impl FnOnce(Result<String, OfferError>) + Send + 'static,
    ) {
        let peer = match end {
            TrialEnd::Sender => self.sender,
            TrialEnd::Receiver => self.receiver,
        };
        let reply: OfferReply = Box::new(reply);
        self.engine.command(Command::Offer {
            peer,
            sdp,
            fresh,
            reply,
        });
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        for peer in [self.sender, self.receiver] {
            self.engine.command(Command::Leave { peer });
        }
    }
}
