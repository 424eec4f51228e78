//! A20: delegations, minutes late and minutes over, each with the meetings behind it.

use std::collections::BTreeMap;

use history::measure::Query;
use history::measure::attendance::attendance;
use meeting::id::{ExchangeId, SessionId};

use super::{Behind, Figures, Found, Unit};
use crate::ledger::State;

const MEASURE: &str = "A20";

impl Figures {
    pub(super) fn attendance(&mut self, state: &State, query: &Query) {
        let sessions = state
            .all_filed()
            .filter_map(|filed| filed.attendance.as_ref());
        let found = attendance(sessions, query);
        let meetings = Meetings::of(state);
        let minutes_late = found.median_minutes_late();
        let fraction = found.present.fraction();
        let delegation = |(session, _): &(SessionId, _)| (*session, 1);
        let part = meetings.list(found.present.part.iter().map(delegation));
        let whole = meetings.list(found.present.whole.iter().map(delegation));
        let share = Found {
            whole: Some(whole.clone()),
            ..Found::of(Unit::Share, fraction, part.clone())
        };
        self.add("attendance.present", MEASURE, share);
        self.add(
            "attendance.present.part",
            MEASURE,
            Found::of_sum(part, false),
        );
        self.add(
            "attendance.present.whole",
            MEASURE,
            Found::of_sum(whole, false),
        );
        let came = found.late.iter().map(|((session, _), _)| (*session, 1));
        let late = Found::of(Unit::Minutes, minutes_late, meetings.list(came));
        self.add("attendance.late_minutes", MEASURE, late);
        let over = found.overrun.entries.iter();
        let over = over.map(|((session, _), seconds)| (*session, *seconds));
        let over = in_minutes(meetings.list(over));
        self.add(
            "attendance.overrun_minutes",
            MEASURE,
            Found::of_sum(over, false),
        );
    }
}

/// The exchanges that sessions are filed as.
struct Meetings(BTreeMap<SessionId, ExchangeId>);

impl Meetings {
    fn of(state: &State) -> Meetings {
        let filed = state.all_filed().map(|filed| &filed.exchange);
        let sessions = filed.filter_map(|exchange| Some((exchange.session?, exchange.id)));
        Meetings(sessions.collect())
    }

    /// What belongs to one meeting, added up.
    fn list(&self, numbers: impl Iterator<Item = (SessionId, u32)>) -> Behind {
        let mut sums: BTreeMap<ExchangeId, u32> = BTreeMap::new();
        for (session, number) in numbers {
            if let Some(exchange) = self.0.get(&session) {
                let sum = sums.entry(*exchange).or_default();
                *sum = sum.saturating_add(number);
            }
        }
        Behind::Exchanges(sums.into_iter().collect())
    }
}

/// Seconds of each meeting as the minutes next to them: so the sum is that of what is shown.
fn in_minutes(seconds: Behind) -> Behind {
    let Behind::Exchanges(entries) = seconds else {
        return seconds;
    };
    let minutes = entries.into_iter();
    let minutes = minutes.map(|(exchange, seconds)| (exchange, seconds.saturating_add(30) / 60));
    Behind::Exchanges(minutes.filter(|(_, minutes)| *minutes > 0).collect())
}
