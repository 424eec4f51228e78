//! Coming in: hello, lobby, meeting, and coming back.

use crate::fact::{Event, LeaveReason, NamesOfTheDay};
use crate::id::{ConnectionId, PersonId};
use crate::plan::{Admission, Role};
use crate::protocol::{
    Change, Goodbye, MediaState, NOTICE, Presence, Resume, ServerMessage, VERSION, Welcome, You,
};

use super::device::{Device, Place};
use super::{Arrival, Effect, MediaCommand, Room};

/// Longest name a device may give itself, in bytes.
const DEVICE_NAME: usize = 64;
/// Most devices of one person at a time: one link must not fill the room.
const DEVICES: usize = 8;

/// How a device gets its first, or a new, whole view of the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Greeting {
    /// By the answer to its hello.
    Welcome {
        media: MediaState,
        resume: Option<Resume>,
    },
    /// By a delta: it was admitted, or sees more or less from now on.
    Snapshot,
}

impl Room {
    pub(super) fn connect(&mut self, connection: ConnectionId, hello: Arrival) {
        let person = hello.person;
        let Some(role) = self.roles.of(person) else {
            return self.close(connection, Goodbye::Revoked);
        };
        if hello.device.is_empty() || hello.device.len() > DEVICE_NAME {
            return self.close(connection, Goodbye::Abuse);
        }
        if let Some(reason) = self.door.turns_away(
            &self.plan,
            (person, role),
            hello.acknowledged.as_deref(),
            self.now.timestamp,
        ) {
            return self.close(connection, reason);
        }
        if self.is_full_for(person) {
            return self.close(connection, Goodbye::Full);
        }
        if !self.paces.may_come(person, self.now.instant) {
            return self.close(connection, Goodbye::TooSlow);
        }
        self.acknowledge(person);
        if role == Role::Host || self.plan.admission == Admission::Automatic {
            self.admit(person, None);
        }
        self.seat(connection, hello);
    }

    fn acknowledge(&mut self, person: PersonId) {
        if self.door.acknowledged.insert(person) {
            self.keep(Event::Acknowledged {
                person,
                notice: NOTICE.to_owned(),
            });
        }
    }

    /// Puts a device where its person may be, in the place of what it was before.
    fn seat(&mut self, connection: ConnectionId, hello: Arrival) {
        let person = hello.person;
        // Devices from before a restart: somebody of this person is back, under whatever name.
        self.devices
            .take_all(|device| device.person == person && device.name.is_none());
        let before = self.devices.take(person, &hello.device);
        if let Some((_, old)) = &before {
            self.replace(old);
        }
        let resume = hello.resume.filter(|resume| resume.epoch == self.epoch);
        match before {
            Some((at, old)) if resume.is_some() && old.has_media() => {
                self.seat_again(at, old, connection, resume);
            }
            before => {
                self.crowd_out(person);
                self.seat_anew(before, connection, hello);
            }
        }
    }

    /// One device more than there may be takes the place of the one that came first.
    fn crowd_out(&mut self, person: PersonId) {
        let mut devices = self.devices.of(person);
        let oldest = devices.next().map(|device| device.connection);
        if devices.count() + 1 >= DEVICES {
            self.dismiss(
                |device| Some(device.connection) == oldest,
                LeaveReason::Replaced,
                Goodbye::Replaced,
            );
        }
    }

    /// The device keeps its place among its person's devices, and its PeerConnection if the engine
    /// still has the other end.
    fn seat_again(
        &mut self,
        at: usize,
        mut device: Device,
        connection: ConnectionId,
        resume: Option<Resume>,
    ) {
        let person = device.person;
        self.command(MediaCommand::Adopt {
            from: device.connection,
            to: connection,
        });
        device.connection = connection;
        device.lost_until = None;
        device.greeting = Some(Greeting::Welcome {
            media: if device.media_lost {
                MediaState::Lost
            } else {
                MediaState::Kept
            },
            resume,
        });
        self.devices.insert(at, device);
        self.note_joined(person, connection);
    }

