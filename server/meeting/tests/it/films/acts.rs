use meeting::fact::Event;
use meeting::film::{FilmEnd, FilmFact};
use meeting::protocol::{FloorCommand, ItemState, Reason};
use meeting::room::Input;

use super::*;

#[test]
fn it_begins_for_everybody_at_one_moment_and_ends_by_itself() {
    let (mut world, [alice, _, bob, carol, paul]) = forum(plan());
    assert_eq!(world.ask(alice, show(GREETING)), Ok(()));
    let starts_at = world.now.timestamp.plus(Duration::from_secs(2));
    for reader in [alice, bob, carol, paul] {
        let showing = told(&world, reader).showing.unwrap();
        assert_eq!((showing.paper, showing.starts_at), (GREETING, starts_at));
        assert_eq!(showing.length_ms, 60_000);
        let running = world.clients[&reader].item(SPEECH);
        assert!(
            matches!(running, ItemState::Running { .. }),
            "with its item"
        );
    }
    assert_eq!(world.ask(alice, show(SECOND)), Err(Reason::WrongState));
    world.wait(61);
    assert!(told(&world, bob).showing.is_some());
    world.wait(1);
    assert_eq!(told(&world, bob).showing, None);
    assert_eq!(world.ask(alice, STOP), Err(Reason::WrongState));
    assert_eq!(
        world.ask(alice, show(GREETING)),
        Ok(()),
        "its item runs still"
    );
}

#[test]
fn while_it_is_shown_the_engine_hears_hosts_only() {
    let (mut world, [alice, tom, bob, carol, _]) = forum(plan());
    for connection in [alice, tom, bob] {
        world.ask(connection, microphone(true)).unwrap();
    }
    world.ask(alice, show(GREETING)).unwrap();
    assert!(speaks(&world, alice));
    assert!(!speaks(&world, tom) && !speaks(&world, bob));
    let camera = world.engine.peers[&bob].camera;
    assert!(camera, "he is seen still");
    assert_eq!(world.ask(carol, microphone(true)), Err(Reason::FilmIsShown));
    assert_eq!(world.ask(carol, microphone(false)), Ok(()));
    world.ask(alice, STOP).unwrap();
    assert!(!speaks(&world, bob), "nobody is opened by others");
    assert_eq!(world.ask(bob, microphone(true)), Ok(()));
    assert!(speaks(&world, bob));
}

#[test]
fn the_clock_of_a_speaker_stands_meanwhile() {
    let (mut world, [alice, ..]) = forum(plan());
    let give = FloorCommand::Give {
        person: CAROL,
        seconds: Some(300),
    };
    world.ask(alice, Command::Floor(give)).unwrap();
    world.wait(10);
    world.ask(alice, show(GREETING)).unwrap();
    let turn = |world: &World| world.room.snapshot(ALICE).floor.turn.unwrap();
    assert_eq!((turn(&world).before_ms, turn(&world).since), (10_000, None));
    world.wait(62);
    assert_eq!(turn(&world).before_ms, 10_000);
    assert!(turn(&world).since.is_some());
}

#[test]
fn only_hosts_show_it_and_technicians_prepare_it() {
    let (mut world, [alice, tom, bob, ..]) = forum(plan());
    for command in [show(GREETING), STOP] {
        assert_eq!(world.ask(tom, command.clone()), Err(Reason::NotAllowed));
        assert_eq!(world.ask(bob, command), Err(Reason::NotAllowed));
    }
    assert_eq!(world.ask(bob, prepare(SECOND)), Err(Reason::NotAllowed));
    assert_eq!(world.ask(tom, prepare(SECOND)), Ok(()));
    assert_eq!(world.ask(tom, prepare(NO_FILM)), Err(Reason::NoSuchFilm));
    assert_eq!(world.ask(alice, show(NO_FILM)), Err(Reason::NoSuchFilm));
    world
        .ask(alice, Command::SkipItem { item: SPEECH })
        .unwrap();
    assert_eq!(world.ask(alice, show(GREETING)), Err(Reason::WrongState));
}

#[test]
fn those_of_the_next_items_are_fetched_and_those_that_are_prepared() {
    let mut plan = plan();
    for bits in 10..13 {
        let mut item = plan.agenda[0].clone();
        item.id = meeting::id::ItemId::from_bits(bits);
        plan.agenda.insert(1, item);
    }
    let (mut world, [alice, _, bob, ..]) = forum(plan);
    let wanted = |world: &World| -> Vec<bool> {
        let films = told(world, bob).films.iter();
        films.map(|film| film.wanted).collect()
    };
    assert_eq!(wanted(&world), [false, false]);
    world.ask(alice, prepare(SECOND)).unwrap();
    assert_eq!(wanted(&world), [false, true]);
    let start = Command::StartItem { item: OPENING };
    world.ask(alice, start).unwrap();
    let skip = Command::SkipItem {
        item: meeting::id::ItemId::from_bits(10),
    };
    world.ask(alice, skip).unwrap();
    assert_eq!(wanted(&world), [true, true], "third of the next");
    world.crash(5);
    world.resume(alice);
    let films = world.room.snapshot(ALICE).films.films;
    assert!(films.iter().all(|film| film.wanted));
}

