//! Side rooms beside what else there is: a stage, closed items, those who only follow.

use meeting::plan::{Plan, Role};
use meeting::protocol::{Command, Reason, StageCommand};
use meeting::stage::StagePlace;

use super::*;

fn media(microphone: bool, camera: bool) -> Command {
    Command::SetMedia { microphone, camera }
}

/// Microphone and camera, as the engine lets them through.
fn sends(world: &World, device: ConnectionId) -> (bool, bool) {
    let peer = &world.engine.peers[&device];
    (peer.microphone, peer.camera)
}

fn open_stage(on_stage: &[PersonId]) -> Command {
    Command::Stage(StageCommand::OpenStage {
        on_stage: on_stage.to_vec(),
    })
}

#[test]
fn whoever_is_aside_speaks_there_whatever_the_stage_says_and_is_silent_again_on_return() {
    let (mut world, [alice, bob, carol]) = meeting();
    look_at(&mut world, carol, &[BOB]);
    world.ask(alice, open_stage(&[ALICE])).unwrap();
    assert_eq!(world.ask(bob, media(true, true)), Err(Reason::NotOnStage));
    world.ask(alice, open(10)).unwrap();
    assert_eq!(world.ask(bob, media(true, true)), Ok(()));
    assert_eq!(sends(&world, bob), (true, true));
    assert_eq!(sees(&world, carol), [BOB]);
    world.ask(bob, RETURN).unwrap();
    assert_eq!(sends(&world, bob), (false, false));
    assert_eq!(sees(&world, carol), []);
    world.ask(carol, RETURN).unwrap();
    assert_eq!(sees(&world, carol), [], "Bob is in the audience");
}

#[test]
fn whoever_goes_aside_is_neither_on_stage_nor_backstage_nor_large() {
    let (mut world, [alice, bob, carol]) = meeting();
    world.ask(alice, open_stage(&[BOB])).unwrap();
    let place = |place| {
        Command::Stage(StageCommand::Place {
            person: CAROL,
            place,
        })
    };
    world.ask(alice, place(StagePlace::Backstage)).unwrap();
    let spotlight = StageCommand::Spotlight { person: Some(BOB) };
    world.ask(alice, Command::Stage(spotlight)).unwrap();
    world.ask(alice, open(10)).unwrap();
    let stage = &world.clients[&alice].view().stage;
    assert!(stage.on_stage.is_empty() && stage.backstage.is_empty());
    assert_eq!(stage.spotlight, None);
    // Backstage nobody would hear her.
    assert_eq!(world.ask(carol, media(true, true)), Ok(()));
    assert_eq!(sends(&world, carol), (true, true));
    assert_eq!(
        world.ask(alice, place(StagePlace::OnStage)),
        Err(Reason::InSideRoom)
    );
    world.ask(bob, RETURN).unwrap();
    assert_eq!(sends(&world, bob), (false, false));
}

#[test]
fn a_microphone_that_a_limit_closed_is_closed_aside_too() {
    let mut plan = plan();
    plan.floor.at_limit = meeting::plan::AtLimit::CloseMicrophone;
    let mut world = World::with(plan);
    let [alice, bob] = [ALICE, BOB].map(|person| world.arrive(person));
    world.ask(alice, Command::AdmitAll).unwrap();
    let give = meeting::protocol::FloorCommand::Give {
        person: BOB,
        seconds: Some(30),
    };
    world.ask(alice, Command::Floor(give)).unwrap();
    world.ask(bob, media(true, true)).unwrap();
    world.wait(31);
    world.ask(alice, open(10)).unwrap();
    assert_eq!(
        world.ask(bob, media(true, true)),
        Err(Reason::MicrophoneClosed)
    );
    assert_eq!(sends(&world, bob), (false, true));
}

