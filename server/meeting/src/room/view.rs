//! The room as one participant may see it.

use std::collections::BTreeMap;

use crate::id::{ItemId, PersonId};
use crate::plan::{Invitee, Role};
use crate::protocol::{
    DelegationView, HallView, ItemState, ItemView, Named, PersonView, Presence, Snapshot, Track,
};

use super::Room;
use super::cues::is_crew;
use super::device::Place;
use super::told::Facet;

impl Room {
    /// Everybody at `place`, by what changes about them.
    pub(super) fn facets(&self, place: Place) -> BTreeMap<PersonId, Facet> {
        let mut facets = BTreeMap::new();
        for device in self.devices.at(place) {
            let Some(role) = self.roles.of(device.person) else {
                continue;
            };
            let facet = facets.entry(device.person).or_insert(Facet {
                role,
                presence: Presence::Reconnecting,
                microphone: Track::Off,
                camera: Track::Off,
            });
            if device.is_connected() {
                facet.presence = device.presence();
            }
            // The newest comes last, and it is the one that sends.
            if device.has_media() {
                (facet.microphone, facet.camera) = device.sending.tracks(self.now.instant);
            }
        }
        facets
    }

    pub(super) fn person_view(&self, person: PersonId, facet: Facet) -> Option<PersonView> {
        Some(view_of(self.plan.person(person)?, facet))
    }

    pub(super) fn named(&self, person: PersonId) -> Option<Named> {
        let invitee = self.plan.person(person)?;
        Some(Named {
            person,
            delegation: invitee.delegation,
            name: invitee.name.clone(),
        })
    }

    pub(super) fn item_states(&self) -> Vec<(ItemId, ItemState)> {
        let items = self.plan.agenda.iter();
        items
            .map(|item| (item.id, self.agenda.state(item.id)))
            .collect()
    }

    pub(super) fn agenda_view(&self) -> Vec<ItemView> {
        let mut planned_at = self.plan.starts_at;
        let mut items = Vec::new();
        for item in &self.plan.agenda {
            let given = self.programme.minutes(item);
            items.push(ItemView {
                id: item.id,
                title: item.title.clone(),
                kind: item.kind,
                speaker: item.speaker.and_then(|person| self.named(person)),
                minutes: item.minutes,
                given,
                open: item.open,
                planned_at,
                state: self.agenda.state(item.id),
            });
            planned_at = planned_at.plus(item.length());
        }
        let order = self.item_places();
        let place = |item: &ItemView| order.iter().position(|(id, _)| *id == item.id);
        items.sort_by_key(place);
        items
    }

    /// What a welcome would show this person now, if they are in the meeting.
    pub fn snapshot(&self, reader: PersonId) -> Snapshot {
        let plan = &self.plan;
        let here = self.facets(Place::Meeting);
        let waiting = self.facets(Place::Lobby);
        let is_host = self.roles.of(reader) == Some(Role::Host);
        let is_crew = self.roles.of(reader).is_some_and(is_crew);
        let sees_closed = self
            .roles
            .of(reader)
            .is_some_and(|role| !role.is_shut_out());
        let lobby = self.told.lobby().filter(|_| is_host);
        Snapshot {
            session: plan.session,
            title: plan.title.clone(),
            starts_at: plan.starts_at,
            minutes: plan.minutes,
            zone: plan.zone.clone(),
            languages: plan.languages.clone(),
            admission: plan.admission,
            rehearsal: plan.rehearsal,
            opened_at: self.opened_at,
            delegations: self.delegation_views(),
            people: plan
                .participants()
                .filter_map(|invitee| Some(view_of(invitee, *here.get(&invitee.id)?)))
                .collect(),
            lobby: lobby
                .filter_map(|person| self.person_view(person, *waiting.get(&person)?))
                .collect(),
            agenda: self.agenda_view(),
            hands: self.hands.in_order().to_vec(),
            chat: self.chat_view(sees_closed),
            speaker: self.speaking(),
            screen: self.sharing(),
            record: self.record,
            hall: self.hall_view(),
            cues: if is_crew {
                self.cue_views()
            } else {
                Vec::new()
            },
            stage_calls: self
                .stage_calls()
                .into_iter()
                .filter(|call| is_crew || call.person == reader)
                .collect(),
            floor: self.floor_view(),
            votes: self.votes_view(sees_closed),
            sides: self.sides_view(reader),
            removed: if is_host {
                self.removed_view()
            } else {
                Vec::new()
            },
            notes: self.notes_view(self.roles.of(reader)),
            stage: (&self.stage).into(),
            signings: self.signings_view(self.roles.of(reader)),
            photo: self.photo_view().filter(|_| sees_closed).map(Box::new),
            films: self.films_view(self.roles.of(reader)),
        }
    }

    /// The hall and who is in it, in the order of the plan.
    pub(super) fn hall_view(&self) -> Option<HallView> {
        let hall = self.plan.hall.as_ref()?;
        let inside = self.marks.inside();
        let here = self.plan.people.iter();
        let here = here.filter(|person| inside.contains_key(&person.id));
        Some(HallView {
            place: hall.place().clone(),
            seat: hall.seat.id,
            expected: u32::try_from(self.plan.hall_guests().count()).unwrap_or(u32::MAX),
            here: here.filter_map(|person| self.named(person.id)).collect(),
        })
    }

    fn delegation_views(&self) -> Vec<DelegationView> {
        let delegations = self.plan.delegations.iter();
        delegations
            .map(|delegation| DelegationView {
                id: delegation.id,
                city: delegation.city.clone(),
                country: delegation.country.clone(),
                head: delegation.head,
                display: delegation.display.clone(),
            })
            .collect()
    }
}

fn view_of(invitee: &Invitee, facet: Facet) -> PersonView {
    PersonView {
        id: invitee.id,
        delegation: invitee.delegation,
        role: facet.role,
        rank: invitee.rank,
        name: invitee.name.clone(),
        title: invitee.title.clone(),
        language: invitee.language.clone(),
        presence: facet.presence,
        microphone: facet.microphone,
        camera: facet.camera,
    }
}
