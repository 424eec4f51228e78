//! Filing: what a session leaves in the tables, once, again, and late.

use super::super::tables::DERIVED;
use super::*;
use crate::store::StoreError;

#[tokio::test]
async fn a_session_stands_in_the_history_of_the_partner_that_was_there() {
    let folder = TempDir::new();
    let store = forum(&folder).await;
    let row: (String, String, i64, i64, i64, String) = sqlx::query_as(
        "SELECT session, partner, at, headcount, delegations, rank
         FROM exchange JOIN exchange_partner ON exchange = id",
    )
    .fetch_one(store.pool())
    .await
    .expect("reads");
    let expected = (
        FORUM.to_string(),
        PARTNER.to_string(),
        second(0).micros(),
        2,
        2,
        "vice_mayor".to_owned(),
    );
    assert_eq!(row, expected);
}

#[tokio::test]
async fn a_rehearsal_has_a_record_and_stands_in_no_history() {
    let folder = TempDir::new();
    let store = open(&folder).await;
    held(&store, facts().len()).await;
    let rehearsal = "UPDATE session SET plan = json_set(plan, '$.rehearsal', json('true'))";
    run(&store, rehearsal).await;
    store.file_record(FORUM).await.expect("files");
    assert_eq!(scalar(&store, "SELECT present FROM record").await, 2);
    assert_eq!(scalar(&store, "SELECT count(*) FROM exchange").await, 0);
    let partners = "SELECT count(*) FROM exchange_partner";
    assert_eq!(scalar(&store, partners).await, 0);
    assert_eq!(sentences(&checked(&folder).await.differences), [""; 0]);
    assert!(folded(&store, FORUM).await.expect("folds").record.rehearsal);
}

#[tokio::test]
async fn filing_again_changes_nothing() {
    let folder = TempDir::new();
    let store = forum(&folder).await;
    let exchange = scalar(&store, "SELECT count(*) FROM exchange").await;
    store.retain_records(1);
    let until = scalar(&store, "SELECT retain_until FROM retention").await;
    store.file_record(FORUM).await.expect("files");
    assert_eq!(
        scalar(&store, "SELECT count(*) FROM exchange").await,
        exchange
    );
    assert_eq!(
        scalar(&store, "SELECT retain_until FROM retention").await,
        until
    );
    assert_eq!(sentences(&checked(&folder).await.differences), [""; 0]);
}

#[tokio::test]
async fn a_session_that_runs_is_not_filed_but_can_be_read() {
    let folder = TempDir::new();
    let store = open(&folder).await;
    held(&store, 4).await;
    let filed = store.file_record(FORUM).await;
    assert!(matches!(filed, Err(StoreError::NotEnded(_))));
    let record = folded(&store, FORUM).await.expect("folds").record;
    assert!(record.partial);
    assert_eq!(record.totals.present, 2);
    assert_eq!(record.participants[1].intervals[0].end, None);
}

/// As when the service was killed between the end and the filing.
#[tokio::test]
async fn what_ended_without_being_filed_is_filed_at_the_next_start() {
    let folder = TempDir::new();
    let store = open(&folder).await;
    held(&store, facts().len()).await;
    let report = checked(&folder).await;
    assert_eq!(report.pending, [FORUM]);
    assert_eq!(sentences(&report.differences), [""; 0]);
    store.file_missing().await.expect("files");
    assert_eq!(scalar(&store, "SELECT count(*) FROM record").await, 1);
    let report = checked(&folder).await;
    assert!(report.pending.is_empty() && report.differences.is_empty());
    assert!(report.rows > DERIVED.len());
}