    fn seat_anew(
        &mut self,
        before: Option<(usize, Device)>,
        connection: ConnectionId,
        hello: Arrival,
    ) {
        let person = hello.person;
        if let Some((_, old)) = &before {
            self.drop_media(old);
        }
        let place = if self.door.is_admitted(person) {
            Place::Meeting
        } else {
            Place::Lobby
        };
        let mut device = Device::new(person, connection, place);
        device.name = Some(hello.device);
        if place == Place::Meeting {
            device.outside = self.outside_for(person);
        }
        device.greeting = Some(Greeting::Welcome {
            media: MediaState::Lost,
            resume: None,
        });
        match (place, before) {
            (Place::Lobby, before) => {
                // A reload at the door does not cost the place in the queue.
                let end = self.devices.len();
                self.devices
                    .insert(before.map_or(end, |(at, _)| at), device);
                self.keep(Event::Waiting { person, connection });
            }
            (Place::Meeting, _) => {
                // The floor does not go to whoever happens to be back first.
                if hello.resume.is_some_and(|resume| !resume.sends) {
                    self.devices.push_second(device);
                } else {
                    self.devices.push(device);
                }
                self.join(person, connection);
            }
        }
    }

    /// A device enters the meeting with no media yet, or stays outside.
    pub(super) fn join(&mut self, person: PersonId, connection: ConnectionId) {
        if self.outside_for(person).is_none() {
            self.command(MediaCommand::Enter { connection, person });
        }
        self.note_joined(person, connection);
    }

    fn note_joined(&mut self, person: PersonId, connection: ConnectionId) {
        let Some(invitee) = self.plan.person(person) else {
            return;
        };
        let names = NamesOfTheDay {
            name: invitee.name.clone(),
            title: invitee.title.clone(),
        };
        let role = self.roles.of(person).unwrap_or(invitee.role);
        self.keep(Event::Joined {
            person,
            connection,
            role,
            rank: invitee.rank,
            delegation: invitee.delegation,
            names: names.sealed(),
        });
    }

    /// Gives every device that needs one its whole view, after the deltas of the turn.
    pub(super) fn greet(&mut self) {
        let now: Vec<(ConnectionId, Greeting)> = self
            .devices
            .iter_mut()
            .filter_map(|device| Some((device.connection, device.greeting.take()?)))
            .collect();
        for (connection, greeting) in now {
            let Some(you) = self.note_you(connection) else {
                continue;
            };
            match greeting {
                Greeting::Welcome { media, resume } => self.welcome(connection, you, media, resume),
                Greeting::Snapshot if you.presence == Presence::Outside => {}
                Greeting::Snapshot => {
                    let snapshot = Box::new(self.snapshot(you.person));
                    self.send_delta(connection, Change::Snapshot { you, snapshot });
                }
            }
            if you.presence == Presence::Here {
                self.tell_quality_to(connection);
            }
            let outside = self.devices.connected(connection);
            if let Some(outside) = outside.and_then(|device| device.outside) {
                self.send_delta(connection, Change::Outside { you, outside });
            }
        }
    }

    fn welcome(&mut self, to: ConnectionId, you: You, media: MediaState, resume: Option<Resume>) {
        let missed = resume.and_then(|resume| {
            let missed = self.log.since(resume.seq, you.person, you.role)?;
            Some((resume.seq, missed))
        });
        let (seq, snapshot, missed) = match (missed, you.presence) {
            (_, Presence::Waiting | Presence::Outside) => (self.log.seq(), None, Vec::new()),
            (Some((seq, missed)), _) => (seq, None, missed),
            (None, _) => {
                let snapshot = Box::new(self.snapshot(you.person));
                (self.log.seq(), Some(snapshot), Vec::new())
            }
        };
        let welcome = ServerMessage::Welcome(Welcome {
            protocol: VERSION,
            epoch: self.epoch,
            seq,
            server_time: self.now.timestamp,
            you,
            media,
            snapshot,
            // Whoever passes it on knows them.
            ice_servers: Vec::new(),
        });
        for message in std::iter::once(welcome).chain(missed) {
            self.effects.push_back(Effect::Send { to, message });
        }
    }
}
