//! Changes made at the desk while the meeting runs.

use crate::id::PersonId;
use crate::plan::{Admission, Plan};
use crate::protocol::Change;

use super::Room;
use super::log::Audience;

impl Room {
    pub(super) fn change_plan(&mut self, plan: Plan) {
        let agenda = &self.agenda;
        let plan = plan.keeping_items_of(&self.plan, |item| agenda.was_touched(item));
        for person in missing(&self.plan, &plan) {
            self.revoke(person);
        }
        let items_before = self.agenda_view();
        let before = std::mem::replace(&mut self.plan, plan);

        if self.agenda_view() != items_before {
            self.told.note_items(self.item_states());
            let agenda = self.agenda_view();
            self.delta(Audience::Everyone, Change::Agenda { agenda });
        }
        let people: Vec<PersonId> = self.plan.people.iter().map(|one| one.id).collect();
        for person in people {
            self.change_person(&before, person);
        }
        if head(&before) != head(&self.plan) {
            self.show_anew(|_| true);
        }
        if self.plan.admission == Admission::Automatic {
            self.admit_waiting(None, |_| true);
        }
    }

    fn change_person(&mut self, before: &Plan, person: PersonId) {
        let (Some(old), Some(new)) = (before.person(person), self.plan.person(person)) else {
            return;
        };
        let (old_role, role) = (self.roles.of(old), self.roles.of(new));
        if old != new {
            self.told.outdate(person);
        }
        if old_role != role {
            self.follow_role(person, (old_role, role), None);
        }
    }
}

fn missing(before: &Plan, after: &Plan) -> Vec<PersonId> {
    let people = before.people.iter().map(|one| one.id);
    people
        .filter(|person| after.person(*person).is_none())
        .collect()
}

/// What a snapshot says of the plan beside people and agenda: no delta speaks of it.
fn head(plan: &Plan) -> impl PartialEq + '_ {
    (
        (plan.session, &plan.title, plan.starts_at, plan.minutes),
        (&plan.zone, &plan.languages, plan.admission),
        &plan.delegations,
    )
}
