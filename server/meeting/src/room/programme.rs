//! The agenda is changed while it runs: moved, given more or less time, taken back in.

use crate::fact::Event;
use crate::id::{ItemId, PersonId};
use crate::programme::LONGEST;
use crate::protocol::{ItemState, Reason};

use super::Room;

impl Room {
    /// Puts an item that did not begin yet before another such item, or last.
    pub(super) fn move_item(
        &mut self,
        item: ItemId,
        before: Option<ItemId>,
        by: PersonId,
    ) -> Result<(), Reason> {
        self.expect_planned(item)?;
        if let Some(before) = before {
            self.expect_planned(before)?;
        }
        // What changes nothing now must not come to mean something by a change of the plan: no fact
        // tells of it.
        let mut moved = self.programme.clone();
        moved.move_item(item, before);
        let agenda = &self.plan.agenda;
        if moved.order(agenda) != self.programme.order(agenda) {
            self.programme = moved;
            self.keep(Event::ItemMoved { item, before, by });
        }
        Ok(())
    }

    /// Gives an item that is not over another length, in minutes.
    pub(super) fn resize_item(
        &mut self,
        item: ItemId,
        minutes: u16,
        by: PersonId,
    ) -> Result<(), Reason> {
        let planned = self.plan.item(item).ok_or(Reason::NoSuchItem)?;
        match self.agenda.state(item) {
            ItemState::Planned | ItemState::Running { .. } => {}
            ItemState::Held { .. } | ItemState::Skipped { .. } => return Err(Reason::WrongState),
        }
        if !(1..=LONGEST).contains(&minutes) {
            return Err(Reason::Malformed);
        }
        if self.programme.minutes(planned) != minutes {
            self.programme.resize(item, minutes);
            self.keep(Event::ItemResized { item, minutes, by });
        }
        Ok(())
    }

    /// An item that was skipped is held after all.
    pub(super) fn restore_item(&mut self, item: ItemId, by: PersonId) -> Result<(), Reason> {
        match self.agenda.state(item) {
            ItemState::Skipped { .. } => {}
            ItemState::Planned if self.plan.item(item).is_none() => {
                return Err(Reason::NoSuchItem);
            }
            ItemState::Planned | ItemState::Running { .. } | ItemState::Held { .. } => {
                return Err(Reason::WrongState);
            }
        }
        self.agenda.restore(item);
        self.keep(Event::ItemRestored { item, by });
        Ok(())
    }

    /// What is told of an item beside its state: its place and the time it has.
    pub(super) fn item_places(&self) -> Vec<(ItemId, u16)> {
        let order = self.programme.order(&self.plan.agenda);
        let places = order.into_iter();
        places
            .map(|item| (item.id, self.programme.minutes(item)))
            .collect()
    }
}
