//! Who was present when: facts of connections, folded to people.

use std::collections::{BTreeMap, BTreeSet};

use crate::fact::{EndReason, Event, Fact, Interruption, LeaveReason, Private};
use crate::id::{ConnectionId, DelegationId, PersonId};
use crate::plan::{Rank, Role};
use crate::time::Timestamp;

use super::interval::{Span, union};
use super::{CurvePoint, Gap, Interval, IntervalEnd};

/// What a person was when they last came in.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) role: Role,
    pub(super) rank: Rank,
    pub(super) delegation: DelegationId,
    pub(super) names: Private,
}

/// One connection in the meeting, from its joining to its leaving.
#[derive(Debug)]
struct Sitting {
    from: Timestamp,
    /// `None` while it lasts.
    end: Option<(Timestamp, IntervalEnd)>,
}

#[derive(Debug, Default)]
pub(super) struct Attendance {
    pub(super) opened_at: Option<Timestamp>,
    pub(super) ended: Option<(Timestamp, EndReason)>,
    pub(super) seen: BTreeMap<PersonId, Seen>,
    /// In order of their first coming in.
    pub(super) order: Vec<PersonId>,
    pub(super) erased: BTreeSet<PersonId>,
    gaps: Vec<Gap>,
    sittings: BTreeMap<PersonId, Vec<Sitting>>,
    /// Whose sittings last, and where they stand among those of their person: somebody may have
    /// come and gone thousands of times.
    lasting: BTreeMap<ConnectionId, (PersonId, usize)>,
}

impl Attendance {
    pub(super) fn of(facts: &[Fact]) -> Self {
        let mut attendance = Self::default();
        for fact in facts {
            attendance.add(fact);
        }
        attendance
    }

    fn add(&mut self, fact: &Fact) {
        match &fact.event {
            Event::Opened { .. } => self.opened_at = Some(fact.at),
            Event::Joined {
                person,
                connection,
                role,
                rank,
                delegation,
                names,
            } => {
                let seen = Seen {
                    role: *role,
                    rank: *rank,
                    delegation: *delegation,
                    names: names.clone(),
                };
                if self.seen.insert(*person, seen).is_none() {
                    self.order.push(*person);
                }
                self.sit(*person, *connection, fact.at);
            }
            Event::Left {
                connection, reason, ..
            } => self.close(*connection, fact.at, (*reason).into()),
            Event::RoleChanged { person, role, .. } => {
                if let Some(seen) = self.seen.get_mut(person) {
                    seen.role = *role;
                }
            }
            Event::Erased { person } => {
                self.erased.insert(*person);
            }
            Event::Interrupted { from, reason } => {
                self.close_all(*from, (*reason).into());
                self.gaps.push(Gap {
                    from: *from,
                    to: fact.at,
                    reason: *reason,
                });
            }
            Event::Ended { reason, .. } => {
                self.close_all(fact.at, IntervalEnd::Ended);
                self.ended = Some((fact.at, *reason));
            }
            Event::Acknowledged { .. }
            | Event::Waiting { .. }
            | Event::Admitted { .. }
            | Event::Removed { .. }
            | Event::Quality { .. }
            | Event::ItemStarted { .. }
            | Event::ItemEnded { .. }
            | Event::ItemSkipped { .. }
            | Event::HandRaised { .. }
            | Event::HandLowered { .. }
            | Event::Chat { .. }
            | Event::Stopped => {}
        }
    }

    fn sit(&mut self, person: PersonId, connection: ConnectionId, from: Timestamp) {
        let sittings = self.sittings.entry(person).or_default();
        self.lasting.insert(connection, (person, sittings.len()));
        sittings.push(Sitting { from, end: None });
    }

    fn close(&mut self, connection: ConnectionId, at: Timestamp, end: IntervalEnd) {
        let Some((person, place)) = self.lasting.remove(&connection) else {
            return;
        };
        let sittings = self.sittings.get_mut(&person);
        if let Some(sitting) = sittings.and_then(|sittings| sittings.get_mut(place)) {
            sitting.end = Some((at, end));
        }
    }

    fn close_all(&mut self, at: Timestamp, end: IntervalEnd) {
        let lasting: Vec<ConnectionId> = self.lasting.keys().copied().collect();
        for connection in lasting {
            self.close(connection, at, end);
        }
    }

    /// From the opening to the end, or to `now` while it lasts; `None` when nobody opened it.
    pub(super) fn window(&self, now: Timestamp) -> Option<Span> {
        let to = self.ended.map_or(now, |(at, _)| at);
        Some(Span::new(self.opened_at?, to))
    }

    /// The times in which at least one connection of the `chosen` people was present.
    pub(super) fn intervals(
        &self,
        window: Option<Span>,
        chosen: impl Fn(PersonId) -> bool,
    ) -> Vec<Interval> {
        let Some(window) = window else {
            return Vec::new();
        };
        let theirs = self.sittings.iter().filter(|(person, _)| chosen(**person));
        let spans = theirs
            .flat_map(|(_, sittings)| sittings)
            .filter_map(|sitting| {
                let (to, end) = match sitting.end {
                    Some((to, end)) => (to, Some(end)),
                    None => (window.to, None),
                };
                let span = Span::new(sitting.from, to).clipped(window)?;
                Some((span, end))
            })
            .collect();
        let merged = union(spans).into_iter();
        merged
            .map(|(span, end)| Interval {
                from: span.from,
                to: span.to,
                end,
            })
            .collect()
    }

    pub(super) fn gaps(&self, window: Option<Span>) -> Vec<Gap> {
        let gaps = self.gaps.iter().filter_map(|gap| {
            let span = Span::new(gap.from, gap.to).clipped(window?)?;
            Some(Gap {
                from: span.from,
                to: span.to,
                reason: gap.reason,
            })
        });
        gaps.collect()
    }
}

impl From<LeaveReason> for IntervalEnd {
    fn from(reason: LeaveReason) -> Self {
        match reason {
            LeaveReason::Left => IntervalEnd::Left,
            LeaveReason::Dropped => IntervalEnd::Dropped,
            LeaveReason::Removed => IntervalEnd::Removed,
            LeaveReason::Revoked => IntervalEnd::Revoked,
            LeaveReason::Replaced => IntervalEnd::Replaced,
            LeaveReason::Ended => IntervalEnd::Ended,
            LeaveReason::Stopped => IntervalEnd::Stop,
        }
    }
}

impl From<Interruption> for IntervalEnd {
    fn from(reason: Interruption) -> Self {
        match reason {
            Interruption::Crash => IntervalEnd::Crash,
            Interruption::Stop => IntervalEnd::Stop,
        }
    }
}

/// How many people were present after each change; starts with the opening.
pub(super) fn curve<'a>(people: impl Iterator<Item = &'a [Interval]>) -> Vec<CurvePoint> {
    let mut changes: BTreeMap<Timestamp, i64> = BTreeMap::new();
    for interval in people.flatten() {
        *changes.entry(interval.from).or_default() += 1;
        if interval.end.is_some() {
            *changes.entry(interval.to).or_default() -= 1;
        }
    }
    let mut present: i64 = 0;
    changes
        .into_iter()
        .filter(|(_, change)| *change != 0)
        .map(|(at, change)| {
            present += change;
            CurvePoint {
                at,
                present: u32::try_from(present).unwrap_or(0),
            }
        })
        .collect()
}
