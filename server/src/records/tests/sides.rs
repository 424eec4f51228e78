//! Side rooms in the record and in their sheet.

use std::time::Duration;

use meeting::fact::Private;
use meeting::id::SideId;
use meeting::side::SideFact;

use super::super::rest::Sheet;
use super::sheets::lines;
use super::*;

const SIDE: SideId = SideId::from_bits(1);

/// Alice and Bob go aside; Bob comes back, Alice is called back.
pub(super) fn with_a_side_room() -> Vec<Fact> {
    let moved = |person| SideFact::Moved {
        side: SIDE,
        person,
        by: ALICE,
    };
    let opened = SideFact::Opened {
        side: SIDE,
        by: ALICE,
        ends_at: second(500).plus(Duration::from_secs(600)),
        may_return: true,
        title: Private::text("=Terms"),
    };
    let back = SideFact::Returned {
        person: BOB,
        by: Some(BOB),
    };
    let close = SideFact::Closed {
        side: SIDE,
        by: Some(ALICE),
    };
    let steps = [
        (500, opened),
        (500, moved(ALICE)),
        (500, moved(BOB)),
        (530, back),
        (560, close),
    ];
    let steps = steps.map(|(at, step)| Fact {
        at: second(at),
        event: Event::Side(step),
    });
    let mut all = facts();
    let later = all.iter().position(|fact| fact.at > second(560));
    let later = later.expect("the end");
    all.splice(later..later, steps);
    all
}

async fn session(folder: &TempDir) -> Store {
    let store = open(folder).await;
    keep(&store, with_a_side_room()).await;
    store.file_record(FORUM).await.expect("files");
    store
}

#[tokio::test]
async fn the_sheet_of_the_side_rooms_says_who_was_in_which_from_when_to_when() {
    let folder = TempDir::new();
    let store = session(&folder).await;
    let sheet = lines(&store, Sheet::Sides, "en").await;
    assert_eq!(sheet.len(), 3);
    assert_eq!(
        sheet[1],
        r#""1","'=Terms","Hangzhou","Alice","2026-03-10 16:08:20","2026-03-10 16:09:20","0:01:00","Alice","yes""#
    );
    assert_eq!(
        sheet[2],
        r#""2","'=Terms","Dresden","'+Bob","2026-03-10 16:08:20","2026-03-10 16:08:50","0:00:30","Alice","yes""#
    );
    let report = checked(&folder).await;
    assert_eq!(sentences(&report.differences), [""; 0]);
}

#[tokio::test]
async fn every_word_of_the_sheet_of_the_side_rooms_is_in_the_table() {
    let folder = TempDir::new();
    let store = session(&folder).await;
    for language in ["zh-CN", "ja", "ko", "de", "fr", "es", "ru", "ar"] {
        for line in lines(&store, Sheet::Sides, language).await {
            assert!(!line.contains("column."), "{language}: {line}");
        }
    }
}
