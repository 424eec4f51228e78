//! The agenda as it is held: at most one item runs.

use std::collections::BTreeMap;

use crate::fact::Event;
use crate::id::{ItemId, PersonId};
use crate::protocol::{ItemState, Reason};
use crate::time::Timestamp;

use super::Room;

/// Items without an entry are still only planned.
#[derive(Debug, Default)]
pub(super) struct Agenda(BTreeMap<ItemId, ItemState>);

impl Agenda {
    pub(super) fn state(&self, item: ItemId) -> ItemState {
        self.0.get(&item).copied().unwrap_or(ItemState::Planned)
    }

    pub(super) fn running(&self) -> Option<ItemId> {
        self.0
            .iter()
            .find(|(_, state)| matches!(state, ItemState::Running { .. }))
            .map(|(item, _)| *item)
    }

    pub(super) fn was_touched(&self, item: ItemId) -> bool {
        self.0.contains_key(&item)
    }

    pub(super) fn start(&mut self, item: ItemId, started_at: Timestamp) {
        self.0.insert(item, ItemState::Running { started_at });
    }

    pub(super) fn end(&mut self, item: ItemId, ended_at: Timestamp) {
        if let ItemState::Running { started_at } = self.state(item) {
            let held = ItemState::Held {
                started_at,
                ended_at,
            };
            self.0.insert(item, held);
        }
    }

    pub(super) fn restore(&mut self, item: ItemId) {
        if let ItemState::Skipped { .. } = self.state(item) {
            self.0.remove(&item);
        }
    }

    pub(super) fn skip(&mut self, item: ItemId, at: Timestamp) {
        self.0.insert(item, ItemState::Skipped { at });
    }
}

impl Room {
    pub(super) fn start_item(&mut self, item: ItemId, by: PersonId) -> Result<(), Reason> {
        self.expect_planned(item)?;
        if let Some(running) = self.agenda.running() {
            self.end_item(running, by)?;
        }
        self.agenda.start(item, self.now.timestamp);
        self.keep(Event::ItemStarted { item, by });
        Ok(())
    }

    pub(super) fn end_item(&mut self, item: ItemId, by: PersonId) -> Result<(), Reason> {
        match self.agenda.state(item) {
            ItemState::Running { .. } => {}
            ItemState::Planned if self.plan.item(item).is_none() => {
                return Err(Reason::NoSuchItem);
            }
            ItemState::Planned | ItemState::Held { .. } | ItemState::Skipped { .. } => {
                return Err(Reason::WrongState);
            }
        }
        self.agenda.end(item, self.now.timestamp);
        self.keep(Event::ItemEnded { item, by });
        Ok(())
    }

    pub(super) fn skip_item(&mut self, item: ItemId, by: PersonId) -> Result<(), Reason> {
        self.expect_planned(item)?;
        self.agenda.skip(item, self.now.timestamp);
        self.keep(Event::ItemSkipped { item, by });
        Ok(())
    }

    pub(super) fn expect_planned(&self, item: ItemId) -> Result<(), Reason> {
        if self.agenda.was_touched(item) {
            Err(Reason::WrongState)
        } else if self.plan.item(item).is_none() {
            Err(Reason::NoSuchItem)
        } else {
            Ok(())
        }
    }
}
