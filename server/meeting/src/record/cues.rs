//! The run sheet as it ran, against the run sheet as it was planned.

use std::collections::BTreeMap;

use crate::fact::{Event, Fact};
use crate::id::{CueId, ItemId};
use crate::plan::Plan;
use crate::time::Timestamp;

use super::HeldCue;

#[derive(Debug, Clone, Copy)]
enum Happened {
    Called { at: Timestamp, fallback: bool },
    Dropped,
}

/// In the order of the plan.
pub(super) fn held_cues(plan: &Plan, facts: &[Fact]) -> Vec<HeldCue> {
    let happened = happened(facts);
    let starts = starts(plan);
    let cues = plan.cues.iter().map(|cue| {
        let from = cue.item.and_then(|item| starts.get(&item));
        let from = from.copied().unwrap_or(plan.starts_at);
        let happened = happened.get(&cue.id).copied();
        let (called_at, fallback) = match happened {
            Some(Happened::Called { at, fallback }) => (Some(at), fallback),
            Some(Happened::Dropped) | None => (None, false),
        };
        HeldCue {
            cue: cue.id,
            title: cue.title.clone(),
            kind: cue.kind,
            planned_at: Timestamp(from.micros() + i64::from(cue.offset) * 1_000_000),
            called_at,
            fallback,
            dropped: matches!(happened, Some(Happened::Dropped)),
        }
    });
    cues.collect()
}

fn happened(facts: &[Fact]) -> BTreeMap<CueId, Happened> {
    let mut cues = BTreeMap::new();
    for fact in facts {
        if let Event::CueCalled { cue, fallback, .. } = fact.event {
            let at = fact.at;
            cues.insert(cue, Happened::Called { at, fallback });
        } else if let Event::CueDropped { cue, .. } = fact.event {
            cues.insert(cue, Happened::Dropped);
        } else if let Event::CueReset { cue, .. } = fact.event {
            cues.remove(&cue);
        }
    }
    cues
}

fn starts(plan: &Plan) -> BTreeMap<ItemId, Timestamp> {
    let mut start = plan.starts_at;
    let mut starts = BTreeMap::new();
    for item in &plan.agenda {
        starts.insert(item.id, start);
        start = start.plus(item.length());
    }
    starts
}
