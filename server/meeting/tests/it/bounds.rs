//! What a session bears, and from whom.

use meeting::protocol::{Command, Goodbye, Reason};
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

#[test]
fn one_person_cannot_fill_the_journal_with_words() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    let heidi = world.arrive(HEIDI);
    let chat = || Command::Chat {
        text: "hello".to_owned(),
    };
    for _ in 0..20 {
        assert_eq!(world.ask(alice, chat()), Ok(()));
        assert_eq!(world.ask(alice, Command::Hand { raised: true }), Ok(()));
    }
    let facts = world.facts.len();
    assert_eq!(world.ask(alice, chat()), Err(Reason::TooFast));
    let hand = Command::Hand { raised: false };
    assert_eq!(world.ask(alice, hand), Err(Reason::TooFast));
    assert_eq!(world.facts.len(), facts);
    assert_eq!(world.clients[&alice].goodbye, None);
    assert_eq!(world.ask(heidi, chat()), Ok(()));
    world.wait(1);
    assert_eq!(world.ask(alice, chat()), Ok(()));
}

#[test]
fn one_person_cannot_fill_the_journal_by_coming_and_going() {
    let mut world = World::new();
    let mut alice = world.arrive(ALICE);
    for _ in 1..60 {
        alice = world.resume(alice);
    }
    assert!(world.clients[&alice].is_inside());
    let facts = world.facts.len();
    let once_more = world.resume(alice);
    assert_eq!(
        world.clients[&once_more].goodbye,
        Some(Goodbye::TooSlow),
        "it comes back by itself"
    );
    assert_eq!(world.facts.len(), facts);
    assert!(world.clients[&alice].is_inside(), "who is here stays");
    assert!({
        let heidi = world.arrive(HEIDI);
        world.clients[&heidi].is_inside()
    });
    world.wait(1);
    let back = world.resume(alice);
    assert!(world.clients[&back].is_inside());
}
