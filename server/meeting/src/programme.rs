//! The programme as it runs: the agenda in the order and at the lengths that it is given while the
//! meeting lasts. The plan stays what it was, so that both can be shown beside each other.

use std::collections::BTreeMap;

use crate::fact::Event;
use crate::id::ItemId;
use crate::plan::AgendaItem;

/// Longest item, in minutes.
pub const LONGEST: u16 = 600;

/// What was changed of an agenda while it ran: a fold over facts, whichever plan they meet.
#[derive(Debug, Clone, Default)]
pub struct Programme {
    moves: Vec<Move>,
    minutes: BTreeMap<ItemId, u16>,
}

#[derive(Debug, Clone, Copy)]
struct Move {
    item: ItemId,
    /// `None`: to the end.
    before: Option<ItemId>,
}

impl Programme {
    pub fn follow(&mut self, event: &Event) {
        if let Event::ItemMoved { item, before, .. } = *event {
            self.move_item(item, before);
        } else if let Event::ItemResized { item, minutes, .. } = *event {
            self.resize(item, minutes);
        }
    }

    pub(crate) fn move_item(&mut self, item: ItemId, before: Option<ItemId>) {
        self.moves.push(Move { item, before });
    }

    pub(crate) fn resize(&mut self, item: ItemId, minutes: u16) {
        self.minutes.insert(item, minutes);
    }

    /// The length an item has now, in minutes.
    pub fn minutes(&self, item: &AgendaItem) -> u16 {
        self.minutes.get(&item.id).copied().unwrap_or(item.minutes)
    }

    /// The agenda in its order of now. A move beside an item that the plan no longer has is none.
    pub fn order<'a>(&self, agenda: &'a [AgendaItem]) -> Vec<&'a AgendaItem> {
        let mut order: Vec<&AgendaItem> = agenda.iter().collect();
        for one in &self.moves {
            let place = |order: &[&AgendaItem], id| order.iter().position(|item| item.id == id);
            let Some(from) = place(&order, one.item) else {
                continue;
            };
            let item = order.remove(from);
            let to = match one.before {
                Some(before) => place(&order, before).unwrap_or(from),
                None => order.len(),
            };
            order.insert(to, item);
        }
        order
    }
}
