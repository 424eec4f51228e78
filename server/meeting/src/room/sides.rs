//! Side rooms: opened, filled, prolonged and called back by those who run the meeting; left by oneself
//! where that is allowed; over when their time is.
//!
//! Who hears and sees whom follows from where they are: the engine is told with the turn that moves
//! somebody (`media`), and lets nothing pass between two of its parts.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::fact::{Event, Private};
use crate::id::{ConnectionId, DelegationId, PersonId, SideId};
use crate::plan::Role;
use crate::protocol::{Change, Reason, SideCommand, SideView, SidesView};
use crate::side::{LONGEST, MOST, SideFact, Sides, TITLE};
use crate::time::{Instant, Timestamp};

use super::Room;
use super::cues::is_crew;
use super::device::Place;
use super::log::Audience;
use super::roles::takes_part;

#[derive(Debug, Default)]
pub(super) struct SideRooms {
    book: Sides,
    /// Rooms of this epoch.
    opened: u32,
}

impl SideRooms {
    pub(super) fn recall(&mut self, at: Timestamp, fact: &SideFact) {
        self.book.follow(at, fact);
    }

    pub(super) fn erase(&mut self, person: PersonId) {
        self.book.erase(person);
    }

    /// Where somebody is; `None`: in the main room.
    pub(super) fn of(&self, person: PersonId) -> Option<SideId> {
        self.book.of(person)
    }

    /// Unique in the session: the epoch, then the number of the room in it.
    fn next_id(&mut self, epoch: u32) -> SideId {
        self.opened += 1;
        SideId::from_bits(u64::from(epoch) << 32 | u64::from(self.opened))
    }
}

impl SideCommand {
    pub(super) fn is_for_crew(&self) -> bool {
        match self {
            SideCommand::Return => false,
            SideCommand::Open { .. }
            | SideCommand::Move { .. }
            | SideCommand::Extend { .. }
            | SideCommand::Close { .. }
            | SideCommand::CloseAll => true,
        }
    }
}

impl Room {
    /// The connected devices of those who are in a side room, or without one in the main room, and
    /// not outside while a closed item runs.
    pub fn audience_in(&self, side: Option<SideId>) -> Vec<ConnectionId> {
        let here = self.devices.at(Place::Meeting);
        here.filter(|device| device.is_connected() && device.outside.is_none())
            .filter(|device| self.sides.of(device.person) == side)
            .map(|device| device.connection)
            .collect()
    }

    pub(super) fn perform_side(
        &mut self,
        command: SideCommand,
        by: PersonId,
    ) -> Result<(), Reason> {
        match command {
            SideCommand::Return => self.leave_side(by),
            SideCommand::Open {
                title,
                minutes,
                may_return,
                people,
                delegations,
            } => {
                let chosen = self.chosen(&people, &delegations);
                self.open_side(&title, minutes, may_return, (&chosen, by))
            }
            SideCommand::Move { person, side } => match side {
                Some(side) => self.take_aside(person, side, by),
                None => self.bring_back(person, by),
            },
            SideCommand::Extend { side, minutes } => self.extend_side(side, minutes, by),
            SideCommand::Close { side } => {
                self.sides.book.room(side).ok_or(Reason::NoSuchRoom)?;
                self.close_side(side, Some(by));
                Ok(())
            }
            SideCommand::CloseAll => {
                let rooms = self.sides.book.rooms().iter();
                for side in rooms.map(|room| room.id).collect::<Vec<_>>() {
                    self.close_side(side, Some(by));
                }
                Ok(())
            }
        }
    }

    fn open_side(
        &mut self,
        title: &str,
        minutes: u16,
        may_return: bool,
        (people, by): (&[PersonId], PersonId),
    ) -> Result<(), Reason> {
        let title = title.trim();
        if title.is_empty() || title.chars().count() > TITLE {
            return Err(Reason::Malformed);
        }
        let ends_at = self.now.timestamp.plus(length_of(minutes)?);
        if self.sides.book.rooms().len() >= MOST {
            return Err(Reason::Full);
        }
        if people.is_empty() {
            return Err(Reason::NoSuchPerson);
        }
        let side = self.sides.next_id(self.epoch);
        self.keep_side(SideFact::Opened {
            side,
            by,
            ends_at,
            may_return,
            title: Private::text(title),
        });
        for person in people {
            self.move_aside(*person, side, by);
        }
        Ok(())
    }

    /// Those named who are here; and of the delegations named, those who take part.
    fn chosen(&self, people: &[PersonId], delegations: &[DelegationId]) -> Vec<PersonId> {
        let invited = self.plan.participants();
        invited
            .filter(|one| {
                let takes_part = self.roles.of(one.id).is_some_and(takes_part);
                people.contains(&one.id) || (takes_part && delegations.contains(&one.delegation))
            })
            .map(|one| one.id)
            .filter(|person| self.may_go_aside(*person))
            .collect()
    }

    fn extend_side(&mut self, side: SideId, minutes: u16, by: PersonId) -> Result<(), Reason> {
        let more = length_of(minutes)?;
        let room = self.sides.book.room(side).ok_or(Reason::NoSuchRoom)?;
        let longest = self.now.timestamp.plus(length_of(LONGEST)?);
        let ends_at = room.ends_at.plus(more).min(longest);
        if ends_at > room.ends_at {
            self.keep_side(SideFact::Extended { side, by, ends_at });
        }
        Ok(())
    }

    fn take_aside(&mut self, person: PersonId, side: SideId, by: PersonId) -> Result<(), Reason> {
        self.known(person)?;
        self.sides.book.room(side).ok_or(Reason::NoSuchRoom)?;
        if !self.may_go_aside(person) {
            return Err(Reason::NoSuchPerson);
        }
        if self.sides.of(person) != Some(side) {
            self.move_aside(person, side, by);
        }
        Ok(())
    }

