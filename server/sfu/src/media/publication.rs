//! What a peer sends on one m-line, and the choice among its layers.

use std::time::Instant;

use super::layer::Layer;
use super::need::Need;
use super::temporal::ALL;
use crate::api::Kind;
use crate::congestion::bitrate::Bitrate;
use crate::rtp::vp8::Size;
use crate::sdp::offer::{Codec, Section};

/// Twice the width and twice the height.
const STEP: f64 = 4.0;

pub(crate) struct Publication {
    pub(crate) kind: Kind,
    pub(crate) codec: Codec,
    /// Lowest first, at least one.
    pub(crate) layers: Vec<Layer>,
    /// Streams with the stream of their retransmissions, where the offer pairs them.
    pub(crate) repairs: Vec<(u32, u32)>,
    pub(crate) need: Need,
}

impl Publication {
    pub(crate) fn new(kind: Kind, codec: Codec, section: &Section) -> Self {
        let layers = if section.stream_ids.is_empty() {
            vec![Layer::new(None, section.ssrcs.first().copied())]
        } else {
            let ids = section.stream_ids.iter();
            ids.map(|id| Layer::new(Some(id.clone()), None)).collect()
        };
        Publication {
            kind,
            codec,
            need: Need::default(),
            layers,
            repairs: section.repairs.clone(),
        }
    }

    pub(crate) fn layer_named(&self, stream_id: &str) -> Option<usize> {
        self.layers
            .iter()
            .position(|layer| layer.stream_id.as_deref() == Some(stream_id))
    }

    /// A packet with content has come on a layer.
    pub(crate) fn hear(&mut self, layer: usize, timestamp: u32, now: Instant) {
        let others = self.layers.len().saturating_sub(1);
        let Some(heard) = self.layers.get_mut(layer) else {
            return;
        };
        if heard.activity.hear(timestamp, now) {
            for (index, other) in self.layers.iter_mut().enumerate() {
                if index != layer {
                    other.activity.miss(others, now);
                }
            }
        }
    }

    /// The layer to show on a tile of this size, among those that are being sent or would be if
    /// somebody could be shown them.
    pub(crate) fn layer_for(&self, tile: Size) -> usize {
        self.smallest_for(tile, |index| self.is_available(*index))
    }

    /// Whether a layer is sent, or would be: it is left out because nobody needs it, or about to
    /// come back.
    pub(crate) fn is_available(&self, layer: usize) -> bool {
        let activity = &self.layers[layer].activity;
        activity.is_sent() || activity.is_expected() || self.need.is_off(layer)
    }

    /// What a layer takes as a whole: as it was measured last, else so many times what the layer
    /// below takes. Nothing, while neither is known.
    pub(crate) fn rate_of(&self, layer: usize) -> Bitrate {
        let mut rate = Bitrate::ZERO;
        for layer in &self.layers[..=layer] {
            let is_known = if layer.activity.is_sent() {
                layer.rates.are_known()
            } else {
                layer.rates.were_measured()
            };
            rate = if is_known {
                layer.rates.up_to(ALL)
            } else {
                rate.times(STEP)
            };
        }
        rate
    }

    /// The layers that a viewer with room for all of them waits for, a bit each: the one that fits
    /// the tile, and while it does not come, whatever else the client may still begin to send.
    pub(crate) fn layers_awaited(&self, tile: Size) -> u32 {
        let wanted = self.layer_wanted(tile);
        let mut awaited = 1 << wanted;
        if !self.layers[wanted].activity.is_sent() {
            for layer in 0..wanted {
                let is_silent = !self.layers[layer].activity.is_sent();
                awaited |= u32::from(is_silent && !self.need.is_off(layer)) << layer;
            }
        }
        awaited
    }

    /// The client is asked to send a layer again.
    pub(crate) fn expect(&mut self, layer: usize, now: Instant) {
        let guess = self.rate_of(layer);
        let layer = &mut self.layers[layer];
        layer.activity.expect(now);
        layer.rates.resume(guess);
    }

    /// The layer to show on a tile of this size, if the client sent all of them.
    fn layer_wanted(&self, tile: Size) -> usize {
        self.smallest_for(tile, |_| true)
    }

    fn smallest_for(&self, tile: Size, available: impl Fn(&usize) -> bool + Copy) -> usize {
        let sizes = self.sizes();
        let covers = |index: &usize| {
            sizes[*index].is_some_and(|size| size.width >= tile.width && size.height >= tile.height)
        };
        let all = 0..self.layers.len();
        let smallest_sufficient = all.clone().filter(available).find(covers);
        let largest_known = || {
            let known = |index: &usize| sizes[*index].is_some();
            all.clone().filter(available).rfind(known)
        };
        smallest_sufficient
            .or_else(largest_known)
            .or_else(|| {
                all.clone()
                    .find(|index| self.layers[*index].activity.is_sent())
            })
            .unwrap_or(0)
    }

    /// As seen on key frames; a layer not yet seen is taken to be twice the size of the one below.
    fn sizes(&self) -> Vec<Option<Size>> {
        let seen = |index: usize| self.layers[index].size;
        let nearest_seen = |index: usize| {
            (0..self.layers.len())
                .filter(|other| seen(*other).is_some())
                .min_by_key(|other| other.abs_diff(index))
        };
        (0..self.layers.len())
            .map(|index| {
                let other = nearest_seen(index)?;
                Some(scaled(seen(other)?, other, index))
            })
            .collect()
    }
}

