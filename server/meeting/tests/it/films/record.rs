use meeting::film::FilmEnd;
use meeting::record::Record;

use super::*;

fn shown(record: &Record) -> Vec<(PaperId, u64, u64, Option<FilmEnd>)> {
    let opened = record.opened_at.unwrap();
    let films = record.films.iter();
    films
        .map(|one| {
            (
                one.paper,
                one.from.since(opened).as_secs(),
                one.seconds,
                one.end,
            )
        })
        .collect()
}

#[test]
fn the_record_says_what_was_shown_from_when_to_when_and_at_whose_word() {
    let (mut world, [alice, ..]) = forum(plan());
    world.ask(alice, show(GREETING)).unwrap();
    world.wait(1);
    assert_eq!(shown(&world.record()), [], "not yet");
    world.wait(11);
    assert_eq!(shown(&world.record()), [(GREETING, 2, 10, None)]);
    world.ask(alice, STOP).unwrap();
    world.wait(8);
    world.ask(alice, show(GREETING)).unwrap();
    world.ask(alice, STOP).unwrap();
    world.ask(alice, show(SECOND)).unwrap();
    world.sign_of_life();
    world.crash(50);
    world.resume(alice);
    let record = world.record();
    assert_eq!(
        shown(&record),
        [
            (GREETING, 2, 10, Some(FilmEnd::Stopped)),
            (SECOND, 22, 30, Some(FilmEnd::Finished)),
        ]
    );
    assert_eq!(record.films[0].by.name, text("Alice"));
    assert_eq!(record.films[0].item, SPEECH);
}

#[test]
fn a_session_that_ends_takes_it_along() {
    let (mut world, [alice, ..]) = forum(plan());
    world.ask(alice, show(GREETING)).unwrap();
    world.wait(7);
    world.ask(alice, Command::EndSession).unwrap();
    assert_eq!(
        shown(&world.record()),
        [(GREETING, 2, 5, Some(FilmEnd::Session))]
    );
}
