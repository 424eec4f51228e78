//! Decisions and actions: who may note them, who is told, and what is kept.

use meeting::fact::Event;
use meeting::id::{ConnectionId, ItemId, NoteId, PersonId};
use meeting::note::{Action, Day, Note, NoteFact, Owner};
use meeting::plan::{Localized, Plan, Role};
use meeting::protocol::{Command, NoteCommand, NoteView, Reason};
use meeting::room::Input;
use proptest::prelude::*;
use proptest::sample::select;

use crate::people::*;
use crate::world::World;

/// The first note of the first life of a room.
const FIRST: NoteId = NoteId::from_bits(1 << 32 | 1);

fn decision(item: ItemId, words: &str) -> Note {
    Note {
        item,
        text: text(words),
        action: None,
    }
}

fn action(item: ItemId, owner: Option<Owner>, department: &str) -> Note {
    Note {
        item,
        text: text("Send the draft").and("zh-CN", "发送草案"),
        action: Some(Action {
            owner,
            department: department.to_owned(),
            due: Day::new(2026, 12, 31),
        }),
    }
}

fn write(note: Note) -> NoteCommand {
    NoteCommand::Write { note }
}

fn correct(version: u32, note: Note) -> NoteCommand {
    NoteCommand::Correct {
        id: FIRST,
        version,
        note,
    }
}

fn withdraw(version: u32) -> NoteCommand {
    NoteCommand::Withdraw { id: FIRST, version }
}

/// The doors are open and everybody named is in, Alice first; the speech is closed.
fn assembly(people: &[PersonId]) -> (World, Vec<ConnectionId>) {
    let mut plan = plan();
    set_open(&mut plan, SPEECH, false);
    let mut world = World::with(plan);
    let everybody: Vec<ConnectionId> = people.iter().map(|one| world.arrive(*one)).collect();
    world.ask(everybody[0], Command::AdmitAll).unwrap();
    (world, everybody)
}

fn set_open(plan: &mut Plan, item: ItemId, open: bool) {
    let item = plan.agenda.iter_mut().find(|one| one.id == item);
    item.unwrap().open = open;
}

fn ask(world: &mut World, who: ConnectionId, command: NoteCommand) -> Result<(), Reason> {
    world.ask(who, Command::Note(command))
}

fn seen(world: &World, by: ConnectionId) -> Vec<NoteView> {
    world.clients[&by].view().notes.clone()
}

#[test]
fn what_is_noted_is_seen_by_everybody_at_once() {
    let (mut world, people) = assembly(&[ALICE, BOB, PAUL, TOM]);
    let note = action(OPENING, Some(Owner::Delegation(AACHEN)), "Port office");
    ask(&mut world, people[3], write(note.clone())).unwrap();
    for reader in people {
        let [seen] = seen(&world, reader).try_into().expect("one note");
        assert_eq!((seen.id, seen.version, &seen.note), (FIRST, 1, &note));
        assert_eq!((seen.by, &seen.name), (TOM, &text("Tom")));
    }
}

#[test]
fn only_those_who_run_the_meeting_note() {
    let (mut world, people) = assembly(&[ALICE, BOB, IVAN, OLGA, PAUL]);
    for who in &people[1..] {
        let asked = ask(&mut world, *who, write(decision(OPENING, "Adopted")));
        assert_eq!(asked, Err(Reason::NotAllowed));
    }
    assert_eq!(seen(&world, people[0]), []);
}

#[test]
fn a_note_is_of_this_session() {
    let (mut world, people) = assembly(&[ALICE]);
    let mut asked = |note| ask(&mut world, people[0], write(note));
    let nobody = Some(Owner::Person(STRANGER));
    assert_eq!(asked(decision(NO_ITEM, "x")), Err(Reason::NoSuchItem));
    assert_eq!(asked(decision(OPENING, " ")), Err(Reason::Malformed));
    assert_eq!(asked(action(OPENING, None, " ")), Err(Reason::Malformed));
    assert_eq!(
        asked(action(OPENING, nobody, "Port office")),
        Err(Reason::NoSuchPerson)
    );
    let french = Note {
        text: Localized::of("fr", "Adopté"),
        ..decision(OPENING, "")
    };
    assert_eq!(asked(french), Err(Reason::Malformed));
}

