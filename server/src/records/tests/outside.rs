//! Who was outside while a closed item ran: filed, checked, and written on the sheet.

use super::super::rest::Sheet;
use super::sheets::lines;
use super::*;

/// Carol of the press comes before the closed item and is outside from when it begins to the end.
async fn closed(folder: &TempDir) -> Store {
    let mut all = facts();
    let end = all.pop().expect("it ends");
    let events = [
        (480, joined(CAROL, Role::Press, GUESTS)),
        (490, Event::Closed { item: TALKS }),
        (490, Event::SentOut { person: CAROL }),
    ];
    all.extend(events.map(|(at, event)| Fact {
        at: second(at),
        event,
    }));
    all.push(end);
    let store = open(folder).await;
    keep(&store, all).await;
    store.file_record(FORUM).await.expect("files");
    store
}

#[tokio::test]
async fn who_was_outside_is_filed_and_follows_from_the_facts() {
    let folder = TempDir::new();
    let store = closed(&folder).await;
    let rows: Vec<(String, String, i64, i64)> =
        sqlx::query_as("SELECT person, item, from_at, to_at FROM record_outside")
            .fetch_all(store.pool())
            .await
            .expect("reads");
    let (from, to) = (second(490).micros(), second(900).micros());
    assert_eq!(rows, [(CAROL.to_string(), TALKS.to_string(), from, to)]);
    assert_eq!(sentences(&checked(&folder).await.differences), [""; 0]);
    run(&store, "UPDATE record_outside SET to_at = to_at + 1").await;
    let found = sentences(&checked(&folder).await.differences);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("record_outside "), "{found:?}");
}

#[tokio::test]
async fn the_attendance_sheet_says_who_was_outside_and_of_what() {
    let folder = TempDir::new();
    let store = closed(&folder).await;
    let carol = lines(&store, Sheet::Attendance, "en").await.pop();
    assert_eq!(
        carol.as_deref(),
        Some(
            r#""Dresden","Germany","Carol","Vice-Mayor","press","vice-mayor","yes","2026-03-10 16:08:00","2026-03-10 16:15:00","0:07:00","0:08:00","online","16:08:00–16:15:00 (meeting ended)","0:00:00","16:08:10–16:15:00 (=HYPERLINK(""x""))""#
        )
    );
}
