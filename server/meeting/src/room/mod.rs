//! A room is one value that changes only in [`Room::handle`]: one input, then its effects are
//! drained, then the next input. The task around it performs the effects.
//!
//! A turn has two halves. First the input changes the state and appends facts. Then what everybody
//! may see is derived from the state and compared with what they were last told (`told`, `media`):
//! the difference leaves as deltas and as commands to the engine. No feature sends its own news,
//! so no view can drift from the room.

mod agenda;
mod arrive;
mod bounds;
mod calls;
mod chat;
mod closed;
mod cues;
mod desk;
mod device;
mod door;
mod effect;
mod films;
mod floor;
mod hands;
mod input;
mod leave;
mod log;
mod media;
mod notes;
mod photos;
mod programme;
mod quality;
mod rebuild;
mod request;
mod roles;
mod share;
mod sides;
mod signings;
mod stage;
mod told;
mod view;
mod votes;
mod wall;

use std::collections::VecDeque;
use std::time::Duration;

use device::Place;
pub use effect::*;
pub use input::*;

use crate::fact::{Event, Fact};
use crate::hall::{Mark, Marks};
use crate::id::{ConnectionId, PersonId};
use crate::plan::{Plan, Role};
use crate::programme::Programme;
use crate::protocol::{Goodbye, Reason, RecordHealth, ServerMessage};
use crate::stage::Stage;
use crate::time::{Instant, Now, Timestamp};

/// How long a broken connection is waited for before its person is gone, unless set otherwise.
pub const GRACE: Duration = Duration::from_secs(30);
/// How long an empty meeting is waited for before it ends, unless set otherwise.
pub const EMPTY: Duration = Duration::from_secs(600);

/// How many people one session takes, unless set otherwise.
pub const PARTICIPANTS: usize = 1200;

/// How long a room waits for people, and how many it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub grace: Duration,
    pub empty: Duration,
    /// Those at the door included.
    pub participants: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            grace: GRACE,
            empty: EMPTY,
            participants: PARTICIPANTS,
        }
    }
}

/// One meeting while it lasts. See the module.
#[derive(Debug)]
pub struct Room {
    plan: Plan,
    limits: Limits,
    paces: bounds::Paces,
    /// Rises with every rebuild; `seq` starts again with it.
    epoch: u32,
    /// The moment of the input being handled; the wall clock never runs backwards in here.
    now: Now,
    phase: Phase,
    opened_at: Option<Timestamp>,
    /// Since when no connected device is in the meeting.
    empty_since: Option<Instant>,
    door: door::Door,
    devices: device::Devices,
    roles: roles::Roles,
    agenda: agenda::Agenda,
    programme: Programme,
    cues: cues::Cues,
    calls: calls::Calls,
    hands: hands::Hands,
    chat: chat::Chat,
    floor: floor::Floor,
    closed: closed::Closed,
    /// From the door of the hall.
    marks: Marks,
    speaker: Option<PersonId>,
    qualities: quality::Qualities,
    record: RecordHealth,
    told: told::Told,
    log: log::Log,
    wake: Option<Instant>,
    effects: VecDeque<Effect>,
    /// Closings, which leave after everything else of the turn.
    farewells: Vec<Effect>,
    votes: votes::Votes,
    notes: notes::Notes,
    stage: Stage,
    photos: photos::Photos,
    wall: wall::Wall,
    sides: sides::SideRooms,
    signings: signings::Signings,
    films: films::Films,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Live,
    Ended,
    /// The service stops; the session goes on when it is back.
    Stopped,
}

impl Room {
    /// A room in which nothing has happened yet.
    pub fn new(plan: Plan, epoch: u32, now: Now) -> Self {
        Self::rebuild(plan, epoch, [], now.timestamp, Limits::default(), now)
    }

    /// Changes the room. Take the effects with [`Room::poll_effect`] before the next input.
    pub fn handle(&mut self, input: Input, now: Now) {
        self.advance(now);
        self.expire();
        let reply = match self.phase {
            Phase::Live => self.apply(input),
            Phase::Ended => refuse(input, Goodbye::Ended),
            Phase::Stopped => refuse(input, Goodbye::Restart),
        };
        self.settle();
        self.effects.extend(reply);
        self.effects.extend(self.farewells.drain(..));
        self.arm();
    }

