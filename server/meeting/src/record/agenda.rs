//! The agenda as it was held, against the agenda as it was planned.

use std::collections::{BTreeMap, BTreeSet};

use crate::fact::{Event, Fact};
use crate::id::{ItemId, PersonId};
use crate::note::NoteFact;
use crate::plan::Plan;
use crate::signing::SigningFact;
use crate::time::Timestamp;

use super::{HeldItem, PersonName, seconds};

/// Items that were started, held or skipped, or on which something was noted or signed: a later plan
/// must not lose them, see [`Plan::keeping_items_of`].
pub fn touched_items(facts: &[Fact]) -> BTreeSet<ItemId> {
    let noted = facts.iter().filter_map(|fact| {
        let Event::Note(NoteFact::Written { item, .. }) = &fact.event else {
            return None;
        };
        Some(*item)
    });
    let signed = facts.iter().filter_map(|fact| {
        let Event::Signing(SigningFact::Prepared { item, .. }) = &fact.event else {
            return None;
        };
        *item
    });
    let held = Held::of(facts).items.into_keys();
    held.chain(noted).chain(signed).collect()
}

#[derive(Debug, Clone, Copy)]
enum Happened {
    Started(Timestamp),
    Held(Timestamp, Timestamp),
    Skipped,
}

#[derive(Default)]
pub(super) struct Held {
    items: BTreeMap<ItemId, Happened>,
    /// Those that were held without press and observers.
    closed: BTreeSet<ItemId>,
}

impl Held {
    pub(super) fn of(facts: &[Fact]) -> Self {
        let Self {
            mut items,
            mut closed,
        } = Self::default();
        for fact in facts {
            match fact.event {
                Event::ItemStarted { item, .. } => {
                    items.insert(item, Happened::Started(fact.at));
                }
                Event::ItemEnded { item, .. } => {
                    if let Some(Happened::Started(at)) = items.get(&item).copied() {
                        items.insert(item, Happened::Held(at, fact.at));
                    }
                }
                Event::ItemSkipped { item, .. } => {
                    items.insert(item, Happened::Skipped);
                }
                Event::Acknowledged { .. }
                | Event::Waiting { .. }
                | Event::Admitted { .. }
                | Event::Opened { .. }
                | Event::Joined { .. }
                | Event::Left { .. }
                | Event::Removed { .. }
                | Event::RoleChanged { .. }
                | Event::HandRaised { .. }
                | Event::HandLowered { .. }
                | Event::Chat { .. }
                | Event::Stopped
                | Event::Quality { .. }
                | Event::Interrupted { .. }
                | Event::HallMarked { .. }
                | Event::Ended { .. }
                | Event::Erased { .. }
                | Event::ItemMoved { .. }
                | Event::ItemResized { .. }
                | Event::CueCalled { .. }
                | Event::CueDropped { .. }
                | Event::CueReset { .. }
                | Event::Floor(_)
                | Event::Vote(_)
                | Event::Side(_)
                | Event::Reopened
                | Event::SentOut { .. }
                | Event::LetBack { .. }
                | Event::Note(_)
                | Event::Stage(_)
                | Event::Signing(_)
                | Event::Photo(_)
                | Event::PhotoRemoved { .. }
                | Event::Film(_) => {}
                Event::ItemRestored { item, .. } => {
                    items.remove(&item);
                }
                // Whatever the plan says of it later.
                Event::Closed { item } => {
                    closed.insert(item);
                }
            }
        }
        Self { items, closed }
    }

    /// Planned against held, in the order of the plan. `closed_at`: when an item that nobody ended
    /// was over; `None` while the session lasts.
    pub(super) fn against(
        &self,
        plan: &Plan,
        closed_at: Option<Timestamp>,
        names: &BTreeMap<PersonId, PersonName>,
    ) -> Vec<HeldItem> {
        let mut planned_at = plan.starts_at;
        let mut items = Vec::new();
        for item in &plan.agenda {
            let happened = self.items.get(&item.id).copied();
            let (started_at, ended_at) = match happened {
                Some(Happened::Started(from)) => (Some(from), closed_at.map(|to| to.max(from))),
                Some(Happened::Held(from, to)) => (Some(from), Some(to)),
                Some(Happened::Skipped) | None => (None, None),
            };
            let held = started_at
                .zip(ended_at)
                .map(|(from, to)| seconds(to.since(from)));
            let planned = seconds(item.length());
            items.push(HeldItem {
                item: item.id,
                title: item.title.clone(),
                kind: item.kind,
                speaker: item.speaker.and_then(|person| names.get(&person).cloned()),
                planned_at,
                planned_seconds: planned,
                open: item.open && !self.closed.contains(&item.id),
                started_at,
                ended_at,
                skipped: matches!(happened, Some(Happened::Skipped)),
                seconds: held,
                speaking_seconds: 0,
                deviation_seconds: held.map(|held| held.cast_signed() - planned.cast_signed()),
            });
            planned_at = planned_at.plus(item.length());
        }
        items
    }
}
