//! The ledger when the service starts: on a new folder, on an old one, after a crash.

use super::*;
use crate::ledger::file::import_file;

const REGISTRY: &str = include_str!("../../../../config/partners.csv");

async fn take_in(ledger: &Ledger, text: &str) -> Result<(usize, usize, usize), ImportError> {
    let report = import_file(ledger, text.as_bytes(), "some.csv").await?;
    Ok((report.added, report.changed, report.unchanged))
}

#[tokio::test]
async fn a_second_import_changes_nothing() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    assert_eq!(take_in(&ledger, REGISTRY).await.unwrap(), (39, 0, 0));
    assert_eq!(take_in(&ledger, REGISTRY).await.unwrap(), (0, 0, 39));
    let cities = ledger.cities().now();
    assert_eq!(cities.len(), 39);
    let dresden = &cities.find("S18").unwrap().record;
    let at = dresden.coordinates.unwrap();
    assert_eq!((at.lat, at.lon), (51.05089, 13.73832));
    assert_eq!(dresden.population, Some(564_904));
}

#[tokio::test]
async fn what_changed_is_counted_and_what_is_not_named_stays() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    take_in(&ledger, REGISTRY).await.unwrap();
    let two: String = REGISTRY
        .lines()
        .take(3)
        .map(|line| line.to_owned() + "\n")
        .collect();
    let changed = two.replace("402557", "402558");
    assert_eq!(take_in(&ledger, &changed).await.unwrap(), (0, 1, 1));
    let cities = ledger.cities().now();
    assert_eq!(cities.len(), 39);
    let gifu = cities.find("S01").unwrap();
    assert_eq!(gifu.record.population, Some(402_558));
}

#[tokio::test]
async fn an_import_leaves_what_the_office_wrote_itself() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    take_in(&ledger, REGISTRY).await.unwrap();
    let gifu = ledger.cities().find("S01").unwrap().record.clone();
    let known_as = Partner {
        aliases: vec!["岐阜".to_owned()],
        ..gifu
    };
    written(&ledger, vec![put(known_as, 1)]).await;
    let changed = REGISTRY.replace("402557", "402558");
    assert_eq!(take_in(&ledger, &changed).await.unwrap(), (0, 1, 38));
    let gifu = ledger.cities().find("S01").unwrap();
    assert_eq!(gifu.record.aliases, ["岐阜"]);
    assert_eq!(gifu.record.population, Some(402_558));
}

#[tokio::test]
async fn one_bad_row_keeps_everything_out() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let problem = take_in(&ledger, &REGISTRY.replace("Asia/Kathmandu", "Asia/Nowhere")).await;
    let problem = problem.unwrap_err().to_string();
    assert_eq!(
        problem,
        "some.csv: nothing was imported\n  line 38, column 16 (tz): \
         \"Asia/Nowhere\" is not a time zone of the IANA database"
    );
    assert!(ledger.cities().now().is_empty());
}

#[tokio::test]
async fn the_first_start_brings_the_registry_and_no_later_one() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    ledger.begin().await.unwrap();
    assert_eq!(ledger.cities().now().len(), 39);
    let gifu = ledger.cities().find("S01").unwrap();
    let relation = gifu.relations[0].id;
    let changes = vec![
        Change::remove(relation.into(), None),
        Change::remove(gifu.id().into(), None),
    ];
    written(&ledger, changes).await;
    let again = Ledger::open(ledger.store()).await.unwrap();
    again.begin().await.unwrap();
    assert_eq!(again.cities().now().len(), 38);
}

#[tokio::test]
async fn the_registry_of_an_earlier_release_is_taken_over_once() {
    let folder = TempDir::new();
    let store = store(&folder).await;
    let rows = crate::partners::read(REGISTRY.as_bytes()).unwrap();
    let mut writer = store.write().await.unwrap();
    for row in &rows[..3] {
        sqlx::query("INSERT INTO partner VALUES ($1, $2, $3, 'sister', 'XX', NULL, 'day', 0)")
            .bind(row.id().to_string())
            .bind(&row.slug)
            .bind(serde_json::to_string(row).unwrap())
            .execute(&mut *writer)
            .await
            .unwrap();
    }
    writer.commit().await.unwrap();
    let ledger = Ledger::open(&store).await.unwrap();
    ledger.begin().await.unwrap();
    assert_eq!(ledger.cities().now().len(), 3);
    let first = ledger.cities().find(&rows[0].slug).unwrap();
    assert_eq!(first.record, rows[0].city());
    assert_eq!(first.id(), rows[0].id());
    assert_eq!(first.since(), rows[0].relation().valid_from);
    let batches = ledger.batches(i64::MAX, 10).await.unwrap();
    assert_eq!((batches.len(), batches[0].what), (1, What::First));
    assert_is_as_read_anew(&ledger).await;
}

