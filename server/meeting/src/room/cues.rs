//! The run sheet while it runs: what was called when, what was left out. Only those who run the
//! meeting are told.

use std::collections::BTreeMap;

use crate::cue::{Cue, Owner};
use crate::fact::Event;
use crate::id::{CueId, PersonId};
use crate::plan::Role;
use crate::protocol::{CueOwnerView, CueState, CueView, Reason};
use crate::time::Timestamp;

use super::Room;

/// Cues without an entry are still only planned.
#[derive(Debug, Default)]
pub(super) struct Cues(BTreeMap<CueId, CueState>);

impl Cues {
    fn state(&self, cue: CueId) -> CueState {
        self.0.get(&cue).copied().unwrap_or(CueState::Planned)
    }

    pub(super) fn call(&mut self, cue: CueId, at: Timestamp, fallback: bool) {
        self.0.insert(cue, CueState::Called { at, fallback });
    }

    pub(super) fn drop(&mut self, cue: CueId, at: Timestamp) {
        self.0.insert(cue, CueState::Dropped { at });
    }

    pub(super) fn reset(&mut self, cue: CueId) {
        self.0.remove(&cue);
    }
}

/// Those who run the meeting.
pub(super) fn is_crew(role: Role) -> bool {
    match role {
        Role::Host | Role::Technician => true,
        Role::Delegate | Role::Interpreter | Role::Observer | Role::Press => false,
    }
}

impl Room {
    /// It is done now, the way it was planned or by its fallback.
    pub(super) fn call_cue(
        &mut self,
        cue: CueId,
        fallback: bool,
        by: PersonId,
    ) -> Result<(), Reason> {
        self.expect_cue(cue, |state| state == CueState::Planned)?;
        self.cues.call(cue, self.now.timestamp, fallback);
        self.told.outdate_cues();
        self.keep(Event::CueCalled { cue, fallback, by });
        Ok(())
    }

    /// It is left out.
    pub(super) fn drop_cue(&mut self, cue: CueId, by: PersonId) -> Result<(), Reason> {
        self.expect_cue(cue, |state| state == CueState::Planned)?;
        self.cues.drop(cue, self.now.timestamp);
        self.told.outdate_cues();
        self.keep(Event::CueDropped { cue, by });
        Ok(())
    }

    /// What was said of it was a mistake.
    pub(super) fn reset_cue(&mut self, cue: CueId, by: PersonId) -> Result<(), Reason> {
        self.expect_cue(cue, |state| state != CueState::Planned)?;
        self.cues.reset(cue);
        self.told.outdate_cues();
        self.keep(Event::CueReset { cue, by });
        Ok(())
    }

    fn expect_cue(&self, cue: CueId, fits: impl Fn(CueState) -> bool) -> Result<(), Reason> {
        if self.plan.cues.iter().all(|one| one.id != cue) {
            Err(Reason::NoSuchCue)
        } else if !fits(self.cues.state(cue)) {
            Err(Reason::WrongState)
        } else {
            Ok(())
        }
    }

    /// In the order of the plan.
    pub(super) fn cue_views(&self) -> Vec<CueView> {
        let cues = self.plan.cues.iter();
        cues.map(|cue| self.cue_view(cue)).collect()
    }

    fn cue_view(&self, cue: &Cue) -> CueView {
        let owner = cue.owner.and_then(|owner| match owner {
            Owner::Person(person) => self.named(person).map(CueOwnerView::Person),
            Owner::Duty(duty) => Some(CueOwnerView::Duty(duty)),
        });
        CueView {
            id: cue.id,
            title: cue.title.clone(),
            kind: cue.kind,
            item: cue.item,
            offset: cue.offset,
            owner,
            language: cue.language.clone(),
            fallback: cue.fallback.clone(),
            state: self.cues.state(cue.id),
        }
    }
}
