//! What a script knows to have happened, to hold against the record.

use std::collections::BTreeMap;

use meeting::id::PersonId;
use meeting::record::{Interval, IntervalEnd, ParticipantRecord, Record};
use meeting::time::Timestamp;

use crate::wall_clock;

/// When something happened: after it was asked for, before it was known to be done.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub after: Timestamp,
    pub before: Timestamp,
}

impl Moment {
    /// Does something and notes when.
    ///
    /// # Errors
    /// Whatever it fails with.
    pub async fn of<T, E>(done: impl Future<Output = Result<T, E>>) -> Result<(T, Self), E> {
        let after = wall_clock();
        let outcome = done.await?;
        let before = wall_clock();
        Ok((outcome, Self { after, before }))
    }

    pub fn holds(self, at: Timestamp) -> bool {
        self.after <= at && at <= self.before
    }
}

/// One presence: from, to, and why it ended.
type Sitting = (Moment, Moment, IntervalEnd);

/// Everybody's presences, in order.
#[derive(Debug, Default)]
pub struct Truth(BTreeMap<PersonId, Vec<Sitting>>);

impl Truth {
    pub fn present(&mut self, person: PersonId, from: Moment, to: Moment, end: IntervalEnd) {
        self.0.entry(person).or_default().push((from, to, end));
    }

    /// Holds the attendance of a record against what happened, cell by cell.
    ///
    /// # Panics
    /// When a cell differs.
    pub fn check(&self, record: &Record) {
        for participant in &record.participants {
            let expected = self
                .0
                .get(&participant.person)
                .map_or(&[][..], Vec::as_slice);
            check_intervals(expected, &participant.intervals, participant);
            assert_eq!(participant.seconds, length(&participant.intervals));
            assert_eq!(participant.present, !expected.is_empty());
            check_lateness(record, participant);
        }
        let present = record.participants.iter().filter(|one| one.present).count();
        assert_eq!(record.totals.present as usize, present);
        assert_eq!(self.0.len(), present);
        assert_eq!(record.totals.invited as usize, record.participants.len());
        for delegation in &record.delegations {
            let members = record.participants.iter();
            let members: Vec<_> = members
                .filter(|one| one.delegation == delegation.id)
                .collect();
            let came = members.iter().filter(|one| one.present).count();
            assert_eq!(delegation.people as usize, members.len());
            assert_eq!(delegation.present as usize, came);
            let spans = members.iter().flat_map(|one| &one.intervals);
            assert_eq!(delegation.seconds, union_length(spans));
        }
    }
}

fn check_intervals(expected: &[Sitting], found: &[Interval], whose: &ParticipantRecord) {
    assert_eq!(expected.len(), found.len(), "intervals of {whose:?}");
    for ((from, to, end), interval) in expected.iter().zip(found) {
        assert!(from.holds(interval.from), "{from:?} of {whose:?}");
        assert!(to.holds(interval.to), "{to:?} of {whose:?}");
        assert_eq!(interval.end, Some(*end), "of {whose:?}");
    }
}

fn check_lateness(record: &Record, participant: &ParticipantRecord) {
    let first = participant.intervals.first();
    let late = first.map(|first| rounded(first.from.since(record.planned.from).as_micros()));
    assert_eq!(participant.late_seconds, late, "of {participant:?}");
}

fn length(intervals: &[Interval]) -> u64 {
    let micros = intervals
        .iter()
        .map(|one| one.to.since(one.from).as_micros());
    rounded(micros.sum())
}

/// Counts each moment once: sorts all beginnings and ends and adds up while anybody is there.
fn union_length<'a>(intervals: impl Iterator<Item = &'a Interval>) -> u64 {
    let mut edges: Vec<(Timestamp, i32)> = Vec::new();
    for interval in intervals {
        edges.push((interval.from, 1));
        edges.push((interval.to, -1));
    }
    edges.sort();
    let (mut total, mut here, mut since) = (0u128, 0, Timestamp::default());
    for (at, change) in edges {
        if here > 0 {
            total += at.since(since).as_micros();
        }
        here += change;
        since = at;
    }
    rounded(total)
}

fn rounded(micros: u128) -> u64 {
    u64::try_from((micros + 500_000) / 1_000_000).unwrap_or(u64::MAX)
}