fn scaled(size: Size, from: usize, to: usize) -> Size {
    let scale = |length: u16| {
        if to >= from {
            let length = u32::from(length) << (to - from);
            u16::try_from(length).unwrap_or(u16::MAX)
        } else {
            length >> (from - to)
        }
    };
    Size {
        width: scale(size.width),
        height: scale(size.height),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sdp::offer::Offer;
    use crate::tests::start;
    use std::time::Duration;

    fn camera() -> Publication {
        let offer = Offer::parse(include_str!("../sdp/fixtures/chromium.sdp")).unwrap();
        let section = &offer.sections[1];
        Publication::new(Kind::Camera, section.codec.unwrap(), section)
    }

    fn size(width: u16, height: u16) -> Size {
        Size { width, height }
    }

    #[test]
    fn the_smallest_layer_that_covers_the_tile_is_chosen() {
        let mut camera = camera();
        let now = start();
        for (index, layer) in camera.layers.iter_mut().enumerate() {
            layer.activity.hear(0, now);
            layer.size = Some(size(320 << index, 180 << index));
        }
        for (tile, layer) in [
            (size(0, 0), 0),
            (size(320, 180), 0),
            (size(321, 180), 1),
            (size(320, 181), 1),
            (size(900, 500), 2),
            (size(3840, 2160), 2),
        ] {
            assert_eq!(camera.layer_for(tile), layer, "{tile:?}");
        }
    }

    #[test]
    fn a_layer_that_is_not_sent_is_not_chosen() {
        let mut camera = camera();
        let now = start();
        assert_eq!(camera.layer_for(size(900, 500)), 0);
        camera.hear(0, 0, now);
        camera.layers[0].size = Some(size(320, 180));
        assert_eq!(camera.layer_for(size(900, 500)), 0);
        camera.hear(1, 0, now);
        assert_eq!(camera.layer_for(size(900, 500)), 1);
        assert_eq!(camera.layer_for(size(300, 100)), 0);
    }

    /// Two pictures in three seconds, on three layers a moment apart.
    #[test]
    fn a_slow_camera_does_not_change_its_layer() {
        let mut camera = camera();
        for (index, layer) in camera.layers.iter_mut().enumerate() {
            layer.size = Some(size(320 << index, 180 << index));
        }
        let mut now = start();
        for picture in 0..20 {
            for layer in 0..3 {
                camera.hear(layer, picture, now);
                if picture > 0 {
                    assert_eq!(camera.layer_for(size(900, 500)), 2);
                }
                now += Duration::from_millis(20);
            }
            now += Duration::from_millis(1440);
            assert_eq!(camera.layer_for(size(900, 500)), 2);
        }
    }

    /// As where the bandwidth is nearly enough for the highest layer.
    #[test]
    fn a_layer_that_comes_now_and_then_is_left_once() {
        let mut camera = camera();
        for (index, layer) in camera.layers.iter_mut().enumerate() {
            layer.size = Some(size(320 << index, 180 << index));
        }
        let begin = start();
        let mut shown = Vec::new();
        for picture in 0..600 {
            let now = begin + Duration::from_millis(33) * picture;
            camera.hear(0, picture, now);
            camera.hear(1, picture, now);
            if picture % 50 == 0 {
                camera.hear(2, picture, now);
            }
            shown.push(camera.layer_for(size(900, 500)));
        }
        shown.dedup();
        assert_eq!(shown, [2, 1]);
    }

    #[test]
    fn a_layer_left_out_is_available_at_its_last_rate_or_a_guess() {
        let mut camera = camera();
        let begin = start();
        for turn in 0..100 {
            let now = begin + Duration::from_millis(10) * turn;
            camera.hear(0, turn, now);
            camera.layers[0].rates.count(0, 125, now);
        }
        camera.layers[0].size = Some(size(320, 180));
        let least = camera.rate_of(0);
        assert!(least > Bitrate::ZERO);
        assert_eq!(camera.layer_for(size(900, 500)), 0);
        let later = begin + Duration::from_secs(5);
        camera.need.update(&[true, false, false], begin);
        camera.need.update(&[true, false, false], later);
        assert_eq!(camera.layer_for(size(900, 500)), 2);
        assert_eq!(camera.rate_of(1), least.times(STEP));
        assert_eq!(camera.rate_of(2), least.times(STEP).times(STEP));
        camera.need.update(&[true, false, true], later);
        camera.expect(2, later);
        assert_eq!(camera.layer_for(size(900, 500)), 2);
        assert_eq!(camera.rate_of(2), least.times(STEP).times(STEP));
        // Asked for, and it does not come.
        camera.hear(0, 100, later + Duration::from_secs(4));
        assert_eq!(camera.layer_for(size(900, 500)), 1);
    }

    /// Or a host who waits alone leaves everybody after with a layer that seems not to fit.
    #[test]
    fn a_layer_left_out_after_its_first_picture_is_not_taken_for_its_key_frame() {
        let mut camera = camera();
        let begin = start();
        for turn in 0..200 {
            let now = begin + Duration::from_millis(10) * turn;
            camera.hear(0, turn, now);
            camera.layers[0].rates.count(0, 125, now);
            if turn < 2 {
                camera.hear(1, turn, now);
                camera.layers[1]
                    .rates
                    .count(0, 100_000, now + Duration::from_millis(50) * turn);
            }
        }
        assert!(!camera.layers[1].activity.is_sent());
        assert_eq!(camera.rate_of(1), camera.rate_of(0).times(STEP));
    }

    #[test]
    fn sizes_not_seen_follow_from_the_nearest_seen() {
        let mut camera = camera();
        camera.layers[1].size = Some(size(640, 360));
        let sizes: Vec<_> = camera.sizes().into_iter().flatten().collect();
        assert_eq!(sizes, [size(320, 180), size(640, 360), size(1280, 720)]);
    }
}
