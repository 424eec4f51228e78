//! What the facts of a session say about why the service was away.

use std::collections::BTreeSet;

use meeting::fact::{Event, Fact, Interruption};
use meeting::room::Outage;
use meeting::time::Timestamp;

/// The outage that a session went through, if it was open: an open room is put away only when the
/// service ends. A stop in good order writes down that everybody left; a crash cannot.
pub(super) fn outage(facts: &[Fact], last_sign: Timestamp) -> Option<Outage> {
    let mut open = false;
    let mut here = BTreeSet::new();
    for fact in facts {
        match &fact.event {
            Event::Opened { .. } => open = true,
            Event::Ended { .. } => open = false,
            Event::Joined { connection, .. } => {
                here.insert(*connection);
            }
            Event::Left { connection, .. } => {
                here.remove(connection);
            }
            Event::Interrupted { .. } => here.clear(),
            Event::Acknowledged { .. }
            | Event::Waiting { .. }
            | Event::Admitted { .. }
            | Event::Removed { .. }
            | Event::RoleChanged { .. }
            | Event::ItemStarted { .. }
            | Event::ItemEnded { .. }
            | Event::ItemSkipped { .. }
            | Event::HandRaised { .. }
            | Event::HandLowered { .. }
            | Event::Chat { .. }
            | Event::Erased { .. } => {}
        }
    }
    let reason = if here.is_empty() {
        Interruption::Stop
    } else {
        Interruption::Crash
    };
    open.then_some(Outage { last_sign, reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use meeting::fact::{EndReason, LeaveReason, Private};
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
            left(LeaveReason::Dropped),
        ]);
        let stop = Outage {
            last_sign: SIGN,
            reason: Interruption::Stop,
        };
        assert_eq!(outage(&facts, SIGN), Some(stop));
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
