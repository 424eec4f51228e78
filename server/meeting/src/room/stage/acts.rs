//! What hosts and technicians do with the stage.

use crate::id::{DelegationId, PersonId};
use crate::plan::Role;
use crate::protocol::{Reason, StageCommand};
use crate::stage::{Placing, StageFact, StagePlace};

use super::Reach;
use crate::room::Room;

impl Room {
    pub(in crate::room) fn direct(
        &mut self,
        command: StageCommand,
        by: PersonId,
    ) -> Result<(), Reason> {
        match command {
            StageCommand::OpenStage { on_stage } => self.open_stage(on_stage, by),
            StageCommand::CloseStage => {
                self.expect_stage()?;
                self.note_stage(StageFact::Closed { by });
                Ok(())
            }
            StageCommand::Place { person, place } => {
                self.known(person)?;
                self.put(vec![person], place, by)
            }
            StageCommand::PlaceDelegation { delegation, place } => {
                self.put(self.present_of(delegation), place, by)
            }
            StageCommand::Promote => {
                let next = self.stage.backstage.clone();
                if next.is_empty() {
                    return Err(Reason::WrongState);
                }
                self.put(next, StagePlace::OnStage, by)
            }
            StageCommand::Spotlight { person } => self.spotlight(person, by),
            StageCommand::PinScreen { on } => self.pin_screen(on, by),
        }
    }

    fn open_stage(&mut self, on_stage: Vec<PersonId>, by: PersonId) -> Result<(), Reason> {
        if self.stage.opened_at.is_some() {
            return Err(Reason::WrongState);
        }
        for person in &on_stage {
            self.expect_placeable(*person)?;
        }
        self.note_stage(StageFact::Opened { by });
        self.note_placed(on_stage, StagePlace::OnStage, (Placing::Placed, Some(by)));
        Ok(())
    }

    fn put(
        &mut self,
        people: Vec<PersonId>,
        place: StagePlace,
        by: PersonId,
    ) -> Result<(), Reason> {
        self.expect_stage()?;
        if people.is_empty() {
            return Err(Reason::NoSuchPerson);
        }
        for person in &people {
            self.expect_placeable(*person)?;
        }
        if place != StagePlace::OnStage {
            self.take_floor_from(&people, by)?;
        }
        self.note_placed(people, place, (Placing::Placed, Some(by)));
        Ok(())
    }

    /// Whoever goes off the stage speaks no longer. That is for hosts to say.
    fn take_floor_from(&mut self, people: &[PersonId], by: PersonId) -> Result<(), Reason> {
        let holder = self.floor.holder().filter(|one| people.contains(one));
        let heard = self.floor.heard().filter(|one| people.contains(one));
        if holder.or(heard).is_some() && self.roles.of(by) != Some(Role::Host) {
            return Err(Reason::NotAllowed);
        }
        if holder.is_some() {
            self.take_floor(by);
        }
        if let Some(person) = heard {
            self.close_point(person, by);
        }
        Ok(())
    }

    fn spotlight(&mut self, person: Option<PersonId>, by: PersonId) -> Result<(), Reason> {
        if let Some(person) = person {
            self.expect_placeable(person)?;
            if self.stage.reach(person) != Reach::Everybody {
                return Err(Reason::NotOnStage);
            }
        }
        if self.stage.spotlight != person {
            self.note_stage(StageFact::Spotlit {
                person,
                by: Some(by),
            });
        }
        Ok(())
    }

    fn pin_screen(&mut self, on: bool, by: PersonId) -> Result<(), Reason> {
        let screen = if on {
            Some(self.sharing().ok_or(Reason::WrongState)?)
        } else {
            None
        };
        if self.stage.pinned != screen {
            self.note_stage(StageFact::Pinned {
                screen,
                by: Some(by),
            });
        }
        Ok(())
    }

    fn expect_stage(&self) -> Result<(), Reason> {
        self.stage.opened_at.ok_or(Reason::WrongState).map(drop)
    }

    /// In the main room, and of those who speak in it.
    fn expect_placeable(&self, person: PersonId) -> Result<(), Reason> {
        self.known(person)?;
        if !self.devices.is_in_meeting(person) {
            Err(Reason::NoSuchPerson)
        } else if self.sides.of(person).is_some() {
            Err(Reason::InSideRoom)
        } else if !self.may_be_placed(person) {
            Err(Reason::NotAllowed)
        } else {
            Ok(())
        }
    }

    fn present_of(&self, delegation: DelegationId) -> Vec<PersonId> {
        let people = self.plan.participants();
        let people = people.filter(|one| one.delegation == delegation);
        let people = people.map(|one| one.id);
        people.filter(|one| self.may_be_placed(*one)).collect()
    }
}
