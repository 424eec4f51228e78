//! How much of everything a client is sent: the estimate of its connection, divided among its slots.

use std::time::{Duration, Instant};

use super::Shard;
use super::connection::Connection;
use crate::api::{Event, Kind, Want};
use crate::congestion::allocation::{Demand, Importance, Step, wanted};
use crate::congestion::bitrate::Bitrate;
use crate::media::PeerIndex;
use crate::media::publication::Publication;
use crate::media::slot::Grant;
use crate::media::temporal::ALL;
use crate::rtp::vp8::Size;
use crate::sdp::offer::Media;

/// A picture that stands still for less is not worth a word.
const NOTICEABLE: Duration = Duration::from_secs(1);

impl Shard {
    /// Decides what each slot of a client may show, and begins a probe where there might be more.
    pub(super) fn divide(&mut self, index: PeerIndex, now: Instant) {
        let demands = self.demands(index);
        let sound = self.sound_towards(index);
        let Some(connection) = self.peers.connection_mut(index) else {
            return;
        };
        let can_probe = connection.slots().any(|(_, _, slot)| slot.can_pad());
        let Some(secured) = &mut connection.secured else {
            return;
        };
        let egress = &mut secured.egress;
        let budget = egress.control.target().minus(sound);
        let settled = egress.is_settled(now);
        let shares = connection.allocator.share(&demands, budget, settled, now);
        let all = if can_probe && !demands.is_empty() {
            wanted(&demands).plus(sound)
        } else {
            Bitrate::ZERO
        };
        if egress.tick(all, now) && egress.wait(now) {
            self.paced.push(index);
        }
        for (demand, share) in demands.iter().zip(shares) {
            let grant = match share.map(|step| demand.steps[step]) {
                Some(Step {
                    layer, temporal, ..
                }) => Grant::Show { layer, temporal },
                None => Grant::Pause,
            };
            if let Some(slot) = connection.slot_mut(demand.line) {
                slot.is_limited = share != Some(demand.most());
                slot.allow(grant, now);
            }
        }
    }

    /// Of what is heard: as it comes, or as it goes on with what is repeated in it, if that is more.
    pub(super) fn sound_towards(&self, index: PeerIndex) -> Bitrate {
        let Some(connection) = self.peers.connection(index) else {
            return Bitrate::ZERO;
        };
        let slots = connection.slots().map(|(_, _, slot)| slot);
        let rates = slots
            .filter(|slot| slot.codec.media == Media::Audio)
            .filter_map(|slot| {
                let comes = self.layer(slot.playing?)?.rates.up_to(ALL);
                Some(comes.max(slot.heard_rate()))
            });
        rates.fold(Bitrate::ZERO, Bitrate::plus)
    }

    /// Of its pictures.
    fn demands(&self, index: PeerIndex) -> Vec<Demand> {
        let Some(viewer) = self.peers.get(index) else {
            return Vec::new();
        };
        let Some(connection) = &viewer.connection else {
            return Vec::new();
        };
        let mut demands = Vec::new();
        for (line, _, slot) in connection.slots() {
            if slot.codec.media != Media::Video {
                continue;
            }
            let Some(source) = slot.source else { continue };
            let Some((peer, published)) = self.locate(viewer.place, source) else {
                continue;
            };
            let publications = self.peers.connection(peer).into_iter();
            let publication = publications
                .flat_map(Connection::publications)
                .find(|(line, _)| *line == published);
            let Some((_, publication)) = publication else {
                continue;
            };
            let place = viewer.wants.iter().position(|want| want.source == source);
            let tile = place.map_or(Size::default(), |place| size(&viewer.wants[place]));
            demands.push(Demand {
                line,
                source,
                importance: match (source.kind, place) {
                    (Kind::Screen, _) => Importance::Screen,
                    (_, Some(0)) => Importance::Stage,
                    _ => Importance::Rest,
                },
                area: u32::from(tile.width) * u32::from(tile.height),
                steps: steps(publication, tile),
            });
        }
        demands
    }

    /// Tells the caller which slots stand still.
    pub(super) fn tell_paused(&mut self, index: PeerIndex, now: Instant) {
        let Some(peer) = self.peers.get_mut(index) else {
            return;
        };
        let Some(connection) = &peer.connection else {
            return;
        };
        let paused: Vec<String> = connection
            .slots()
            .filter(|(_, _, slot)| slot.source.is_some() && slot.is_paused(NOTICEABLE, now))
            .map(|(_, mid, _)| mid.to_owned())
            .collect();
        if peer.told_paused.as_ref() != Some(&paused) {
            peer.told_paused = Some(paused.clone());
            let peer = peer.key;
            let mids = paused;
            self.events.push_back(Event::Paused { peer, mids });
        }
    }
}

fn size(want: &Want) -> Size {
    Size {
        width: want.width,
        height: want.height,
    }
}

/// Ways to show a publication on a tile, the least first: the smallest picture with fewer and then
/// all pictures a second, then larger ones.
fn steps(publication: &Publication, tile: Size) -> Vec<Step> {
    let largest = publication.layer_for(tile);
    let mut steps: Vec<Step> = Vec::with_capacity(publication.layers.len() + 2);
    for (layer, stream) in publication.layers.iter().enumerate().take(largest + 1) {
        let rates = &stream.rates;
        let all = publication.rate_of(layer);
        // What it would take must be known, except of the least.
        let is_usable = if stream.activity.is_sent() {
            rates.are_known()
        } else {
            publication.is_available(layer) && all > Bitrate::ZERO
        };
        let is_only = layer == largest && steps.is_empty();
        if !is_usable && !is_only {
            continue;
        }
        if steps.is_empty() {
            let fewer = (0..ALL).map(|temporal| Step {
                layer,
                temporal,
                rate: rates.up_to(temporal),
            });
            // Not where nothing is layered in time.
            let mut last = Bitrate::ZERO;
            steps.extend(fewer.filter(|step| {
                let is_more = step.rate > last && step.rate < all;
                last = step.rate;
                is_more
            }));
        }
        steps.push(Step {
            layer,
            temporal: ALL,
            rate: all,
        });
    }
    steps
}
