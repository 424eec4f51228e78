//! Where a session stands, from its plan, what is kept of it, and who is there.

use meeting::plan::Plan;
use meeting::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::rooms::Live;
use crate::store::PlanState;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SessionState {
    Planned,
    /// The doors are open.
    Open,
    /// The meeting is on.
    Live,
    /// Over, or its day passed and nobody held it.
    Ended,
    Cancelled,
}

/// What the journal says of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Held {
    pub(super) opened: bool,
    pub(super) ended: bool,
}

pub(super) fn state(
    plan: &Plan,
    kept: PlanState,
    held: Held,
    live: Option<Live>,
    now: Timestamp,
) -> SessionState {
    let somebody = live.is_some_and(|live| live.present + live.waiting > 0);
    if held.ended {
        SessionState::Ended
    } else if held.opened || live.is_some_and(|live| live.opened) {
        SessionState::Live
    } else if kept == PlanState::Cancelled {
        SessionState::Cancelled
    } else if now < plan.doors_at() {
        SessionState::Planned
    } else if somebody || now < plan.missed_at() {
        SessionState::Open
    } else {
        SessionState::Ended
    }
}

/// Does it belong among what is to come, rather than among what was?
pub(super) fn is_upcoming(plan: &Plan, state: SessionState, now: Timestamp) -> bool {
    match state {
        SessionState::Planned | SessionState::Open | SessionState::Live => true,
        SessionState::Cancelled => now < plan.ends_at(),
        SessionState::Ended => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::tests::a_plan;

    #[test]
    fn a_session_goes_through_its_states() {
        let plan = a_plan();
        let minutes = |count: i64| Timestamp(plan.starts_at.micros() + count * 60_000_000);
        let fresh = Held::default();
        let opened = Held {
            opened: true,
            ended: false,
        };
        let ended = Held {
            opened: true,
            ended: true,
        };
        let waiting = Live {
            waiting: 1,
            ..Live::default()
        };
        let (planned, cancelled) = (PlanState::Planned, PlanState::Cancelled);
        let cases = [
            (planned, fresh, None, -61, SessionState::Planned),
            (planned, fresh, Some(waiting), -61, SessionState::Planned),
            (planned, fresh, None, -60, SessionState::Open),
            (planned, fresh, None, 149, SessionState::Open),
            (planned, fresh, None, 150, SessionState::Ended),
            (planned, fresh, Some(waiting), 150, SessionState::Open),
            (planned, opened, None, 5, SessionState::Live),
            (planned, opened, None, 1500, SessionState::Live),
            (planned, ended, None, 5, SessionState::Ended),
            (cancelled, fresh, None, 5, SessionState::Cancelled),
            (cancelled, ended, None, 5, SessionState::Ended),
        ];
        for (kept, held, live, at, expected) in cases {
            let found = state(&plan, kept, held, live, minutes(at));
            assert_eq!(
                found, expected,
                "{kept:?} {held:?} {live:?} at {at} minutes"
            );
        }
    }

    #[test]
    fn what_was_cancelled_stays_in_sight_until_its_day_has_passed() {
        let plan = a_plan();
        let cancelled = SessionState::Cancelled;
        assert!(is_upcoming(&plan, cancelled, plan.starts_at));
        assert!(!is_upcoming(&plan, cancelled, plan.ends_at()));
        assert!(!is_upcoming(&plan, SessionState::Ended, plan.starts_at));
    }
}
