//! A room from its facts: after a restart it is where it was, and everybody is waited for.

use std::collections::VecDeque;
use std::time::Duration;

use crate::fact::{Event, Fact, Interruption, LeaveReason};
use crate::hall::Marks;
use crate::id::{ConnectionId, PersonId};
use crate::photo::PhotoEnd;
use crate::plan::Plan;
use crate::programme::Programme;
use crate::protocol::{NOTICE, RecordHealth};
use crate::stage::Stage;
use crate::time::{Now, Timestamp};

use super::agenda::Agenda;
use super::bounds::Paces;
use super::calls::Calls;
use super::chat::{Chat, Line};
use super::closed::Closed;
use super::cues::Cues;
use super::device::{Device, Devices, Place};
use super::door::{Door, Standing};
use super::films::Films;
use super::floor::Floor;
use super::hands::Hands;
use super::log::Log;
use super::notes::Notes;
use super::photos::Photos;
use super::quality::Qualities;
use super::roles::Roles;
use super::sides::SideRooms;
use super::signings::Signings;
use super::told::Told;
use super::votes::Votes;
use super::wall::Wall;
use super::{Limits, Phase, Room};

/// A device of which the facts say that it was there.
struct Seat {
    person: PersonId,
    connection: ConnectionId,
    place: Place,
    /// It is waited for since then; `None` while nothing says that it went.
    missing_since: Option<Timestamp>,
}

/// What is gathered from the facts beside the state of the room itself.
#[derive(Default)]
struct Past {
    limits: Limits,
    last: Timestamp,
    /// The service stopped in good order, and nothing says that it is back.
    stopped: bool,
    seats: Vec<Seat>,
}

impl Room {
    /// The room as its facts tell it, with a new epoch. Its first effects may be an
    /// [`Event::Interrupted`] and a wake-up: drain them before the first input.
    ///
    /// Whoever was there before the outage is reconnecting for the grace time; media, and what
    /// devices wished to send and see, start anew. The ten minutes of an empty meeting do too.
    ///
    /// `last_sign`: when the service is last known to have lived; a fact that a room wrote later is a
    /// later sign. Why it was away stands in the facts: a stop in good order says so, a crash cannot.
    pub fn rebuild(
        plan: Plan,
        epoch: u32,
        facts: impl IntoIterator<Item = Fact>,
        last_sign: Timestamp,
        limits: Limits,
        now: Now,
    ) -> Self {
        let mut room = Self::blank(plan, epoch, limits, now);
        let mut past = Past {
            limits,
            ..Past::default()
        };
        for fact in facts {
            if fact.event.is_of_the_room() {
                past.last = past.last.max(fact.at);
            }
            past.follow(&fact);
            room.recall(fact);
        }
        room.advance(Now {
            timestamp: past.last,
            ..now
        });
        room.told.note_items(room.item_states(), room.item_places());
        room.films.wind(room.now);
        if room.phase == Phase::Live {
            room.come_back(last_sign.max(past.last), past);
        }
        room.settle();
        room.arm();
        room
    }

    fn blank(plan: Plan, epoch: u32, limits: Limits, now: Now) -> Self {
        let roles = Roles::planned(&plan);
        Self {
            plan,
            limits,
            paces: Paces::default(),
            epoch,
            now,
            phase: Phase::Live,
            opened_at: None,
            empty_since: None,
            door: Door::default(),
            devices: Devices::default(),
            roles,
            agenda: Agenda::default(),
            programme: Programme::default(),
            cues: Cues::default(),
            calls: Calls::default(),
            hands: Hands::default(),
            chat: Chat::default(),
            floor: Floor::default(),
            closed: Closed::default(),
            marks: Marks::default(),
            speaker: None,
            qualities: Qualities::default(),
            record: RecordHealth::Kept,
            told: Told::default(),
            log: Log::default(),
            wake: None,
            effects: VecDeque::new(),
            farewells: Vec::new(),
            votes: Votes::default(),
            notes: Notes::default(),
            stage: Stage::default(),
            photos: Photos::default(),
            wall: Wall::default(),
            sides: SideRooms::default(),
            signings: Signings::default(),
            films: Films::default(),
        }
    }