#[test]
fn those_who_run_the_meeting_see_who_has_how_much() {
    let (mut world, [alice, tom, bob, carol, _]) = forum(plan());
    world.ask(bob, fetched(GREETING, 1_000)).unwrap();
    world.ask(bob, fetched(GREETING, 1_900_000)).unwrap();
    let of = |world: &World, reader| -> Vec<_> {
        let fetched = told(world, reader).fetched.iter();
        fetched.map(|one| (one.person, one.bytes)).collect()
    };
    assert_eq!(of(&world, alice), [(BOB, 1_000)], "told by quarters");
    world.ask(bob, fetched(GREETING, 99_000_000)).unwrap();
    world.ask(carol, fetched(GREETING, 4_000_000)).unwrap();
    assert_eq!(of(&world, tom), [(BOB, 8_000_000), (CAROL, 4_000_000)]);
    assert_eq!(of(&world, carol), []);
    assert_eq!(world.ask(bob, fetched(NO_FILM, 1)), Err(Reason::NoSuchFilm));
    world.ask(carol, Command::Leave).unwrap();
    assert_eq!(of(&world, alice), [(BOB, 8_000_000)]);
    world.act(Input::Films(Vec::new()));
    assert_eq!(of(&world, alice), []);
}

#[test]
fn press_learns_of_none_on_a_closed_item() {
    let (mut world, [alice, _, bob, _, paul]) = forum(plan_with_a_closed_speech());
    assert_eq!(told(&world, bob).films.len(), 2);
    world.act(Input::Films(films().split_off(1)));
    world.act(Input::Films(films()));
    let seen = told(&world, paul).films.iter();
    assert_eq!(seen.map(|film| film.paper).collect::<Vec<_>>(), [SECOND]);
    assert_eq!(
        world.ask(paul, fetched(GREETING, 1)),
        Err(Reason::NoSuchFilm)
    );
    world.ask(alice, show(GREETING)).unwrap();
    assert!(world.clients[&paul].outside.is_some());
    let mut plan = world.plan.clone();
    for item in &mut plan.agenda {
        item.open = true;
    }
    world.act(Input::Plan(Box::new(plan)));
    assert_eq!(told(&world, paul).films.len(), 2, "it is open now");
    assert!(told(&world, paul).showing.is_some());
}

#[test]
fn it_goes_on_at_the_right_place_when_the_service_comes_back() {
    let (mut world, [alice, _, bob, ..]) = forum(plan());
    world.ask(alice, show(GREETING)).unwrap();
    let before = told(&world, alice).showing;
    world.wait(20);
    world.sign_of_life();
    world.crash(10);
    let bob = world.resume(bob);
    assert_eq!(told(&world, bob).showing, before);
    assert_eq!(world.ask(bob, microphone(true)), Err(Reason::FilmIsShown));
    world.wait(31);
    assert!(told(&world, bob).showing.is_some());
    world.wait(1);
    assert_eq!(told(&world, bob).showing, None, "60 s from its start");
}

#[test]
fn it_ends_with_its_item_and_while_the_service_is_away() {
    let (mut world, [alice, ..]) = forum(plan());
    world.ask(alice, show(GREETING)).unwrap();
    world
        .ask(alice, Command::StartItem { item: BREAK })
        .unwrap();
    assert_eq!(told(&world, alice).showing, None);
    world.ask(alice, show(SECOND)).unwrap();
    world.sign_of_life();
    world.crash(100);
    let ended = world.facts.iter().filter_map(|fact| {
        let Event::Film(FilmFact::Ended { why, .. }) = &fact.event else {
            return None;
        };
        Some(*why)
    });
    assert_eq!(
        ended.collect::<Vec<_>>(),
        [FilmEnd::Item, FilmEnd::Finished]
    );
    let alice = world.resume(alice);
    assert_eq!(told(&world, alice).showing, None);
}

#[test]
fn the_wall_of_a_hall_says_who_greets_and_nothing_of_a_closed_item() {
    for (plan, is_told) in [(plan(), true), (plan_with_a_closed_speech(), false)] {
        let (mut world, [alice, ..]) = forum(plan);
        world.act(Input::Wall { is_watched: true });
        world.ask(alice, show(GREETING)).unwrap();
        let film = world.wall.as_ref().unwrap().film.clone();
        assert_eq!(film.is_some(), is_told);
        if let Some(film) = film {
            assert_eq!(film.speaker.unwrap().name, text("Bob"));
            assert_eq!(film.length_ms, 60_000);
        }
        world.wait(63);
        assert_eq!(world.wall.as_ref().unwrap().film, None);
    }
}
