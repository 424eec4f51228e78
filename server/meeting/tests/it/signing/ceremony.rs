//! Who may do what, and when.

use meeting::plan::{Plan, Role};

use super::*;

/// The doors are open and everybody named is in, Alice first; the speech is closed.
fn assembly(people: &[PersonId]) -> (World, Vec<ConnectionId>) {
    let mut world = World::with(plan_with_a_closed_speech());
    let everybody: Vec<ConnectionId> = people.iter().map(|one| world.arrive(*one)).collect();
    world.ask(everybody[0], Command::AdmitAll).unwrap();
    (world, everybody)
}

/// Alice, Bob, Carol and Paul of the press; the memorandum lies on the table.
pub(super) fn opened(item: Option<ItemId>) -> (World, [ConnectionId; 4]) {
    let (mut world, people) = assembly(&[ALICE, BOB, CAROL, PAUL]);
    ask(&mut world, people[0], prepare(memorandum(item))).unwrap();
    ask(&mut world, people[0], OPEN).unwrap();
    (world, people.try_into().unwrap())
}

#[test]
fn parties_sign_in_turn_witnesses_attest_and_the_host_closes() {
    let (mut world, [alice, bob, carol, paul]) = opened(Some(OPENING));
    let view = told(&world, paul).expect("everybody sees it");
    assert_eq!((view.turn, &view.state), (Some(OURS), &SigningState::Open));
    let originals: Vec<_> = view.originals.iter().map(|one| &one.parties).collect();
    assert_eq!(originals, [&vec![OURS, AACHEN], &vec![AACHEN, OURS]]);

    assert_eq!(ask(&mut world, bob, sign()), Err(Reason::NotYourTurn));
    assert_eq!(ask(&mut world, carol, sign()), Err(Reason::NotAllowed));
    assert_eq!(ask(&mut world, carol, attest()), Err(Reason::NotYourTurn));
    assert_eq!(ask(&mut world, alice, CLOSE), Err(Reason::NotAllSigned));
    ask(&mut world, alice, sign()).unwrap();
    assert_eq!(ask(&mut world, alice, sign()), Err(Reason::NotYourTurn));
    assert_eq!(told(&world, bob).unwrap().turn, Some(AACHEN));
    ask(&mut world, bob, sign()).unwrap();
    assert_eq!(told(&world, bob).unwrap().turn, None);
    ask(&mut world, carol, attest()).unwrap();
    assert_eq!(ask(&mut world, carol, attest()), Err(Reason::NotYourTurn));
    ask(&mut world, alice, CLOSE).unwrap();
    let at = world.now.timestamp;
    assert_eq!(state(&world, paul), &SigningState::Closed { at });
    assert_eq!(ask(&mut world, bob, sign()), Err(Reason::SigningNotOpen));
}

#[test]
fn nobody_signs_another_document_than_the_one_in_force() {
    let (mut world, [alice, ..]) = opened(None);
    for seen in [vec![], vec![hash('a')], vec![hash('b'), hash('a')]] {
        let other = SigningCommand::Sign {
            signing: FIRST,
            hashes: seen,
        };
        assert_eq!(ask(&mut world, alice, other), Err(Reason::OtherDocument));
    }
    ask(&mut world, alice, sign()).unwrap();
}

#[test]
fn what_is_signed_is_a_pdf_that_everybody_may_read_and_is_there_still() {
    let (mut world, people) = assembly(&[ALICE]);
    let alice = people[0];
    let mut draft = memorandum(None);
    draft.editions[0].paper = OTHER;
    assert_eq!(
        ask(&mut world, alice, prepare(draft)),
        Err(Reason::NoSuchPaper)
    );
    ask(&mut world, alice, prepare(memorandum(None))).unwrap();
    world.act(Input::Papers(papers()[1..].to_vec()));
    let open = Command::Signing(OPEN);
    assert_eq!(world.ask(alice, open.clone()), Err(Reason::NoSuchPaper));
    world.act(Input::Papers(papers()));
    world.ask(alice, open).unwrap();
}

