use meeting::photo::chosen;
use meeting::plan::Role;
use meeting::protocol::StageCommand;

use super::*;

#[test]
fn heads_are_asked_in_the_order_of_the_protocol_and_nobody_who_only_looks_on() {
    let (mut world, [alice, _, bob, carol, olga, paul]) = forum();
    world.act(Input::Precedence(vec![NARA, AACHEN, OURS]));
    assert_eq!(
        world.ask(bob, call(PhotoScope::Heads)),
        Err(Reason::NotAllowed)
    );
    assert_eq!(world.ask(alice, call(PhotoScope::Heads)), Ok(()));
    let expected = [(CAROL, None), (BOB, None), (ALICE, None)];
    assert_eq!(
        asked(&world, carol),
        expected,
        "of Nara, which named no head, the first in rank"
    );
    for public in [olga, paul] {
        assert_eq!(told(&world, public), None);
        assert_eq!(world.ask(public, answer(true)), Err(Reason::NotAllowed));
    }
    assert_eq!(
        world.ask(alice, call(PhotoScope::Cameras)),
        Err(Reason::WrongState)
    );
}

#[test]
fn who_is_in_it_is_the_choice_of_the_host() {
    let (mut world, [alice, heidi, bob, ..]) = forum();
    let nobody = world.ask(alice, call(PhotoScope::Stage));
    assert_eq!(nobody, Err(Reason::NoSuchPerson), "there is no stage");
    let on_stage = vec![BOB, HEIDI];
    let open = Command::Stage(StageCommand::OpenStage { on_stage });
    world.ask(alice, open).unwrap();
    world.ask(alice, call(PhotoScope::Stage)).unwrap();
    assert_eq!(asked(&world, alice), [(HEIDI, None), (BOB, None)]);
    world.ask(heidi, CALL_OFF).unwrap();
    assert_eq!(asked(&world, alice), []);

    let camera = Command::SetMedia {
        microphone: false,
        camera: true,
    };
    world.ask(bob, camera).unwrap();
    world.ask(alice, call(PhotoScope::Cameras)).unwrap();
    assert_eq!(asked(&world, alice), [(BOB, None)]);
}

#[test]
fn a_picture_is_kept_with_those_who_agreed_and_plates_for_the_others() {
    let (mut world, [alice, heidi, bob, carol, ..]) = forum();
    world.ask(alice, call(PhotoScope::Heads)).unwrap();
    assert_eq!(
        world.ask(alice, START_IT),
        Err(Reason::WrongState),
        "of plates alone"
    );
    world.ask(alice, answer(true)).unwrap();
    world.ask(bob, answer(false)).unwrap();
    assert_eq!(
        world.ask(heidi, answer(true)),
        Err(Reason::NotAllowed),
        "she is not asked"
    );
    assert_eq!(
        world.ask(alice, keep(&[ALICE])),
        Err(Reason::WrongState),
        "not taken yet"
    );
    world.ask(alice, START_IT).unwrap();
    let due = world.now.timestamp.plus(COUNTDOWN);
    let photo = told(&world, carol).unwrap();
    assert_eq!(photo.state, PhotoState::Counting { due });
    assert_eq!(
        world.ask(alice, START_IT),
        Err(Reason::WrongState),
        "it runs"
    );
    count_down(&mut world);
    assert_eq!(
        world.ask(alice, keep(&[ALICE])),
        Err(Reason::WrongState),
        "no file"
    );
    upload(&mut world);
    for wrong in [
        &[][..],
        &[BOB][..],
        &[ALICE, CAROL][..],
        &[ALICE, HEIDI][..],
    ] {
        assert_eq!(
            world.ask(alice, keep(wrong)),
            Err(Reason::NoConsent),
            "{wrong:?}"
        );
    }
    assert_eq!(world.ask(alice, keep(&[ALICE])), Ok(()));
    let at = world.now.timestamp;
    assert_eq!(told(&world, bob).unwrap().state, PhotoState::Kept { at });
    assert_eq!(world.ask(bob, answer(true)), Err(Reason::NoSuchPhoto));
    let record = &world.record().photos[0];
    let people = |sitters: &[meeting::record::PhotoSitter]| -> Vec<PersonId> {
        sitters.iter().map(|one| one.person.person).collect()
    };
    assert_eq!(people(&record.pictured), [ALICE]);
    assert_eq!(people(&record.plates), [BOB, CAROL]);
    assert_eq!((&record.file, record.taken_at), (&file(), due));
}

