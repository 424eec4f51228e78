//! The check: clean on what was filed, and exact about what was touched.

use super::super::tables::DERIVED;
use super::*;

#[tokio::test]
async fn the_check_names_every_corrupted_row() {
    let folder = TempDir::new();
    let store = forum(&folder).await;
    let report = checked(&folder).await;
    assert_eq!((report.sessions, report.facts), (1, facts().len()));
    assert!(report.rows > DERIVED.len());
    let corruptions = [
        ("record", "peak", "UPDATE record SET peak = 99"),
        (
            "record_gap",
            "reason",
            "UPDATE record_gap SET reason = 'stop'",
        ),
        (
            "record_participant",
            "seconds",
            "UPDATE record_participant SET seconds = seconds + 1 WHERE present",
        ),
        (
            "record_interval",
            "to_at",
            "UPDATE record_interval SET to_at = to_at + 1 WHERE number = 0",
        ),
        (
            "record_delegation",
            "partner",
            "UPDATE record_delegation SET partner = NULL WHERE partner IS NOT NULL",
        ),
        (
            "record_agenda",
            "skipped",
            "UPDATE record_agenda SET skipped = 1",
        ),
        ("exchange", "headcount", "UPDATE exchange SET headcount = 3"),
    ];
    for (table, column, sql) in corruptions {
        run(&store, sql).await;
        let found = checked(&folder).await.differences;
        assert!(!found.is_empty(), "{table}");
        for difference in &found {
            assert_eq!(difference.table, table);
            assert_eq!(difference.column.as_deref(), Some(column));
            assert!(
                difference.problem.contains("the facts give"),
                "{difference}"
            );
        }
        store.file_record(FORUM).await.expect("files");
    }
    run(&store, "DELETE FROM exchange_partner").await;
    let found = sentences(&checked(&folder).await.differences);
    assert!(
        found[0].starts_with("exchange_partner ") && found[0].contains("is missing"),
        "{found:?}"
    );
    run(
        &store,
        "INSERT INTO exchange_partner SELECT id, '000000000000z' FROM exchange",
    )
    .await;
    let found = sentences(&checked(&folder).await.differences);
    assert!(
        found[1].ends_with("does not follow from the facts"),
        "{found:?}"
    );
}

#[tokio::test]
async fn the_check_names_the_fact_that_was_touched() {
    let folder = TempDir::new();
    let store = forum(&folder).await;
    run(&store, "UPDATE fact SET at = at + 1000000 WHERE seq = 4").await;
    let found = checked(&folder).await.differences;
    let key = format!("{FORUM}/1/4");
    assert_eq!((found[0].table.as_str(), &found[0].key), ("fact", &key));
    assert_eq!(found[0].column.as_deref(), Some("hash"));
    assert_eq!(found.iter().filter(|one| one.table == "fact").count(), 1);
    run(&store, "UPDATE fact SET at = at - 1000000 WHERE seq = 4").await;
    let relabelled = "UPDATE fact SET event = 'ended' WHERE seq = 4";
    run(&store, relabelled).await;
    let found = checked(&folder).await.differences;
    assert_eq!((found.len(), &found[0].key), (1, &key));
    assert_eq!(found[0].column.as_deref(), Some("event"));
    run(&store, "UPDATE fact SET event = 'joined' WHERE seq = 4").await;
    run(
        &store,
        "UPDATE fact SET private = zeroblob(40) WHERE seq = 4",
    )
    .await;
    let found = sentences(&checked(&folder).await.differences);
    assert!(
        found
            .iter()
            .any(|line| line.contains("does not open under its key")),
        "{found:?}"
    );
    run(&store, "DELETE FROM fact WHERE seq = 4").await;
    let found = sentences(&checked(&folder).await.differences);
    assert!(found[0].contains(&format!("{FORUM}/1/5")), "{found:?}");
}

#[tokio::test]
async fn erasing_a_person_leaves_the_counts_and_the_check_clean() {
    let folder = TempDir::new();
    let store = forum(&folder).await;
    store.erase(BOB).await.expect("erases");
    assert!(checked(&folder).await.differences.is_empty());
    let record = folded(&store, FORUM).await.expect("folds").record;
    assert_eq!(record.participants[1].name, Localized::default());
    assert_eq!(record.totals.present, 2);
}