#[test]
fn a_correction_names_what_it_corrects_and_the_record_keeps_both() {
    let (mut world, people) = assembly(&[ALICE, TOM]);
    ask(&mut world, people[0], write(decision(OPENING, "Adoptd"))).unwrap();
    ask(
        &mut world,
        people[1],
        correct(1, decision(OPENING, "Adopted")),
    )
    .unwrap();
    let late = ask(
        &mut world,
        people[0],
        correct(1, decision(BREAK, "Adopted")),
    );
    assert_eq!(late, Err(Reason::NoteChanged));
    assert_eq!(
        ask(&mut world, people[0], withdraw(1)),
        Err(Reason::NoteChanged)
    );

    let same = world.facts.len();
    ask(
        &mut world,
        people[0],
        correct(2, decision(OPENING, " Adopted ")),
    )
    .unwrap();
    assert_eq!(world.facts.len(), same, "nothing was put right");

    let record = world.record();
    let [note] = record.notes.as_slice() else {
        panic!("one note: {:?}", record.notes);
    };
    let said = |version: &meeting::record::NoteVersion| (version.by.person, version.text.clone());
    assert_eq!(said(&note.now), (TOM, Some(text("Adopted"))));
    let before: Vec<_> = note.before.iter().map(said).collect();
    assert_eq!(before, [(ALICE, Some(text("Adoptd")))]);
    assert!(note.counts());
}

#[test]
fn what_is_withdrawn_is_gone_but_not_from_the_record() {
    let (mut world, people) = assembly(&[ALICE, BOB]);
    ask(&mut world, people[0], write(decision(OPENING, "Adopted"))).unwrap();
    ask(&mut world, people[0], withdraw(1)).unwrap();
    assert_eq!(seen(&world, people[1]), []);
    assert_eq!(
        ask(&mut world, people[0], withdraw(1)),
        Err(Reason::NoSuchNote)
    );
    let again = correct(1, decision(OPENING, "Adopted"));
    assert_eq!(ask(&mut world, people[0], again), Err(Reason::NoSuchNote));
    let record = world.record();
    assert!(!record.notes[0].counts());
    assert_eq!(record.notes[0].now.text, Some(text("Adopted")));
}

#[test]
fn notes_of_closed_items_do_not_reach_press_and_observers() {
    let (mut world, people) = assembly(&[ALICE, BOB, OLGA, PAUL]);
    let count = |world: &World| {
        people
            .iter()
            .map(|who| seen(world, *who).len())
            .collect::<Vec<_>>()
    };
    ask(&mut world, people[0], write(decision(SPEECH, "Between us"))).unwrap();
    assert_eq!(count(&world), [1, 1, 0, 0]);
    // Noted at the wrong item, and put right.
    ask(
        &mut world,
        people[0],
        correct(1, decision(OPENING, "For all")),
    )
    .unwrap();
    assert_eq!(count(&world), [1, 1, 1, 1]);
    ask(
        &mut world,
        people[0],
        correct(2, decision(SPEECH, "Between us")),
    )
    .unwrap();
    assert_eq!(count(&world), [1, 1, 0, 0]);
    // The desk opens the item.
    let mut plan = world.plan.clone();
    set_open(&mut plan, SPEECH, true);
    world.plan = plan.clone();
    world.act(Input::Plan(Box::new(plan)));
    assert_eq!(count(&world), [1, 1, 1, 1]);
    // Whoever becomes an observer knows less.
    let bob = Command::SetRole {
        person: BOB,
        role: Role::Observer,
    };
    ask(&mut world, people[0], write(decision(SPEECH, "Between us"))).unwrap();
    let mut plan = world.plan.clone();
    set_open(&mut plan, SPEECH, false);
    world.plan = plan.clone();
    world.act(Input::Plan(Box::new(plan)));
    assert_eq!(count(&world), [2, 2, 0, 0]);
    world.ask(people[0], bob).unwrap();
    assert_eq!(count(&world), [2, 0, 0, 0]);
}

