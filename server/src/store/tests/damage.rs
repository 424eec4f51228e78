//! A damaged row costs the one whose row it is, and nobody else.

use super::super::StoreError;
use super::*;

const ELSEWHERE: SessionId = SessionId::from_bits(2);

async fn alter(store: &Store, sql: &'static str) {
    let mut writer = store.write().await.expect("writes");
    let changed = sqlx::query(sql).execute(&mut *writer).await.expect("runs");
    assert!(changed.rows_affected() > 0, "{sql} changed nothing");
    writer.commit().await.expect("commits");
}

async fn keep_elsewhere(store: &Store) {
    let epoch = store.begin_epoch(ELSEWHERE).await.expect("begins").epoch;
    let turn = Turn {
        session: ELSEWHERE,
        epoch,
        facts: vec![opened(1)],
    };
    store.journal().keep(turn).await.expect("keeps");
}

#[tokio::test]
async fn a_turn_is_kept_whole_or_not_at_all_and_alone() {
    let folder = Folder::new();
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let elsewhere = store.begin_epoch(ELSEWHERE).await.expect("begins");
    // The third fact of the turn meets a row that a faulty disk might have left there.
    let mut writer = store.write().await.expect("writes");
    sqlx::query("INSERT INTO fact VALUES ($1, 1, 3, 0, 1, 'obstacle', NULL, '{}', NULL, x'')")
        .bind(FORUM.to_string())
        .execute(&mut *writer)
        .await
        .expect("inserts");
    // All of these wait for the same transaction.
    let journal = store.journal();
    let whole = vec![opened(1), chat(2, BOB, "a"), chat(3, BOB, "b")];
    let refused = journal.keep(turn(&epoch, whole));
    let follows = journal.keep(turn(&epoch, vec![chat(4, BOB, "c")]));
    let other = journal.keep(Turn {
        session: ELSEWHERE,
        epoch: elsewhere.epoch,
        facts: vec![opened(1)],
    });
    writer.commit().await.expect("commits");
    assert!(refused.await.is_err());
    assert!(follows.await.is_err(), "it follows from what is lost");
    other.await.expect("keeps");
    assert!(!*journal.behind().borrow());
    let kept: Vec<String> = sqlx::query_scalar("SELECT event FROM fact ORDER BY session")
        .fetch_all(store.pool())
        .await
        .expect("reads");
    assert_eq!(kept, ["obstacle", "opened"]);
    alter(&store, "DELETE FROM fact WHERE event = 'obstacle'").await;
    let stale = journal.keep(turn(&epoch, vec![chat(5, BOB, "d")]));
    assert!(stale.await.is_err(), "a fact is missing before it");
    let next = store.begin_epoch(FORUM).await.expect("begins");
    let kept = journal.keep(turn(&next, vec![opened(6)]));
    kept.await.expect("keeps");
}

#[tokio::test]
async fn a_key_that_does_not_open_costs_that_person_their_words() {
    let folder = Folder::new();
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let journal = store.journal();
    let first = journal.keep(turn(&epoch, vec![joined(1, ALICE, "Alice")]));
    first.await.expect("keeps");
    alter(&store, "UPDATE person_key SET key = zeroblob(60)").await;
    // A new run has not opened the key before.
    store.close().await;
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let facts = vec![joined(2, ALICE, "Alice"), chat(3, BOB, "from bob")];
    let kept = store.journal().keep(turn(&epoch, facts));
    kept.await.expect("keeps");
    let facts = store.facts(FORUM).await.expect("reads");
    let texts: Vec<_> = facts.iter().map(|fact| fact.event.private()).collect();
    assert_eq!(texts, [None, None, Some((BOB, "from bob"))]);
}

#[tokio::test]
async fn a_chain_without_an_end_stops_its_session_alone() {
    let folder = Folder::new();
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let kept = store.journal().keep(turn(&epoch, vec![opened(1)]));
    kept.await.expect("keeps");
    alter(&store, "UPDATE fact SET hash = x'00'").await;
    store.close().await;
    let store = folder.open().await;
    let refused = store.begin_epoch(FORUM).await;
    assert!(matches!(refused, Err(StoreError::Damaged { .. })));
    keep_elsewhere(&store).await;
}

#[tokio::test]
async fn an_erasure_that_cannot_be_done_is_refused_and_holds_up_nobody() {
    let folder = Folder::new();
    let store = folder.open().await;
    let mut writer = store.write().await.expect("writes");
    sqlx::query("INSERT INTO session VALUES ($1, $2, 1, 'planned', 0, 0, NULL, NULL)")
        .bind(FORUM.to_string())
        .bind(format!("no plan, but it names {ALICE}"))
        .execute(&mut *writer)
        .await
        .expect("inserts");
    writer.commit().await.expect("commits");
    let refused = store.erase(ALICE).await;
    assert!(matches!(refused, Err(StoreError::Damaged { .. })));
    keep_elsewhere(&store).await;
}
