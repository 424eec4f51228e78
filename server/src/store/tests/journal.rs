//! Facts: in order, all of a turn or none, never lost while the disk is full.

use meeting::fact::{Interruption, LeaveReason};
use meeting::hall::{Mark, MarkId, MarkKind};
use meeting::id::DeviceId;

use super::super::StoreError;
use super::super::chain::{self, FactRow};
use super::super::facts;
use super::*;

async fn rows(store: &Store) -> Vec<FactRow> {
    let mut database = store.pool().acquire().await.expect("connects");
    facts::rows(&mut database, FORUM).await.expect("reads")
}

async fn hashes(store: &Store) -> Vec<Vec<u8>> {
    sqlx::query_scalar("SELECT hash FROM fact ORDER BY session, epoch, seq")
        .fetch_all(store.pool())
        .await
        .expect("reads")
}

async fn wait_for(store: &Store, behind: bool) {
    store
        .journal()
        .behind()
        .wait_for(|now| *now == behind)
        .await
        .expect("the writer lives");
}

/// As a disk would be with no page left.
async fn fill_disk(store: &Store, full: bool) {
    let pragma = if full {
        "PRAGMA max_page_count = 1"
    } else {
        "PRAGMA max_page_count = 1000000"
    };
    sqlx::query(pragma)
        .execute(&store.0.writer)
        .await
        .expect("sets");
}

#[tokio::test]
async fn facts_are_read_back_as_they_were_kept() {
    let folder = Folder::new();
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    assert_eq!((epoch.epoch, epoch.facts.len()), (1, 0));
    let facts = vec![
        joined(1, ALICE, "Alice"),
        opened(1),
        chat(2, ALICE, "Good evening, 晚上好"),
        at(
            3,
            Event::Left {
                person: ALICE,
                connection: ConnectionId::from_bits(1),
                reason: LeaveReason::Dropped,
            },
        ),
    ];
    store
        .journal()
        .keep(turn(&epoch, facts.clone()))
        .await
        .expect("keeps");
    store.close().await;
    let epoch = folder
        .open()
        .await
        .begin_epoch(FORUM)
        .await
        .expect("begins");
    assert_eq!(epoch.epoch, 2);
    assert_eq!(epoch.facts, facts);
}

#[tokio::test]
async fn turns_become_durable_in_the_order_they_were_given() {
    let folder = Folder::new();
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let mut kept: Vec<_> = (1..=200)
        .map(|second| {
            store
                .journal()
                .keep(turn(&epoch, vec![chat(second, BOB, "line")]))
        })
        .collect();
    kept.pop().expect("the last").await.expect("keeps");
    for receiver in &mut kept {
        assert_eq!(receiver.try_recv(), Ok(()), "the last came before");
    }
    let times: Vec<i64> = rows(&store).await.iter().map(|row| row.at).collect();
    assert!(times.is_sorted() && times.len() == 200);
}