#[tokio::test]
async fn what_was_half_written_is_taken_back_at_the_next_start() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    written(&ledger, vec![put(city(1), 0)]).await;
    let half = vec![put(visit(5, &[1], "2020"), 0), put(city(2), 0)];
    half_written(&ledger, half).await;
    let again = Ledger::open(ledger.store()).await.unwrap();
    assert_eq!(again.state().book.exchange_count(), 0);
    assert_eq!(again.cities().now().len(), 1);
    assert_eq!(
        count(&again, "SELECT count(*) FROM ledger_batch WHERE open = 1").await,
        0
    );
    assert_is_as_read_anew(&again).await;
}

#[tokio::test]
async fn what_is_taken_back_in_parts_is_gone_though_it_broke_off_between_them() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let visits = (1..=1_500).map(|number| put(visit(number, &[], "2020"), 0));
    half_written(&ledger, visits.collect()).await;
    // Removed in the second part: its identity is the last.
    run(
        &ledger,
        "CREATE TRIGGER no_room BEFORE INSERT ON ledger_version
         WHEN NEW.doc IS NULL AND NEW.id = '00000000001ew'
         BEGIN SELECT RAISE(ABORT, 'no room'); END",
    )
    .await;
    assert_eq!(ExchangeId::from_bits(1_500).to_string(), "00000000001ew");
    Ledger::open(ledger.store()).await.unwrap_err();
    let standing = "SELECT count(*) FROM ledger_entry WHERE kind = 'exchange'";
    assert_eq!(count(&ledger, standing).await, 500);
    run(&ledger, "DROP TRIGGER no_room").await;
    let again = Ledger::open(ledger.store()).await.unwrap();
    assert_eq!(count(&again, standing).await, 0);
    assert_eq!(again.state().book.exchange_count(), 0);
    let open = "SELECT count(*) FROM ledger_batch WHERE open = 1";
    assert_eq!(count(&again, open).await, 0);
    assert_is_as_read_anew(&again).await;
}

#[tokio::test]
async fn what_somebody_names_meanwhile_is_left_when_the_rest_is_taken_back() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    half_written(&ledger, vec![put(city(1), 0), put(city(2), 0)]).await;
    written(&ledger, vec![put(visit(5, &[2], "2020"), 0)]).await;
    let again = Ledger::open(ledger.store()).await.unwrap();
    let cities: Vec<_> = again.cities().now().all().map(|city| city.id()).collect();
    assert_eq!(cities, [PartnerId::from_bits(2)]);
    assert_eq!(again.state().book.exchange_count(), 1);
    assert_is_as_read_anew(&again).await;
}

#[tokio::test]
async fn a_check_names_what_does_not_follow_from_the_versions() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    written(&ledger, vec![put(city(1), 0), put(city(2), 0)]).await;
    let mut writer = ledger.store().write().await.unwrap();
    assert_eq!(faults(&mut writer).await.unwrap(), []);
    for sql in [
        "DELETE FROM ledger_entry WHERE id = '0000000000001'",
        "UPDATE ledger_version SET doc = '{}' WHERE id = '0000000000002'",
    ] {
        sqlx::query(sql).execute(&mut *writer).await.unwrap();
    }
    let found = faults(&mut writer).await.unwrap();
    let keys: Vec<_> = found
        .iter()
        .map(|fault| (fault.table, fault.key.as_str()))
        .collect();
    let expected = [
        ("ledger_entry", "partner/0000000000001"),
        ("ledger_version", "partner/0000000000002/1"),
    ];
    assert_eq!(keys, expected);
}
