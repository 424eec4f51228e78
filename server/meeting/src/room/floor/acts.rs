//! Giving the floor, and taking it back.

use std::time::Duration;

use crate::floor::{FloorEnd, FloorFact, LONGEST};
use crate::id::{DelegationId, PersonId};
use crate::plan::Role;
use crate::protocol::{FloorCommand, Reason};

use super::millis;
use crate::room::Room;

impl Room {
    pub(in crate::room) fn perform_floor(
        &mut self,
        command: FloorCommand,
        by: PersonId,
    ) -> Result<(), Reason> {
        match command {
            FloorCommand::Give { person, seconds } => self.give_floor(person, seconds, by)?,
            FloorCommand::Next => {
                let next = self.next_speaker().ok_or(Reason::WrongState)?;
                self.give_floor(next, None, by)?;
            }
            FloorCommand::End => self.end_floor(by)?,
            FloorCommand::Extend { seconds } => self.extend_floor(seconds, by)?,
            FloorCommand::Order { order } => self.order_queue(order, by),
            FloorCommand::Queue { person, place } => self.enqueue(person, place, by)?,
            FloorCommand::Unqueue { person } => self.dequeue(person, by)?,
            FloorCommand::AllowMicrophone { person } => self.allow_microphone(person, by)?,
            FloorCommand::Point { raised } => self.point(by, raised)?,
            FloorCommand::HearPoint { person } => self.hear_point(person, by)?,
            FloorCommand::ClosePoint { person } => {
                self.known(person)?;
                self.close_point(person, by);
            }
        }
        Ok(())
    }

    /// Whoever had it until now has it no longer. `seconds` is a host's word and may be more than
    /// the rules give.
    fn give_floor(
        &mut self,
        person: PersonId,
        seconds: Option<u32>,
        by: PersonId,
    ) -> Result<(), Reason> {
        self.known(person)?;
        if !self.may_speak(person) {
            return Err(Reason::NotAllowed);
        }
        if !self.is_connected(person) {
            return Err(Reason::NoSuchPerson);
        }
        let given = seconds.map(within_bounds).transpose()?;
        let invitee = self.plan.person(person).ok_or(Reason::NoSuchPerson)?;
        let delegation = invitee.delegation;
        self.end_turn(FloorEnd::Passed, Some(by));
        let limit = given.or_else(|| self.limit_of(delegation));
        self.note_floor(FloorFact::Given {
            person,
            delegation,
            item: self.agenda.running(),
            limit_ms: limit.map(millis),
            at_limit: self.plan.floor.at_limit,
            by,
        });
        self.lower_hand(person, by);
        Ok(())
    }

    /// The speaker may give it back; a host takes it.
    fn end_floor(&mut self, by: PersonId) -> Result<(), Reason> {
        let holder = self.floor.turn.as_ref().map(|turn| turn.person);
        if holder == Some(by) {
            self.end_turn(FloorEnd::Returned, Some(by));
        } else if self.roles.of(by) != Some(Role::Host) {
            return Err(Reason::NotAllowed);
        } else if holder.is_some() {
            self.end_turn(FloorEnd::Taken, Some(by));
        } else {
            return Err(Reason::WrongState);
        }
        Ok(())
    }

    /// Counted from where the clock stands, if that is beyond the limit.
    fn extend_floor(&mut self, seconds: u32, by: PersonId) -> Result<(), Reason> {
        let more = within_bounds(seconds)?;
        let turn = self.floor.turn.as_ref().ok_or(Reason::WrongState)?;
        let limit = turn.limit.ok_or(Reason::WrongState)?;
        let limit = limit.max(turn.spent(self.now.instant)) + more;
        let person = turn.person;
        self.note_floor(FloorFact::Extended {
            person,
            limit_ms: millis(limit),
            by,
        });
        Ok(())
    }

    fn allow_microphone(&mut self, person: PersonId, by: PersonId) -> Result<(), Reason> {
        self.known(person)?;
        if self.floor.silenced.contains(&person) {
            self.note_floor(FloorFact::Allowed { person, by });
        }
        Ok(())
    }

    /// What the rules give the next speaker of a delegation; `None`: no limit.
    fn limit_of(&self, delegation: DelegationId) -> Option<Duration> {
        let budget = self.plan.floor.delegation_seconds.map(seconds);
        let left = budget.map(|budget| budget.saturating_sub(self.spent_by(delegation)));
        let own = self.speaker_seconds().map(seconds);
        [own, left].into_iter().flatten().min()
    }

    /// Seconds of one speaker now: of the item that runs, else of the session.
    pub(super) fn speaker_seconds(&self) -> Option<u32> {
        let running = self.agenda.running().and_then(|item| self.plan.item(item));
        let of_item = running.and_then(|item| item.speaker_seconds);
        of_item.or(self.plan.floor.speaker_seconds)
    }

    fn spent_by(&self, delegation: DelegationId) -> Duration {
        self.floor
            .spent
            .get(&delegation)
            .copied()
            .unwrap_or_default()
    }
}

fn seconds(count: u32) -> Duration {
    Duration::from_secs(u64::from(count))
}

fn within_bounds(count: u32) -> Result<Duration, Reason> {
    if (1..=LONGEST).contains(&count) {
        Ok(seconds(count))
    } else {
        Err(Reason::Malformed)
    }
}
