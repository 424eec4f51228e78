//! Which layers of a picture somebody needs, so that the client can leave the others out.

use std::time::{Duration, Instant};

/// So long a layer must have been of no use before the client may leave it out: whoever changes the
/// layout twice in a moment costs nobody a key frame.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the client was last told, by layer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Need {
    layers: Vec<LayerNeed>,
    was_told: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct LayerNeed {
    /// The client may leave it out.
    is_off: bool,
    unused_since: Option<Instant>,
}

/// What a change of need means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// Every layer: whether it is to be sent.
    pub(crate) on: Vec<bool>,
    /// Layers that come back.
    pub(crate) returning: Vec<usize>,
}

impl Need {
    /// `used`: of each layer, whether somebody sees it or waits for it. Gives what is to be told:
    /// once at the beginning, then whatever changes.
    pub(crate) fn update(&mut self, used: &[bool], now: Instant) -> Option<Change> {
        self.layers.resize(used.len(), LayerNeed::default());
        let mut returning = Vec::new();
        let mut changed = !std::mem::replace(&mut self.was_told, true);
        for (index, (need, used)) in self.layers.iter_mut().zip(used).enumerate() {
            let was_off = need.is_off;
            // The lowest is always there, for whoever comes next.
            need.note(*used || index == 0, now);
            changed |= was_off != need.is_off;
            if was_off && !need.is_off {
                returning.push(index);
            }
        }
        changed.then(|| Change {
            on: self.layers.iter().map(|need| !need.is_off).collect(),
            returning,
        })
    }

    /// The client was told that it may leave this layer out.
    pub(crate) fn is_off(&self, layer: usize) -> bool {
        self.layers.get(layer).is_some_and(|need| need.is_off)
    }
}

impl LayerNeed {
    fn note(&mut self, used: bool, now: Instant) {
        if used {
            *self = LayerNeed::default();
            return;
        }
        let since = *self.unused_since.get_or_insert(now);
        self.is_off |= now.saturating_duration_since(since) >= PATIENCE;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::start;

    #[test]
    fn a_layer_goes_after_a_while_and_comes_back_at_once() {
        let mut need = Need::default();
        let begin = start();
        let later = begin + PATIENCE;
        let told = |on: [bool; 3], returning: &[usize]| {
            Some(Change {
                on: on.to_vec(),
                returning: returning.to_vec(),
            })
        };
        let nobody = [false; 3];
        assert_eq!(need.update(&nobody, begin), told([true; 3], &[]));
        assert_eq!(need.update(&nobody, later - PATIENCE / 2), None);
        assert_eq!(need.update(&nobody, later), told([true, false, false], &[]));
        assert_eq!(need.update(&nobody, later + PATIENCE), None);
        let middle = [false, true, false];
        assert_eq!(
            need.update(&middle, later + PATIENCE),
            told([true, true, false], &[1])
        );
    }

    #[test]
    fn a_moment_without_use_costs_nothing() {
        let mut need = Need::default();
        let begin = start();
        need.update(&[true, true], begin);
        for turn in 0..10 {
            let now = begin + PATIENCE / 2 * turn;
            assert_eq!(need.update(&[true, turn % 2 == 0], now), None);
        }
    }
}
