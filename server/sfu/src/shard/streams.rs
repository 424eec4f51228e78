//! What the shard knows of streams: which paths lead over them, and what goes there.

use super::Shard;
use crate::outbox::{Path, StreamNumber};
use crate::sdp::offer::Media;

impl Shard {
    /// Streams with a client at the other end.
    pub(crate) fn streams(&self) -> impl Iterator<Item = StreamNumber> {
        self.by_path.keys().filter_map(|path| path.stream)
    }

    /// No path leads over this stream any more.
    pub(crate) fn stream_closed(&mut self, number: StreamNumber) {
        let peers = &mut self.peers;
        self.by_path.retain(|path, index| {
            let is_closed = path.stream == Some(number);
            if is_closed && let Some(connection) = peers.connection_mut(*index) {
                connection.agent.forget(*path);
            }
            !is_closed
        });
    }

    /// Whether packets of this payload type that go by this path are sound, repeated or not.
    pub(crate) fn is_sound(&self, path: Path, payload_type: u8) -> bool {
        let owner = self.by_path.get(&path);
        let connection = owner.and_then(|index| self.peers.connection(*index));
        connection.is_some_and(|connection| {
            let mut slots = connection.slots().map(|(_, _, slot)| slot.codec);
            slots.any(|codec| {
                let types = [Some(codec.payload_type), codec.red_payload_type];
                codec.media == Media::Audio && types.contains(&Some(payload_type))
            })
        })
    }
}