#[test]
fn a_draft_is_of_this_session() {
    let (mut world, people) = assembly(&[ALICE, BOB]);
    let mut asked = |change: &dyn Fn(&mut Draft)| {
        let mut draft = memorandum(None);
        change(&mut draft);
        ask(&mut world, people[0], prepare(draft)).unwrap_err()
    };
    let malformed: [&dyn Fn(&mut Draft); 6] = [
        &|draft| draft.title = text(" "),
        &|draft| draft.editions.clear(),
        &|draft| draft.editions[1].language = "zh-CN".to_owned(),
        &|draft| draft.signatories.truncate(1),
        &|draft| draft.witnesses.push(BOB),
        &|draft| draft.signatories[1].delegation = OURS,
    ];
    for change in malformed {
        assert_eq!(asked(change), Reason::Malformed);
    }
    assert_eq!(
        asked(&|draft| draft.item = Some(NO_ITEM)),
        Reason::NoSuchItem
    );
    for person in [STRANGER, OLGA, CAROL] {
        let change = |draft: &mut Draft| {
            draft.signatories[1].person = person;
            draft.witnesses.clear();
        };
        assert_eq!(asked(&change), Reason::NoSuchPerson);
    }
    assert_eq!(
        asked(&|draft| draft.witnesses = vec![PAUL]),
        Reason::NoSuchPerson
    );
    assert_eq!(
        ask(&mut world, people[1], prepare(memorandum(None))),
        Err(Reason::NotAllowed)
    );
}

#[test]
fn a_deputy_is_named_before_it_opens_by_those_whom_it_concerns() {
    let (mut world, people) = assembly(&[ALICE, HEIDI, BOB, CAROL]);
    let (alice, heidi, bob, carol) = (people[0], people[1], people[2], people[3]);
    ask(&mut world, alice, prepare(memorandum(None))).unwrap();
    let mine = deputy(OURS, Some(HEIDI));
    assert_eq!(ask(&mut world, bob, mine.clone()), Err(Reason::NotAllowed));
    for nobody in [IVAN, BOB, CAROL] {
        let asked = ask(&mut world, alice, deputy(OURS, Some(nobody)));
        assert_eq!(asked, Err(Reason::NoSuchPerson));
    }
    assert_eq!(
        ask(&mut world, carol, deputy(AACHEN, None)),
        Err(Reason::NotAllowed)
    );
    ask(&mut world, heidi, mine.clone()).unwrap();
    let signatory = &told(&world, bob).unwrap().signatories[0];
    assert_eq!(signatory.person, HEIDI);
    assert_eq!(signatory.deputy_for.as_ref().unwrap().person, ALICE);
    ask(&mut world, alice, OPEN).unwrap();
    assert_eq!(ask(&mut world, alice, mine), Err(Reason::SigningNotOpen));
    assert_eq!(ask(&mut world, alice, sign()), Err(Reason::NotAllowed));
    ask(&mut world, heidi, sign()).unwrap();
    ask(&mut world, bob, sign()).unwrap();
}

#[test]
fn nothing_is_signed_while_it_is_paused_and_nothing_once_it_is_called_off() {
    let (mut world, [alice, bob, ..]) = opened(None);
    assert_eq!(ask(&mut world, alice, pause(" ")), Err(Reason::Malformed));
    ask(&mut world, alice, pause("The line to Aachen is poor")).unwrap();
    assert_eq!(ask(&mut world, alice, sign()), Err(Reason::SigningNotOpen));
    let since = world.now.timestamp;
    let reason = Some("The line to Aachen is poor".to_owned());
    assert_eq!(state(&world, bob), &SigningState::Paused { since, reason });
    ask(&mut world, alice, RESUME).unwrap();
    ask(&mut world, alice, sign()).unwrap();
    assert_eq!(
        ask(&mut world, bob, call_off("No")),
        Err(Reason::NotAllowed)
    );
    ask(
        &mut world,
        alice,
        call_off("The text is to be looked at again"),
    )
    .unwrap();
    assert_eq!(ask(&mut world, bob, sign()), Err(Reason::SigningNotOpen));
    // Another can begin.
    ask(&mut world, alice, prepare(memorandum(None))).unwrap();
    let signing = SigningId::from_bits(1 << 32 | 2);
    ask(&mut world, alice, SigningCommand::Open { signing }).unwrap();
}

