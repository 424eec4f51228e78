//! Who sends and who sees what: wishes of devices, turned into commands for the engine.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::id::{ConnectionId, PersonId};
use crate::plan::Role;
use crate::protocol::{Change, Reason, Track, View};
use crate::time::Instant;

use super::log::Audience;
use super::roles::{may_share, takes_part};
use super::stage::Reach;
use super::{MediaCommand, MediaReport, Room, Source};

/// How long an open track may bring nothing before that is said.
const SILENCE: Duration = Duration::from_secs(3);
/// Most tiles one device may ask for.
const TILES: usize = 64;

/// The device that sends for each person, and the role it sends under.
pub(super) type Senders = BTreeMap<PersonId, (ConnectionId, Role)>;

/// What a device may send, or wants to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Open {
    pub(super) microphone: bool,
    pub(super) camera: bool,
    pub(super) screen: bool,
}

/// One track of a device: what was asked for, and what arrives.
#[derive(Debug, Default)]
struct Wire {
    open_since: Option<Instant>,
    arriving: bool,
}

impl Wire {
    fn set(&mut self, open: bool, now: Instant) {
        self.open_since = open.then(|| self.open_since.unwrap_or(now));
    }

    fn track(&self, now: Instant) -> Track {
        match self.open_since {
            None => Track::Off,
            Some(since) if self.arriving || now < since.plus(SILENCE) => Track::On,
            Some(_) => Track::Silent,
        }
    }

    /// When it turns silent, if nothing arrives until then.
    fn deadline(&self, now: Instant) -> Option<Instant> {
        let due = self.open_since?.plus(SILENCE);
        (!self.arriving && due > now).then_some(due)
    }
}

/// What one device sends.
#[derive(Debug, Default)]
pub(super) struct Sending {
    microphone: Wire,
    camera: Wire,
    screen: bool,
}

impl Sending {
    fn set(&mut self, microphone: bool, camera: bool, now: Instant) {
        self.microphone.set(microphone, now);
        self.camera.set(camera, now);
    }

    pub(super) fn share(&mut self, on: bool) {
        self.screen = on;
    }

    pub(super) fn open(&self) -> Open {
        Open {
            microphone: self.microphone.open_since.is_some(),
            camera: self.camera.open_since.is_some(),
            screen: self.screen,
        }
    }

    /// Closes what a device may not send: everything, if it is not the one of its person that does.
    fn restrict(&mut self, role: Option<Role>, now: Instant) {
        if !role.is_some_and(takes_part) {
            self.set(false, false, now);
        }
        self.screen &= role.is_some_and(may_share);
    }

    /// Closes what reaches nobody, or too many.
    fn keep_within(&mut self, reach: Reach) {
        match reach {
            Reach::Everybody => {}
            Reach::ThoseBackstage => {
                self.close_microphone();
                self.screen = false;
            }
            Reach::Nobody => {
                self.close_microphone();
                self.camera.open_since = None;
                self.screen = false;
            }
        }
    }

    /// Their time at the floor is over.
    fn close_microphone(&mut self) {
        self.microphone.open_since = None;
    }

    pub(super) fn tracks(&self, now: Instant) -> (Track, Track) {
        (self.microphone.track(now), self.camera.track(now))
    }

    pub(super) fn deadline(&self, now: Instant) -> Option<Instant> {
        let deadlines = [self.microphone.deadline(now), self.camera.deadline(now)];
        deadlines.into_iter().flatten().min()
    }
}

impl Room {
    pub(super) fn set_media(
        &mut self,
        connection: ConnectionId,
        microphone: bool,
        camera: bool,
    ) -> Result<(), Reason> {
        let now = self.now.instant;
        let person = self.person_of(connection)?;
        if microphone || camera {
            if !takes_part(self.known(person)?) {
                return Err(Reason::NotAllowed);
            }
            let sender = self.devices.sender(person);
            if sender.is_none_or(|sender| sender.connection != connection) {
                return Err(Reason::OtherDevice);
            }
        }
        match self.reach(person) {
            Reach::Nobody if microphone || camera => return Err(Reason::NotOnStage),
            Reach::ThoseBackstage if microphone => return Err(Reason::Backstage),
            Reach::Everybody | Reach::ThoseBackstage | Reach::Nobody => {}
        }
        if microphone && self.floor.silences(person) {
            return Err(Reason::MicrophoneClosed);
        }
        let is_main = self.sides.of(person).is_none();
        if microphone && is_main && self.films.silence(self.known(person)?) {
            return Err(Reason::FilmIsShown);
        }
        if let Some(device) = self.devices.connected(connection) {
            device.sending.set(microphone, camera, now);
        }
        Ok(())
    }

    pub(super) fn want(&mut self, connection: ConnectionId, view: View) -> Result<(), Reason> {
        if view.sources.len() > TILES {
            return Err(Reason::Malformed);
        }
        if let Some(device) = self.devices.connected(connection) {
            device.view = view;
        }
        Ok(())
    }

