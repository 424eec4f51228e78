//! A20: whether those who said that they would come were there, and in time. The facts come from the
//! records of sessions, which this crate does not keep.

use std::time::Duration;

use jiff::civil::Date;
use meeting::id::{DelegationId, ItemId, SessionId};

use super::{Query, Share, Tally, median};

/// What the record of a session says of this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionFacts {
    pub session: SessionId,
    pub day: Date,
    pub delegations: Vec<DelegationFacts>,
    pub items: Vec<ItemFacts>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DelegationFacts {
    pub delegation: DelegationId,
    pub accepted: bool,
    /// When its first person came, against the planned start: `None` if nobody did, zero if in time.
    pub late: Option<Duration>,
}

/// One item of the agenda that was dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemFacts {
    pub item: ItemId,
    pub planned: Duration,
    pub actual: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendance {
    /// The delegations that were there, of those that had accepted. One that came without having
    /// accepted is in neither.
    pub present: Share<(SessionId, DelegationId)>,
    /// How late each delegation that was there came, in seconds; zero for those in time.
    pub late: Vec<((SessionId, DelegationId), u32)>,
    /// max(0, actual - planned) of each item that took longer, in seconds.
    pub overrun: Tally<(SessionId, ItemId)>,
}

impl Attendance {
    /// The median of how late delegations came, in minutes.
    pub fn median_minutes_late(&self) -> Option<f64> {
        let seconds = self.late.iter().map(|(_, seconds)| *seconds).collect();
        median(seconds).map(|seconds| seconds / 60.0)
    }
}

/// A20 over the sessions within the window.
pub fn attendance<'a>(
    sessions: impl IntoIterator<Item = &'a SessionFacts>,
    query: &Query,
) -> Attendance {
    let mut found = Attendance {
        present: Share {
            part: Vec::new(),
            whole: Vec::new(),
        },
        late: Vec::new(),
        overrun: Tally::default(),
    };
    let window = query.seen();
    let sessions = sessions.into_iter();
    for facts in sessions.filter(|facts| window.contains(facts.day)) {
        for delegation in &facts.delegations {
            found.add_delegation(facts.session, delegation);
        }
        for item in &facts.items {
            let over = seconds(item.actual.saturating_sub(item.planned));
            if over > 0 {
                found
                    .overrun
                    .entries
                    .push(((facts.session, item.item), over));
            }
        }
    }
    found
}

impl Attendance {
    fn add_delegation(&mut self, session: SessionId, facts: &DelegationFacts) {
        let id = (session, facts.delegation);
        if facts.accepted {
            self.present.whole.push(id);
        }
        if let Some(late) = facts.late {
            self.late.push((id, seconds(late)));
            if facts.accepted {
                self.present.part.push(id);
            }
        }
    }
}

fn seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}
