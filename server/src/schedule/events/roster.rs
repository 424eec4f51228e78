//! What a draft of one session of an event takes from the roster.

use meeting::event::Event;
use meeting::plan::Invitee;

use crate::schedule::draft::{DelegationDraft, FieldError, InviteeDraft, PlanDraft, Problem};
use crate::schedule::identities::Known;

/// The draft with people and delegations as the roster has them; of the people in it, `id` and
/// `role` count, of a delegation the head, where that of the roster does not come.
pub(in crate::schedule) fn expanded(
    mut draft: PlanDraft,
    event: &Event,
) -> Result<PlanDraft, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let mut coming: Vec<Invitee> = Vec::new();
    for (place, named) in draft.people.iter().enumerate() {
        let id = named.id.as_deref().and_then(|id| id.parse().ok());
        let problem = match id.and_then(|id| event.person(id)) {
            Some(person) if coming.iter().any(|one| one.id == person.id) => Problem::Duplicate,
            Some(person) => {
                let (role, venue) = (named.role, named.venue);
                let person = person.clone();
                coming.push(Invitee {
                    role,
                    venue,
                    ..person
                });
                continue;
            }
            None => Problem::Unknown,
        };
        wrong.push(FieldError::new(format!("people[{place}].id"), problem));
    }
    let known = |id| event.tracks.iter().any(|track| track.id == id);
    if draft.track.is_some_and(|track| !known(track)) {
        wrong.push(FieldError::new("track", Problem::Unknown));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let delegations = event.delegations_of(&coming, |id| {
        let id = id.to_string();
        let mut named = draft.delegations.iter();
        let named = named.find(|one| one.id.as_ref() == Some(&id))?;
        named.head.as_deref()?.parse().ok()
    });
    draft.delegations = delegations.iter().map(DelegationDraft::from).collect();
    draft.people = coming.iter().map(InviteeDraft::from).collect();
    draft.event = Some(event.id);
    Ok(draft)
}

/// The identities that the roster has given out.
pub(in crate::schedule) fn known(event: &Event, known: Known) -> Known {
    Known {
        delegations: event.delegations.iter().map(|one| one.id).collect(),
        people: event.people.iter().map(|one| one.id).collect(),
        ..known
    }
}
