//! The registry in a real store.

use meeting::time::Timestamp;

use crate::store::Store;
use crate::testing::{Desk, TempDir};

use super::*;

const REGISTRY: &str = include_str!("../../../config/partners.csv");

async fn store(folder: &TempDir) -> Store {
    Store::open(folder.path(), [7; 32]).await.unwrap()
}

async fn take_in(store: &Store, text: &str) -> Result<(usize, usize, usize), ImportError> {
    let report = import(store, text.as_bytes(), "some.csv", Timestamp(1)).await?;
    Ok((report.added, report.changed, report.unchanged))
}

#[tokio::test]
async fn a_second_import_changes_nothing() {
    let folder = TempDir::new();
    let store = store(&folder).await;
    assert_eq!(take_in(&store, REGISTRY).await.unwrap(), (39, 0, 0));
    assert_eq!(take_in(&store, REGISTRY).await.unwrap(), (0, 0, 39));
    let index = Index::load(&store).await.unwrap();
    assert_eq!(index.len(), 39);
    let dresden = index.find("S18").unwrap();
    assert_eq!((dresden.lat, dresden.lon), (51.05089, 13.73832));
    assert_eq!(dresden.population, Some(564_904));
}

#[tokio::test]
async fn what_changed_is_counted_and_what_is_not_named_stays() {
    let folder = TempDir::new();
    let store = store(&folder).await;
    take_in(&store, REGISTRY).await.unwrap();
    let two: String = REGISTRY
        .lines()
        .take(3)
        .map(|line| line.to_owned() + "\n")
        .collect();
    let changed = two.replace("402557", "402558");
    assert_eq!(take_in(&store, &changed).await.unwrap(), (0, 1, 1));
    let index = Index::load(&store).await.unwrap();
    assert_eq!(index.len(), 39);
    assert_eq!(index.find("S01").unwrap().population, Some(402_558));
}

#[tokio::test]
async fn one_bad_row_keeps_everything_out() {
    let folder = TempDir::new();
    let store = store(&folder).await;
    let problem = take_in(&store, &REGISTRY.replace("Asia/Kathmandu", "Asia/Nowhere")).await;
    let problem = problem.unwrap_err().to_string();
    assert_eq!(
        problem,
        "some.csv: nothing was imported\n  line 38, column 16 (tz): \
         \"Asia/Nowhere\" is not a time zone of the IANA database"
    );
    assert!(Index::load(&store).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_first_start_brings_the_registry_and_no_later_one() {
    let folder = TempDir::new();
    let store = store(&folder).await;
    let report = import_first(&store, Timestamp(1)).await.unwrap().unwrap();
    assert_eq!(report.added, 39);
    assert_eq!(import_first(&store, Timestamp(2)).await.unwrap(), None);
}

#[tokio::test]
async fn a_partner_tells_of_its_exchanges() {
    let folder = TempDir::new();
    let store = store(&folder).await;
    let dresden = id_of("S18");
    let mut transaction = store.write().await.unwrap();
    let held = [
        (1, 1_000_000),
        (2, 1_790_000_000_000_000i64),
        (3, 2_000_000),
    ];
    for (number, at) in held {
        let id = meeting::id::ExchangeId::from_bits(number).to_string();
        sqlx::query(
            "INSERT INTO exchange VALUES ($1, NULL, $3, $2, 'online',
             'cloud_meeting', 'mutual', 'vice_mayor', 7, 2)",
        )
        .bind(&id)
        .bind(at)
        .bind(format!("{{\"en\":\"Talks {number}\"}}"))
        .execute(&mut *transaction)
        .await
        .unwrap();
        sqlx::query("INSERT INTO exchange_partner VALUES ($1, $2)")
            .bind(&id)
            .bind(dresden.to_string())
            .execute(&mut *transaction)
            .await
            .unwrap();
    }
    transaction.commit().await.unwrap();

    let history = table::exchanges_of(&store, dresden).await.unwrap();
    assert_eq!(history.len(), 3);
    assert_eq!(history[0].id, meeting::id::ExchangeId::from_bits(2));
    assert_eq!(history[0].rank, Some(meeting::plan::Rank::ViceMayor));
    let last = table::last_exchanges(&store).await.unwrap();
    assert_eq!(last[&dresden].date, Timestamp(1_790_000_000_000_000));
    assert_eq!(last[&dresden].title.pick("en"), "Talks 2");
    let (card, partners) = table::exchange(&store, history[1].id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((card, partners), (history[1].clone(), vec![dresden]));
    assert!(
        table::exchanges_of(&store, id_of("S01"))
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn the_registry_over_http() {
    let desk = Desk::signed_in().await;
    let all = desk.get("/api/partners").await.json();
    assert_eq!(
        (&all["total"], all["items"].as_array().unwrap().len()),
        (&39.into(), 39)
    );
    let found = desk
        .get("/api/partners?q=%E4%B8%87%E8%B1%A1&kind=exchange")
        .await
        .json();
    assert_eq!(found["total"], 1);
    let vientiane = &found["items"][0];
    assert_eq!(vientiane["slug"], "E05");
    assert_eq!(vientiane["native"]["language"], "lo");
    assert_eq!(
        vientiane["since"],
        serde_json::json!({ "date": null, "precision": "unknown" })
    );

    let path = format!("/api/partners/{}", vientiane["id"].as_str().unwrap());
    let by_id = desk.get(&path).await.json();
    assert_eq!(by_id, desk.get("/api/partners/E05").await.json());
    assert_eq!(by_id["zone"], "Asia/Vientiane");
    assert_eq!(by_id["confidence"], "named in the 2020 report");
    assert_eq!(by_id["sources"].as_array().unwrap().len(), 1);
    assert_eq!(by_id["exchanges"], serde_json::json!([]));
}

#[tokio::test]
async fn what_is_not_there_and_who_may_not_ask() {
    let desk = Desk::signed_in().await;
    let long = format!("/api/partners?q={}", "x".repeat(201));
    let cases = [
        ("/api/partners/S99", 404),
        ("/api/exchanges/0000000000001", 404),
        ("/api/exchanges/nonsense", 404),
        ("/api/partners?kind=twin", 400),
        (long.as_str(), 400),
    ];
    for (path, status) in cases {
        assert_eq!(desk.get(path).await.status, status, "{path}");
    }
    let stranger = Desk::new().await;
    for path in [
        "/api/partners",
        "/api/partners/S18",
        "/api/exchanges/0000000000001",
    ] {
        assert_eq!(stranger.get(path).await.status, 401, "{path}");
    }
}