    fn recall(&mut self, fact: Fact) {
        let at = fact.at;
        self.programme.follow(&fact.event);
        match fact.event {
            Event::Acknowledged { person, notice } => {
                if notice == NOTICE {
                    self.door.acknowledged.insert(person);
                }
            }
            Event::Admitted { person, .. } => {
                self.door.standing.insert(person, Standing::Admitted);
            }
            Event::Removed { person, .. } => {
                self.door.standing.insert(person, Standing::Removed);
            }
            Event::Opened { .. } => self.opened_at = Some(at),
            Event::RoleChanged { person, role, .. } => self.roles.change(person, role),
            Event::ItemStarted { item, .. } => self.agenda.start(item, at),
            Event::ItemEnded { item, .. } => self.agenda.end(item, at),
            Event::ItemSkipped { item, .. } => self.agenda.skip(item, at),
            Event::HandRaised { person } => {
                self.hands.raise(person);
            }
            Event::HandLowered { person, .. } => {
                self.hands.lower(person);
            }
            Event::Chat { id, person, text } => self.chat.push(Line {
                id,
                from: person,
                at,
                text: text.0,
                closed: self.closed.is_closed(),
            }),
            Event::Erased { person } => {
                self.chat.erase(person);
                self.votes.erase(person);
                self.notes.erase(person);
                self.sides.erase(person);
                self.signings.erase(person);
            }
            Event::HallMarked { mark, .. } => {
                self.marks.add(mark);
            }
            Event::Ended { .. } => self.phase = Phase::Ended,
            Event::ItemRestored { item, .. } => self.agenda.restore(item),
            Event::CueCalled { cue, fallback, .. } => self.cues.call(cue, at, fallback),
            Event::CueDropped { cue, .. } => self.cues.drop(cue, at),
            Event::CueReset { cue, .. } => self.cues.reset(cue),
            // `Programme` follows these.
            Event::ItemMoved { .. } | Event::ItemResized { .. } => {}
            Event::Floor(fact) => self.floor.recall(&fact, at),
            Event::Interrupted { from, .. } => self.floor.stand_still(from),
            // `Past` follows who was there.
            Event::Waiting { .. }
            | Event::Joined { .. }
            | Event::Left { .. }
            | Event::Stopped
            | Event::Quality { .. } => {}
            Event::Vote(fact) => self.votes.recall(at, &fact, self.closed.is_closed()),
            Event::Side(fact) => self.sides.recall(at, &fact),
            // Closed items.
            event @ (Event::Closed { .. }
            | Event::Reopened
            | Event::SentOut { .. }
            | Event::LetBack { .. }) => self.closed.recall(&event),
            Event::Note(fact) => self.notes.recall(at, &fact),
            Event::Stage(fact) => self.stage.follow(&fact, at),
            Event::Signing(fact) => self.signings.recall(at, &fact, self.closed.is_closed()),
            Event::Photo(fact) => self.photos.recall(&fact, at),
            // The record follows it.
            Event::PhotoRemoved { .. } => {}
            Event::Film(fact) => self.films.follow(&fact),
        }
    }

    /// Nobody was here since `from`. An open room is put away only when the service ends; any other,
    /// when nobody is in it.
    fn come_back(&mut self, from: Timestamp, past: Past) {
        if past.misses_somebody(from) || self.opened_at.is_some() {
            let reason = past.reason();
            self.keep(Event::Interrupted { from, reason });
            self.floor.stand_still(from);
        }
        self.void_secret_vote();
        self.give_up_photo(PhotoEnd::Restart, None);
        for seat in past.seats {
            let was_let_in = seat.place == Place::Lobby && self.door.is_admitted(seat.person);
            let is_invited = self.plan.person(seat.person).is_some();
            if seat.is_waited_for(self.limits.grace, from) && is_invited && !was_let_in {
                let mut device = Device::new(seat.person, seat.connection, seat.place);
                device.lost_until = Some(self.now.instant.plus(self.limits.grace));
                self.devices.push(device);
            }
        }
    }
}

