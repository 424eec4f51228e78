//! Which part of a draft is which: what it calls by an identity that was given out stays the same, and
//! everything else gets a new one.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use meeting::id::{CueId, DelegationId, ItemId, PersonId};
use meeting::plan::Plan;

use super::draft::Problem;
use super::resolve::Errors;

/// The identities that a session has given out so far. A draft may use these; any other id in it
/// is a temporary name.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) delegations: BTreeSet<DelegationId>,
    pub(super) people: BTreeSet<PersonId>,
    pub(super) items: BTreeSet<ItemId>,
    pub(super) cues: BTreeSet<CueId>,
    /// The seat of its hall.
    pub(super) seat: Option<PersonId>,
}

impl Known {
    pub(super) fn of(plan: &Plan) -> Known {
        Known {
            delegations: plan
                .delegations
                .iter()
                .map(|delegation| delegation.id)
                .collect(),
            people: plan.people.iter().map(|person| person.id).collect(),
            items: plan.agenda.iter().map(|item| item.id).collect(),
            cues: plan.cues.iter().map(|cue| cue.id).collect(),
            seat: plan.hall.as_ref().map(|hall| hall.seat.id),
        }
    }
}

/// What the ids of one list of a draft stand for.
pub(super) struct Names<'a, Id> {
    known: &'a BTreeSet<Id>,
    from_bits: fn(u64) -> Id,
    by_name: BTreeMap<String, Id>,
}

impl<'a, Id: Copy + Ord + FromStr> Names<'a, Id> {
    pub(super) fn new(known: &'a BTreeSet<Id>, from_bits: fn(u64) -> Id) -> Self {
        Names {
            known,
            from_bits,
            by_name: BTreeMap::new(),
        }
    }

    /// An identity for every part of a list, in its order.
    pub(super) fn give<'n>(
        &mut self,
        names: impl Iterator<Item = Option<&'n str>>,
        list: &str,
        fresh: &mut dyn FnMut() -> u64,
        errors: &mut Errors,
    ) -> Vec<Id> {
        let mut given = Vec::new();
        for (place, name) in names.enumerate() {
            let name = name.filter(|name| !name.is_empty());
            let kept = name.and_then(|name| name.parse().ok());
            let kept = kept.filter(|id| self.known.contains(id));
            let id = kept.unwrap_or_else(|| (self.from_bits)(fresh()));
            given.push(id);
            let before = name.and_then(|name| self.by_name.insert(name.to_owned(), id));
            if before.is_some() {
                errors.add(format!("{list}[{place}].id"), Problem::Duplicate);
            }
        }
        given
    }

    pub(super) fn find(&self, name: &str) -> Option<Id> {
        self.by_name.get(name).copied()
    }
}
