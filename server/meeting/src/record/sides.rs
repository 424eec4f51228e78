//! Side rooms as they were held: who was in which, and when.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PersonName;
use crate::fact::{Event, Fact};
use crate::id::{PersonId, SideId};
use crate::plan::Localized;
use crate::side::SideFact;
use crate::time::Timestamp;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SideRecord {
    pub side: SideId,
    /// `None` once whoever wrote it was erased.
    pub title: Option<String>,
    pub opened_at: Timestamp,
    pub opened_by: PersonName,
    /// When its time was to be over, with what was added to it.
    pub planned_until: Timestamp,
    /// `None`: it is open still.
    pub ended_at: Option<Timestamp>,
    /// A host called everybody back before the time was over.
    pub called_back: bool,
    /// In the order in which they came in. Somebody who came twice stands here twice.
    pub visits: Vec<SideVisit>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SideVisit {
    pub person: PersonName,
    pub from: Timestamp,
    /// `None`: they are in it still.
    pub to: Option<Timestamp>,
}

pub(super) fn sides(facts: &[Fact], names: &BTreeMap<PersonId, PersonName>) -> Vec<SideRecord> {
    let mut held = Held {
        names,
        rooms: Vec::new(),
    };
    for fact in facts {
        if let Event::Side(step) = &fact.event {
            held.add(fact.at, step);
        } else if let Event::Erased { person } = fact.event {
            held.erase(person);
        } else if let Event::Ended { .. } = fact.event {
            held.end(fact.at);
        }
    }
    held.rooms
}

struct Held<'a> {
    names: &'a BTreeMap<PersonId, PersonName>,
    rooms: Vec<SideRecord>,
}

impl Held<'_> {
    fn add(&mut self, at: Timestamp, step: &SideFact) {
        match step {
            SideFact::Opened {
                side,
                by,
                title,
                ends_at,
                ..
            } => self.rooms.push(SideRecord {
                side: *side,
                title: title.0.clone(),
                opened_at: at,
                opened_by: self.named(*by),
                planned_until: *ends_at,
                ended_at: None,
                called_back: false,
                visits: Vec::new(),
            }),
            SideFact::Moved { side, person, .. } => {
                self.leave(*person, at);
                let visit = SideVisit {
                    person: self.named(*person),
                    from: at,
                    to: None,
                };
                if let Some(room) = self.room(*side) {
                    room.visits.push(visit);
                }
            }
            SideFact::Returned { person, .. } => self.leave(*person, at),
            SideFact::Extended { side, ends_at, .. } => {
                if let Some(room) = self.room(*side) {
                    room.planned_until = *ends_at;
                }
            }
            SideFact::Closed { side, by } => {
                if let Some(room) = self.room(*side) {
                    room.end(at);
                    room.called_back = by.is_some();
                }
            }
        }
    }

    /// The session ended, and every side room with it.
    fn end(&mut self, at: Timestamp) {
        self.rooms.iter_mut().for_each(|room| room.end(at));
    }

    fn leave(&mut self, person: PersonId, at: Timestamp) {
        for room in &mut self.rooms {
            room.leave(at, |visit| visit.person.person == person);
        }
    }

    fn erase(&mut self, person: PersonId) {
        let rooms = self.rooms.iter_mut();
        for room in rooms.filter(|room| room.opened_by.person == person) {
            room.title = None;
        }
    }

    fn room(&mut self, side: SideId) -> Option<&mut SideRecord> {
        self.rooms.iter_mut().find(|room| room.side == side)
    }

    fn named(&self, person: PersonId) -> PersonName {
        let nameless = || PersonName {
            person,
            name: Localized::default(),
        };
        self.names.get(&person).cloned().unwrap_or_else(nameless)
    }
}

impl SideRecord {
    fn end(&mut self, at: Timestamp) {
        self.leave(at, |_| true);
        self.ended_at.get_or_insert(at.min(self.planned_until));
    }

    /// When its time was over nobody was in it any more, even if the service was away then.
    fn leave(&mut self, at: Timestamp, chosen: impl Fn(&SideVisit) -> bool) {
        let at = at.min(self.planned_until);
        for visit in self.visits.iter_mut().filter(|visit| chosen(visit)) {
            visit.to.get_or_insert(at);
        }
    }
}
