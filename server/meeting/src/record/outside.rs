//! Who was outside while closed items ran: facts of people, and what of their presence it was.

use std::collections::BTreeMap;

use crate::fact::{Event, Fact};
use crate::id::{ItemId, PersonId};
use crate::time::Timestamp;

use super::interval::Span;
use super::{Interval, Outside};

#[derive(Debug, Default)]
pub(super) struct Outsides {
    /// The closed item that runs.
    running: Option<ItemId>,
    /// Those who are outside, and since when.
    now: BTreeMap<PersonId, Timestamp>,
    past: BTreeMap<PersonId, Vec<Outside>>,
}

impl Outsides {
    pub(super) fn add(&mut self, fact: &Fact) {
        if let Event::Closed { item } = fact.event {
            let still = self.bring_back(fact.at, |_| true);
            self.running = Some(item);
            self.now = still.into_iter().map(|one| (one, fact.at)).collect();
        } else if let Event::SentOut { person } = fact.event {
            self.now.entry(person).or_insert(fact.at);
        } else if let Event::LetBack { person } = fact.event {
            self.bring_back(fact.at, |one| one == person);
        } else if let Event::Reopened | Event::Ended { .. } = fact.event {
            self.bring_back(fact.at, |_| true);
            self.running = None;
        }
    }

    /// Ends the times of those who are `chosen`, and says who they were.
    fn bring_back(&mut self, to: Timestamp, chosen: impl Fn(PersonId) -> bool) -> Vec<PersonId> {
        let mut back = Vec::new();
        for (person, from) in std::mem::take(&mut self.now) {
            if !chosen(person) {
                self.now.insert(person, from);
                continue;
            }
            let spans = self.past.entry(person).or_default();
            spans.extend(self.running.map(|item| Outside { item, from, to }));
            back.push(person);
        }
        back
    }

    /// What of these intervals the person was outside, up to `now` while it lasts.
    pub(super) fn within(
        &self,
        person: PersonId,
        intervals: &[Interval],
        now: Timestamp,
    ) -> Vec<Outside> {
        let lasting = self.now.get(&person).zip(self.running);
        let lasting = lasting.map(|(from, item)| Outside {
            item,
            from: *from,
            to: now,
        });
        let past = self.past.get(&person).into_iter().flatten().copied();
        let mut within = Vec::new();
        for outside in past.chain(lasting) {
            let span = Span::new(outside.from, outside.to);
            let parts = intervals
                .iter()
                .filter_map(|one| span.clipped(Span::new(one.from, one.to)));
            within.extend(parts.map(|part| Outside {
                item: outside.item,
                from: part.from,
                to: part.to,
            }));
        }
        within
    }
}
