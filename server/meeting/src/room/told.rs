//! What everybody was last told. The difference to what is so now leaves as deltas.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{ConnectionId, ItemId, PersonId};
use crate::plan::Role;
use crate::protocol::{
    Change, CueState, CueView, FloorView, HallView, ItemState, Named, PhotoView, Presence,
    RecordHealth, SideView, StageCall, StageView, Track, VotesView, You,
};
use crate::time::Timestamp;

use super::Room;
use super::device::{Device, Place};
use super::log::Audience;
use super::media::Senders;
use super::notes::ToldNote;
use super::roles::Roles;

/// What changes about a person while they are here; the rest of their view stands in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facet {
    pub(super) role: Role,
    pub(super) presence: Presence,
    pub(super) microphone: Track,
    pub(super) camera: Track,
}

#[derive(Debug)]
pub(super) struct Told {
    opened_at: Option<Timestamp>,
    /// `None`: they are known, but what stands about them in the plan has changed since.
    people: BTreeMap<PersonId, Option<Facet>>,
    /// In order of arrival: this list is the order.
    lobby: Vec<(PersonId, Option<Facet>)>,
    hands: Vec<PersonId>,
    items: Vec<(ItemId, ItemState)>,
    /// The order of the items, and the minutes of each.
    places: Vec<(ItemId, u16)>,
    speaker: Option<PersonId>,
    screen: Option<PersonId>,
    record: RecordHealth,
    removed: Vec<Named>,
    hall: Option<HallView>,
    /// The marks or the plan changed since `hall`, which follows from all of them.
    hall_is_old: bool,
    cues: Vec<CueView>,
    cues_are_old: bool,
    calls: Vec<StageCall>,
    pub(super) floor: FloorView,
    pub(super) sides: Vec<SideView>,
    votes: VotesView,
    /// Something about votes or voters changed since `votes`.
    votes_are_old: bool,
    notes: Vec<ToldNote>,
    /// Something about notes, or what may be said of them, changed since `notes`.
    notes_are_old: bool,
    stage: StageView,
    photo: Option<PhotoView>,
}

impl Default for Told {
    fn default() -> Self {
        Self {
            opened_at: None,
            people: BTreeMap::new(),
            lobby: Vec::new(),
            hands: Vec::new(),
            items: Vec::new(),
            places: Vec::new(),
            speaker: None,
            screen: None,
            record: RecordHealth::Kept,
            removed: Vec::new(),
            hall: None,
            hall_is_old: true,
            cues: Vec::new(),
            cues_are_old: true,
            calls: Vec::new(),
            floor: FloorView::default(),
            sides: Vec::new(),
            votes: VotesView::default(),
            votes_are_old: true,
            notes: Vec::new(),
            notes_are_old: true,
            stage: StageView::default(),
            photo: None,
        }
    }
}

impl Told {
    pub(super) fn lobby(&self) -> impl Iterator<Item = PersonId> {
        self.lobby.iter().map(|(person, _)| *person)
    }

    /// Their name, title or the like changed: tell it again.
    pub(super) fn outdate(&mut self, person: PersonId) {
        if let Some(facet) = self.people.get_mut(&person) {
            *facet = None;
        }
        for (_, facet) in self.lobby.iter_mut().filter(|(one, _)| *one == person) {
            *facet = None;
        }
    }

    pub(super) fn outdate_hall(&mut self) {
        self.hall_is_old = true;
    }

    pub(super) fn outdate_cues(&mut self) {
        self.cues_are_old = true;
    }

    pub(super) fn outdate_votes(&mut self) {
        self.votes_are_old = true;
    }

    pub(super) fn take_votes_are_old(&mut self) -> bool {
        std::mem::take(&mut self.votes_are_old)
    }

    /// What was told before `now`.
    pub(super) fn replace_votes(&mut self, now: VotesView) -> VotesView {
        std::mem::replace(&mut self.votes, now)
    }

    pub(super) fn outdate_notes(&mut self) {
        self.notes_are_old = true;
    }

    pub(super) fn take_notes_are_old(&mut self) -> bool {
        std::mem::take(&mut self.notes_are_old)
    }

