//! What has not arrived and is asked for again.

use std::ops::Range;
use std::time::{Duration, Instant};

/// Packets overtake each other; only then is one missing.
const REORDERING: Duration = Duration::from_millis(10);

/// Between two requests for the same packet.
const PATIENCE: Duration = Duration::from_millis(80);

/// Nobody can use a packet that comes later.
const LIFETIME: Duration = Duration::from_millis(1500);

const MAX_REQUESTS: u8 = 10;

/// A larger hole is not repaired, it takes a key frame.
const MAX_GAP: u64 = 200;

/// Nor are more at once: every packet could open another hole.
const MAX_ENTRIES: u64 = 500;

#[derive(Clone, Copy, Debug)]
struct Entry {
    position: u64,
    noticed_at: Instant,
    ask_at: Instant,
    requests: u8,
}

#[derive(Default)]
pub(crate) struct Missing {
    entries: Vec<Entry>,
}

impl Missing {
    /// Notes a hole in the stream. False if it is too large to be repaired.
    pub(crate) fn note(&mut self, gap: Range<u64>, now: Instant) -> bool {
        let size = gap.end - gap.start;
        if size > MAX_GAP || self.entries.len() as u64 + size > MAX_ENTRIES {
            self.entries.clear();
            return false;
        }
        self.entries.extend(gap.map(|position| Entry {
            position,
            noticed_at: now,
            ask_at: now + REORDERING,
            requests: 0,
        }));
        true
    }

    pub(crate) fn arrived(&mut self, position: u64) {
        self.entries.retain(|entry| entry.position != position);
    }

    /// The sequence numbers to ask for now, in order.
    pub(crate) fn due(&mut self, now: Instant) -> Vec<u16> {
        self.entries.retain(|entry| {
            entry.requests < MAX_REQUESTS
                && now.saturating_duration_since(entry.noticed_at) < LIFETIME
        });
        let mut due = Vec::new();
        for entry in self.entries.iter_mut().filter(|entry| entry.ask_at <= now) {
            entry.requests += 1;
            entry.ask_at = now + PATIENCE;
            due.push(entry.position as u16);
        }
        due
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::start;

    fn after(milliseconds: u64) -> Instant {
        start() + Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_gap_is_asked_for_after_a_moment_and_again_with_patience() {
        let begin = start();
        let at = |milliseconds| begin + Duration::from_millis(milliseconds);
        let mut missing = Missing::default();
        assert!(missing.note(65_534..65_538, at(0)));
        assert!(missing.due(at(5)).is_empty());
        missing.arrived(65_536);
        assert_eq!(missing.due(at(10)), [65_534, 65_535, 1]);
        assert!(missing.due(at(60)).is_empty());
        assert_eq!(missing.due(at(90)), [65_534, 65_535, 1]);
    }

    #[test]
    fn what_is_too_old_is_given_up() {
        let mut missing = Missing::default();
        missing.note(5..6, start());
        assert!(missing.due(after(2000)).is_empty());
    }

    #[test]
    fn requests_are_limited() {
        let begin = start();
        let mut missing = Missing::default();
        missing.note(5..6, begin);
        let asked = (0..150)
            .filter(|step| {
                !missing
                    .due(begin + Duration::from_millis(step * 10))
                    .is_empty()
            })
            .count();
        assert_eq!(asked, usize::from(MAX_REQUESTS));
    }

    #[test]
    fn holes_without_end_are_not_all_remembered() {
        let mut missing = Missing::default();
        for hole in 0..1000 {
            missing.note(hole * 200..hole * 200 + 150, start());
            assert!(missing.entries.len() as u64 <= MAX_ENTRIES);
        }
    }

    #[test]
    fn a_large_hole_is_not_repaired() {
        let mut missing = Missing::default();
        assert!(!missing.note(0..1000, start()));
        assert!(missing.due(after(20)).is_empty());
    }
}
