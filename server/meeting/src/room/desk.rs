//! Changes made at the desk while the meeting runs.

use crate::id::PersonId;
use crate::plan::{Admission, Plan};
use crate::protocol::Change;

use super::Room;
use super::log::Audience;

impl Room {
    pub(super) fn change_plan(&mut self, plan: Plan) {
        let (agenda, notes, signings) = (&self.agenda, &self.notes, &self.signings);
        let plan = plan.keeping_items_of(&self.plan, |item| {
            agenda.was_touched(item) || notes.speak_of(item) || signings.speak_of(item)
        });
        for person in missing(&self.plan, &plan) {
            self.revoke(person);
        }
        let items_before = self.agenda_view();
        let chat_before = self.chat_view(true);
        let before = std::mem::replace(&mut self.plan, plan);
        self.told.outdate_hall();
        self.told.outdate_cues();
        self.told.outdate_votes();
        self.told.outdate_notes();
        self.signings.outdate();

        if self.agenda_view() != items_before {
            self.told.note_items(self.item_states(), self.item_places());
            let agenda = self.agenda_view();
            self.delta(Audience::Everyone, Change::Agenda { agenda });
        }
        let roles_before = self.roles.clone();
        self.roles.follow(&self.plan);
        let people: Vec<PersonId> = self.plan.participants().map(|one| one.id).collect();
        for person in people {
            if before.person(person) != self.plan.person(person) {
                self.told.outdate(person);
            }
            if let (Some(old), Some(new)) = (roles_before.of(person), self.roles.of(person))
                && old != new
            {
                self.follow_role(person, (old, new), None);
            }
        }
        // No delta corrects the name of an author.
        if head(&before) != head(&self.plan) || self.chat_view(true) != chat_before {
            self.show_anew(|_| true);
        }
        if self.plan.admission == Admission::Automatic {
            self.admit_waiting(None, |_| true);
        }
    }
}

fn missing(before: &Plan, after: &Plan) -> Vec<PersonId> {
    let people = before.participants().map(|one| one.id);
    people
        .filter(|person| after.person(*person).is_none())
        .collect()
}

/// What a snapshot says of the plan beside people and agenda: no delta speaks of it.
fn head(plan: &Plan) -> impl PartialEq + '_ {
    (
        (plan.session, &plan.title, plan.starts_at, plan.minutes),
        (&plan.zone, &plan.languages, plan.admission, plan.rehearsal),
        &plan.delegations,
    )
}
