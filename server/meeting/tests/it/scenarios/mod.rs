//! What happens in meetings, one behaviour a test.

mod closed;
mod desk;
mod devices;
mod door;
mod media;
mod proceedings;
mod restarts;
mod show;

use meeting::fact::Event;
use meeting::id::ConnectionId;
use meeting::protocol::Command;

use crate::people::*;
use crate::world::World;

fn sound() -> Command {
    Command::SetMedia {
        microphone: true,
        camera: false,
    }
}

/// Alice hosts, Bob and Carol are in.
fn meeting() -> (World, [ConnectionId; 3]) {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    let bob = world.arrive(BOB);
    let carol = world.arrive(CAROL);
    assert_eq!(world.ask(alice, Command::AdmitAll), Ok(()));
    (world, [alice, bob, carol])
}

fn events(world: &World) -> impl Iterator<Item = &Event> {
    world.facts.iter().map(|fact| &fact.event)
}
