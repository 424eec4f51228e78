//! The rules of the floor of a draft.

use std::ops::RangeInclusive;

use meeting::floor::LONGEST;
use meeting::plan::FloorRules;

use super::draft::{FloorDraft, Problem};
use super::resolve::Check;

/// Shorter than that nobody says anything.
const SHORTEST: u32 = 10;
/// A day, in seconds.
const DAY: u32 = 24 * 3600;

impl Check<'_> {
    pub(super) fn floor(&mut self, draft: &FloorDraft) -> FloorRules {
        let delegation = draft.delegation_seconds;
        FloorRules {
            speaker_seconds: self.speaker_seconds("floor", draft.speaker_seconds),
            delegation_seconds: self.seconds(
                "floor.delegation_seconds".to_owned(),
                delegation,
                SHORTEST..=DAY,
            ),
            at_limit: draft.at_limit,
        }
    }

    pub(super) fn speaker_seconds(&mut self, of: &str, seconds: Option<i64>) -> Option<u32> {
        self.seconds(format!("{of}.speaker_seconds"), seconds, SHORTEST..=LONGEST)
    }

    fn seconds(
        &mut self,
        path: String,
        seconds: Option<i64>,
        bounds: RangeInclusive<u32>,
    ) -> Option<u32> {
        let given = u32::try_from(seconds?).ok();
        let within = given.filter(|seconds| bounds.contains(seconds));
        if within.is_none() {
            self.errors.add(path, Problem::OutOfRange);
        }
        within
    }
}