impl Seat {
    fn is_waited_for(&self, grace: Duration, at: Timestamp) -> bool {
        self.missing_since
            .is_none_or(|since| since.plus(grace) > at)
    }
}

impl Past {
    fn reason(&self) -> Interruption {
        if self.stopped {
            Interruption::Stop
        } else {
            Interruption::Crash
        }
    }

    fn misses_somebody(&self, at: Timestamp) -> bool {
        let mut seats = self.seats.iter();
        seats.any(|seat| seat.is_waited_for(self.limits.grace, at))
    }

    fn follow(&mut self, fact: &Fact) {
        match fact.event {
            Event::Waiting { person, connection } => {
                self.sit(person, connection, Place::Lobby);
            }
            Event::Joined {
                person, connection, ..
            } => self.sit(person, connection, Place::Meeting),
            Event::Left {
                connection, reason, ..
            } => self.stand_up(connection, reason, fact.at),
            Event::Stopped => self.stopped = true,
            Event::Interrupted { from, .. } => {
                self.stopped = false;
                let grace = self.limits.grace;
                self.seats.retain(|seat| seat.is_waited_for(grace, from));
                for seat in &mut self.seats {
                    seat.missing_since = Some(fact.at);
                }
            }
            Event::Removed { person, .. } => self.seats.retain(|seat| seat.person != person),
            Event::Ended { .. } => self.seats.clear(),
            Event::Acknowledged { .. }
            | Event::Admitted { .. }
            | Event::Opened { .. }
            | Event::RoleChanged { .. }
            | Event::ItemStarted { .. }
            | Event::ItemEnded { .. }
            | Event::ItemSkipped { .. }
            | Event::HandRaised { .. }
            | Event::HandLowered { .. }
            | Event::Chat { .. }
            | Event::Quality { .. }
            | Event::HallMarked { .. }
            | Event::Erased { .. }
            | Event::ItemMoved { .. }
            | Event::ItemResized { .. }
            | Event::ItemRestored { .. }
            | Event::CueCalled { .. }
            | Event::CueDropped { .. }
            | Event::CueReset { .. }
            | Event::Floor(_)
            | Event::Vote(_)
            | Event::Side(_)
            | Event::Closed { .. }
            | Event::Reopened
            | Event::SentOut { .. }
            | Event::LetBack { .. }
            | Event::Note(_)
            | Event::Stage(_)
            | Event::Signing(_)
            | Event::Photo(_)
            | Event::PhotoRemoved { .. }
            | Event::Film(_) => {}
        }
    }

    fn sit(&mut self, person: PersonId, connection: ConnectionId, place: Place) {
        self.stopped = false;
        // Facts do not name devices: whoever is back is no longer missed.
        self.seats.retain(|seat| {
            seat.connection != connection && (seat.person != person || seat.missing_since.is_none())
        });
        self.seats.push(Seat {
            person,
            connection,
            place,
            missing_since: None,
        });
    }

    fn stand_up(&mut self, connection: ConnectionId, reason: LeaveReason, at: Timestamp) {
        match reason {
            LeaveReason::Dropped => {
                for seat in &mut self.seats {
                    if seat.connection == connection {
                        seat.missing_since = Some(at);
                    }
                }
            }
            // The service went, not they.
            LeaveReason::Stopped => self.stopped = true,
            LeaveReason::Left
            | LeaveReason::Removed
            | LeaveReason::Revoked
            | LeaveReason::Replaced
            | LeaveReason::Ended => self.seats.retain(|seat| seat.connection != connection),
        }
    }
}
