//! The floor as everybody sees it.

use crate::floor::SpeakerOrder;
use crate::protocol::{Change, DelegationTime, FloorTurn, FloorView};
use crate::room::Room;
use crate::room::log::Audience;

use super::millis;

impl Room {
    pub(in crate::room) fn floor_view(&self) -> FloorView {
        let floor = &self.floor;
        let rules = self.plan.floor;
        let silenced = floor.silenced.iter().copied();
        FloorView {
            turn: floor.turn.as_ref().map(|turn| FloorTurn {
                person: turn.person,
                item: turn.item,
                given_at: turn.given_at,
                limit_ms: turn.limit.map(millis),
                at_limit: turn.at_limit,
                before_ms: millis(turn.before),
                since: turn.since.map(|since| since.timestamp),
                closed: turn.closed,
            }),
            order: floor.order,
            queue: match floor.order {
                // Everybody has them.
                SpeakerOrder::Hands => Vec::new(),
                SpeakerOrder::List | SpeakerOrder::Precedence => {
                    let queue = self.queue().into_iter();
                    queue.filter_map(|person| self.named(person)).collect()
                }
            },
            next: self.next_speaker(),
            points: floor.points.clone(),
            heard: floor.heard,
            silenced: silenced.filter(|one| self.may_speak(*one)).collect(),
            speaker_seconds: self.speaker_seconds(),
            delegation_seconds: rules.delegation_seconds,
            at_limit: rules.at_limit,
            spent: floor
                .spent
                .iter()
                .map(|(delegation, spent)| DelegationTime {
                    delegation: *delegation,
                    spent_ms: millis(*spent),
                })
                .collect(),
        }
    }

    pub(in crate::room) fn tell_floor(&mut self) {
        let floor = self.floor_view();
        if self.told.floor != floor {
            self.told.floor.clone_from(&floor);
            let floor = Box::new(floor);
            self.delta(Audience::Everyone, Change::Floor { floor });
        }
    }
}
