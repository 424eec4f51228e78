//! People who do not exist, in the plan of a rehearsal: a delegation of their own, of which the
//! first is host, so that it can admit the others.
//!
//! The same number is always the same person, so that one who comes to several rehearsals of a
//! session is one line of its record.

use axum::http::StatusCode;
use meeting::id::{DelegationId, PersonId, SessionId};
use meeting::plan::{Delegation, Display, Invitee, Localized, Plan, Rank, Role, Venue};
use ring::digest::{SHA256, digest};
use serde_json::json;

use crate::app::App;
use crate::rest::ApiError;
use crate::store::PlanState;

use super::desk;
use super::draft::{FieldError, Problem};
use super::links;
use super::resolve::{DELEGATIONS, PEOPLE};
use super::table::{self, Kept};

/// What one of them, and their delegation, is called.
const NAMES: [(&str, &str, &str); 9] = [
    ("en", "Stand-in", "Stand-ins"),
    ("zh-CN", "替身", "替身"),
    ("ja", "代役", "代役"),
    ("ko", "대역", "대역"),
    ("de", "Statist", "Statisten"),
    ("fr", "Doublure", "Doublures"),
    ("es", "Doble", "Dobles"),
    ("ru", "Дублёр", "Дублёры"),
    ("ar", "بديل", "البدلاء"),
];

/// There is no room for so many in a plan; how many there is room for.
#[derive(Debug, PartialEq, Eq)]
struct NoRoom(usize);

/// Puts so many stand-ins into the plan; gives a new link for each.
pub(super) async fn invite(
    app: &App,
    session: SessionId,
    count: usize,
) -> Result<Vec<String>, ApiError> {
    let mut transaction = app.store.write().await?;
    let before = rehearsal(&mut transaction, session).await?;
    if before.state == PlanState::Cancelled {
        let message = "The session was called off.";
        return Err(ApiError::new(StatusCode::CONFLICT, "cancelled", message));
    }
    let plan = with_stand_ins(before.plan.clone(), count).map_err(too_many_people)?;
    let plan = desk::keeping_what_was(&mut transaction, &before.plan, plan).await?;
    // Links of those who were invited before: theirs may be in use, by a rehearsal that broke off.
    let mut stay = Vec::new();
    for person in stand_ins(&before.plan) {
        if plan.person(person).is_some() {
            table::new_link(&mut transaction, session, person).await?;
            stay.push(person);
        }
    }
    let invited: Vec<PersonId> = stand_ins(&plan).collect();
    desk::put(app, transaction, &before, plan).await?;
    for person in stay {
        app.rooms.revoke(session, person).await;
    }
    let mut database = app.store.pool().acquire().await?;
    let rows = table::links(&mut database, session).await?;
    let rows = invited
        .iter()
        .filter_map(|person| Some((*person, rows.get(person)?)));
    Ok(rows
        .map(|(person, row)| links::url(app, session, person, row.serial))
        .collect())
}

/// Takes them out again.
pub(super) async fn dismiss(app: &App, session: SessionId) -> Result<(), ApiError> {
    let mut transaction = app.store.write().await?;
    let before = rehearsal(&mut transaction, session).await?;
    if stand_ins(&before.plan).next().is_none() {
        return Ok(());
    }
    let plan = without_stand_ins(before.plan.clone());
    if plan.people.iter().all(|person| person.role != Role::Host) {
        let (path, problem) = ("people".to_owned(), Problem::NoHost);
        return Err(desk::invalid_plan(vec![FieldError { path, problem }]));
    }
    let plan = desk::keeping_what_was(&mut transaction, &before.plan, plan).await?;
    desk::put(app, transaction, &before, plan).await
}

async fn rehearsal(
    database: &mut sqlx::SqliteConnection,
    session: SessionId,
) -> Result<Kept, ApiError> {
    let kept = desk::find(database, session).await?;
    if !kept.plan.rehearsal {
        let message = "Stand-ins come to rehearsals only.";
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            "not_a_rehearsal",
            message,
        ));
    }
    desk::unless_ended(&kept)?;
    Ok(kept)
}

fn too_many_people(NoRoom(room): NoRoom) -> ApiError {
    let message = format!("The plan takes {room} stand-ins beside those who are invited.");
    ApiError::new(StatusCode::CONFLICT, "too_many_people", message)
        .with_detail(json!({ "room": room }))
}

/// The one delegation of them that a plan may have.
fn delegation_of(plan: &Plan) -> DelegationId {
    DelegationId::from_bits(identity(plan.session, 0))
}

