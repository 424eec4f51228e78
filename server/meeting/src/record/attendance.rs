//! Who was present when: facts of connections, folded to people.

use std::collections::{BTreeMap, BTreeSet};

use crate::fact::{EndReason, Event, Fact, Interruption, LeaveReason, Private};
use crate::hall::{Mark, Marks, Stay};
use crate::id::{ConnectionId, DelegationId, PersonId};
use crate::plan::{Rank, Role};
use crate::time::Timestamp;

use super::interval::{Span, union};
use super::outside::Outsides;
use super::{CurvePoint, Gap, Interval, IntervalEnd, Outside};

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
    /// The last mark at the door of the hall that came after the end.
    pub(super) amended_at: Option<Timestamp>,
    marks: Marks,
    /// Who was marked there, as they were then.
    guests: BTreeMap<PersonId, Seen>,
    stays: BTreeMap<PersonId, Vec<Stay>>,
    gaps: Vec<Gap>,
    sittings: BTreeMap<PersonId, Vec<Sitting>>,
    /// Whose sittings last, and where they stand among those of their person: somebody may have
    /// come and gone thousands of times.
    lasting: BTreeMap<ConnectionId, (PersonId, usize)>,
    /// Who was outside while closed items ran.
    outside: Outsides,
}

impl Attendance {
    pub(super) fn of(facts: &[Fact]) -> Self {
        let mut attendance = Self::default();
        for fact in facts {
            attendance.add(fact);
        }
        attendance.see_guests();
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
                self.join((*person, *connection), seen, fact.at);
            }
            Event::Left {
                connection, reason, ..
            } => self.close(*connection, fact.at, (*reason).into()),
            Event::RoleChanged { person, role, .. } => self.change_role(*person, *role),
            Event::Erased { person } => {
                self.erased.insert(*person);
            }
            Event::Interrupted { from, reason } => {
                self.interrupt((*from, fact.at), *reason);
            }
            Event::Ended { reason, .. } => {
                self.close_all(fact.at, IntervalEnd::Ended);
                self.outside.add(fact);
                self.ended = Some((fact.at, *reason));
            }
            Event::HallMarked {
                mark,
                role,
                rank,
                delegation,
                names,
            } => {
                let guest = Seen {
                    role: *role,
                    rank: *rank,
                    delegation: *delegation,
                    names: names.clone(),
                };
                self.mark(*mark, guest, fact.at);
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
            | Event::Stopped
            | Event::ItemMoved { .. }
            | Event::ItemResized { .. }
            | Event::ItemRestored { .. }
            | Event::CueCalled { .. }
            | Event::CueDropped { .. }
            | Event::CueReset { .. }
            | Event::Floor(_)
            | Event::Vote(_)
            | Event::Note(_)
            | Event::Stage(_)
            | Event::Side(_)
            | Event::Signing(_)
            | Event::Photo(_)
            | Event::PhotoRemoved { .. }
            | Event::Film(_) => {}
            Event::Closed { .. }
            | Event::Reopened
            | Event::SentOut { .. }
            | Event::LetBack { .. } => self.outside.add(fact),
        }
    }

    fn join(&mut self, (person, connection): (PersonId, ConnectionId), seen: Seen, at: Timestamp) {
        if self.seen.insert(person, seen).is_none() {
            self.order.push(person);
        }
        self.sit(person, connection, at);
    }

    fn change_role(&mut self, person: PersonId, role: Role) {
        if let Some(seen) = self.seen.get_mut(&person) {
            seen.role = role;
        }
    }

    /// At the door of the hall, and perhaps after the end.
    fn mark(&mut self, mark: Mark, guest: Seen, at: Timestamp) {
        self.guests.insert(mark.person, guest);
        if self.marks.add(mark) {
            self.amended_at = self.ended.map(|_| at);
        }
    }

    fn interrupt(&mut self, (from, to): (Timestamp, Timestamp), reason: Interruption) {
        self.close_all(from, reason.into());
        self.gaps.push(Gap { from, to, reason });
    }

    /// Those who came to the hall alone were seen there.
    fn see_guests(&mut self) {
        self.stays = self.marks.stays();
        for (person, guest) in std::mem::take(&mut self.guests) {
            if self.stays.contains_key(&person) && !self.seen.contains_key(&person) {
                self.seen.insert(person, guest);
                self.order.push(person);
            }
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

    /// The times in which at least one of the `chosen` people was there, by a connection or in
    /// the hall.
    pub(super) fn intervals(
        &self,
        window: Option<Span>,
        chosen: impl Fn(PersonId) -> bool,
    ) -> Vec<Interval> {
        let mut spans = self.online_spans(window, &chosen);
        spans.extend(self.hall_spans(window, &chosen));
        merged(spans)
    }

    /// Those by a connection alone.
    pub(super) fn online(
        &self,
        window: Option<Span>,
        chosen: impl Fn(PersonId) -> bool,
    ) -> Vec<Interval> {
        merged(self.online_spans(window, &chosen))
    }

    /// Those in the hall alone.
    pub(super) fn in_hall(&self, window: Option<Span>, person: PersonId) -> Vec<Interval> {
        merged(self.hall_spans(window, &|one| one == person))
    }

    /// What of those they were outside while a closed item ran.
    pub(super) fn outside_of(
        &self,
        person: PersonId,
        window: Option<Span>,
        online: &[Interval],
    ) -> Vec<Outside> {
        let now = window.map_or_else(Timestamp::default, |window| window.to);
        self.outside.within(person, online, now)
    }

    fn online_spans(
        &self,
        window: Option<Span>,
        chosen: &impl Fn(PersonId) -> bool,
    ) -> Vec<Ending> {
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
            });
        spans.collect()
    }

    fn hall_spans(&self, window: Option<Span>, chosen: &impl Fn(PersonId) -> bool) -> Vec<Ending> {
        let Some(window) = self.hall_window(window) else {
            return Vec::new();
        };
        let ended = self.ended.map(|_| IntervalEnd::Ended);
        let theirs = self.stays.iter().filter(|(person, _)| chosen(**person));
        let spans = theirs.flat_map(|(_, stays)| stays).filter_map(|stay| {
            let left = stay.to.filter(|to| *to < window.to);
            let (to, end) = match left {
                Some(to) => (to, Some(IntervalEnd::Left)),
                None => (window.to, ended),
            };
            Some((Span::new(stay.from, to).clipped(window)?, end))
        });
        spans.collect()
    }

    /// A meeting that everybody left was over in the hall when its last line went: the ten minutes
    /// after that are nobody's presence.
    fn hall_window(&self, window: Option<Span>) -> Option<Span> {
        let window = window?;
        let to = match self.ended {
            Some((_, EndReason::Empty)) => {
                let sittings = self.sittings.values().flatten();
                let left = sittings.filter_map(|sitting| Some(sitting.end?.0)).max();
                left.unwrap_or(window.to).min(window.to)
            }
            Some((_, EndReason::ByHost)) | None => window.to,
        };
        Some(Span::new(window.from, to))
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

/// A time of presence, and why it ended.
type Ending = (Span, Option<IntervalEnd>);

fn merged(spans: Vec<Ending>) -> Vec<Interval> {
    let merged = union(spans).into_iter();
    merged
        .map(|(span, end)| Interval {
            from: span.from,
            to: span.to,
            end,
        })
        .collect()
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
