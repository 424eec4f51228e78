//! Whatever hosts, guests, networks and the service do: nobody is in a picture that was kept without
//! their own last word being yes, and nobody who only looks on is asked or told.

use std::collections::BTreeMap;

use meeting::fact::Event;
use meeting::id::PersonId;
use meeting::photo::{MOST_PEOPLE, PhotoFact};
use meeting::plan::Role;
use meeting::protocol::PhotoState;

use crate::people::ALICE;
use crate::world::World;

pub(crate) fn check(world: &World) {
    let mut words: BTreeMap<PersonId, bool> = BTreeMap::new();
    let mut asked: Vec<PersonId> = Vec::new();
    let mut is_open = false;
    for fact in &world.facts {
        let Event::Photo(fact_of_photo) = &fact.event else {
            continue;
        };
        match fact_of_photo {
            PhotoFact::Called { people, .. } => {
                assert!(!is_open, "one at a time");
                is_open = true;
                words.clear();
                asked = people.iter().map(|one| one.person).collect();
                assert!((1..=MOST_PEOPLE).contains(&asked.len()));
            }
            PhotoFact::Answered { person, camera, .. } => {
                assert!(is_open && asked.contains(person), "who is asked answers");
                words.insert(*person, *camera);
            }
            PhotoFact::Started { due, .. } => assert!(is_open && *due > fact.at),
            PhotoFact::CalledOff { .. } => {
                assert!(is_open);
                is_open = false;
            }
            PhotoFact::Kept {
                pictured,
                plates,
                taken_at,
                ..
            } => {
                assert!(is_open && *taken_at <= fact.at);
                is_open = false;
                let agreed = |one: &PersonId| words.get(one) == Some(&true);
                let pictured: Vec<PersonId> = pictured.iter().map(|one| one.person).collect();
                assert!(
                    !pictured.is_empty() && pictured.iter().all(agreed),
                    "their own yes"
                );
                let plates = plates.iter().map(|one| one.person);
                let mut shown: Vec<PersonId> = pictured.into_iter().chain(plates).collect();
                assert!(shown.iter().all(|one| asked.contains(one)));
                let all = shown.len();
                shown.sort();
                shown.dedup();
                assert_eq!(all, shown.len(), "everybody once");
            }
        }
    }
    let view = world.room.snapshot(ALICE);
    let role = |person: PersonId| {
        let mut people = view.people.iter();
        people.find(|one| one.id == person).map(|one| one.role)
    };
    let public = |role: Option<Role>| matches!(role, None | Some(Role::Observer | Role::Press));
    if let Some(photo) = &view.photo {
        let open = matches!(
            photo.state,
            PhotoState::Asking | PhotoState::Counting { .. }
        );
        assert_eq!(open, is_open);
        for place in &photo.people {
            assert!(!public(role(place.person)), "nobody who only looks on");
            assert_eq!(place.camera, words.get(&place.person).copied());
        }
    }
    for person in view.people.iter().filter(|one| public(Some(one.role))) {
        assert_eq!(world.room.snapshot(person.id).photo, None);
    }
}