    /// What was told before `now`.
    pub(super) fn replace_notes(&mut self, now: Vec<ToldNote>) -> Vec<ToldNote> {
        std::mem::replace(&mut self.notes, now)
    }

    /// Whose screen was shared when the last turn ended.
    pub(super) fn shared(&self) -> Option<PersonId> {
        self.screen
    }

    /// What was told before `now`.
    pub(super) fn replace_stage(&mut self, now: StageView) -> StageView {
        std::mem::replace(&mut self.stage, now)
    }

    /// What was told before `now`.
    pub(super) fn replace_photo(&mut self, now: Option<PhotoView>) -> Option<PhotoView> {
        std::mem::replace(&mut self.photo, now)
    }

    pub(super) fn note_items(
        &mut self,
        items: Vec<(ItemId, ItemState)>,
        places: Vec<(ItemId, u16)>,
    ) {
        self.items = items;
        self.places = places;
    }
}

impl Room {
    pub(super) fn tell(&mut self) {
        if let Some(at) = self.opened_at
            && self.told.opened_at.is_none()
        {
            self.told.opened_at = Some(at);
            self.delta(Audience::Everyone, Change::Opened { at });
        }
        self.tell_people();
        self.tell_lobby();
        self.tell_hands();
        self.tell_items();
        self.tell_speaker();
        self.tell_screen();
        self.tell_record();
        self.tell_hall();
        self.tell_cues();
        self.tell_calls();
        self.tell_floor();
        self.tell_removed();
        self.tell_quality();
        self.tell_devices();
        self.tell_votes();
        self.tell_notes();
        self.tell_stage();
        self.tell_signings();
        self.tell_photo();
        self.tell_films();
        self.tell_wall();
        self.tell_sides();
    }

    fn tell_people(&mut self) {
        let here = self.facets(Place::Meeting);
        let told = self.told.people.keys().copied();
        let gone: Vec<PersonId> = told.filter(|person| !here.contains_key(person)).collect();
        for person in gone {
            self.told.people.remove(&person);
            self.films.forget(person);
            self.delta(Audience::Everyone, Change::Gone { person });
        }
        for (person, facet) in here {
            let before = self.told.people.insert(person, Some(facet)).flatten();
            for change in self.changes_of(person, before, facet) {
                self.delta(Audience::Everyone, change);
            }
        }
    }

    fn changes_of(&self, person: PersonId, before: Option<Facet>, facet: Facet) -> Vec<Change> {
        let Some(before) = before.filter(|before| before.role == facet.role) else {
            let view = self.person_view(person, facet);
            return Vec::from_iter(view.map(|person| Change::Person { person }));
        };
        let mut changes = Vec::new();
        if before.presence != facet.presence {
            changes.push(Change::Presence {
                person,
                presence: facet.presence,
            });
        }
        if (before.microphone, before.camera) != (facet.microphone, facet.camera) {
            changes.push(Change::Media {
                person,
                microphone: facet.microphone,
                camera: facet.camera,
            });
        }
        changes
    }

    fn tell_lobby(&mut self) {
        let waiting = self.facets(Place::Lobby);
        let mut lobby = std::mem::take(&mut self.told.lobby);
        for device in self.devices.at(Place::Lobby) {
            if lobby.iter().all(|(person, _)| *person != device.person) {
                lobby.push((device.person, None));
            }
        }
        for (person, before) in lobby {
            let Some(facet) = waiting.get(&person).copied() else {
                self.delta(Audience::Hosts, Change::LobbyGone { person });
                continue;
            };
            self.told.lobby.push((person, Some(facet)));
            let view = self.person_view(person, facet);
            if let Some(person) = view.filter(|_| before != Some(facet)) {
                self.delta(Audience::Hosts, Change::Lobby { person });
            }
        }
    }

    fn tell_hands(&mut self) {
        if self.told.hands != self.hands.in_order() {
            let hands = self.hands.in_order().to_vec();
            self.told.hands.clone_from(&hands);
            self.delta(Audience::Everyone, Change::Hands { hands });
        }
    }

