//! The room as one participant may see it.

use crate::id::{ItemId, PersonId};
use crate::plan::Role;
use crate::protocol::{DelegationView, ItemState, ItemView, PersonView, Snapshot};

use super::Room;
use super::device::Place;
use super::told::Facet;

impl Room {
    /// In the order of the plan.
    pub(super) fn people_here(&self) -> impl Iterator<Item = PersonId> {
        self.people_at(Place::Meeting)
    }

    pub(super) fn people_waiting(&self) -> impl Iterator<Item = PersonId> {
        self.people_at(Place::Lobby)
    }

    fn people_at(&self, place: Place) -> impl Iterator<Item = PersonId> {
        self.plan
            .people
            .iter()
            .map(|invitee| invitee.id)
            .filter(move |person| self.devices.presence(*person, place).is_some())
    }

    pub(super) fn facet(&self, person: PersonId, place: Place) -> Option<Facet> {
        let (microphone, camera) = self.devices.tracks(person, self.now.instant);
        Some(Facet {
            role: self.role(person)?,
            presence: self.devices.presence(person, place)?,
            microphone,
            camera,
        })
    }

    pub(super) fn person_view(&self, person: PersonId, facet: Facet) -> Option<PersonView> {
        let invitee = self.plan.person(person)?;
        Some(PersonView {
            id: person,
            delegation: invitee.delegation,
            role: facet.role,
            rank: invitee.rank,
            name: invitee.name.clone(),
            title: invitee.title.clone(),
            language: invitee.language.clone(),
            presence: facet.presence,
            microphone: facet.microphone,
            camera: facet.camera,
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
            items.push(ItemView {
                id: item.id,
                title: item.title.clone(),
                kind: item.kind,
                speaker: item.speaker,
                minutes: item.minutes,
                open: item.open,
                planned_at,
                state: self.agenda.state(item.id),
            });
            planned_at = planned_at.plus(item.length());
        }
        items
    }

    /// What a welcome would show this person now, if they are in the meeting.
    pub fn snapshot(&self, reader: PersonId) -> Snapshot {
        let plan = &self.plan;
        let view = |person, place| self.person_view(person, self.facet(person, place)?);
        let lobby = if self.role(reader) == Some(Role::Host) {
            let waiting = self.told.lobby();
            waiting
                .filter_map(|person| view(person, Place::Lobby))
                .collect()
        } else {
            Vec::new()
        };
        Snapshot {
            session: plan.session,
            title: plan.title.clone(),
            starts_at: plan.starts_at,
            minutes: plan.minutes,
            zone: plan.zone.clone(),
            languages: plan.languages.clone(),
            admission: plan.admission,
            opened_at: self.opened_at,
            delegations: self.delegation_views(),
            people: self
                .people_here()
                .filter_map(|person| view(person, Place::Meeting))
                .collect(),
            lobby,
            agenda: self.agenda_view(),
            hands: self.hands.in_order().to_vec(),
            chat: self.chat.shown(),
            speaker: self.speaking(),
            record: self.record,
        }
    }

    fn delegation_views(&self) -> Vec<DelegationView> {
        let delegations = self.plan.delegations.iter();
        delegations
            .map(|delegation| DelegationView {
                id: delegation.id,
                city: delegation.city.clone(),
                country: delegation.country.clone(),
                head: delegation.head,
            })
            .collect()
    }
}