#[test]
fn one_signing_goes_on_at_a_time_and_is_fixed_once_it_does() {
    let (mut world, [alice, ..]) = opened(None);
    let again = SigningCommand::Prepare {
        signing: Some(FIRST),
        draft: memorandum(None),
    };
    assert_eq!(ask(&mut world, alice, again), Err(Reason::SigningNotOpen));
    ask(&mut world, alice, prepare(memorandum(None))).unwrap();
    let signing = SigningId::from_bits(1 << 32 | 2);
    let second = ask(&mut world, alice, SigningCommand::Open { signing });
    assert_eq!(second, Err(Reason::SigningIsOpen));
}

#[test]
fn whoever_drops_comes_back_and_signs_and_so_does_the_service() {
    let (mut world, [alice, bob, carol, _]) = opened(None);
    ask(&mut world, alice, sign()).unwrap();
    world.drop_connection(bob);
    let bob = world.resume(bob);
    assert_eq!(told(&world, bob).unwrap().turn, Some(AACHEN));
    let before = told(&world, alice).cloned();
    world.crash(5);
    let alice = world.resume(alice);
    assert_eq!(told(&world, alice).cloned(), before);
    let bob = world.resume(bob);
    ask(&mut world, bob, sign()).unwrap();
    let carol = world.resume(carol);
    ask(&mut world, carol, attest()).unwrap();
    ask(&mut world, alice, CLOSE).unwrap();
}

#[test]
fn press_and_observers_see_nothing_of_the_signing_of_a_closed_item() {
    let (mut world, [alice, bob, _, paul]) = opened(Some(SPEECH));
    assert!(told(&world, bob).is_some() && told(&world, paul).is_none());
    // Of an open item, but while a closed one runs: not even afterwards.
    ask(&mut world, alice, call_off("Another")).unwrap();
    ask(&mut world, alice, prepare(memorandum(Some(OPENING)))).unwrap();
    assert!(told(&world, paul).is_none(), "no news before it begins");
    let signing = SigningId::from_bits(1 << 32 | 2);
    ask(&mut world, alice, SigningCommand::Open { signing }).unwrap();
    assert_eq!(told(&world, paul).unwrap().id, signing);
    world
        .ask(alice, Command::StartItem { item: SPEECH })
        .unwrap();
    let sign = SigningCommand::Sign {
        signing,
        hashes: hashes(),
    };
    ask(&mut world, alice, sign).unwrap();
    world.ask(alice, Command::EndItem { item: SPEECH }).unwrap();
    assert!(told(&world, paul).is_none());
    assert_eq!(world.clients[&bob].view().signings.len(), 2);
}

#[test]
fn an_item_that_becomes_closed_takes_its_signing_along() {
    let (mut world, [alice, _, _, paul]) = opened(Some(OPENING));
    assert!(told(&world, paul).is_some());
    let mut plan: Plan = world.plan.clone();
    plan.agenda[0].open = false;
    world.act(Input::Plan(Box::new(plan)));
    assert!(told(&world, paul).is_none() && told(&world, alice).is_some());
    let observer = Command::SetRole {
        person: BOB,
        role: Role::Observer,
    };
    world.ask(alice, observer).unwrap();
    world.check();
}

#[test]
fn the_wall_of_the_hall_shows_what_everybody_may_know() {
    let (mut world, [alice, bob, ..]) = opened(Some(OPENING));
    world.act(Input::Wall { is_watched: true });
    let shown = |world: &World| world.wall.as_ref().unwrap().signing.clone();
    ask(&mut world, alice, sign()).unwrap();
    let signing = shown(&world).expect("a signing of an open item");
    let parties = signing.parties.iter();
    let parties: Vec<_> = parties
        .map(|one| (one.signatory.delegation, one.signed))
        .collect();
    assert_eq!(parties, [(OURS, true), (AACHEN, false)]);
    assert_eq!(signing.title, text("Memorandum on water"));
    world
        .ask(alice, Command::StartItem { item: SPEECH })
        .unwrap();
    assert_eq!(shown(&world), None, "a closed item runs");
    ask(&mut world, bob, sign()).unwrap();
    world.ask(alice, Command::EndItem { item: SPEECH }).unwrap();
    assert_eq!(shown(&world), None, "it was signed behind closed doors");
}
