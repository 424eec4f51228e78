//! The stage: one behaviour a test; and what holds whatever happens, which [`World`] checks after
//! every turn of every test.

mod acts;
mod laws;
mod record;

use meeting::id::{ConnectionId, PersonId};
use meeting::protocol::{Command, Picture, Reason, StageCommand, StageView, View, Wanted};
use meeting::stage::StagePlace;
use proptest::prelude::*;
use proptest::sample::select;

use crate::people::*;
use crate::world::World;

pub(crate) use laws::check;

/// Alice hosts, Tom is the technician, Bob (Aachen) and Carol (Nara) are in.
fn forum() -> (World, [ConnectionId; 4]) {
    let mut world = World::new();
    let people = [ALICE, TOM, BOB, CAROL].map(|person| world.arrive(person));
    world.ask(people[0], Command::AdmitAll).unwrap();
    (world, people)
}

fn open(on_stage: &[PersonId]) -> Command {
    Command::Stage(StageCommand::OpenStage {
        on_stage: on_stage.to_vec(),
    })
}

const CLOSE: Command = Command::Stage(StageCommand::CloseStage);
const PROMOTE: Command = Command::Stage(StageCommand::Promote);

fn place(person: PersonId, place: StagePlace) -> Command {
    Command::Stage(StageCommand::Place { person, place })
}

fn spotlight(person: Option<PersonId>) -> Command {
    Command::Stage(StageCommand::Spotlight { person })
}

fn pin(on: bool) -> Command {
    Command::Stage(StageCommand::PinScreen { on })
}

fn media(microphone: bool, camera: bool) -> Command {
    Command::SetMedia { microphone, camera }
}

fn see(person: PersonId) -> Command {
    Command::View(View {
        sources: vec![Wanted {
            person,
            kind: Picture::Camera,
            width: 320,
            height: 180,
        }],
        audio_only: false,
    })
}

/// As one of them was told.
fn told(world: &World, reader: ConnectionId) -> &StageView {
    &world.clients[&reader].view().stage
}

/// Microphone and camera, as the engine lets them through.
fn sends(world: &World, connection: ConnectionId) -> (bool, bool) {
    let peer = &world.engine.peers[&connection];
    (peer.microphone, peer.camera)
}

fn sees(world: &World, viewer: ConnectionId, seen: ConnectionId) -> bool {
    let mut sources = world.engine.peers[&viewer].sources.iter();
    sources.any(|source| source.connection == seen)
}

pub(crate) fn any_act() -> impl Strategy<Value = StageCommand> {
    let person = || select(EVERYBODY.to_vec());
    let place = || {
        select(vec![
            StagePlace::OnStage,
            StagePlace::Backstage,
            StagePlace::Audience,
        ])
    };
    let delegation = select(vec![OURS, AACHEN, NARA]);
    prop_oneof![
        4 => prop::collection::vec(person(), 0..3)
            .prop_map(|on_stage| StageCommand::OpenStage { on_stage }),
        1 => Just(StageCommand::CloseStage),
        8 => (person(), place()).prop_map(|(person, place)| StageCommand::Place { person, place }),
        2 => (delegation, place())
            .prop_map(|(delegation, place)| StageCommand::PlaceDelegation { delegation, place }),
        2 => Just(StageCommand::Promote),
        3 => prop::option::of(person()).prop_map(|person| StageCommand::Spotlight { person }),
        3 => any::<bool>().prop_map(|on| StageCommand::PinScreen { on }),
    ]
}

/// After a restart, whoever is not missed any more is no longer on stage.
pub(crate) fn without_the_gone(stage: &mut StageView, here: &[PersonId]) {
    stage.on_stage.retain(|person| here.contains(person));
    stage.backstage.retain(|person| here.contains(person));
    stage.spotlight = stage.spotlight.filter(|person| here.contains(person));
    stage.pinned = stage.pinned.filter(|person| here.contains(person));
}

const REFUSED: Result<(), Reason> = Err(Reason::NotOnStage);
