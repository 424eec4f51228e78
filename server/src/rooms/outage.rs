//! What the facts of a session say about why the service was away.

use meeting::fact::{Event, Fact, Interruption, LeaveReason};
use meeting::room::Outage;
use meeting::time::Timestamp;

/// The outage that a session went through, if it was open: an open room is put away only when the
/// service ends. A stop in good order writes down that everybody had to go; a crash cannot.
pub(super) fn outage(facts: &[Fact], last_sign: Timestamp) -> Option<Outage> {
    let opened = facts
        .iter()
        .any(|fact| matches!(fact.event, Event::Opened { .. }));
    let ended = facts
        .iter()
        .any(|fact| matches!(fact.event, Event::Ended { .. }));
    let last = facts.iter().rev().find(|fact| {
        matches!(
            fact.event,
            Event::Joined { .. } | Event::Left { .. } | Event::Interrupted { .. }
        )
    });
    let stopped = last.is_some_and(|last| {
        matches!(
            last.event,
            Event::Left {
                reason: LeaveReason::Stopped,
                ..
            }
        )
    });
    let reason = if stopped {
        Interruption::Stop
    } else {
        Interruption::Crash
    };
    (opened && !ended).then_some(Outage { last_sign, reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use meeting::fact::{EndReason, Private};
    use meeting::id::{ConnectionId, DelegationId, PersonId};
    use meeting::plan::{Rank, Role};

    const HOST: PersonId = PersonId::from_bits(1);
    const DEVICE: ConnectionId = ConnectionId::from_bits(2);
    const SIGN: Timestamp = Timestamp(9);

    fn facts(events: impl IntoIterator<Item = Event>) -> Vec<Fact> {
        events
            .into_iter()
            .map(|event| Fact {
                at: Timestamp(1),
                event,
            })
            .collect()
    }

    fn joined() -> Event {
        Event::Joined {
            person: HOST,
            connection: DEVICE,
            role: Role::Host,
            rank: Rank::Mayor,
            delegation: DelegationId::from_bits(3),
            names: Private::default(),
        }
    }

    fn left(reason: LeaveReason) -> Event {
        Event::Left {
            person: HOST,
            connection: DEVICE,
            reason,
        }
    }

    #[test]
    fn somebody_who_never_left_tells_of_a_crash() {
        let facts = facts([joined(), Event::Opened { by: HOST }]);
        let crash = Outage {
            last_sign: SIGN,
            reason: Interruption::Crash,
        };
        assert_eq!(outage(&facts, SIGN), Some(crash));
    }

    #[test]
    fn everybody_sent_home_tells_of_a_stop() {
        let facts = facts([
            joined(),
            Event::Opened { by: HOST },
            left(LeaveReason::Stopped),
        ]);
        let stop = Outage {
            last_sign: SIGN,
            reason: Interruption::Stop,
        };
        assert_eq!(outage(&facts, SIGN), Some(stop));
    }

    #[test]
    fn an_empty_room_cannot_tell_that_it_was_stopped() {
        let facts = facts([
            joined(),
            Event::Opened { by: HOST },
            left(LeaveReason::Left),
        ]);
        let crash = Outage {
            last_sign: SIGN,
            reason: Interruption::Crash,
        };
        assert_eq!(outage(&facts, SIGN), Some(crash));
    }

    #[test]
    fn a_session_that_is_not_open_knows_no_outage() {
        assert_eq!(outage(&facts([joined()]), SIGN), None);
        let ended = Event::Ended {
            by: Some(HOST),
            reason: EndReason::ByHost,
        };
        let facts = facts([
            joined(),
            Event::Opened { by: HOST },
            left(LeaveReason::Ended),
            ended,
        ]);
        assert_eq!(outage(&facts, SIGN), None);
    }
}
