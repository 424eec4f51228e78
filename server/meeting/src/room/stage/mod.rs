//! The stage while a meeting runs: who is put where, and what follows for sound and picture.
//!
//! The floor and the stage agree by derivation: whoever has the floor, or whose point of order is
//! heard, is put on stage in the same turn; whoever is taken off it has the floor no longer.

mod acts;

use crate::fact::Event;
use crate::id::PersonId;
use crate::plan::Role;
use crate::protocol::{Change, StageView};
use crate::stage::{Placing, Stage, StageFact, StagePlace};

use super::Room;
use super::cues::is_crew;
use super::log::Audience;
use super::roles::takes_part;
use super::sides::SideRooms;

/// Whom of their room the sound and picture of somebody reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    Everybody,
    /// Their picture, and no sound: sound is elected for a whole room, and cannot be kept from
    /// most of it.
    ThoseBackstage,
    Nobody,
}

impl Stage {
    pub(super) fn reach(&self, person: PersonId) -> Reach {
        match self.place_of(person) {
            None | Some(StagePlace::OnStage) => Reach::Everybody,
            Some(StagePlace::Backstage) => Reach::ThoseBackstage,
            Some(StagePlace::Audience) => Reach::Nobody,
        }
    }

    /// The stage is the main room's: a side room has none.
    pub(super) fn reach_of(&self, sides: &SideRooms, person: PersonId) -> Reach {
        match sides.of(person) {
            Some(_) => Reach::Everybody,
            None => self.reach(person),
        }
    }

    /// Whether somebody may see the picture that another sends.
    pub(super) fn shows(&self, seen: PersonId, to: PersonId, role: Option<Role>) -> bool {
        match self.reach(seen) {
            Reach::Everybody => true,
            Reach::ThoseBackstage => role.is_some_and(is_crew) || self.backstage.contains(&to),
            Reach::Nobody => false,
        }
    }
}

impl Room {
    /// The one way in which the stage changes.
    fn note_stage(&mut self, fact: StageFact) {
        self.stage.follow(&fact, self.now.timestamp);
        self.keep(Event::Stage(fact));
    }

    fn note_placed(
        &mut self,
        people: Vec<PersonId>,
        place: StagePlace,
        (why, by): (Placing, Option<PersonId>),
    ) {
        let there = |person: &PersonId| self.stage.place_of(*person) == Some(place);
        let people: Vec<PersonId> = people.into_iter().filter(|one| !there(one)).collect();
        if !people.is_empty() {
            self.note_stage(StageFact::Placed {
                people,
                place,
                why,
                by,
            });
        }
    }

    /// Brings the stage up to date with who is here, who has the floor and who shares a screen.
    pub(super) fn settle_stage(&mut self) {
        self.clear_stage_of_the_gone();
        self.put_speakers_on_stage();
        self.end_spotlight_of_the_gone();
        self.unpin_what_ended();
    }

    fn clear_stage_of_the_gone(&mut self) {
        let placed = self.stage.on_stage.iter().chain(&self.stage.backstage);
        let gone = placed
            .copied()
            .filter(|person| !self.may_be_placed(*person));
        let gone: Vec<PersonId> = gone.collect();
        self.note_placed(gone, StagePlace::Audience, (Placing::Gone, None));
    }

    pub(super) fn reach(&self, person: PersonId) -> Reach {
        self.stage.reach_of(&self.sides, person)
    }

    /// In the main room, and of those who speak in it.
    fn may_be_placed(&self, person: PersonId) -> bool {
        let is_aside = self.sides.of(person).is_some();
        let speaks = self.roles.of(person).is_some_and(takes_part);
        speaks && !is_aside && self.devices.is_in_meeting(person)
    }

    fn put_speakers_on_stage(&mut self) {
        if self.stage.opened_at.is_none() {
            return;
        }
        let speakers = [
            (self.floor.holder(), Placing::Floor),
            (self.floor.heard(), Placing::Point),
        ];
        for (person, why) in speakers {
            self.note_placed(Vec::from_iter(person), StagePlace::OnStage, (why, None));
        }
    }

    fn end_spotlight_of_the_gone(&mut self) {
        let Some(person) = self.stage.spotlight else {
            return;
        };
        let is_seen = self.stage.reach(person) == Reach::Everybody;
        if !is_seen || !self.may_be_placed(person) {
            self.note_stage(StageFact::Spotlit {
                person: None,
                by: None,
            });
        }
    }

    /// After a restart nobody shares yet, and whoever did is waited for.
    fn unpin_what_ended(&mut self) {
        let Some(pinned) = self.stage.pinned else {
            return;
        };
        let ended = match self.sharing() {
            Some(person) => person != pinned,
            None => self.told.shared() == Some(pinned) || !self.devices.is_in_meeting(pinned),
        };
        if ended {
            self.note_stage(StageFact::Pinned {
                screen: None,
                by: None,
            });
        }
    }

    pub(super) fn tell_stage(&mut self) {
        let stage = StageView::from(&self.stage);
        if self.told.replace_stage(stage.clone()) != stage {
            let stage = Box::new(stage);
            self.delta(Audience::Everyone, Change::Stage { stage });
        }
    }
}