#[test]
fn a_crash_loses_no_note() {
    let (mut world, people) = assembly(&[ALICE, BOB]);
    let note = action(OPENING, Some(Owner::Person(BOB)), "");
    ask(&mut world, people[0], write(decision(OPENING, "Draft"))).unwrap();
    ask(&mut world, people[0], correct(1, note.clone())).unwrap();
    world.crash(5);
    let back = world.arrive(ALICE);
    let [known] = seen(&world, back).try_into().expect("one note");
    assert_eq!((known.version, &known.note), (2, &note));
    // A new life numbers its notes anew, and hits none of the old.
    ask(&mut world, back, write(decision(OPENING, "Adopted"))).unwrap();
    assert_eq!(seen(&world, back).len(), 2);
}

#[test]
fn no_word_of_a_note_stands_in_a_fact_in_the_clear() {
    let (mut world, people) = assembly(&[ALICE]);
    let note = action(OPENING, Some(Owner::Delegation(NARA)), "Port office");
    ask(&mut world, people[0], write(note)).unwrap();
    let fact = world.facts.last().unwrap();
    let stored = serde_json::to_string(&fact.event).unwrap();
    assert!(
        !stored.contains("draft") && !stored.contains("Port"),
        "{stored}"
    );
    let (author, sealed) = fact.event.private().expect("words to seal");
    assert!(author == ALICE && sealed.contains("Port office"));
    let Event::Note(NoteFact::Written { task, .. }) = &fact.event else {
        panic!("not a note: {:?}", fact.event);
    };
    assert_eq!(task.unwrap().due, Day::new(2026, 12, 31));
}

#[test]
fn an_erased_author_takes_the_words_along() {
    let (mut world, people) = assembly(&[ALICE]);
    let note = action(OPENING, Some(Owner::Delegation(NARA)), "Port office");
    ask(&mut world, people[0], write(note)).unwrap();
    let mut facts = world.facts.clone();
    facts.push(meeting::fact::Fact {
        at: world.now.timestamp,
        event: Event::Erased { person: ALICE },
    });
    let record = meeting::record::record(&world.plan, &facts, world.now.timestamp);
    let now = &record.notes[0].now;
    assert_eq!(now.text, None);
    let action = now.action.as_ref().expect("still an action");
    assert_eq!(action.department, "");
    assert_eq!(action.owner, Some(Owner::Delegation(NARA)));
}

/// What somebody might ask for about notes, wherever they are.
pub(crate) fn any_note() -> impl Strategy<Value = NoteCommand> {
    let ids = [1u64 << 32 | 1, 1 << 32 | 2, 2 << 32 | 1].map(NoteId::from_bits);
    let id = move || select(ids.to_vec());
    let item = || select(vec![OPENING, SPEECH, BREAK, NO_ITEM]);
    let owner = select(vec![
        None,
        Some(Owner::Delegation(NARA)),
        Some(Owner::Person(BOB)),
        Some(Owner::Person(STRANGER)),
    ]);
    let note = prop_oneof![
        (item(), "[a-b ]{0,2}").prop_map(|(item, words)| decision(item, &words)),
        (item(), owner, "[a-b ]{0,2}").prop_map(|(item, owner, department)| action(
            item,
            owner,
            &department
        )),
    ];
    let note = note.boxed();
    prop_oneof![
        4 => note.clone().prop_map(write),
        3 => (id(), 1u32..4, note)
            .prop_map(|(id, version, note)| NoteCommand::Correct { id, version, note }),
        1 => (id(), 1u32..4).prop_map(|(id, version)| NoteCommand::Withdraw { id, version }),
    ]
}
