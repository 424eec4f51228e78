//! Who sends and who sees what: wishes of devices, turned into commands for the engine.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::id::{ConnectionId, PersonId};
use crate::protocol::{Change, Reason, Track, View};
use crate::time::Instant;

use super::log::Audience;
use super::roles::takes_part;
use super::{MediaCommand, MediaReport, Room, Source};

/// How long an open track may bring nothing before that is said.
const SILENCE: Duration = Duration::from_secs(3);
/// Most tiles one device may ask for.
const TILES: usize = 64;

/// The device that sends for each person, and whether their role lets it.
pub(super) type Senders = BTreeMap<PersonId, (ConnectionId, bool)>;

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
}

impl Sending {
    fn set(&mut self, microphone: bool, camera: bool, now: Instant) {
        self.microphone.set(microphone, now);
        self.camera.set(camera, now);
    }

    fn open(&self) -> (bool, bool) {
        (
            self.microphone.open_since.is_some(),
            self.camera.open_since.is_some(),
        )
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
            let (microphone, camera) = device.sending.open();
            if device.person == person && microphone {
                was_open = true;
                device.sending.set(false, camera, now);
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
            MediaReport::Speaker { person } => self.speaker = person,
        }
    }

    fn note_media(&mut self, connection: ConnectionId, is_lost: bool) {
        if let Some(device) = self.devices.by_media(connection) {
            device.media_lost = is_lost;
        }
    }

    /// The elected speaker, while they are in the meeting.
    pub(super) fn speaking(&self) -> Option<PersonId> {
        self.speaker
            .filter(|person| self.devices.is_in_meeting(*person))
    }

    /// Tells the engine what changed in who may send and who wants to see whom.
    pub(super) fn settle_media(&mut self) {
        let senders = self.senders();
        let now = self.now.instant;
        let mut commands = Vec::new();
        for device in self.devices.iter_mut().filter(|device| device.has_media()) {
            let connection = device.connection;
            if senders.get(&device.person) != Some(&(connection, true)) {
                device.sending.set(false, false, now);
            }
            let allowed = device.sending.open();
            if device.allowed != allowed {
                device.allowed = allowed;
                commands.push(MediaCommand::Allow {
                    connection,
                    microphone: allowed.0,
                    camera: allowed.1,
                });
            }
            let forwarded = resolve(&device.view, connection, &senders);
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
            .map(|device| {
                let may = self.roles.of(device.person).is_some_and(takes_part);
                (device.person, (device.connection, may))
            })
            .collect()
    }

    fn person_of(&mut self, connection: ConnectionId) -> Result<PersonId, Reason> {
        self.devices
            .connected(connection)
            .map(|device| device.person)
            .ok_or(Reason::NotAdmitted)
    }
}

/// A view by devices instead of people: those who are in the meeting, each once.
fn resolve(view: &View, own: ConnectionId, senders: &Senders) -> (Vec<Source>, bool) {
    let mut sources: Vec<Source> = Vec::new();
    for wanted in &view.sources {
        let Some((connection, _)) = senders.get(&wanted.person).copied() else {
            continue;
        };
        let is_new = sources.iter().all(|source| source.connection != connection);
        if connection != own && is_new {
            sources.push(Source {
                connection,
                width: wanted.width,
                height: wanted.height,
            });
        }
    }
    (sources, view.audio_only)
}