/// Alice hosts, Bob is a delegate, Olga observes, Paul is of the press.
fn with_followers(plan: Plan) -> (World, [ConnectionId; 4]) {
    let mut world = World::with(plan);
    let all = [ALICE, BOB, OLGA, PAUL].map(|person| world.arrive(person));
    world.ask(all[0], Command::AdmitAll).unwrap();
    (world, all)
}

#[test]
fn press_and_observers_learn_who_is_away_and_neither_where_nor_with_whom() {
    let (mut world, [alice, bob, olga, paul]) = with_followers(plan());
    world
        .ask(alice, open_with("Prices", 10, &[ALICE], &[]))
        .unwrap();
    world
        .ask(alice, open_with("Terms", 10, &[], &[AACHEN]))
        .unwrap();
    assert_eq!(rooms(&world, bob).len(), 2);
    for reader in [olga, paul] {
        assert_eq!(rooms(&world, reader), []);
        assert_eq!(told(&world, reader).away, [ALICE, BOB]);
    }
    assert_eq!(told(&world, bob).away, []);
}

#[test]
fn an_observer_is_in_a_side_room_if_a_host_says_so_by_name_and_only_follows_there() {
    let (mut world, [alice, bob, olga, paul]) = with_followers(plan());
    look_at(&mut world, olga, &[BOB]);
    world
        .ask(alice, open_with("Terms", 10, &[OLGA], &[AACHEN]))
        .unwrap();
    let room = rooms(&world, alice).remove(0);
    assert_eq!(room.people, [BOB, OLGA]);
    assert_eq!(rooms(&world, olga), rooms(&world, alice));
    assert_eq!(sees(&world, olga), [BOB]);
    assert_eq!(world.ask(olga, media(true, false)), Err(Reason::NotAllowed));
    assert_eq!(told(&world, paul).away, [BOB, OLGA]);
    world.ask(alice, extend(room.id, 5)).unwrap();
    assert_eq!(rooms(&world, olga), rooms(&world, bob));
    world.ask(alice, move_to(OLGA, None)).unwrap();
    assert_eq!(rooms(&world, olga), []);
    assert_eq!(sees(&world, olga), []);
}

#[test]
fn a_closed_item_takes_press_and_observers_out_of_side_rooms_too() {
    let (mut world, [alice, bob, olga, paul]) = with_followers(plan_with_a_closed_speech());
    world
        .ask(alice, open_with("Terms", 30, &[BOB, OLGA], &[]))
        .unwrap();
    world
        .ask(alice, Command::StartItem { item: SPEECH })
        .unwrap();
    let room = rooms(&world, alice).remove(0);
    assert_eq!(room.people, [BOB]);
    assert_eq!(side_of(&world, bob), Some(room.id));
    assert!(!world.engine.peers.contains_key(&olga));
    for follower in [OLGA, PAUL] {
        let asked = world.ask(alice, open_with("Press", 30, &[follower], &[]));
        assert_eq!(asked, Err(Reason::NoSuchPerson));
        let asked = world.ask(alice, move_to(follower, Some(room.id)));
        assert_eq!(asked, Err(Reason::NoSuchPerson));
    }
    world.ask(alice, Command::EndItem { item: SPEECH }).unwrap();
    assert_eq!(side_of(&world, olga), None, "she is back in the main room");
    assert_eq!(rooms(&world, olga), []);
    assert_eq!(told(&world, paul).away, [BOB]);
}

#[test]
fn whoever_may_only_follow_from_now_on_or_is_removed_is_in_no_side_room() {
    let (mut world, [alice, bob, _]) = meeting();
    world.ask(alice, open(10)).unwrap();
    let observer = Command::SetRole {
        person: BOB,
        role: Role::Observer,
    };
    world.ask(alice, observer).unwrap();
    assert_eq!(side_of(&world, bob), None);
    assert_eq!(rooms(&world, bob), []);
    world.ask(alice, Command::Remove { person: CAROL }).unwrap();
    assert_eq!(rooms(&world, alice), []);
}
