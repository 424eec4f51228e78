use super::*;
use crate::api::{Kind, PeerKey};
use crate::tests::start;
use proptest::prelude::*;

fn demand(line: usize, importance: Importance, area: u32, kilobits: &[u32]) -> Demand {
    let largest = kilobits.iter().enumerate().map(|(layer, kilobits)| Step {
        layer,
        temporal: 3,
        rate: Bitrate::kilobits(*kilobits),
    });
    let least = (0..2).map(|temporal| Step {
        layer: 0,
        temporal,
        rate: Bitrate::kilobits(kilobits[0]).times([0.5, 0.7][usize::from(temporal)]),
    });
    Demand {
        line,
        source: Source {
            peer: PeerKey(line as u64),
            kind: Kind::Camera,
        },
        importance,
        area,
        steps: least.chain(largest).collect(),
    }
}

fn stage_and_tiles() -> Vec<Demand> {
    vec![
        demand(7, Importance::Rest, 1000, &[150]),
        demand(8, Importance::Rest, 4000, &[150]),
        demand(9, Importance::Stage, 90_000, &[150, 500, 1500]),
    ]
}

/// What they get from the beginning on with so much.
fn first(kilobits: u32) -> Shares {
    let budget = Bitrate::kilobits(kilobits);
    Allocator::default().share(&stage_and_tiles(), budget, true, start())
}

#[test]
fn it_goes_down_step_by_step() {
    assert_eq!(first(5000), [Some(2), Some(2), Some(4)]);
    assert_eq!(
        first(1000),
        [Some(2), Some(2), Some(3)],
        "a smaller picture"
    );
    assert_eq!(first(700), [Some(2), Some(2), Some(2)]);
    assert_eq!(first(410), [Some(1), Some(2), Some(2)], "fewer pictures");
    assert_eq!(first(230), [Some(0), Some(0), Some(0)]);
    assert_eq!(
        first(160),
        [None, Some(0), Some(0)],
        "the smallest stands still"
    );
    assert_eq!(first(80), [None, None, Some(0)]);
    assert_eq!(first(60), [None, None, None], "sound alone");
}

#[test]
fn down_at_once_and_up_when_it_lasts() {
    let begin = start();
    let at = |milliseconds| begin + Duration::from_millis(milliseconds);
    let demands = [demand(9, Importance::Stage, 90_000, &[150, 500, 1500])];
    let mut allocator = Allocator::default();
    let mut share = |kilobits, settled, milliseconds| {
        let budget = Bitrate::kilobits(kilobits);
        allocator.share(&demands, budget, settled, at(milliseconds))[0]
    };
    assert_eq!(share(2000, true, 0), Some(4));
    // A little too much is borne for a second.
    assert_eq!(share(1300, true, 100), Some(4));
    assert_eq!(share(2000, true, 600), Some(4));
    assert_eq!(share(600, true, 700), Some(3));
    assert_eq!(share(2000, true, 3000), Some(3), "not so soon");
    assert_eq!(share(1600, true, 4000), Some(3), "not with so little");
    assert_eq!(share(2000, false, 4000), Some(3), "not while it changes");
    assert_eq!(share(2000, true, 4000), Some(4));
    // Again and again: later each time.
    assert_eq!(share(600, true, 5000), Some(3));
    assert_eq!(share(2000, true, 9000), Some(3));
    assert_eq!(share(2000, true, 11_100), Some(4));
}

#[test]
fn the_first_burst_of_a_larger_picture_is_borne_while_the_line_bears_it() {
    let begin = start();
    let at = |milliseconds| begin + Duration::from_millis(milliseconds);
    let share = |allocator: &mut Allocator, largest, budget, milliseconds| {
        let demands = [demand(9, Importance::Stage, 90_000, &[150, 500, largest])];
        let budget = Bitrate::kilobits(budget);
        allocator.share(&demands, budget, true, at(milliseconds))[0]
    };
    let mut raised = Allocator::default();
    assert_eq!(share(&mut raised, 1500, 600, 0), Some(3));
    assert_eq!(share(&mut raised, 1500, 1800, 5_000), Some(4));
    assert_eq!(share(&mut raised, 2600, 1800, 5_500), Some(4));
    assert_eq!(share(&mut raised, 2000, 1750, 7_000), Some(4));
    let mut narrower = raised.clone();
    assert_eq!(share(&mut narrower, 2000, 1400, 7_100), Some(3));
    let mut calm = raised.clone();
    assert_eq!(share(&mut calm, 1600, 1800, 8_500), Some(4));
    // It is not a burst: it stays.
    assert_eq!(share(&mut raised, 2600, 1800, 8_500), Some(3));
}

#[test]
fn what_stands_still_moves_again_as_soon_as_there_is_plainly_more() {
    let begin = start();
    let at = |milliseconds| begin + Duration::from_millis(milliseconds);
    let demands = stage_and_tiles();
    let mut allocator = Allocator::default();
    let mut share = |kilobits, milliseconds| {
        let budget = Bitrate::kilobits(kilobits);
        allocator.share(&demands, budget, true, at(milliseconds))
    };
    assert_eq!(share(450, 0), [Some(2), Some(2), Some(2)]);
    assert_eq!(share(160, 100), [None, Some(0), Some(0)]);
    assert_eq!(
        share(300, 400),
        [None, Some(0), Some(0)],
        "not for a little"
    );
    assert_eq!(share(5000, 500), [Some(2), Some(0), Some(0)]);
    assert_eq!(share(5000, 3200), [Some(2), Some(2), Some(4)]);
}

#[test]
fn what_is_asked_for_anew_does_not_wait() {
    let mut allocator = Allocator::default();
    let now = start();
    let small = [demand(9, Importance::Stage, 100, &[150])];
    let large = [demand(9, Importance::Stage, 90_000, &[150, 500])];
    let budget = Bitrate::kilobits(550);
    assert_eq!(allocator.share(&small, budget, false, now), [Some(2)]);
    assert_eq!(allocator.share(&large, budget, false, now), [Some(3)]);
}

proptest! {
    #[test]
    fn the_more_important_is_served_first_and_the_budget_is_kept(
        tiles in prop::collection::vec((1u32..5, 10u32..400, 1u32..10_000), 1..12),
        kilobits in 0u32..6_000,
    ) {
        let demands: Vec<Demand> = tiles
            .iter()
            .enumerate()
            .map(|(line, (layers, least, area))| {
                let rates: Vec<u32> = (0..*layers).map(|layer| least << layer).collect();
                let importance = if line == 0 { Importance::Stage } else { Importance::Rest };
                demand(line, importance, *area, &rates)
            })
            .collect();
        let budget = Bitrate::kilobits(kilobits);
        let shares = Allocator::default().share(&demands, budget, true, start());
        prop_assert!(total(&demands, &shares) <= budget.plus(Bitrate::kilobits(1)));
        // Who stands still could not have had the least in the place of who is less important.
        let order = by_importance(&demands);
        for (place, index) in order.iter().enumerate() {
            if shares[*index].is_none() {
                let before = order[..place]
                    .iter()
                    .filter(|it| shares[**it].is_some())
                    .fold(Bitrate::ZERO, |sum, it| sum.plus(demands[*it].rate(Some(0))));
                prop_assert!(before.plus(demands[*index].rate(Some(0))) > budget);
            }
        }
        // The same again changes nothing.
        let mut allocator = Allocator::default();
        let first = allocator.share(&demands, budget, true, start());
        prop_assert_eq!(allocator.share(&demands, budget, true, start()), first);
    }
}
