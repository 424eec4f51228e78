//! Greeting videos: one behaviour a test; and what holds whatever happens, which [`World`] checks
//! after every turn of every test.

mod acts;
mod laws;
mod record;

use std::time::Duration;

use meeting::film::Film;
use meeting::id::{ConnectionId, PaperId};
use meeting::protocol::{Command, FilmCommand, FilmsView};
use proptest::prelude::*;
use proptest::sample::select;

use crate::people::*;
use crate::world::World;

pub(crate) use laws::check;

/// Bob's, on the speech: a minute, and 8 MB.
const GREETING: PaperId = PaperId::from_bits(1);
/// On the break: half a minute.
const SECOND: PaperId = PaperId::from_bits(2);
const NO_FILM: PaperId = PaperId::from_bits(99);

pub(crate) fn films() -> Vec<Film> {
    let film = |id, item, seconds| Film {
        id,
        item,
        title: text("Greeting"),
        bytes: 8_000_000,
        length: Duration::from_secs(seconds),
    };
    vec![film(GREETING, SPEECH, 60), film(SECOND, BREAK, 30)]
}

/// Alice hosts, Tom is the technician, Bob (Aachen), Carol (Nara) and Paul of the press are in.
fn forum(plan: meeting::plan::Plan) -> (World, [ConnectionId; 5]) {
    let mut world = World::with(plan);
    let people = [ALICE, TOM, BOB, CAROL, PAUL].map(|person| world.arrive(person));
    world.ask(people[0], Command::AdmitAll).unwrap();
    (world, people)
}

fn show(paper: PaperId) -> Command {
    Command::Film(FilmCommand::Show { paper })
}

const STOP: Command = Command::Film(FilmCommand::Stop);

fn prepare(paper: PaperId) -> Command {
    Command::Film(FilmCommand::Prepare { paper })
}

fn fetched(paper: PaperId, bytes: u64) -> Command {
    Command::Film(FilmCommand::Fetched { paper, bytes })
}

fn microphone(on: bool) -> Command {
    Command::SetMedia {
        microphone: on,
        camera: true,
    }
}

/// As one of them was told.
fn told(world: &World, reader: ConnectionId) -> &FilmsView {
    &world.clients[&reader].view().films
}

fn speaks(world: &World, connection: ConnectionId) -> bool {
    world.engine.peers[&connection].microphone
}

pub(crate) fn any_act() -> impl Strategy<Value = FilmCommand> {
    let paper = || select(vec![GREETING, SECOND, NO_FILM]);
    prop_oneof![
        4 => (paper(), 0_u64..9_000_000)
            .prop_map(|(paper, bytes)| FilmCommand::Fetched { paper, bytes }),
        1 => paper().prop_map(|paper| FilmCommand::Prepare { paper }),
        8 => paper().prop_map(|paper| FilmCommand::Show { paper }),
        1 => Just(FilmCommand::Stop),
    ]
}
