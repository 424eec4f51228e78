//! Who had the floor: filed, checked, and written on sheets.

use meeting::floor::{FloorEnd, FloorFact, Pause};
use meeting::plan::AtLimit;

use super::super::rest::Sheet;
use super::sheets::lines;
use super::*;

/// Bob speaks on the second item for 75 s of his 90, with a break of 20 s in between; Alice has the
/// floor when she ends the session.
async fn debate(folder: &TempDir) -> Store {
    let given = |person, delegation, limit_ms| FloorFact::Given {
        person,
        delegation,
        item: Some(TALKS),
        limit_ms,
        at_limit: AtLimit::CloseMicrophone,
        by: ALICE,
    };
    let ended = |person, why, spent_ms| FloorFact::Ended {
        person,
        why,
        spent_ms,
        by: Some(ALICE),
    };
    let floor = [
        (500, given(BOB, GUESTS, Some(90_000))),
        (
            530,
            FloorFact::Paused {
                why: Pause::Dropped,
                spent_ms: 30_000,
            },
        ),
        (550, FloorFact::Resumed),
        (595, ended(BOB, FloorEnd::Passed, 75_000)),
        (595, given(ALICE, HOME, None)),
        (900, ended(ALICE, FloorEnd::Session, 305_000)),
    ];
    let mut all = facts();
    let end = all.pop().expect("it ends");
    all.extend(floor.into_iter().map(|(at, fact)| Fact {
        at: second(at),
        event: Event::Floor(fact),
    }));
    all.push(end);
    let store = open(folder).await;
    keep(&store, all).await;
    store.file_record(FORUM).await.expect("files");
    store
}

#[tokio::test]
async fn what_was_spoken_is_filed_and_follows_from_the_facts() {
    let folder = TempDir::new();
    let store = debate(&folder).await;
    let turns: Vec<(String, i64, Option<i64>, String)> =
        sqlx::query_as("SELECT person, seconds, limit_seconds, reason FROM record_turn")
            .fetch_all(store.pool())
            .await
            .expect("reads");
    let passed = (BOB.to_string(), 75, Some(90), "passed".to_owned());
    let session = (ALICE.to_string(), 305, None, "session".to_owned());
    assert_eq!(turns, [passed, session]);
    for (table, sum) in [
        ("SELECT sum(speaking_seconds) FROM record_participant", 380),
        ("SELECT sum(speaking_seconds) FROM record_delegation", 380),
        ("SELECT sum(speaking_seconds) FROM record_agenda", 380),
    ] {
        assert_eq!(scalar(&store, table).await, sum, "{table}");
    }
    assert_eq!(sentences(&checked(&folder).await.differences), [""; 0]);
    run(
        &store,
        "UPDATE record_turn SET seconds = 76 WHERE number = 0",
    )
    .await;
    let found = sentences(&checked(&folder).await.differences);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].contains("holds 76, the facts give 75"),
        "{found:?}"
    );
}

#[tokio::test]
async fn the_sheet_of_the_floor_has_a_line_for_each_turn() {
    let folder = TempDir::new();
    let store = debate(&folder).await;
    assert_eq!(
        lines(&store, Sheet::Floor, "en").await,
        [
            r#""Number","City","Country/region","Name","Agenda item","Started (Asia/Shanghai)","Ended (Asia/Shanghai)","Speaking time","Limit","How it ended""#,
            r#""1","Dresden","Germany","'+Bob","'=HYPERLINK(""x"")","2026-03-10 16:08:20","2026-03-10 16:09:55","0:01:15","0:01:30","passed on""#,
            r#""2","Hangzhou","China","Alice","'=HYPERLINK(""x"")","2026-03-10 16:09:55","2026-03-10 16:15:00","0:05:05","","meeting ended""#,
        ]
    );
}