#[test]
fn whoever_thinks_better_of_it_after_the_countdown_is_not_kept() {
    let (mut world, [alice, _, bob, ..]) = forum();
    world.ask(alice, call(PhotoScope::Heads)).unwrap();
    for who in [alice, bob] {
        world.ask(who, answer(true)).unwrap();
    }
    world.ask(alice, START_IT).unwrap();
    count_down(&mut world);
    upload(&mut world);
    world.ask(bob, answer(false)).unwrap();
    assert_eq!(
        world.ask(alice, keep(&[ALICE, BOB])),
        Err(Reason::NoConsent)
    );
    assert_eq!(world.ask(alice, START_IT), Ok(()), "taken again");
    count_down(&mut world);
    assert_eq!(world.ask(alice, keep(&[ALICE])), Ok(()));
}

#[test]
fn a_picture_that_was_uploaded_for_another_is_not_kept() {
    let (mut world, [alice, ..]) = forum();
    world.ask(alice, call(PhotoScope::Heads)).unwrap();
    world.ask(alice, answer(true)).unwrap();
    world.ask(alice, START_IT).unwrap();
    count_down(&mut world);
    let photo = PhotoId::from_bits(FIRST.bits() + 1);
    world.act(Input::PhotoFile {
        photo,
        file: file(),
    });
    assert_eq!(world.ask(alice, keep(&[ALICE])), Err(Reason::WrongState));
}

#[test]
fn whoever_leaves_or_takes_part_no_more_stands_in_it_no_more() {
    let (mut world, [alice, _, bob, carol, ..]) = forum();
    world.ask(alice, call(PhotoScope::Heads)).unwrap();
    world.ask(bob, Command::Leave).unwrap();
    let role = Command::SetRole {
        person: CAROL,
        role: Role::Observer,
    };
    world.ask(carol, answer(true)).unwrap();
    world.ask(alice, role).unwrap();
    assert_eq!(asked(&world, alice), [(ALICE, None)]);
    assert_eq!(told(&world, carol), None);
}

#[test]
fn a_restart_calls_the_picture_off_and_says_so() {
    let (mut world, [alice, _, bob, ..]) = forum();
    world.ask(alice, call(PhotoScope::Heads)).unwrap();
    world.ask(bob, answer(true)).unwrap();
    world.ask(alice, START_IT).unwrap();
    world.sign_of_life();
    world.crash(3);
    let alice = world.resume(alice);
    let photo = told(&world, alice).unwrap();
    let why = PhotoEnd::Restart;
    assert_eq!(photo.state, PhotoState::CalledOff { why });
    assert_eq!(world.ask(alice, START_IT), Err(Reason::NoSuchPhoto));
    assert_eq!(world.ask(alice, call(PhotoScope::Heads)), Ok(()));
    assert_ne!(told(&world, alice).unwrap().id, FIRST);
}

fn sitter(delegation: u64, person: u64) -> Sitter {
    Sitter {
        person: PersonId::from_bits(person),
        delegation: DelegationId::from_bits(delegation),
    }
}

proptest! {
    /// Every city has its first before any has its second, and the order is that of the cities.
    #[test]
    fn a_full_picture_has_a_place_for_every_city(sizes in prop::collection::vec(0usize..6, 0..12), most in 0usize..20) {
        let groups: Vec<Vec<Sitter>> = (0..).zip(&sizes).map(|(city, size)| {
            (0..*size as u64).map(|rank| sitter(city, city * 100 + rank)).collect()
        }).collect();
        let chosen = chosen(groups.clone(), most);
        let all: usize = sizes.iter().sum();
        prop_assert_eq!(chosen.len(), all.min(most));
        prop_assert!(chosen.is_sorted_by_key(|one| one.person), "in order, each once");
        let places: Vec<usize> = (0..).zip(&sizes).map(|(city, _)| {
            let city = DelegationId::from_bits(city);
            chosen.iter().filter(|one| one.delegation == city).count()
        }).collect();
        let fullest = places.iter().copied().max().unwrap_or(0);
        for (have, size) in places.iter().zip(&sizes) {
            prop_assert!(*have + 1 >= fullest.min(size + 1), "{places:?} of {sizes:?}");
        }
    }
}
