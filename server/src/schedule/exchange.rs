//! One person invited in the place of another.

use meeting::cue::Owner;
use meeting::id::{PersonId, SessionId};
use meeting::plan::{Invitee, Plan};
use sqlx::{Sqlite, Transaction};

use super::{desk, events};
use crate::app::{App, now};
use crate::rest::ApiError;

/// The plan with `invitee` where `person` stood: in the list, at the head of the delegation, on
/// the agenda, behind its cues. None when `person` is not invited, or `invitee` is already.
fn in_place_of(mut plan: Plan, person: PersonId, invitee: Invitee) -> Option<Plan> {
    if plan.person(invitee.id).is_some() {
        return None;
    }
    let follow = |reference: &mut Option<PersonId>| {
        if *reference == Some(person) {
            *reference = Some(invitee.id);
        }
    };
    for delegation in &mut plan.delegations {
        follow(&mut delegation.head);
    }
    for item in &mut plan.agenda {
        follow(&mut item.speaker);
    }
    let owners = plan.cues.iter_mut().filter_map(|cue| cue.owner.as_mut());
    for owner in owners.filter(|owner| **owner == Owner::Person(person)) {
        *owner = Owner::Person(invitee.id);
    }
    let place = plan.people.iter_mut().find(|one| one.id == person)?;
    *place = invitee;
    Some(plan)
}

/// Puts `invitee` in the place of `person` in a plan of this version. The link of the one dies, the
/// other gets a new one; the room follows.
pub(crate) async fn exchange(
    app: &App,
    mut transaction: Transaction<'static, Sqlite>,
    (session, version): (SessionId, i64),
    person: PersonId,
    invitee: Invitee,
) -> Result<(), ApiError> {
    let before = desk::find(&mut transaction, session).await?;
    desk::unless_ended(&before)?;
    if before.version != version {
        drop(transaction);
        return Err(desk::conflict(app, session).await);
    }
    let plan = in_place_of(before.plan.clone(), person, invitee.clone());
    let plan = plan.ok_or_else(ApiError::not_found)?;
    if let Some(event) = plan.event {
        events::enlist(&mut transaction, event, person, invitee, now().timestamp).await?;
    }
    desk::put(app, transaction, &before, plan).await
}

#[cfg(test)]
mod tests {
    use meeting::cue::{Cue, CueKind};
    use meeting::id::CueId;
    use meeting::plan::Localized;

    use super::*;
    use crate::schedule::tests::a_plan;

    #[test]
    fn whoever_comes_instead_heads_and_speaks_instead_and_back_again() {
        let mut plan = a_plan();
        let mayor = plan.people[0].clone();
        plan.cues = vec![Cue {
            id: CueId::from_bits(90),
            title: Localized::of("en", "Stand by"),
            kind: CueKind::Speech,
            item: None,
            offset: 0,
            owner: Some(Owner::Person(mayor.id)),
            language: None,
            fallback: Localized::default(),
        }];
        let deputy = Invitee {
            id: PersonId::from_bits(99),
            ..mayor.clone()
        };
        let changed = in_place_of(plan.clone(), mayor.id, deputy.clone()).unwrap();
        assert_eq!(changed.people[0], deputy);
        assert_eq!(changed.delegations[0].head, Some(deputy.id));
        assert_eq!(changed.agenda[0].speaker, Some(deputy.id));
        assert_eq!(changed.cues[0].owner, Some(Owner::Person(deputy.id)));
        assert_eq!(
            in_place_of(changed, deputy.id, mayor.clone()),
            Some(plan.clone())
        );
        assert_eq!(in_place_of(plan.clone(), deputy.id, mayor), None);
    }
}
