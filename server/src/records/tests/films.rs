//! Greeting videos in the record and in the sheet of the agenda.

use std::time::Duration;

use meeting::film::{FilmEnd, FilmFact};
use meeting::id::{ItemId, PaperId};

use super::super::rest::Sheet;
use super::sheets::lines;
use super::*;

const PAPER: PaperId = PaperId::from_bits(70);

/// A film is shown on the item that runs last, for twenty seconds; its end is noted late.
fn with_a_film() -> Vec<Fact> {
    let mut all = facts();
    let item = |fact: &Fact| {
        let Event::ItemStarted { item, .. } = fact.event else {
            return None;
        };
        Some((fact.at, item))
    };
    let started = all.iter().filter_map(item).next_back();
    let (at, item): (_, ItemId) = started.expect("an item");
    let starts_at = at.plus(Duration::from_secs(2));
    let shown = FilmFact::Started {
        paper: PAPER,
        item,
        starts_at,
        length_ms: 20_000,
        by: ALICE,
    };
    let over = FilmFact::Ended {
        paper: PAPER,
        why: FilmEnd::Finished,
        by: None,
    };
    let steps = [(0, shown), (50, over)].map(|(later, step)| Fact {
        at: at.plus(Duration::from_secs(later)),
        event: Event::Film(step),
    });
    all.extend(steps);
    all.sort_by_key(|fact| fact.at);
    all
}

#[tokio::test]
async fn the_sheet_of_the_agenda_says_when_a_greeting_video_was_shown() {
    let folder = TempDir::new();
    let store = open(&folder).await;
    keep(&store, with_a_film()).await;
    store.file_record(FORUM).await.expect("files");
    let record = folded(&store, FORUM).await.expect("folds").record;
    let [film] = &record.films[..] else {
        panic!("one film: {:?}", record.films);
    };
    assert_eq!((film.paper, film.seconds), (PAPER, 20));
    assert_eq!(film.by.person, ALICE);
    let sheet = lines(&store, Sheet::Agenda, "en").await;
    assert!(sheet[0].ends_with(r#","Greeting video shown (Asia/Shanghai)""#));
    assert!(
        sheet[2].ends_with(r#","16:08:12–16:08:32""#),
        "{}",
        sheet[2]
    );
    let report = checked(&folder).await;
    assert_eq!(sentences(&report.differences), [""; 0]);
}