    /// Closes a microphone; its owner may open it again.
    pub(super) fn mute(&mut self, person: PersonId, by: PersonId) -> Result<(), Reason> {
        self.known(person)?;
        if !self.devices.is_in_meeting(person) {
            return Err(Reason::NoSuchPerson);
        }
        let now = self.now.instant;
        let mut was_open = false;
        for device in self.devices.iter_mut() {
            let open = device.sending.open();
            if device.person == person && open.microphone {
                was_open = true;
                device.sending.set(false, open.camera, now);
            }
        }
        if was_open {
            self.delta(Audience::Person(person), Change::Muted { by });
        }
        Ok(())
    }

    pub(super) fn hear(&mut self, report: MediaReport) {
        match report {
            MediaReport::Arriving {
                connection,
                microphone,
                camera,
            } => {
                if let Some(device) = self.devices.by_media(connection) {
                    device.sending.microphone.arriving = microphone;
                    device.sending.camera.arriving = camera;
                }
            }
            MediaReport::Connected { connection } => self.note_media(connection, false),
            MediaReport::Lost { connection } => self.note_media(connection, true),
            MediaReport::Quality(reports) => self.measure(&reports),
            MediaReport::Speaker { person } => self.speaker = person,
        }
    }

    fn note_media(&mut self, connection: ConnectionId, is_lost: bool) {
        if let Some(device) = self.devices.by_media(connection) {
            device.media_lost = is_lost;
        }
    }

    /// The elected speaker, while they are in the main room.
    pub(super) fn speaking(&self) -> Option<PersonId> {
        self.speaker
            .filter(|person| self.devices.is_in_meeting(*person))
            .filter(|person| self.sides.of(*person).is_none())
    }

    /// Tells the engine what changed in who may send and who wants to see whom.
    pub(super) fn settle_media(&mut self) {
        let senders = self.senders();
        let now = self.now.instant;
        let mut commands = Vec::new();
        let (sides, stage) = (&self.sides, &self.stage);
        for device in self.devices.iter_mut().filter(|device| device.has_media()) {
            let connection = device.connection;
            let sender = senders.get(&device.person);
            let role = sender.and_then(|(sender, role)| (*sender == connection).then_some(*role));
            device.sending.restrict(role, now);
            device
                .sending
                .keep_within(stage.reach_of(sides, device.person));
            // A greeting video is shown in the main room.
            let is_main = sides.of(device.person).is_none();
            let hears_film = is_main && role.is_some_and(|one| self.films.silence(one));
            if hears_film || self.floor.silences(device.person) {
                device.sending.close_microphone();
            }
            let allowed = device.sending.open();
            if device.allowed != allowed {
                device.allowed = allowed;
                commands.push(MediaCommand::Allow {
                    connection,
                    microphone: allowed.microphone,
                    camera: allowed.camera,
                    screen: allowed.screen,
                });
            }
            // After what was closed, so that nothing of it passes in the room they come to.
            let side = sides.of(device.person);
            if device.side != side {
                device.side = side;
                commands.push(MediaCommand::Move { connection, side });
            }
            let (viewer, role) = (device.person, self.roles.of(device.person));
            let shows = |person| {
                sides.of(person) == side && (side.is_some() || stage.shows(person, viewer, role))
            };
            let forwarded = resolve(&device.view, connection, &senders, shows);
            if device.forwarded != forwarded {
                commands.push(MediaCommand::View {
                    connection,
                    sources: forwarded.0.clone(),
                    audio_only: forwarded.1,
                });
                device.forwarded = forwarded;
            }
        }
        for command in commands {
            self.command(command);
        }
    }

    pub(super) fn senders(&self) -> Senders {
        self.devices
            .iter()
            .filter(|device| device.has_media())
            .filter_map(|device| {
                let role = self.roles.of(device.person)?;
                Some((device.person, (device.connection, role)))
            })
            .collect()
    }

    pub(super) fn person_of(&mut self, connection: ConnectionId) -> Result<PersonId, Reason> {
        self.devices
            .connected(connection)
            .map(|device| device.person)
            .ok_or(Reason::NotAdmitted)
    }
}

/// A view by devices instead of people: those who are in the same room and shown to this device, each
/// once.
fn resolve(
    view: &View,
    own: ConnectionId,
    senders: &Senders,
    shows: impl Fn(PersonId) -> bool,
) -> (Vec<Source>, bool) {
    let mut sources: Vec<Source> = Vec::new();
    for wanted in view.sources.iter().filter(|one| shows(one.person)) {
        let Some((connection, _)) = senders.get(&wanted.person).copied() else {
            continue;
        };
        let kind = wanted.kind;
        let is_known = |source: &Source| (source.connection, source.kind) == (connection, kind);
        if connection != own && !sources.iter().any(is_known) {
            sources.push(Source {
                connection,
                kind,
                width: wanted.width,
                height: wanted.height,
            });
        }
    }
    (sources, view.audio_only)
}
