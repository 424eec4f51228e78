//! Which source gets which slot. A slot that shows a source keeps it for as long as it can.

use crate::api::Source;

/// So much louder a source must be to take the slot of one that speaks, in dB.
const MARGIN: f32 = 10.0;

/// A source that could be heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) source: Source,
    /// dB above silence.
    pub(crate) loudness: f32,
    pub(crate) speaks: bool,
}

/// Video: `wanted` in order of importance; as many as there are slots.
pub(crate) fn allot_pictures(slots: &[Option<Source>], wanted: &[Source]) -> Vec<Option<Source>> {
    let chosen = &wanted[..wanted.len().min(slots.len())];
    keep_and_fill(slots, chosen)
}

/// Audio: the loudest of `candidates`; everybody, if there are slots enough.
pub(crate) fn allot_voices(
    slots: &[Option<Source>],
    candidates: &[Candidate],
) -> Vec<Option<Source>> {
    let mut loudest_first = candidates.to_vec();
    // Stable, so that equals stay in their order.
    loudest_first.sort_by(|a, b| b.loudness.total_cmp(&a.loudness));
    let has_slot = |candidate: &Candidate| slots.contains(&Some(candidate.source));
    let (mut heard, challengers): (Vec<_>, Vec<_>) = loudest_first.into_iter().partition(has_slot);
    for challenger in challengers {
        if heard.len() < slots.len() {
            heard.push(challenger);
        } else if let Some(place) = place_to_take(&heard, &challenger) {
            heard[place] = challenger;
        }
    }
    let chosen: Vec<Source> = heard.iter().map(|candidate| candidate.source).collect();
    keep_and_fill(slots, &chosen)
}

/// The quietest of those who are heard, if the challenger has a right to its slot.
fn place_to_take(heard: &[Candidate], challenger: &Candidate) -> Option<usize> {
    // Who is silent gives way first.
    let by_right = |candidate: &Candidate| (candidate.speaks, candidate.loudness);
    let (place, quietest) = heard.iter().enumerate().min_by(|(_, a), (_, b)| {
        let ((a_speaks, a_loudness), (b_speaks, b_loudness)) = (by_right(a), by_right(b));
        a_speaks
            .cmp(&b_speaks)
            .then(a_loudness.total_cmp(&b_loudness))
    })?;
    let may = if quietest.speaks {
        challenger.loudness >= quietest.loudness + MARGIN
    } else {
        challenger.speaks
    };
    may.then_some(place)
}

/// Every chosen source on one slot: where it was, or on a free one.
fn keep_and_fill(slots: &[Option<Source>], chosen: &[Source]) -> Vec<Option<Source>> {
    let mut allotted: Vec<Option<Source>> = slots
        .iter()
        .map(|slot| slot.filter(|source| chosen.contains(source)))
        .collect();
    let missing: Vec<Source> = chosen
        .iter()
        .filter(|source| !allotted.contains(&Some(**source)))
        .copied()
        .collect();
    let free = allotted.iter_mut().filter(|slot| slot.is_none());
    for (slot, source) in free.zip(missing) {
        *slot = Some(source);
    }
    allotted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Kind, PeerKey};
    use proptest::prelude::*;

    fn source(peer: u64) -> Source {
        Source {
            peer: PeerKey(peer),
            kind: Kind::Microphone,
        }
    }

    fn candidate(peer: u64, loudness: f32) -> Candidate {
        Candidate {
            source: source(peer),
            loudness,
            speaks: loudness >= 70.0,
        }
    }

    fn peers(slots: &[Option<Source>]) -> Vec<u64> {
        slots
            .iter()
            .map(|slot| slot.map_or(0, |source| source.peer.0))
            .collect()
    }

    #[test]
    fn with_slots_enough_everybody_is_heard_and_stays() {
        let quiet: Vec<_> = (1..=3).map(|peer| candidate(peer, 0.0)).collect();
        let first = allot_voices(&[None, None, None], &quiet);
        assert_eq!(peers(&first), [1, 2, 3]);
        let second = allot_voices(&first, &[candidate(3, 90.0), candidate(1, 0.0)]);
        assert_eq!(peers(&second), [1, 0, 3]);
    }

    #[test]
    fn a_new_voice_takes_the_slot_of_a_silent_one() {
        let slots = [Some(source(1)), Some(source(2))];
        let candidates = [candidate(1, 90.0), candidate(2, 5.0), candidate(3, 80.0)];
        assert_eq!(peers(&allot_voices(&slots, &candidates)), [1, 3]);
        let silent = [candidate(1, 0.0), candidate(2, 0.0), candidate(3, 60.0)];
        assert_eq!(peers(&allot_voices(&slots, &silent)), [1, 2]);
    }

    #[test]
    fn who_speaks_gives_way_only_to_a_much_louder_voice() {
        let slots = [Some(source(1)), Some(source(2))];
        let louder = [candidate(1, 90.0), candidate(2, 80.0), candidate(3, 85.0)];
        assert_eq!(peers(&allot_voices(&slots, &louder)), [1, 2]);
        let much = [candidate(1, 90.0), candidate(2, 80.0), candidate(3, 91.0)];
        assert_eq!(peers(&allot_voices(&slots, &much)), [1, 3]);
    }

    #[test]
    fn pictures_are_allotted_in_order_and_do_not_move() {
        let wanted: Vec<_> = (1..=4).map(source).collect();
        let first = allot_pictures(&[None, None], &wanted);
        assert_eq!(peers(&first), [1, 2]);
        let turned = [source(3), source(2), source(1)];
        assert_eq!(peers(&allot_pictures(&first, &turned)), [3, 2]);
        assert_eq!(peers(&allot_pictures(&first, &[])), [0, 0]);
    }

    proptest! {
        #[test]
        fn nobody_has_two_slots_and_no_slot_is_wasted(
            slots in prop::collection::vec(prop::option::of(1u64..8), 0..6),
            loudness in prop::collection::vec(0f32..127.0, 0..8),
        ) {
            let mut seen = Vec::new();
            let slots: Vec<_> = slots
                .into_iter()
                .map(|peer| {
                    let peer = peer.filter(|peer| !seen.contains(peer))?;
                    seen.push(peer);
                    Some(source(peer))
                })
                .collect();
            let candidates: Vec<_> = loudness
                .iter()
                .enumerate()
                .map(|(index, loudness)| candidate(index as u64 + 1, *loudness))
                .collect();
            let allotted = allot_voices(&slots, &candidates);
            let mut shown: Vec<_> = allotted.iter().flatten().collect();
            prop_assert_eq!(shown.len(), slots.len().min(candidates.len()));
            shown.sort();
            shown.dedup();
            prop_assert_eq!(shown.len(), slots.len().min(candidates.len()));
            for (before, after) in slots.iter().zip(&allotted) {
                if let Some(before) = before
                    && allotted.contains(&Some(*before))
                {
                    prop_assert_eq!(after, &Some(*before));
                }
            }
            // The same again changes nothing.
            prop_assert_eq!(allot_voices(&allotted, &candidates), allotted);
        }
    }
}