    fn tell_items(&mut self) {
        let now = self.item_states();
        let places = self.item_places();
        if self.told.places != places {
            self.told.note_items(now, places);
            let agenda = self.agenda_view();
            return self.delta(Audience::Everyone, Change::Agenda { agenda });
        }
        let before = std::mem::replace(&mut self.told.items, now.clone());
        for (item, state) in now {
            if !before.contains(&(item, state)) {
                self.delta(Audience::Everyone, Change::Item { item, state });
            }
        }
    }

    fn tell_speaker(&mut self) {
        let person = self.speaking();
        if self.told.speaker != person {
            self.told.speaker = person;
            self.delta(Audience::Everyone, Change::Speaker { person });
        }
    }

    fn tell_screen(&mut self) {
        let person = self.sharing();
        if self.told.screen != person {
            self.told.screen = person;
            self.delta(Audience::Everyone, Change::Screen { person });
        }
    }

    fn tell_record(&mut self) {
        let health = self.record;
        if self.told.record != health {
            self.told.record = health;
            self.delta(Audience::Everyone, Change::Record { health });
        }
    }

    fn tell_hall(&mut self) {
        if !std::mem::take(&mut self.told.hall_is_old) {
            return;
        }
        let hall = self.hall_view();
        if self.told.hall != hall {
            self.told.hall.clone_from(&hall);
            self.delta(Audience::Everyone, Change::Hall { hall });
        }
    }

    fn tell_cues(&mut self) {
        if !std::mem::take(&mut self.told.cues_are_old) {
            return;
        }
        let cues = self.cue_views();
        let before = std::mem::replace(&mut self.told.cues, cues.clone());
        let planned = |cues: &[CueView]| -> Vec<CueView> {
            let state = CueState::Planned;
            let cues = cues.iter().cloned();
            cues.map(|cue| CueView { state, ..cue }).collect()
        };
        if planned(&before) != planned(&cues) {
            return self.delta(Audience::Crew, Change::Cues { cues });
        }
        for (cue, before) in cues.iter().zip(&before) {
            if cue.state != before.state {
                let (cue, state) = (cue.id, cue.state);
                self.delta(Audience::Crew, Change::Cue { cue, state });
            }
        }
    }

    fn tell_calls(&mut self) {
        let calls = self.stage_calls();
        let before = std::mem::replace(&mut self.told.calls, calls.clone());
        let of = |calls: &[StageCall], person| {
            let mut calls = calls.iter();
            calls.find(|call| call.person == person).copied()
        };
        let people = calls.iter().chain(&before).map(|call| call.person);
        for person in people.collect::<BTreeSet<_>>() {
            let call = of(&calls, person);
            if call != of(&before, person) {
                self.delta(
                    Audience::CrewAnd(person),
                    Change::StageCall { person, call },
                );
            }
        }
    }

    fn tell_removed(&mut self) {
        let people = self.removed_view();
        if self.told.removed != people {
            self.told.removed.clone_from(&people);
            self.delta(Audience::Hosts, Change::Removed { people });
        }
    }

    /// Tells each device what changed about itself.
    fn tell_devices(&mut self) {
        let senders = self.senders();
        let mut news = Vec::new();
        for device in self.devices.iter_mut().filter(|device| device.follows()) {
            let you = about(device, &self.roles, &senders);
            if device.you != you {
                device.you = you;
                news.extend(you.map(|you| (device.connection, you)));
            }
        }
        for (connection, you) in news {
            self.send_delta(connection, Change::You { you });
        }
    }

    /// What a device is about to be told of itself.
    pub(super) fn note_you(&mut self, connection: ConnectionId) -> Option<You> {
        let senders = self.senders();
        let device = self.devices.connected(connection)?;
        device.you = about(device, &self.roles, &senders);
        device.you
    }
}

fn about(device: &Device, roles: &Roles, senders: &Senders) -> Option<You> {
    let sender = senders.get(&device.person);
    Some(You {
        person: device.person,
        role: roles.of(device.person)?,
        presence: device.presence(),
        sends: sender.is_some_and(|(connection, _)| *connection == device.connection),
    })
}
