//! What totals mean.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::Majority;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "VoteOutcome")]
#[schema(as = VoteOutcome)]
pub enum Outcome {
    /// Carried; of named options, the one in [`Verdict::chosen`].
    Passed,
    Failed,
    /// Fewer voted than have to: nothing is decided.
    NoQuorum,
    /// Two or more options have the most ballots.
    Tie,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(rename = "VoteVerdict")]
#[schema(as = VoteVerdict)]
pub struct Verdict {
    pub outcome: Outcome,
    /// The number of the option that was carried.
    pub chosen: Option<u8>,
    /// Ballots, abstentions included.
    pub cast: u32,
    /// All ballots say the same: in a secret vote, everybody now knows what each of them said.
    pub unanimous: bool,
}

impl Verdict {
    /// `totals`: the ballots for each option, the abstentions last. `named`: the options are not
    /// for and against. `needed`: ballots that the quorum takes.
    pub fn of(totals: &[u32], named: bool, needed: u32, majority: Majority) -> Self {
        let cast: u32 = totals.iter().sum();
        let (outcome, chosen) = if cast < needed {
            (Outcome::NoQuorum, None)
        } else {
            decided(totals, named, majority)
        };
        Self {
            outcome,
            chosen,
            cast,
            unanimous: totals.iter().filter(|total| **total > 0).count() == 1,
        }
    }
}

fn decided(totals: &[u32], named: bool, majority: Majority) -> (Outcome, Option<u8>) {
    let options = totals.split_last().map_or(totals, |(_, options)| options);
    let given: u32 = options.iter().sum();
    let most = options.iter().copied().max().unwrap_or(0);
    let leading: Vec<usize> = (0..options.len())
        .filter(|option| options[*option] == most)
        .collect();
    let leader = match leading.as_slice() {
        [one] => u8::try_from(*one).ok(),
        _ => None,
    };
    let enough = match majority {
        Majority::Simple => true,
        Majority::TwoThirds => u64::from(most) * 3 >= u64::from(given) * 2,
    };
    match leader {
        _ if most == 0 || !enough => (Outcome::Failed, None),
        None => (Outcome::Tie, None),
        Some(leader) if named || leader == 0 => (Outcome::Passed, Some(leader)),
        Some(_) => (Outcome::Failed, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(totals: &[u32], named: bool, majority: Majority) -> (Outcome, Option<u8>) {
        let verdict = Verdict::of(totals, named, 3, majority);
        (verdict.outcome, verdict.chosen)
    }

    #[test]
    fn motions_are_carried_by_those_who_do_not_abstain() {
        use Majority::{Simple, TwoThirds};
        use Outcome::{Failed, NoQuorum, Passed, Tie};
        for (totals, majority, expected) in [
            ([2, 1, 9], Simple, Passed),
            ([1, 2, 9], Simple, Failed),
            ([2, 2, 0], Simple, Tie),
            ([0, 0, 3], Simple, Failed),
            ([2, 0, 0], Simple, NoQuorum),
            ([2, 1, 0], TwoThirds, Passed),
            ([3, 2, 0], TwoThirds, Failed),
            ([2, 2, 0], TwoThirds, Failed),
            ([1, 2, 0], TwoThirds, Failed),
            ([0, 0, 3], TwoThirds, Failed),
        ] {
            let chosen = (expected == Passed).then_some(0);
            let found = outcome(&totals, false, majority);
            assert_eq!(found, (expected, chosen), "{totals:?} {majority:?}");
        }
    }

    #[test]
    fn of_named_options_the_one_with_the_most_is_chosen() {
        use Majority::{Simple, TwoThirds};
        let found = outcome(&[1, 3, 2, 0], true, Simple);
        assert_eq!(found, (Outcome::Passed, Some(1)));
        assert_eq!(outcome(&[3, 3, 2, 0], true, Simple).0, Outcome::Tie);
        assert_eq!(outcome(&[1, 3, 2, 0], true, TwoThirds).0, Outcome::Failed);
        let found = outcome(&[1, 1, 4, 5], true, TwoThirds);
        assert_eq!(found, (Outcome::Passed, Some(2)));
    }

    #[test]
    fn unanimous_is_said_of_abstentions_and_of_one_ballot_too() {
        let unanimous = |totals: &[u32]| Verdict::of(totals, false, 0, Majority::Simple).unanimous;
        assert!(unanimous(&[4, 0, 0]));
        assert!(unanimous(&[0, 0, 4]));
        assert!(unanimous(&[0, 1, 0]));
        assert!(!unanimous(&[3, 0, 1]));
        assert!(!unanimous(&[0, 0, 0]));
    }
}
