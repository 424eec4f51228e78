//! Who is next: by raised hands, by a list, or by precedence.

use crate::floor::{FloorFact, SpeakerOrder};
use crate::id::{DelegationId, PersonId};
use crate::plan::Role;
use crate::protocol::Reason;
use crate::room::Room;
use crate::room::roles::takes_part;

impl Room {
    /// Who is to speak, the next first, whether they are here or not.
    pub(super) fn queue(&self) -> Vec<PersonId> {
        match self.floor.order {
            SpeakerOrder::Hands => self.hands.in_order().to_vec(),
            SpeakerOrder::List | SpeakerOrder::Precedence => {
                let list = self.floor.list.iter().copied();
                list.filter(|person| self.may_speak(*person)).collect()
            }
        }
    }

    /// The first of the queue who is here and does not speak already.
    pub(super) fn next_speaker(&self) -> Option<PersonId> {
        let speaks = self.floor.turn.as_ref().map(|turn| turn.person);
        let queue: &[PersonId] = match self.floor.order {
            SpeakerOrder::Hands => self.hands.in_order(),
            SpeakerOrder::List | SpeakerOrder::Precedence => &self.floor.list,
        };
        queue.iter().copied().find(|person| {
            Some(*person) != speaks && self.may_speak(*person) && self.is_connected(*person)
        })
    }

    pub(super) fn may_speak(&self, person: PersonId) -> bool {
        self.roles.of(person).is_some_and(takes_part)
    }

    pub(super) fn order_queue(&mut self, order: SpeakerOrder, by: PersonId) {
        let queue = match order {
            SpeakerOrder::Hands => Vec::new(),
            SpeakerOrder::List => self.queue(),
            SpeakerOrder::Precedence => self.by_precedence(),
        };
        self.arrange(order, queue, by);
    }

    /// Puts somebody at a place of the list, from 0; behind everybody else without one. A queue by
    /// hands or precedence is a list from then on.
    pub(super) fn enqueue(
        &mut self,
        person: PersonId,
        place: Option<u16>,
        by: PersonId,
    ) -> Result<(), Reason> {
        if !takes_part(self.known(person)?) {
            return Err(Reason::NotAllowed);
        }
        let mut queue = self.queue();
        queue.retain(|one| *one != person);
        let place = place.map_or(queue.len(), usize::from);
        queue.insert(place.min(queue.len()), person);
        self.arrange(SpeakerOrder::List, queue, by);
        Ok(())
    }

    /// Where hands decide, the hand is lowered.
    pub(super) fn dequeue(&mut self, person: PersonId, by: PersonId) -> Result<(), Reason> {
        self.known(person)?;
        if self.floor.order == SpeakerOrder::Hands {
            self.lower_hand(person, by);
        } else {
            let mut queue = self.queue();
            let before = queue.len();
            queue.retain(|one| *one != person);
            if queue.len() < before {
                self.arrange(SpeakerOrder::List, queue, by);
            }
        }
        Ok(())
    }

    fn arrange(&mut self, order: SpeakerOrder, queue: Vec<PersonId>, by: PersonId) {
        if (self.floor.order, &self.floor.list) != (order, &queue) {
            self.note_floor(FloorFact::Queued { order, queue, by });
        }
    }

    /// One of each delegation: the protocol of the session says in which order; where it says
    /// nothing of a delegation, the plan does, after the others.
    fn by_precedence(&self) -> Vec<PersonId> {
        let all = self.in_precedence().into_iter();
        all.filter_map(|delegation| self.speaker_of(delegation))
            .collect()
    }

    /// All delegations, as the protocol of the session orders them.
    pub(in crate::room) fn in_precedence(&self) -> Vec<DelegationId> {
        let planned = self.plan.delegations.iter().map(|one| one.id);
        let precedence = &self.floor.precedence;
        let rest: Vec<DelegationId> = planned.filter(|one| !precedence.contains(one)).collect();
        precedence.iter().copied().chain(rest).collect()
    }

    /// Its head, if they are here; else the first in rank of its delegates who is; else its head all
    /// the same, who may be late.
    fn speaker_of(&self, delegation: DelegationId) -> Option<PersonId> {
        let head = self.plan.delegation(delegation)?.head;
        let head = head.filter(|head| self.may_speak(*head));
        let members = self.plan.people.iter();
        let deputy = members
            .filter(|one| one.delegation == delegation)
            .filter(|one| self.roles.of(one.id) == Some(Role::Delegate))
            .filter(|one| self.is_connected(one.id))
            .min_by_key(|one| one.rank)
            .map(|one| one.id);
        head.filter(|head| self.is_connected(*head))
            .or(deputy)
            .or(head)
    }
}
