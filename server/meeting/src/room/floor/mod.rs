//! The floor: at most one speaker, whose clock runs while they can be heard; who is next; and points
//! of order, for which the clock stands.
//!
//! The state follows from the facts alone ([`Floor::follow`]), in a room that lives as in one that is
//! rebuilt, so that both know the same.

mod acts;
mod clock;
mod points;
mod queue;
mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::fact::Event;
use crate::floor::{FloorEnd, FloorFact, Pause, SpeakerOrder};
use crate::id::{DelegationId, ItemId, PersonId};
use crate::plan::AtLimit;
use crate::time::{Now, Timestamp};

use super::Room;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Floor {
    turn: Option<Turn>,
    order: SpeakerOrder,
    /// Who is next where hands do not decide.
    list: Vec<PersonId>,
    /// Points of order, first come first; the one that is heard is among them.
    points: Vec<PersonId>,
    heard: Option<PersonId>,
    /// Whose microphone was closed at their limit.
    silenced: BTreeSet<PersonId>,
    /// By turns that are over.
    spent: BTreeMap<DelegationId, Duration>,
    /// As the protocol of the session orders the delegations; told by the service, and kept in no
    /// fact: what is made from it is.
    precedence: Vec<DelegationId>,
}

/// One person's time at the floor.
#[derive(Debug, Clone)]
struct Turn {
    person: PersonId,
    delegation: DelegationId,
    item: Option<ItemId>,
    given_at: Timestamp,
    limit: Option<Duration>,
    at_limit: AtLimit,
    /// Until the clock last stood still.
    before: Duration,
    /// Since when it runs; `None` while it stands.
    since: Option<Now>,
    /// The time was over, and the microphone was closed.
    closed: bool,
}

impl Floor {
    /// What a fact changes. `now`: when it was kept.
    fn follow(&mut self, fact: &FloorFact, now: Now) {
        match fact {
            FloorFact::Queued { order, queue, .. } => {
                self.order = *order;
                self.list.clone_from(queue);
            }
            FloorFact::Given {
                person,
                delegation,
                item,
                limit_ms,
                at_limit,
                ..
            } => {
                self.list.retain(|one| one != person);
                self.silenced.remove(person);
                self.turn = Some(Turn {
                    person: *person,
                    delegation: *delegation,
                    item: *item,
                    given_at: now.timestamp,
                    limit: limit_ms.map(Duration::from_millis),
                    at_limit: *at_limit,
                    before: Duration::ZERO,
                    since: Some(now),
                    closed: false,
                });
            }
            FloorFact::Paused { why, spent_ms } => self.pause(*why, *spent_ms),
            FloorFact::Resumed => {
                if let Some(turn) = &mut self.turn {
                    turn.since = Some(now);
                }
            }
            FloorFact::Extended {
                person, limit_ms, ..
            } => {
                self.silenced.remove(person);
                if let Some(turn) = &mut self.turn {
                    turn.limit = Some(Duration::from_millis(*limit_ms));
                    turn.closed = false;
                }
            }
            FloorFact::Ended { spent_ms, .. } => {
                if let Some(turn) = self.turn.take() {
                    let spent = self.spent.entry(turn.delegation).or_default();
                    *spent += Duration::from_millis(*spent_ms);
                }
            }
            FloorFact::Allowed { person, .. } => {
                self.silenced.remove(person);
            }
            FloorFact::PointRaised { person } => self.points.push(*person),
            FloorFact::PointHeard { person, .. } => self.heard = Some(*person),
            FloorFact::PointClosed { person, .. } => {
                self.points.retain(|one| one != person);
                self.heard = self.heard.filter(|one| one != person);
            }
        }
    }

    fn pause(&mut self, why: Pause, spent_ms: u64) {
        let Some(turn) = &mut self.turn else {
            return;
        };
        turn.before = Duration::from_millis(spent_ms);
        turn.since = None;
        if why == Pause::Limit {
            turn.closed = true;
            self.silenced.insert(turn.person);
        }
    }

    /// A fact of an earlier life of the room.
    pub(super) fn recall(&mut self, fact: &FloorFact, at: Timestamp) {
        let now = Now {
            timestamp: at,
            ..Now::default()
        };
        self.follow(fact, now);
    }

    /// The service was away since `from`: nobody's clock ran meanwhile.
    pub(super) fn stand_still(&mut self, from: Timestamp) {
        let Some(turn) = &mut self.turn else {
            return;
        };
        if let Some(since) = turn.since.take() {
            let ran = from.since(since.timestamp);
            turn.before = turn.within_limit(turn.before + whole_millis(ran));
        }
    }

    /// Whether the service takes no sound from a person because their time was over.
    pub(super) fn silences(&self, person: PersonId) -> bool {
        self.silenced.contains(&person) && self.heard != Some(person)
    }

    /// Who has the floor.
    pub(super) fn holder(&self) -> Option<PersonId> {
        self.turn.as_ref().map(|turn| turn.person)
    }

    /// Whose point of order is heard.
    pub(super) fn heard(&self) -> Option<PersonId> {
        self.heard
    }

    pub(super) fn set_precedence(&mut self, order: Vec<DelegationId>) {
        self.precedence = order;
    }
}

impl Room {
    /// The one way in which the floor changes.
    fn note_floor(&mut self, fact: FloorFact) {
        self.floor.follow(&fact, self.now);
        self.keep(Event::Floor(fact));
    }

    fn end_turn(&mut self, why: FloorEnd, by: Option<PersonId>) {
        if let Some(turn) = &self.floor.turn {
            let fact = FloorFact::Ended {
                person: turn.person,
                why,
                spent_ms: millis(turn.spent(self.now.instant)),
                by,
            };
            self.note_floor(fact);
        }
    }

    /// A host takes the floor from whoever has it.
    pub(super) fn take_floor(&mut self, by: PersonId) {
        self.end_turn(FloorEnd::Taken, Some(by));
    }

    /// The session is over, and with it whoever was speaking.
    pub(super) fn finish_floor(&mut self, by: Option<PersonId>) {
        self.end_turn(FloorEnd::Session, by);
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// As a fact would keep it.
fn whole_millis(time: Duration) -> Duration {
    Duration::from_millis(millis(time))
}
