//! Somebody is told that they are on stage soon, and says that they are ready. Nothing of it is
//! kept: it is over within minutes.

use std::collections::BTreeMap;

use crate::id::PersonId;
use crate::protocol::{Reason, StageCall};
use crate::time::Timestamp;

use super::Room;
use super::device::Place;

/// In seconds.
const LONGEST: u16 = 3600;

#[derive(Debug, Default)]
pub(super) struct Calls(BTreeMap<PersonId, Called>);

#[derive(Debug, Clone, Copy)]
struct Called {
    at: Timestamp,
    is_ready: bool,
}

impl Room {
    /// `seconds` from now they are on stage; `None`: not any more.
    pub(super) fn call_to_stage(
        &mut self,
        person: PersonId,
        seconds: Option<u16>,
    ) -> Result<(), Reason> {
        self.known(person)?;
        let Some(seconds) = seconds else {
            self.calls.0.remove(&person);
            return Ok(());
        };
        if seconds > LONGEST {
            return Err(Reason::Malformed);
        }
        if !self.facets(Place::Meeting).contains_key(&person) {
            return Err(Reason::NoSuchPerson);
        }
        let in_time = std::time::Duration::from_secs(u64::from(seconds));
        let at = self.now.timestamp.plus(in_time);
        let is_ready = false;
        self.calls.0.insert(person, Called { at, is_ready });
        Ok(())
    }

    /// They heard it.
    pub(super) fn note_ready(&mut self, person: PersonId) -> Result<(), Reason> {
        let called = self.calls.0.get_mut(&person).ok_or(Reason::WrongState)?;
        called.is_ready = true;
        Ok(())
    }

    /// Whoever went, whose item began, or who is on stage is no longer called.
    pub(super) fn settle_calls(&mut self) {
        if self.calls.0.is_empty() {
            return;
        }
        let here = self.facets(Place::Meeting);
        let running = self.agenda.running().and_then(|item| self.plan.item(item));
        let speaker = running.and_then(|item| item.speaker);
        let is_on_stage = |person| self.stage.on_stage.contains(&person);
        let is_called =
            |person| here.contains_key(&person) && Some(person) != speaker && !is_on_stage(person);
        self.calls.0.retain(|person, _| is_called(*person));
    }

    pub(super) fn stage_calls(&self) -> Vec<StageCall> {
        let calls = self.calls.0.iter();
        calls
            .map(|(person, called)| StageCall {
                person: *person,
                at: called.at,
                ready: called.is_ready,
            })
            .collect()
    }
}
