//! Side rooms: one behaviour a test; and what holds whatever happens, which [`World`] checks after
//! every turn of every test.

mod acts;
mod laws;
mod others;
mod record;

use meeting::id::{ConnectionId, PersonId, SideId};
use meeting::protocol::{Command, Picture, SideCommand, SideView, SidesView, View, Wanted};
use proptest::prelude::*;
use proptest::sample::select;

use crate::people::*;
use crate::world::World;

pub(crate) use laws::{Ledger, check, check_record, note};

/// Alice hosts, Bob (Aachen) and Carol (Nara) are in.
fn meeting() -> (World, [ConnectionId; 3]) {
    let mut world = World::new();
    let all = [ALICE, BOB, CAROL].map(|person| world.arrive(person));
    assert_eq!(world.ask(all[0], Command::AdmitAll), Ok(()));
    (world, all)
}

/// Carol, and all of Aachen.
fn open(minutes: u16) -> Command {
    open_with("Aachen and Nara", minutes, &[CAROL], &[AACHEN])
}

fn open_with(
    title: &str,
    minutes: u16,
    people: &[PersonId],
    delegations: &[meeting::id::DelegationId],
) -> Command {
    Command::Side(SideCommand::Open {
        title: title.to_owned(),
        minutes,
        may_return: true,
        people: people.to_vec(),
        delegations: delegations.to_vec(),
    })
}

fn move_to(person: PersonId, side: Option<SideId>) -> Command {
    Command::Side(SideCommand::Move { person, side })
}

fn extend(side: SideId, minutes: u16) -> Command {
    Command::Side(SideCommand::Extend { side, minutes })
}

const RETURN: Command = Command::Side(SideCommand::Return);

/// As one of them was told.
fn told(world: &World, reader: ConnectionId) -> &SidesView {
    &world.clients[&reader].view().sides
}

fn rooms(world: &World, reader: ConnectionId) -> Vec<SideView> {
    told(world, reader).rooms.clone()
}

/// Where the engine has a device.
fn side_of(world: &World, device: ConnectionId) -> Option<SideId> {
    world.engine.peers[&device].side
}

fn sees(world: &World, device: ConnectionId) -> Vec<PersonId> {
    let sources = world.engine.peers[&device].sources.iter();
    sources
        .map(|source| world.engine.peers[&source.connection].person)
        .collect()
}

fn look_at(world: &mut World, device: ConnectionId, people: &[PersonId]) {
    let sources = people.iter().map(|person| Wanted {
        person: *person,
        kind: Picture::Camera,
        width: 320,
        height: 180,
    });
    let view = View {
        sources: sources.collect(),
        audio_only: false,
    };
    assert_eq!(world.ask(device, Command::View(view)), Ok(()));
}

pub(crate) fn any_side() -> impl Strategy<Value = SideCommand> {
    let ids = [1u64 << 32 | 1, 1 << 32 | 2, 2 << 32 | 1].map(SideId::from_bits);
    let side = move || select(ids.to_vec());
    let anybody = || select(EVERYBODY.to_vec());
    let people = prop::collection::vec(anybody(), 0..4);
    prop_oneof![
        6 => (people, 1u16..5, any::<bool>()).prop_map(|(people, minutes, may_return)| {
            SideCommand::Open {
                title: "Apart".to_owned(),
                minutes,
                may_return,
                people,
                delegations: vec![AACHEN],
            }
        }),
        6 => (anybody(), prop::option::of(side()))
            .prop_map(|(person, side)| SideCommand::Move { person, side }),
        3 => Just(SideCommand::Return),
        2 => (side(), 0u16..4).prop_map(|(side, minutes)| SideCommand::Extend { side, minutes }),
        1 => side().prop_map(|side| SideCommand::Close { side }),
        1 => Just(SideCommand::CloseAll),
    ]
}

/// After a restart, whoever is not missed any more is in no side room.
pub(crate) fn without_the_gone(sides: &mut SidesView, here: &[PersonId]) {
    for room in &mut sides.rooms {
        room.people.retain(|person| here.contains(person));
    }
    sides.rooms.retain(|room| !room.people.is_empty());
    sides.away.retain(|person| here.contains(person));
}
