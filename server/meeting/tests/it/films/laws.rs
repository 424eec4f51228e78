//! Whatever hosts, networks and the service do: while a film is shown the engine hears hosts only, and
//! every room and record knows the same of it.

use meeting::fact::Event;
use meeting::film::{FilmEnd, FilmFact};
use meeting::id::ItemId;
use meeting::plan::Role;
use meeting::protocol::ItemState;
use meeting::time::Timestamp;

use crate::people::{ALICE, OLGA, PAUL};
use crate::world::World;

/// What is shown by the facts, read without help of the room, and until when.
fn shown(world: &World) -> Option<(ItemId, Timestamp)> {
    let mut shown = None;
    for fact in &world.facts {
        let Event::Film(fact_of) = &fact.event else {
            continue;
        };
        match fact_of {
            FilmFact::Prepared { .. } => {}
            FilmFact::Started {
                item,
                starts_at,
                length_ms,
                ..
            } => {
                assert_eq!(shown, None, "one at a time");
                let length = std::time::Duration::from_millis(*length_ms);
                shown = Some((*item, starts_at.plus(length)));
            }
            FilmFact::Ended { why, .. } => {
                let (_, until) = shown.take().expect("only what is shown ends");
                assert_eq!(*why == FilmEnd::Finished, fact.at >= until);
            }
        }
    }
    shown
}

pub(crate) fn check(world: &World) {
    let view = world.room.snapshot(ALICE);
    let shown = shown(world);
    let told = view.films.showing.map(|one| one.item);
    assert_eq!(told, shown.map(|(item, _)| item));
    for public in [OLGA, PAUL] {
        let role = view.people.iter().find(|one| one.id == public);
        if role.is_some_and(|one| one.role.is_shut_out()) {
            let films = world.room.snapshot(public).films;
            let is_open = |item| view.agenda.iter().any(|one| one.id == item && one.open);
            assert!(films.films.iter().all(|film| is_open(film.item)));
            assert!(films.fetched.is_empty(), "for those who run the meeting");
        }
    }
    for one in &view.films.fetched {
        assert!(view.people.iter().any(|person| person.id == one.person));
        let mut films = view.films.films.iter();
        assert!(
            one.bytes > 0 && films.all(|film| film.paper != one.paper || one.bytes <= film.bytes)
        );
    }
    let Some((item, until)) = shown else {
        return;
    };
    assert!(world.now.timestamp < until, "it ends in time");
    let item = view
        .agenda
        .iter()
        .find(|one| one.id == item)
        .expect("its item");
    assert!(matches!(item.state, ItemState::Running { .. }));
    for peer in world.engine.peers.values() {
        let role = view.people.iter().find(|one| one.id == peer.person);
        let is_host = role.is_some_and(|one| one.role == Role::Host);
        assert!(is_host || !peer.microphone, "{:?} is heard", peer.person);
    }
    assert!(view.floor.turn.is_none_or(|turn| turn.since.is_none()));
}
