//! Who spoke for how long: what the clock of the floor showed.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::fact::{Event, Fact};
use crate::floor::{FloorEnd, FloorFact};
use crate::id::{DelegationId, ItemId, PersonId};
use crate::plan::{AtLimit, Localized};
use crate::time::Timestamp;

use super::{ParticipantRecord, PersonName, SpeakingTurn, seconds};

/// One person's time at the floor.
#[derive(Debug, Clone)]
struct Talk {
    person: PersonId,
    delegation: DelegationId,
    item: Option<ItemId>,
    given_at: Timestamp,
    limit: Option<Duration>,
    at_limit: AtLimit,
    /// Until the clock last stood still.
    spent: Duration,
    /// Since when it runs.
    since: Option<Timestamp>,
    ended: Option<(Timestamp, FloorEnd)>,
}

impl Talk {
    /// The clock ran until `at`, and nothing says what it showed then.
    fn stand_still(&mut self, at: Timestamp) {
        let Some(since) = self.since.take() else {
            return;
        };
        let ran = self.spent + at.since(since);
        self.spent = match (self.at_limit, self.limit) {
            (AtLimit::CloseMicrophone, Some(limit)) => ran.min(limit.max(self.spent)),
            (AtLimit::CloseMicrophone | AtLimit::Soft, _) => ran,
        };
    }
}

/// All of them, in order.
#[derive(Debug, Default)]
pub(super) struct Talks(Vec<Talk>);

impl Talks {
    /// As of `now`, where somebody speaks still.
    pub(super) fn of(facts: &[Fact], now: Timestamp) -> Self {
        let mut talks = Self::default();
        for fact in facts {
            if let Event::Floor(floor) = &fact.event {
                talks.follow(floor, fact.at);
            } else if let Event::Interrupted { from, .. } = fact.event
                && let Some(talk) = talks.current()
            {
                talk.stand_still(from);
            }
        }
        if let Some(talk) = talks.current() {
            talk.stand_still(now);
        }
        talks
    }

    fn current(&mut self) -> Option<&mut Talk> {
        self.0.last_mut().filter(|talk| talk.ended.is_none())
    }

    fn follow(&mut self, fact: &FloorFact, at: Timestamp) {
        if let FloorFact::Given {
            person,
            delegation,
            item,
            limit_ms,
            at_limit,
            ..
        } = fact
        {
            self.0.push(Talk {
                person: *person,
                delegation: *delegation,
                item: *item,
                given_at: at,
                limit: limit_ms.map(Duration::from_millis),
                at_limit: *at_limit,
                spent: Duration::ZERO,
                since: Some(at),
                ended: None,
            });
        }
        let Some(talk) = self.current() else {
            return;
        };
        match fact {
            FloorFact::Paused { spent_ms, .. } => {
                talk.spent = Duration::from_millis(*spent_ms);
                talk.since = None;
            }
            FloorFact::Resumed => talk.since = Some(at),
            FloorFact::Extended { limit_ms, .. } => {
                talk.limit = Some(Duration::from_millis(*limit_ms));
            }
            FloorFact::Ended { why, spent_ms, .. } => {
                talk.spent = Duration::from_millis(*spent_ms);
                talk.since = None;
                talk.ended = Some((at, *why));
            }
            FloorFact::Given { .. }
            | FloorFact::Queued { .. }
            | FloorFact::Allowed { .. }
            | FloorFact::PointRaised { .. }
            | FloorFact::PointHeard { .. }
            | FloorFact::PointClosed { .. } => {}
        }
    }

    pub(super) fn by_person(&self, person: PersonId) -> u64 {
        self.sum(|talk| talk.person == person)
    }

    pub(super) fn by_people(&self, chosen: impl Fn(PersonId) -> bool) -> u64 {
        self.sum(|talk| chosen(talk.person))
    }

    pub(super) fn on_item(&self, item: ItemId) -> u64 {
        self.sum(|talk| talk.item == Some(item))
    }

    fn sum(&self, chosen: impl Fn(&Talk) -> bool) -> u64 {
        let talks = self.0.iter().filter(|talk| chosen(talk));
        seconds(talks.map(|talk| talk.spent).sum())
    }

    pub(super) fn turns(
        &self,
        participants: &[ParticipantRecord],
        names: &BTreeMap<PersonId, PersonName>,
    ) -> Vec<SpeakingTurn> {
        let turn = |talk: &Talk| {
            let known = participants.iter().find(|one| one.person == talk.person);
            let nobody = || PersonName {
                person: talk.person,
                name: Localized::default(),
            };
            SpeakingTurn {
                person: names.get(&talk.person).cloned().unwrap_or_else(nobody),
                delegation: known.map_or(talk.delegation, |one| one.delegation),
                item: talk.item,
                given_at: talk.given_at,
                ended_at: talk.ended.map(|(at, _)| at),
                seconds: seconds(talk.spent),
                limit_seconds: talk.limit.map(seconds),
                end: talk.ended.map(|(_, why)| why),
            }
        };
        self.0.iter().map(turn).collect()
    }
}
