//! The devices of the people in the room: who is connected, who is waited for, who sends.

use crate::id::{ConnectionId, PersonId, SideId};
use crate::protocol::{Outside, Presence, View, You};
use crate::room::Source;
use crate::time::Instant;

use super::arrive::Greeting;
use super::media::{Open, Sending};
use super::quality::Ends;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Lobby,
    Meeting,
}

impl Place {
    /// How somebody with a working connection is there.
    fn presence(self) -> Presence {
        match self {
            Place::Lobby => Presence::Waiting,
            Place::Meeting => Presence::Here,
        }
    }
}

/// One device of one person, over all the WebSockets it has had without falling out of the grace.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) person: PersonId,
    /// The name the device gave itself. `None`: it was there before the service stopped, and has
    /// not come back yet under any name.
    pub(super) name: Option<String>,
    /// Its WebSocket, or the last one it had.
    pub(super) connection: ConnectionId,
    pub(super) place: Place,
    /// The connection is broken and is waited for until then.
    pub(super) lost_until: Option<Instant>,
    /// Its next message is a whole view; until then no delta is for it.
    pub(super) greeting: Option<Greeting>,
    /// What it last heard about itself.
    pub(super) you: Option<You>,
    pub(super) sending: Sending,
    /// The engine has dropped its media connection, and no other stands yet.
    pub(super) media_lost: bool,
    pub(super) quality: Ends,
    /// What the engine was last told to let through.
    pub(super) allowed: Open,
    pub(super) view: View,
    /// What the engine was last told to forward.
    pub(super) forwarded: (Vec<Source>, bool),
    /// It is outside while a closed item runs, and this is what it is told of that.
    pub(super) outside: Option<Outside>,
    /// The side room that the engine last heard of; `None`: the main room.
    pub(super) side: Option<SideId>,
}

impl Device {
    pub(super) fn new(person: PersonId, connection: ConnectionId, place: Place) -> Self {
        Self {
            person,
            name: None,
            connection,
            place,
            lost_until: None,
            greeting: None,
            you: None,
            sending: Sending::default(),
            media_lost: false,
            quality: Ends::default(),
            allowed: Open::default(),
            view: View::default(),
            forwarded: (Vec::new(), false),
            outside: None,
            side: None,
        }
    }

    /// How its person is there by it, while it is connected.
    pub(super) fn presence(&self) -> Presence {
        match self.outside {
            Some(_) => Presence::Outside,
            None => self.place.presence(),
        }
    }

    /// It sends and wants nothing any more, and no media connection of it stands.
    pub(super) fn forget_media(&mut self) {
        self.sending = Sending::default();
        self.media_lost = true;
        self.quality = Ends::default();
        self.allowed = Open::default();
        self.view = View::default();
        self.forwarded = (Vec::new(), false);
        self.side = None;
    }

    pub(super) fn is_connected(&self) -> bool {
        self.lost_until.is_none()
    }

    /// Whether the engine knows this device.
    pub(super) fn has_media(&self) -> bool {
        self.is_inside() && self.name.is_some()
    }

    /// Whether deltas are for it.
    pub(super) fn follows(&self) -> bool {
        self.is_connected() && self.is_inside() && self.greeting.is_none()
    }

    fn is_inside(&self) -> bool {
        self.place == Place::Meeting && self.outside.is_none()
    }
}

/// All devices in order of arrival, but for those that came back and did not send: of one person's,
/// the last one sends.
#[derive(Debug, Default)]
pub(super) struct Devices(Vec<Device>);

impl Devices {
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Device> {
        self.0.iter()
    }

    pub(super) fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut Device> {
        self.0.iter_mut()
    }

    pub(super) fn push(&mut self, device: Device) {
        self.0.push(device);
    }

    /// Just before the device that sends for its person, if there is one.
    pub(super) fn push_second(&mut self, device: Device) {
        let sender = self
            .0
            .iter()
            .rposition(|one| one.person == device.person && one.has_media());
        self.insert(sender.unwrap_or(self.0.len()), device);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// At this place in the order of arrival.
    pub(super) fn insert(&mut self, at: usize, device: Device) {
        self.0.insert(at.min(self.0.len()), device);
    }

    /// Takes out the device that calls itself `name`, with its place in the order.
    pub(super) fn take(&mut self, person: PersonId, name: &str) -> Option<(usize, Device)> {
        let at = self
            .0
            .iter()
            .position(|device| device.person == person && device.name.as_deref() == Some(name))?;
        Some((at, self.0.remove(at)))
    }

    /// Takes out all that `chosen` points at.
    pub(super) fn take_all(&mut self, mut chosen: impl FnMut(&Device) -> bool) -> Vec<Device> {
        let (taken, kept) = self.0.drain(..).partition(|device| chosen(device));
        self.0 = kept;
        taken
    }

    /// The device behind a WebSocket that is still open.
    pub(super) fn connected(&mut self, connection: ConnectionId) -> Option<&mut Device> {
        self.0
            .iter_mut()
            .find(|device| device.connection == connection && device.is_connected())
    }

    /// The device behind a WebSocket, the last one it had if that is broken.
    pub(super) fn by_line(&mut self, connection: ConnectionId) -> Option<&mut Device> {
        self.0
            .iter_mut()
            .find(|device| device.connection == connection)
    }

    /// The device that the engine knows by this connection, even while its WebSocket is broken.
    pub(super) fn by_media(&mut self, connection: ConnectionId) -> Option<&mut Device> {
        self.0
            .iter_mut()
            .find(|device| device.connection == connection && device.has_media())
    }

    pub(super) fn of(&self, person: PersonId) -> impl DoubleEndedIterator<Item = &Device> {
        self.iter().filter(move |device| device.person == person)
    }

    pub(super) fn at(&self, place: Place) -> impl Iterator<Item = &Device> {
        self.iter().filter(move |device| device.place == place)
    }

    /// Connections of the devices that follow the meeting, with their people.
    pub(super) fn following(&self) -> impl Iterator<Item = (ConnectionId, PersonId)> {
        let following = self.iter().filter(|device| device.follows());
        following.map(|device| (device.connection, device.person))
    }

    /// The one device of a person whose sound and picture count: the newest.
    pub(super) fn sender(&self, person: PersonId) -> Option<&Device> {
        self.of(person).rev().find(|device| device.has_media())
    }

    pub(super) fn is_in_meeting(&self, person: PersonId) -> bool {
        self.of(person).any(|device| device.place == Place::Meeting)
    }
}
