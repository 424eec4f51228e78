//! What a session bears, and from whom.

use meeting::protocol::{Command, Goodbye};
use meeting::room::Limits;

use crate::people::*;
use crate::world::World;

#[test]
fn a_full_session_lets_nobody_new_in_and_everybody_back() {
    let limits = Limits {
        participants: 2,
        ..Limits::default()
    };
    let mut world = World::limited(plan(), World::new().now, limits);
    let alice = world.arrive(ALICE);
    let bob = world.arrive(BOB);
    let carol = world.arrive(CAROL);
    assert_eq!(world.clients[&carol].goodbye, Some(Goodbye::Full));

    let phone = world.arrive_on(BOB, "phone");
    assert_eq!(world.clients[&phone].goodbye, None);
    world.drop_connection(alice);
    let alice = world.resume(alice);
    assert!(world.clients[&alice].is_inside());
    // Its former socket has not been found dead yet.
    let again = world.resume(alice);
    assert!(world.clients[&again].is_inside());

    world.drop_connection(phone);
    world.wait(29);
    let carol = world.arrive(CAROL);
    assert_eq!(world.clients[&carol].goodbye, Some(Goodbye::Full));
    world.ask(bob, Command::Leave).unwrap();
    world.wait(1);
    let carol = world.arrive(CAROL);
    assert_eq!(world.clients[&carol].goodbye, None);
}