#[tokio::test]
async fn a_full_disk_delays_and_loses_nothing() {
    let folder = Folder::new();
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    fill_disk(&store, true).await;
    let long = "word ".repeat(2000);
    let kept: Vec<_> = (1..=20)
        .map(|second| {
            store
                .journal()
                .keep(turn(&epoch, vec![chat(second, BOB, &long)]))
        })
        .collect();
    wait_for(&store, true).await;
    assert!(matches!(
        store.begin_epoch(FORUM).await,
        Err(StoreError::Behind)
    ));
    assert_eq!(rows(&store).await.len(), 0);
    fill_disk(&store, false).await;
    for receiver in kept {
        receiver.await.expect("keeps at last");
    }
    wait_for(&store, false).await;
    let times: Vec<i64> = rows(&store).await.iter().map(|row| row.at).collect();
    assert_eq!(
        times,
        (1..=20)
            .map(|second| second * 1_000_000)
            .collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_locked_database_delays_and_loses_nothing() {
    use sqlx::{ConnectOptions, Connection};
    let folder = Folder::new();
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let file = folder.path().join(super::super::sqlite::FILE);
    let mut other = super::super::sqlite::options(&file)
        .connect()
        .await
        .expect("opens");
    let lock = other.begin_with("BEGIN IMMEDIATE").await.expect("locks");
    let kept = store.journal().keep(turn(&epoch, vec![opened(1)]));
    wait_for(&store, true).await;
    assert!(!store.is_ready(crate::app::now().instant).await);
    lock.rollback().await.expect("unlocks");
    kept.await.expect("keeps at last");
    wait_for(&store, false).await;
    assert!(store.is_ready(crate::app::now().instant).await);
    assert_eq!(rows(&store).await.len(), 1);
}

#[tokio::test]
async fn the_room_of_an_earlier_epoch_can_keep_nothing() {
    let folder = Folder::new();
    let store = folder.open().await;
    let first = store.begin_epoch(FORUM).await.expect("begins");
    let second = store.begin_epoch(FORUM).await.expect("begins");
    let stale = store.journal().keep(turn(&first, vec![opened(1)]));
    assert!(stale.await.is_err());
    store
        .journal()
        .keep(turn(&second, vec![opened(2)]))
        .await
        .expect("keeps");
    assert_eq!(store.facts(FORUM).await.expect("reads"), [opened(2)]);
}

#[tokio::test]
async fn the_chain_runs_through_all_epochs_and_notices_every_change() {
    let folder = Folder::new();
    let store = folder.open().await;
    for second in 1..=3 {
        let epoch = store.begin_epoch(FORUM).await.expect("begins");
        let facts = vec![joined(second, ALICE, "Alice"), chat(second, BOB, "hello")];
        store
            .journal()
            .keep(turn(&epoch, facts))
            .await
            .expect("keeps");
    }
    let hashes = hashes(&store).await;
    let mut previous = chain::START;
    for (row, hash) in rows(&store).await.iter().zip(&hashes) {
        let expected = row.hash_after(&previous);
        assert_eq!(hash, expected.as_slice());
        let mut later = row.clone();
        later.at += 1;
        let mut silent = row.clone();
        silent.private = None;
        let mut other = row.clone();
        other.body.push(' ');
        for forged in [later, silent, other] {
            assert_ne!(forged.hash_after(&previous), expected);
        }
        previous = expected;
    }
    assert_eq!(hashes.len(), 6);
}

#[tokio::test]
async fn sessions_that_were_opened_and_not_ended_are_unfinished() {
    let folder = Folder::new();
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let keep = |fact| store.journal().keep(turn(&epoch, vec![fact]));
    keep(joined(1, ALICE, "Alice")).await.expect("keeps");
    assert_eq!(store.unfinished().await.expect("reads"), []);
    keep(opened(2)).await.expect("keeps");
    assert_eq!(store.unfinished().await.expect("reads"), [FORUM]);
    keep(ended(3)).await.expect("keeps");
    assert_eq!(store.unfinished().await.expect("reads"), []);
}

/// Devices at the door try again every few seconds, however long it is full.
#[tokio::test]
async fn marks_do_not_pile_up_behind_a_full_disk() {
    let folder = Folder::new();
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    fill_disk(&store, true).await;
    let long = "word ".repeat(20_000);
    let kept = store
        .journal()
        .keep(turn(&epoch, vec![chat(1, BOB, &long)]));
    wait_for(&store, true).await;
    for sequence in 1..=3 {
        let refused = store.mark(FORUM, vec![marked(2, sequence)]).await;
        assert!(matches!(refused, Err(StoreError::Behind)));
    }
    fill_disk(&store, false).await;
    kept.await.expect("keeps");
    let marks = store.mark(FORUM, vec![marked(3, 4)]).await.expect("keeps");
    assert_eq!(marks.len(), 1);
    let known = store.marks(FORUM).await.expect("reads");
    assert_eq!(known.len(), 1, "whoever heard no hands over again");
}

#[tokio::test]
async fn marks_that_nobody_waits_for_are_not_kept() {
    let folder = Folder::new();
    let store = folder.open().await;
    fill_disk(&store, true).await;
    // The first to meet the full disk waits in the journal until it hears so.
    let more_than_fits = (1..=500).map(|sequence| marked(2, sequence)).collect();
    let refused = store.mark(FORUM, more_than_fits).await;
    assert!(matches!(refused, Err(StoreError::Behind)));
    fill_disk(&store, false).await;
    wait_for(&store, false).await;
    assert!(store.marks(FORUM).await.expect("reads").is_empty());
}

#[tokio::test]
async fn what_comes_while_no_room_is_open_is_no_sign_of_its_life() {
    let folder = Folder::new();
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let started = epoch.last_sign;
    let later = Fact {
        at: started.plus(std::time::Duration::from_secs(3600)),
        ..marked(0, 1)
    };
    store.mark(FORUM, vec![later]).await.expect("keeps");
    let next = store.begin_epoch(FORUM).await.expect("begins");
    assert_eq!(next.last_sign, started);
}

fn marked(seconds: i64, sequence: u32) -> Fact {
    let device = DeviceId::from_bits(1);
    let mark = Mark {
        person: BOB,
        id: MarkId { device, sequence },
        kind: MarkKind::Arrived,
        happened_at: Timestamp(seconds * 1_000_000),
        skew_ms: 0,
    };
    at(
        seconds,
        Event::HallMarked {
            mark,
            role: Role::Delegate,
            rank: Rank::Mayor,
            delegation: DelegationId::from_bits(1),
            names: Private::default(),
        },
    )
}

/// The heartbeat of a new run must not hide when the run before died.
#[tokio::test]
async fn the_last_sign_of_life_is_that_of_the_run_that_held_the_session() {
    let folder = Folder::new();
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let started = epoch.last_sign;
    let minutes = |count: u64| started.plus(std::time::Duration::from_secs(count * 60));
    store.heartbeat(minutes(5));
    store
        .journal()
        .keep(turn(&epoch, vec![opened(1)]))
        .await
        .expect("keeps");
    store.close().await;
    let store = folder.open().await;
    store.heartbeat(minutes(90));
    let other = SessionId::from_bits(2);
    store.begin_epoch(other).await.expect("begins");
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    assert_eq!(epoch.last_sign, minutes(5));
    let interrupted = Event::Interrupted {
        from: epoch.last_sign,
        reason: Interruption::Crash,
    };
    store
        .journal()
        .keep(turn(&epoch, vec![at(2, interrupted.clone())]))
        .await
        .expect("keeps");
    assert_eq!(
        store.facts(FORUM).await.expect("reads")[1].event,
        interrupted
    );
}

#[tokio::test]
async fn closing_writes_what_is_queued() {
    let folder = Folder::new();
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let journal = store.journal();
    let kept = journal.keep(turn(&epoch, vec![opened(1)]));
    store.close().await;
    kept.await.expect("kept");
    let after = journal.keep(turn(&epoch, vec![opened(2)]));
    assert!(after.await.is_err(), "a closed journal says so");
}