fn stand_ins(plan: &Plan) -> impl Iterator<Item = PersonId> {
    let delegation = delegation_of(plan);
    let people = plan.people.iter();
    let theirs = people.filter(move |person| person.delegation == delegation);
    theirs.map(|person| person.id)
}

fn with_stand_ins(plan: Plan, count: usize) -> Result<Plan, NoRoom> {
    let mut plan = without_stand_ins(plan);
    let room = if plan.delegations.len() < DELEGATIONS {
        PEOPLE.saturating_sub(plan.people.len())
    } else {
        0
    };
    if count > room {
        return Err(NoRoom(room));
    }
    let id = delegation_of(&plan);
    plan.delegations.push(Delegation {
        id,
        partner: None,
        city: called(&plan, |(_, _, all)| all.to_owned()),
        country: None,
        head: None,
        display: Display::default(),
    });
    for number in 1..=count {
        let invitee = Invitee {
            id: PersonId::from_bits(identity(plan.session, number)),
            delegation: id,
            role: if number == 1 {
                Role::Host
            } else {
                Role::Delegate
            },
            rank: Rank::Other,
            name: called(&plan, |(_, one, _)| format!("{one} {number}")),
            title: Localized::default(),
            language: plan.languages.first().map_or("en", |tag| tag).to_owned(),
            email: None,
            venue: Venue::Online,
        };
        plan.people.push(invitee);
    }
    Ok(plan)
}

/// The delegation goes too; where somebody of it was there, the desk keeps it.
fn without_stand_ins(mut plan: Plan) -> Plan {
    let delegation = delegation_of(&plan);
    plan.people.retain(|person| person.delegation != delegation);
    plan.delegations.retain(|one| one.id != delegation);
    plan.hall = plan.hall.map(|hall| hall.among(&plan.delegations));
    for item in &mut plan.agenda {
        let speaker = item.speaker;
        let is_invited = |id: &PersonId| plan.people.iter().any(|person| person.id == *id);
        item.speaker = speaker.filter(is_invited);
    }
    let people = &plan.people;
    for cue in &mut plan.cues {
        cue.owned_among(|id| people.iter().any(|person| person.id == id));
    }
    plan
}

/// In the languages of the session, as far as there is a word, and in English.
fn called(plan: &Plan, word: impl Fn((&str, &str, &str)) -> String) -> Localized {
    let is_spoken = |tag: &str| tag == "en" || plan.languages.iter().any(|one| one == tag);
    let names = NAMES.into_iter().filter(|(tag, ..)| is_spoken(tag));
    Localized(names.map(|name| (name.0.to_owned(), word(name))).collect())
}

/// Of the delegation (0) and of each stand-in of a session.
fn identity(session: SessionId, number: usize) -> u64 {
    let text = format!("stand-in {number} of {session}");
    let hash = digest(&SHA256, text.as_bytes());
    let first = hash.as_ref().first_chunk().copied().unwrap_or_default();
    u64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::tests::a_plan;

    #[test]
    fn the_first_is_host_and_all_are_named_in_the_languages_of_the_session() {
        let plan = with_stand_ins(a_plan(), 3).unwrap();
        let invited: Vec<&Invitee> = plan.people.iter().skip(2).collect();
        let roles: Vec<Role> = invited.iter().map(|person| person.role).collect();
        assert_eq!(roles, [Role::Host, Role::Delegate, Role::Delegate]);
        let tags: Vec<&String> = invited[0].name.0.keys().collect();
        assert_eq!(tags, ["en", "zh-CN"]);
        assert_eq!(invited[2].name.pick("zh-CN"), "替身 3");
        assert_eq!(plan.delegations[2].city.pick("en"), "Stand-ins");
        assert_eq!(stand_ins(&plan).count(), 3);
    }

    #[test]
    fn more_or_fewer_are_the_same_people() {
        let few = with_stand_ins(a_plan(), 2).unwrap();
        let many = with_stand_ins(few.clone(), 5).unwrap();
        assert_eq!(many.people[..4], few.people[..]);
        assert_eq!(with_stand_ins(many.clone(), 2), Ok(few));
        assert_eq!(without_stand_ins(many), a_plan());
    }

    #[test]
    fn a_plan_takes_no_more_than_others_do() {
        assert_eq!(
            with_stand_ins(a_plan(), PEOPLE - 1),
            Err(NoRoom(PEOPLE - 2))
        );
        assert!(with_stand_ins(a_plan(), PEOPLE - 2).is_ok());
    }
}
