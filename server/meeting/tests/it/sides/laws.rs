//! Whatever people, networks and the service do: everybody is in one room, the engine has them there,
//! nothing of a room is known to those who must not know of it, and the record says who was where.

use std::collections::BTreeMap;

use meeting::fact::Event;
use meeting::id::{PersonId, SideId};
use meeting::plan::Role;
use meeting::protocol::{SideView, SidesView};
use meeting::record::Record;
use meeting::side::SideFact;
use meeting::time::Timestamp;

use crate::people::EVERYBODY;
use crate::world::World;

type Visit = (SideId, PersonId, Timestamp, Option<Timestamp>);

/// Who was where from when to when, by what those who may know were told.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    inside: BTreeMap<PersonId, Stay>,
    done: Vec<Visit>,
}

#[derive(Debug, Clone, Copy)]
struct Stay {
    side: SideId,
    from: Timestamp,
    ends_at: Timestamp,
}

/// After every turn, the last one included.
pub(crate) fn note(world: &mut World) {
    let now = world.now.timestamp;
    let rooms = if world.room.has_ended() {
        Vec::new()
    } else {
        all(world)
    };
    let ledger = &mut world.aside;
    let mut inside = BTreeMap::new();
    for room in &rooms {
        for person in &room.people {
            let before = ledger.inside.get(person);
            let before = before.filter(|stay| stay.side == room.id);
            let from = before.map_or(now, |stay| stay.from);
            let stay = Stay {
                side: room.id,
                from,
                ends_at: room.ends_at,
            };
            inside.insert(*person, stay);
        }
    }
    for (person, stay) in &ledger.inside {
        let stays = inside.get(person).is_some_and(|now| now.side == stay.side);
        if !stays {
            let to = Some(now.min(stay.ends_at));
            ledger.done.push((stay.side, *person, stay.from, to));
        }
    }
    ledger.inside = inside;
}

pub(crate) fn check_record(world: &World, record: &Record) {
    let ledger = &world.aside;
    let still = ledger.inside.iter();
    let still = still.map(|(person, stay)| (stay.side, *person, stay.from, None));
    let mut truth: Vec<Visit> = ledger.done.iter().copied().chain(still).collect();
    let mut told = Vec::new();
    for room in &record.sides {
        for visit in &room.visits {
            told.push((room.side, visit.person.person, visit.from, visit.to));
            let is_within = visit.from >= room.opened_at && visit.to <= room.ended_at;
            assert!(is_within || room.ended_at.is_none());
        }
    }
    truth.sort();
    told.sort();
    assert_eq!(told, truth, "who was in a side room");
}

pub(crate) fn check(world: &World) {
    let rooms = all(world);
    let told = |person| {
        let mut rooms = rooms.iter().filter(|one| one.people.contains(&person));
        let room = rooms.next().map(|one| one.id);
        assert!(rooms.next().is_none(), "{person:?} is in two rooms");
        room
    };
    let places = places(world);
    for person in EVERYBODY {
        assert_eq!(told(person), places.get(&person).copied());
    }
    for room in &rooms {
        assert!(room.ends_at > world.now.timestamp, "it ends in time");
        assert!(!room.people.is_empty(), "nobody is in it");
    }
    for peer in world.engine.peers.values() {
        assert_eq!(peer.side, told(peer.person), "{:?}", peer.person);
        assert!(!(peer.screen && peer.side.is_some()), "a screen aside");
        for source in &peer.sources {
            let shown = &world.engine.peers[&source.connection];
            assert_eq!(shown.side, peer.side, "seen from another room");
        }
    }
    check_followers(world, &rooms);
}

/// Press and observers know of no room but the one that they are in.
fn check_followers(world: &World, rooms: &[SideView]) {
    let away: Vec<PersonId> = rooms.iter().flat_map(|room| room.people.clone()).collect();
    for client in world.clients.values() {
        let follows = client.role().is_some_and(Role::is_shut_out);
        let Some(view) = client.view.as_ref().filter(|_| client.connected && follows) else {
            continue;
        };
        let mut known = view.sides.rooms.iter();
        assert!(known.all(|room| room.people.contains(&client.person)));
        assert_eq!(view.sides.away, away);
    }
}

/// By the facts, read without help of the room.
fn places(world: &World) -> BTreeMap<PersonId, SideId> {
    let mut places: BTreeMap<PersonId, SideId> = BTreeMap::new();
    for fact in &world.facts {
        let Event::Side(step) = &fact.event else {
            continue;
        };
        match step {
            SideFact::Opened { ends_at, .. } | SideFact::Extended { ends_at, .. } => {
                assert!(*ends_at > fact.at);
            }
            SideFact::Moved { side, person, .. } => {
                places.insert(*person, *side);
            }
            SideFact::Returned { person, .. } => {
                let before = places.remove(person);
                assert!(before.is_some(), "{person:?} was in none");
            }
            SideFact::Closed { side, .. } => places.retain(|_, place| place != side),
        }
    }
    places
}

/// As somebody who takes part is told: there always is a host.
fn all(world: &World) -> Vec<SideView> {
    let views = EVERYBODY.map(|person| world.room.snapshot(person).sides);
    let knows_all = |view: &&SidesView| view.away.is_empty();
    let full = views.iter().filter(knows_all);
    full.map(|view| view.rooms.clone())
        .max_by_key(Vec::len)
        .unwrap_or_default()
}