    /// The next thing the world has to do, in order.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// When a host was in and the doors were open, for the first time.
    pub fn opened_at(&self) -> Option<Timestamp> {
        self.opened_at
    }

    pub fn has_ended(&self) -> bool {
        self.phase == Phase::Ended
    }

    /// How many people are in the meeting, those who are reconnecting included.
    pub fn present(&self) -> usize {
        self.facets(Place::Meeting).len()
    }

    /// How many people stand at the door.
    pub fn waiting(&self) -> usize {
        self.facets(Place::Lobby).len()
    }

    /// Whether a host speaks by this connection.
    pub fn is_host(&self, connection: ConnectionId) -> bool {
        let mut devices = self.devices.at(Place::Meeting);
        let device = devices.find(|one| one.connection == connection && one.is_connected());
        device.is_some_and(|one| self.roles.of(one.person) == Some(Role::Host))
    }

    fn advance(&mut self, now: Now) {
        self.now = Now {
            instant: self.now.instant.max(now.instant),
            timestamp: self.now.timestamp.max(now.timestamp),
        };
    }

    fn apply(&mut self, input: Input) -> Option<Effect> {
        match input {
            Input::Connect { connection, hello } => self.connect(connection, hello),
            Input::Request {
                connection,
                id,
                command,
            } => return self.request(connection, id, command),
            Input::Disconnect { connection } => self.disconnect(connection),
            Input::Media(report) => self.hear(report),
            Input::Plan(plan) => self.change_plan(*plan),
            Input::Hall(marks) => self.mark(marks),
            Input::Precedence(order) => self.floor.set_precedence(order),
            Input::Revoke { person } => self.revoke(person),
            Input::RecordBehind(behind) => self.record = health(behind),
            // The timer is spent: whatever is due next is asked for again.
            Input::Tick => self.wake = None,
            Input::Shutdown => self.stop(),
            Input::Wall { is_watched } => self.watch_wall(is_watched),
            Input::Papers(papers) => self.signings.set_papers(papers),
            Input::PhotoFile { photo, file } => self.photos.arrived(photo, file),
            Input::Films(films) => self.set_films(films),
        }
        None
    }

    fn mark(&mut self, marks: Vec<Mark>) {
        for mark in marks {
            self.marks.add(mark);
        }
        self.told.outdate_hall();
    }

    /// Brings what follows from the state up to date: hands, the engine, everybody's screen.
    fn settle(&mut self) {
        if self.phase != Phase::Live {
            return;
        }
        self.open_when_due();
        self.settle_closed();
        self.settle_sides();
        self.lower_hands_of_the_gone();
        self.settle_films();
        self.settle_floor();
        self.settle_stage();
        self.settle_calls();
        self.note_emptiness();
        self.settle_media();
        self.tell();
        self.greet();
    }

    fn note_emptiness(&mut self) {
        let mut here = self.devices.at(Place::Meeting);
        self.empty_since = if here.any(|device| device.is_connected()) {
            None
        } else {
            self.empty_since.or(Some(self.now.instant))
        };
    }

    fn keep(&mut self, event: Event) {
        self.effects.push_back(Effect::Keep(Fact {
            at: self.now.timestamp,
            event,
        }));
    }

    fn command(&mut self, command: MediaCommand) {
        self.effects.push_back(Effect::Media(command));
    }

    fn close(&mut self, connection: ConnectionId, reason: Goodbye) {
        self.farewells.push(Effect::Close { connection, reason });
    }
}

fn health(behind: bool) -> RecordHealth {
    if behind {
        RecordHealth::Behind
    } else {
        RecordHealth::Kept
    }
}

/// What a room that is over says to those who did not know.
fn refuse(input: Input, reason: Goodbye) -> Option<Effect> {
    match input {
        Input::Connect { connection, .. } => Some(Effect::Close { connection, reason }),
        Input::Request { connection, id, .. } => Some(Effect::Send {
            to: connection,
            message: ServerMessage::Rejected {
                id,
                reason: Reason::SessionEnded,
                detail: None,
            },
        }),
        Input::Disconnect { .. }
        | Input::Media(_)
        | Input::Plan(_)
        | Input::Hall(_)
        | Input::Precedence(_)
        | Input::Revoke { .. }
        | Input::RecordBehind(_)
        | Input::Tick
        | Input::Shutdown
        | Input::Wall { .. }
        | Input::Papers(_)
        | Input::PhotoFile { .. }
        | Input::Films(_) => None,
    }
}
