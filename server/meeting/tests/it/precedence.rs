//! Laws of the order of delegations, and how two of them sit.

use meeting::id::{DelegationId, OrganizerId, PersonId};
use meeting::plan::Rank;
use meeting::precedence::{
    Candidate, Member, Move, Rule, after_moves, by_rule, counterparts, facing, within,
};
use meeting::time::Timestamp;
use proptest::prelude::*;
use proptest::sample::{Index, select};

const RULES: [Rule; 3] = [Rule::Rank, Rule::Country, Rule::Accepted];
const RANKS: [Rank; 6] = [
    Rank::Mayor,
    Rank::ViceMayor,
    Rank::Director,
    Rank::DeputyDirector,
    Rank::Staff,
    Rank::Other,
];

fn delegation(bits: u64) -> DelegationId {
    DelegationId::from_bits(bits)
}

fn person(bits: u64) -> PersonId {
    PersonId::from_bits(bits)
}

/// Of few different ranks, names and days, so that ties are common.
fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let key = || prop_oneof![Just(Vec::new()), (0u8..3).prop_map(|letter| vec![letter])];
    let rank = prop::option::of(select(RANKS.to_vec()));
    let day = prop::option::of((0i64..3).prop_map(Timestamp));
    let one = (rank, key(), key(), day);
    prop::collection::vec(one, 0..12).prop_map(|all| {
        let numbered = (1..).map(delegation).zip(all);
        let made = numbered.map(|(delegation, (rank, country, city, accepted))| Candidate {
            delegation,
            rank,
            country,
            city,
            accepted,
        });
        made.collect()
    })
}

fn a_move(delegation: DelegationId, place: u16) -> Move {
    Move {
        delegation,
        place,
        reason: None,
        by: OrganizerId::from_bits(1),
        at: Timestamp(0),
    }
}

proptest! {
    /// Everybody once, and any two in the same order whoever else is there: a total order.
    #[test]
    fn the_order_is_total(all in candidates(), rule in select(RULES.to_vec())) {
        let order = by_rule(&all, rule);
        let mut ids = order.clone();
        ids.sort_unstable();
        prop_assert_eq!(ids, all.iter().map(|one| one.delegation).collect::<Vec<_>>());
        let place = |id| order.iter().position(|other| *other == id);
        for one in &all {
            for other in &all {
                let pair = by_rule(&[one.clone(), other.clone()], rule);
                prop_assert!(place(pair[0]) <= place(pair[1]));
            }
        }
    }

    #[test]
    fn how_delegations_are_given_does_not_matter(
        (all, shuffled) in candidates().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        rule in select(RULES.to_vec()),
    ) {
        prop_assert_eq!(by_rule(&all, rule), by_rule(&shuffled, rule));
    }

    #[test]
    fn a_move_lands_where_it_says_and_the_others_keep_their_order(
        count in 1u64..12,
        earlier in prop::collection::vec((1u64..14, 0u16..16), 0..6),
        which in any::<Index>(),
        place in 1u16..16,
    ) {
        let order: Vec<_> = (1..=count).map(delegation).collect();
        let mut moves: Vec<_> = earlier.iter().map(|(id, to)| a_move(delegation(*id), *to)).collect();
        let before = after_moves(order.clone(), &moves);
        let moved = order[which.index(order.len())];
        moves.push(a_move(moved, place));
        let after = after_moves(order, &moves);
        let landed = after.iter().position(|id| *id == moved).unwrap();
        prop_assert_eq!(landed, usize::from(place - 1).min(after.len() - 1));
        let others = |order: &[DelegationId]| -> Vec<_> {
            order.iter().copied().filter(|id| *id != moved).collect()
        };
        prop_assert_eq!(others(&before), others(&after));
    }

    #[test]
    fn heads_face_each_other_and_nobody_sits_apart(near in 0u64..30, far in 0u64..30) {
        let near: Vec<_> = (1..=near).map(person).collect();
        let far: Vec<_> = (101..101 + far).map(person).collect();
        let table = facing(&near, &far);
        for (seats, order) in [(&table.near, &near), (&table.far, &far)] {
            prop_assert_eq!(seats.len(), order.len());
            prop_assert!(seats.windows(2).all(|pair| pair[0].place + 1 == pair[1].place));
            let middle = seats.iter().find(|seat| seat.place == 0);
            prop_assert_eq!(middle.map(|seat| seat.person), order.first().copied());
            for (index, person) in order.iter().enumerate() {
                let seat = seats.iter().find(|seat| seat.person == *person).unwrap();
                prop_assert_eq!(usize::from(seat.place.unsigned_abs()), index.div_ceil(2));
            }
        }
    }
}

#[test]
fn each_rule_breaks_ties_as_it_says() {
    let candidate = |bits, rank, country: &str, city: &str, accepted: Option<i64>| Candidate {
        delegation: delegation(bits),
        rank,
        country: country.into(),
        city: city.into(),
        accepted: accepted.map(Timestamp),
    };
    let all = [
        candidate(1, Some(Rank::ViceMayor), "de", "dresden", Some(2)),
        candidate(2, Some(Rank::Mayor), "gb", "leeds", Some(2)),
        candidate(3, Some(Rank::Mayor), "de", "kiel", None),
        candidate(4, Some(Rank::Mayor), "de", "bonn", Some(1)),
        candidate(5, None, "", "nowhere", None),
    ];
    let order = |rule| -> Vec<u64> { by_rule(&all, rule).iter().map(|id| id.bits()).collect() };
    assert_eq!(order(Rule::Rank), [4, 3, 2, 1, 5]);
    assert_eq!(order(Rule::Country), [4, 3, 1, 2, 5]);
    assert_eq!(order(Rule::Accepted), [4, 2, 1, 3, 5]);
}

#[test]
fn a_head_comes_before_people_of_higher_rank() {
    let member = |bits, follows, rank, name: &str| Member {
        follows,
        rank,
        name: name.into(),
        person: person(bits),
    };
    let order = within(vec![
        member(1, true, Rank::Director, "b"),
        member(2, true, Rank::Mayor, "c"),
        member(3, true, Rank::Director, "a"),
        member(4, false, Rank::Staff, "d"),
    ]);
    assert_eq!(order, [4, 2, 3, 1].map(person));
}

#[test]
fn the_second_sits_at_the_right_hand_of_the_head() {
    let table = facing(&[1, 2, 3, 4].map(person), &[11, 12].map(person));
    let row = |seats: &[meeting::precedence::Seat]| -> Vec<(i16, u64)> {
        seats
            .iter()
            .map(|seat| (seat.place, seat.person.bits()))
            .collect()
    };
    assert_eq!(row(&table.near), [(-1, 3), (0, 1), (1, 2), (2, 4)]);
    // From across the table their right is our left.
    assert_eq!(row(&table.far), [(-1, 12), (0, 11)]);
}

#[test]
fn a_guest_is_received_by_the_same_rank_else_by_the_nearest_higher() {
    let hosts = [
        (person(1), Rank::Director),
        (person(2), Rank::Mayor),
        (person(3), Rank::Director),
    ];
    let found = |rank| counterparts(rank, &hosts);
    assert_eq!(
        found(Rank::Director),
        Some((Rank::Director, vec![person(1), person(3)]))
    );
    assert_eq!(found(Rank::ViceMayor), Some((Rank::Mayor, vec![person(2)])));
    assert_eq!(
        found(Rank::Staff),
        Some((Rank::Director, vec![person(1), person(3)]))
    );
    assert_eq!(counterparts(Rank::Mayor, &hosts[..1]), None);
}