    fn bring_back(&mut self, person: PersonId, by: PersonId) -> Result<(), Reason> {
        self.known(person)?;
        self.return_from_side(person, Some(by));
        Ok(())
    }

    /// By oneself, where that is allowed.
    fn leave_side(&mut self, person: PersonId) -> Result<(), Reason> {
        let side = self.sides.of(person);
        let room = side.and_then(|side| self.sides.book.room(side));
        let runs_it = self.roles.of(person).is_some_and(is_crew);
        if room.is_some_and(|room| !room.may_return) && !runs_it {
            return Err(Reason::NotAllowed);
        }
        self.return_from_side(person, Some(person));
        Ok(())
    }

    pub(super) fn return_from_side(&mut self, person: PersonId, by: Option<PersonId>) {
        if self.sides.of(person).is_some() {
            self.keep_side(SideFact::Returned { person, by });
        }
    }

    /// Here, and not outside while a closed item runs.
    fn may_go_aside(&self, person: PersonId) -> bool {
        self.devices.is_in_meeting(person) && self.outside_for(person).is_none()
    }

    /// Hands, points of order and a shared screen are the main room's.
    fn move_aside(&mut self, person: PersonId, side: SideId, by: PersonId) {
        self.stop_sharing_of(person);
        self.lower_hand(person, by);
        self.close_point(person, by);
        self.keep_side(SideFact::Moved { side, person, by });
    }

    fn stop_sharing_of(&mut self, person: PersonId) {
        for device in self.devices.iter_mut() {
            if device.person == person {
                device.sending.share(false);
            }
        }
    }

    fn close_side(&mut self, side: SideId, by: Option<PersonId>) {
        self.keep_side(SideFact::Closed { side, by });
    }

    /// Nobody is in a side room who is not here; rooms whose time is over, or in which nobody is left,
    /// are no more.
    pub(super) fn settle_sides(&mut self) {
        let people = self.sides.book.people();
        let misplaced: Vec<PersonId> = people
            .filter(|person| self.roles.of(*person).is_none() || !self.may_go_aside(*person))
            .collect();
        for person in misplaced {
            self.return_from_side(person, None);
        }
        let now = self.now.timestamp;
        let book = &self.sides.book;
        let over: Vec<SideId> = book
            .rooms()
            .iter()
            .filter(|room| room.ends_at <= now || book.inside(room.id).next().is_none())
            .map(|room| room.id)
            .collect();
        for side in over {
            self.close_side(side, None);
        }
    }

    /// When the next side room is over.
    pub(super) fn side_due(&self) -> Option<Instant> {
        let ends = self.sides.book.rooms().iter().map(|room| room.ends_at);
        ends.min().map(|at| self.instant_of(at))
    }

    /// Press and observers learn of no room but their own.
    pub(super) fn sides_view(&self, reader: PersonId) -> SidesView {
        let rooms = self.side_views();
        if self.roles.of(reader).is_some_and(takes_part) {
            SidesView {
                rooms,
                away: Vec::new(),
            }
        } else {
            SidesView {
                away: away(&rooms),
                rooms: own(&rooms, reader),
            }
        }
    }

    fn side_views(&self) -> Vec<SideView> {
        let rooms = self.sides.book.rooms().iter();
        rooms
            .map(|room| SideView {
                id: room.id,
                title: room.title.clone(),
                opened_at: room.opened_at,
                ends_at: room.ends_at,
                may_return: room.may_return,
                people: self
                    .plan
                    .participants()
                    .map(|one| one.id)
                    .filter(|person| self.sides.of(*person) == Some(room.id))
                    .collect(),
            })
            .collect()
    }

    pub(super) fn tell_sides(&mut self) {
        let now = self.side_views();
        if self.told.sides == now {
            return;
        }
        let before = std::mem::replace(&mut self.told.sides, now.clone());
        let rooms = now.clone();
        self.delta(Audience::TakingPart, Change::Sides { rooms });
        let people = away(&now);
        if people != away(&before) {
            self.delta(Audience::Onlookers, Change::Away { people });
        }
        for person in self.onlookers_aside(&before, &now) {
            let rooms = own(&now, person);
            if rooms != own(&before, person) {
                self.delta(Audience::Person(person), Change::Sides { rooms });
            }
        }
    }

    /// Press and observers who were or are in a side room.
    fn onlookers_aside(&self, before: &[SideView], now: &[SideView]) -> BTreeSet<PersonId> {
        let people = before.iter().chain(now).flat_map(|room| &room.people);
        let people = people.copied();
        people
            .filter(|person| self.roles.of(*person).is_some_and(Role::is_shut_out))
            .collect()
    }

    /// What happens to side rooms happens by what is kept of it.
    fn keep_side(&mut self, fact: SideFact) {
        self.sides.book.follow(self.now.timestamp, &fact);
        self.keep(Event::Side(fact));
    }
}

fn length_of(minutes: u16) -> Result<Duration, Reason> {
    if (1..=LONGEST).contains(&minutes) {
        Ok(Duration::from_secs(u64::from(minutes) * 60))
    } else {
        Err(Reason::Malformed)
    }
}

/// The room that somebody is in.
fn own(rooms: &[SideView], person: PersonId) -> Vec<SideView> {
    let rooms = rooms.iter().filter(|room| room.people.contains(&person));
    rooms.cloned().collect()
}

fn away(rooms: &[SideView]) -> Vec<PersonId> {
    let people = rooms.iter().flat_map(|room| &room.people);
    people.copied().collect()
}
