//! The room as the wall of its hall shows it: derived while somebody watches, and told when it is
//! another than before. Of a closed item nobody learns more than when it is.

use crate::id::{ItemId, PersonId};
use crate::plan::AgendaItem;
use crate::protocol::ItemState;
use crate::signing::State;
use crate::wall::{
    WallFilm, WallFloor, WallItem, WallParty, WallPerson, WallSigning, WallTopic, WallView,
};

use super::{Effect, Phase, Room};

#[derive(Debug, Default)]
pub(super) struct Wall {
    is_watched: bool,
    told: Option<WallView>,
}

impl Room {
    /// What may stand on the wall now.
    pub fn wall_view(&self) -> WallView {
        let plan = &self.plan;
        let ended = self.phase == Phase::Ended;
        let floor = self.floor_view();
        let turn = floor.turn.filter(|turn| {
            let is_open = |item| self.is_open(item);
            self.agenda.running().is_none_or(is_open) && turn.item.is_none_or(is_open)
        });
        let next = floor.next.filter(|_| self.tells_who_is_next());
        WallView {
            session: plan.session,
            title: plan.title.clone(),
            doors_at: plan.doors_at(),
            starts_at: plan.starts_at,
            minutes: plan.minutes,
            zone: plan.zone.clone(),
            languages: plan.languages.clone(),
            rehearsal: plan.rehearsal,
            opened_at: self.opened_at,
            ended,
            agenda: if ended { Vec::new() } else { self.wall_items() },
            floor: turn.filter(|_| !ended).and_then(|turn| {
                let speaker = self.wall_person(turn.person)?;
                Some(WallFloor { speaker, turn })
            }),
            next_speaker: next
                .filter(|_| !ended)
                .and_then(|person| self.wall_person(person)),
            signing: self.wall_signing().filter(|_| !ended),
            film: self.wall_film().filter(|_| !ended),
        }
    }

    /// Somebody begins to watch, and is shown how things are; or nobody does any more.
    pub(super) fn watch_wall(&mut self, is_watched: bool) {
        self.wall = Wall {
            is_watched,
            told: None,
        };
    }

    pub(super) fn tell_wall(&mut self) {
        if !self.wall.is_watched {
            return;
        }
        let view = self.wall_view();
        if self.wall.told.as_ref() != Some(&view) {
            self.wall.told = Some(view.clone());
            self.effects.push_back(Effect::Wall(Box::new(view)));
        }
    }

    fn wall_items(&self) -> Vec<WallItem> {
        let order = self.programme.order(&self.plan.agenda);
        let items = order.into_iter();
        items
            .map(|item| WallItem {
                id: item.id,
                topic: item.open.then(|| self.wall_topic(item)),
                minutes: item.minutes,
                given: self.programme.minutes(item),
                planned_at: self
                    .plan
                    .item_starts_at(item.id)
                    .unwrap_or(self.plan.starts_at),
                state: self.agenda.state(item.id),
            })
            .collect()
    }

    fn wall_film(&self) -> Option<WallFilm> {
        let showing = self.film_shown()?;
        let item = self.plan.item(showing.item).filter(|item| item.open)?;
        Some(WallFilm {
            speaker: item.speaker.and_then(|person| self.wall_person(person)),
            starts_at: showing.starts_at,
            length_ms: u64::try_from(showing.length.as_millis()).unwrap_or(u64::MAX),
        })
    }

    fn wall_topic(&self, item: &AgendaItem) -> WallTopic {
        WallTopic {
            title: item.title.clone(),
            kind: item.kind,
            speaker: item.speaker.and_then(|person| self.wall_person(person)),
        }
    }

    fn wall_signing(&self) -> Option<WallSigning> {
        let is_open = |item| self.is_open(item);
        let signing = self.signing_for_all()?;
        let parties = signing.signatories.iter().filter_map(|party| {
            Some(WallParty {
                signatory: self.wall_person(signing.signer(party))?,
                signed: signing.signed.contains_key(&party.delegation),
            })
        });
        self.agenda
            .running()
            .is_none_or(is_open)
            .then(|| WallSigning {
                title: signing.title.clone().unwrap_or_default(),
                paused: signing.state == State::Paused,
                parties: parties.collect(),
            })
    }

    fn wall_person(&self, person: PersonId) -> Option<WallPerson> {
        let invitee = self.plan.person(person)?;
        Some(WallPerson {
            name: invitee.name.clone(),
            title: invitee.title.clone(),
            delegation: invitee.delegation,
        })
    }

    /// Of an item that the plan does not have nobody says that it is open.
    fn is_open(&self, item: ItemId) -> bool {
        self.plan.item(item).is_some_and(|item| item.open)
    }

    /// Between two items the queue may be made for the one to come already.
    fn tells_who_is_next(&self) -> bool {
        if let Some(running) = self.agenda.running() {
            return self.is_open(running);
        }
        let order = self.programme.order(&self.plan.agenda);
        let mut to_come = order
            .into_iter()
            .filter(|item| self.agenda.state(item.id) == ItemState::Planned);
        to_come.next().is_none_or(|item| item.open)
    }
}
