//! Who was on stage, from when to when.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::interval::Span;
use super::{ParticipantRecord, PersonName, seconds};
use crate::fact::{Event, Fact};
use crate::id::{DelegationId, PersonId};
use crate::plan::Localized;
use crate::stage::{Placing, Stage, StageFact};
use crate::time::Timestamp;

/// A time in which somebody was on stage without a break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StageStay {
    pub person: PersonName,
    /// `None`: they are in no delegation of the record.
    pub delegation: Option<DelegationId>,
    pub from: Timestamp,
    pub to: Timestamp,
    /// They are on stage still, and `to` is now.
    pub lasts: bool,
    pub seconds: u64,
    /// How they came there.
    pub why: Placing,
}

#[derive(Debug, Default)]
struct Stays {
    stage: Stage,
    /// Since when, and how they came there.
    open: BTreeMap<PersonId, (Timestamp, Placing)>,
    over: Vec<(PersonId, Span, Placing)>,
}

impl Stays {
    fn follow(&mut self, fact: &StageFact, at: Timestamp) {
        self.stage.follow(fact, at);
        let why = match fact {
            StageFact::Placed { why, .. } => *why,
            StageFact::Opened { .. }
            | StageFact::Closed { .. }
            | StageFact::Spotlit { .. }
            | StageFact::Pinned { .. } => Placing::Placed,
        };
        self.leave_unless(at, |stage, person| stage.on_stage.contains(&person));
        for person in &self.stage.on_stage {
            self.open.entry(*person).or_insert((at, why));
        }
    }

    /// Nobody was there from `from` on; whoever was on stage is so again since `at`.
    fn interrupt(&mut self, from: Timestamp, at: Timestamp) {
        let before = self.open.clone();
        self.leave_unless(from, |_, _| false);
        let again = before
            .into_iter()
            .map(|(person, (_, why))| (person, (at, why)));
        self.open.extend(again);
    }

    fn leave_unless(&mut self, at: Timestamp, stays: impl Fn(&Stage, PersonId) -> bool) {
        let stage = &self.stage;
        let over = &mut self.over;
        self.open.retain(|person, (since, why)| {
            let stays = stays(stage, *person);
            if !stays {
                over.push((*person, Span::new(*since, at), *why));
            }
            stays
        });
    }
}

/// Within the session as far as it was open; what lasts, lasts until the end of `window`.
pub(super) fn stays(
    facts: &[Fact],
    window: Option<Span>,
    participants: &[ParticipantRecord],
    names: &BTreeMap<PersonId, PersonName>,
) -> Vec<StageStay> {
    let Some(window) = window else {
        return Vec::new();
    };
    let mut all = Stays::default();
    let mut ended = false;
    for fact in facts {
        if let Event::Stage(step) = &fact.event {
            all.follow(step, fact.at);
        } else if let Event::Interrupted { from, .. } = fact.event {
            all.interrupt(from, fact.at);
        }
        ended |= matches!(fact.event, Event::Ended { .. });
    }
    let still = all.open.into_iter();
    let still = still.map(|(person, (since, why))| {
        let span = Span::new(since, window.to);
        (person, span, why, !ended)
    });
    let over = all.over.into_iter();
    let over = over.map(|(person, span, why)| (person, span, why, false));
    let mut stays: Vec<StageStay> = over
        .chain(still)
        .filter_map(|(person, span, why, lasts)| {
            let span = span.clipped(window)?;
            let mut known = participants.iter();
            let nameless = || PersonName {
                person,
                name: Localized::default(),
            };
            Some(StageStay {
                person: names.get(&person).cloned().unwrap_or_else(nameless),
                delegation: known
                    .find(|one| one.person == person)
                    .map(|one| one.delegation),
                from: span.from,
                to: span.to,
                lasts,
                seconds: seconds(span.length()),
                why,
            })
        })
        .collect();
    stays.sort_by_key(|stay| (stay.from, stay.to));
    stays
}
