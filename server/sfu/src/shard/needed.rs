//! Tells which layers of which picture are needed, for the clients to leave out the others.

use std::collections::HashMap;
use std::time::Instant;

use super::Shard;
use super::peer::Peer;
use crate::api::{Event, Source};
use crate::media::PeerIndex;
use crate::media::publication::Publication;
use crate::media::slot::{Grant, Slot};
use crate::rtp::vp8::Size;

/// By publication (peer and m-line): a bit for each layer that some viewer is shown or waits for.
type Wanted = HashMap<(PeerIndex, usize), u32>;

impl Shard {
    /// Looks at every picture in several layers, and tells what changed.
    pub(super) fn tell_needed(&mut self, now: Instant) {
        let mut wanted = Wanted::new();
        self.for_each_peer(|shard, index| shard.add_wanted_by(index, &mut wanted));
        self.for_each_peer(|shard, index| shard.tell_needed_of(index, &wanted, now));
    }

    fn tell_needed_of(&mut self, index: PeerIndex, wanted: &Wanted, now: Instant) {
        let Some(peer) = self.peers.get_mut(index) else {
            return;
        };
        let key = peer.key;
        let Some(connection) = &mut peer.connection else {
            return;
        };
        for (line, publication) in connection.publications_mut() {
            let wanted = wanted.get(&(index, line)).copied().unwrap_or(0);
            if let Some(layers) = newly_needed(publication, wanted, now) {
                let source = Source {
                    peer: key,
                    kind: publication.kind,
                };
                self.events.push_back(Event::Needed { source, layers });
            }
        }
    }

    fn add_wanted_by(&self, viewer: PeerIndex, wanted: &mut Wanted) {
        let Some(viewer) = self.peers.get(viewer) else {
            return;
        };
        for (source, tile, slot) in pictures_of(viewer) {
            let Some((peer, line)) = self.locate(viewer.place, source) else {
                continue;
            };
            let mut publications = self
                .peers
                .connection(peer)
                .into_iter()
                .flat_map(|connection| connection.publications());
            if let Some((_, publication)) = publications.find(|(it, _)| *it == line) {
                *wanted.entry((peer, line)).or_default() |= layers_for(publication, tile, slot);
            }
        }
    }
}

/// What a viewer has on its slots, and how large.
fn pictures_of(viewer: &Peer) -> impl Iterator<Item = (Source, Size, &Slot)> {
    let slots = viewer.connection.iter().flat_map(|it| it.slots());
    slots.filter_map(|(_, _, slot)| {
        let source = slot.source?;
        let want = viewer.wants.iter().find(|want| want.source == source)?;
        let tile = Size {
            width: want.width,
            height: want.height,
        };
        Some((source, tile, slot))
    })
}

/// What there is room for, and where that is all there is, what may come beyond it.
fn layers_for(publication: &Publication, tile: Size, slot: &Slot) -> u32 {
    let granted = match slot.grant {
        Grant::Show { layer, .. } => 1 << layer,
        Grant::Pause => 0,
    };
    if slot.is_limited {
        granted
    } else {
        granted | publication.layers_awaited(tile)
    }
}

/// The names of the layers that are needed, if that is news to the client.
fn newly_needed(publication: &mut Publication, wanted: u32, now: Instant) -> Option<Vec<String>> {
    if publication.layers.len() < 2 {
        return None;
    }
    let layers = publication.layers.iter().enumerate();
    let used: Vec<bool> = layers
        .map(|(index, layer)| !layer.subscribers.is_empty() || wanted & (1 << index) != 0)
        .collect();
    let change = publication.need.update(&used, now)?;
    for returning in change.returning {
        publication.expect(returning, now);
    }
    let layers = publication.layers.iter().zip(change.on);
    let needed = layers
        .filter(|(_, on)| *on)
        .filter_map(|(layer, _)| layer.stream_id.clone());
    Some(needed.collect())
}
