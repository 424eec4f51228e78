//! What is refused, and what is kept.

use super::*;

fn problems(refusal: &Refused) -> Vec<(String, &'static str)> {
    let Refused::Flawed { flaws, .. } = refusal else {
        panic!("{refusal}");
    };
    flaws
        .iter()
        .map(|flaw| (flaw.path.clone(), flaw.problem))
        .collect()
}

#[tokio::test]
async fn of_two_who_change_the_same_version_the_second_is_refused() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    written(&ledger, vec![put(city(1), 0)]).await;
    let changed = |name: &str| Partner {
        names: Localized::of("en", name),
        ..city(1)
    };
    let first = ledger.write(batch(vec![put(changed("One"), 1)]));
    let second = ledger.write(batch(vec![put(changed("Two"), 1)]));
    let (first, second) = tokio::join!(first, second);
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    let refusal = first.err().or(second.err()).unwrap();
    let key = city(1).key();
    assert!(matches!(refusal, Refused::Changed(keys) if keys == [key]));
    let kept = ledger.get::<Partner>(key.id).await.unwrap().unwrap();
    assert_eq!(kept.version, 2);
}

#[tokio::test]
async fn what_stands_so_already_makes_no_version() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    written(&ledger, vec![put(city(1), 0)]).await;
    let again = ledger.write(batch(vec![put(city(1), 1)])).await.unwrap();
    assert_eq!((again.batch, again.unchanged), (None, 1));
    assert_eq!(count(&ledger, "SELECT count(*) FROM ledger_batch").await, 1);
}

#[tokio::test]
async fn one_record_that_is_not_right_keeps_the_others_out() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let nameless = Partner {
        names: Localized::default(),
        zone: Some("Europe/Atlantis".to_owned()),
        ..city(2)
    };
    let refusal = ledger
        .write(batch(vec![put(city(1), 0), put(nameless, 0)]))
        .await
        .unwrap_err();
    let expected = [
        ("names".to_owned(), "empty"),
        ("zone".to_owned(), "unknown"),
    ];
    assert_eq!(problems(&refusal), expected);
    assert_eq!(
        count(&ledger, "SELECT count(*) FROM ledger_version").await,
        0
    );
    assert_eq!(count(&ledger, "SELECT count(*) FROM ledger_batch").await, 0);
    assert!(ledger.cities().now().is_empty());
}

#[tokio::test]
async fn nothing_names_what_is_not_there() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let refusal = ledger
        .write(batch(vec![put(visit(5, &[1], "2020"), 0)]))
        .await
        .unwrap_err();
    assert_eq!(problems(&refusal), [("partner".to_owned(), "unknown")]);
    // Together with the partner it is fine, in whatever order.
    written(
        &ledger,
        vec![put(visit(5, &[1], "2020"), 0), put(city(1), 0)],
    )
    .await;
    let remove = Change::remove(city(1).key(), Some(1));
    let refusal = ledger.write(batch(vec![remove.clone()])).await.unwrap_err();
    assert!(matches!(refusal, Refused::InUse(key) if key == city(1).key()));
    let naming = ledger.naming(city(1).key()).await.unwrap();
    assert_eq!(naming, [visit(5, &[1], "2020").key()]);
    let both = vec![remove, Change::remove(naming[0], Some(1))];
    written(&ledger, both).await;
    assert_is_as_read_anew(&ledger).await;
}

#[tokio::test]
async fn two_partners_do_not_share_a_short_name() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let same = |number: u64| Partner {
        slug: "S01".to_owned(),
        ..city(number)
    };
    written(&ledger, vec![put(same(1), 0)]).await;
    for changes in [
        vec![put(same(2), 0)],
        vec![put(same(2), 0), put(same(3), 0)],
    ] {
        let refusal = ledger.write(batch(changes)).await.unwrap_err();
        assert_eq!(problems(&refusal), [("slug".to_owned(), "taken")]);
    }
    // The name is free once its holder gives it up in the same batch.
    let gives_up = Partner {
        slug: "S99".to_owned(),
        ..city(1)
    };
    written(&ledger, vec![put(gives_up, 1), put(same(2), 0)]).await;
    assert_eq!(
        ledger.cities().find("S01").unwrap().id(),
        PartnerId::from_bits(2)
    );
}

#[tokio::test]
async fn a_batch_whose_records_were_changed_since_is_not_taken_back() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let both = written(&ledger, vec![put(city(1), 0), put(city(2), 0)]).await;
    let renamed = Partner {
        names: Localized::of("en", "Renamed"),
        ..city(2)
    };
    let later = written(&ledger, vec![put(renamed, 1)]).await;
    let refusal = ledger.undo(both, None).await.unwrap_err();
    assert!(matches!(refusal, Refused::Changed(keys) if keys == [city(2).key()]));
    // What was changed and changed back stands as it was written.
    ledger.undo(later, None).await.unwrap();
    assert_eq!(ledger.undo(both, None).await.unwrap().removed, 2);
    assert!(matches!(ledger.undo(99, None).await, Err(Refused::NoBatch)));
}

#[tokio::test]
async fn what_a_contact_held_goes_with_it() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    written(&ledger, vec![put(city(1), 0), put(contact(5, 1), 0)]).await;
    let titled = Contact {
        title: Localized::of("en", "Director"),
        ..contact(5, 1)
    };
    written(&ledger, vec![put(titled, 1)]).await;
    let key = contact(5, 1).key();
    let removal = written(&ledger, vec![Change::remove(key, Some(2))]).await;
    let left = "SELECT count(*) FROM ledger_version WHERE kind = 'contact' AND doc IS NOT NULL";
    assert_eq!(count(&ledger, left).await, 0);
    let versions = ledger.versions(key).await.unwrap();
    assert_eq!(versions.len(), 3);
    assert!(matches!(ledger.undo(removal, None).await, Err(Refused::Erased(one)) if one == key));
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("Only for letters"));
    }
}

#[tokio::test]
async fn a_large_batch_is_kept_whole_or_not_at_all() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    written(&ledger, vec![put(city(1), 0)]).await;
    let visits = |bad: Option<u64>| -> Vec<Change> {
        let numbers = 10..2_510;
        numbers
            .map(|number| {
                let mut one = visit(number, &[1], "2019-03");
                if Some(number) == bad {
                    one.to = Some("2018".parse().unwrap());
                }
                put(one, 0)
            })
            .collect()
    };
    let refusal = ledger.write(batch(visits(Some(2_400)))).await.unwrap_err();
    assert_eq!(problems(&refusal), [("to".to_owned(), "before_begin")]);
    let entries = "SELECT count(*) FROM ledger_entry WHERE kind = 'exchange'";
    assert_eq!(count(&ledger, entries).await, 0);
    assert_is_as_read_anew(&ledger).await;

    let whole = ledger.write(batch(visits(None))).await.unwrap();
    assert_eq!(whole.added, 2_500);
    assert_eq!(count(&ledger, entries).await, 2_500);
    assert_eq!(ledger.state().book.exchange_count(), 2_500);
    let number = whole.batch.unwrap();
    let cards = ledger.batch(number).await.unwrap().unwrap();
    assert_eq!(cards.entries, 2_500);
    let undone = ledger.undo(number, None).await.unwrap();
    assert_eq!(undone.removed, 2_500);
    assert_eq!(ledger.state().book.exchange_count(), 0);
    assert_is_as_read_anew(&ledger).await;
}

#[tokio::test]
async fn a_date_that_a_clock_set_back_gives_is_not_before_the_last_one() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    written(&ledger, vec![put(city(1), 0)]).await;
    let mut writer = ledger.store().write().await.unwrap();
    sqlx::query("UPDATE ledger_batch SET at = 8000000000000000")
        .execute(&mut *writer)
        .await
        .unwrap();
    writer.commit().await.unwrap();
    let second = written(&ledger, vec![put(city(2), 0)]).await;
    let at = ledger.batch(second).await.unwrap().unwrap().at;
    assert_eq!(at.micros(), 8_000_000_000_000_000);
}

#[tokio::test]
async fn what_is_written_part_by_part_is_one_batch_and_left_unfinished_it_is_none() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    written(&ledger, vec![put(city(1), 0)]).await;
    let visits = |from: u64| -> Vec<Change> {
        let numbers = from..from + 3;
        numbers
            .map(|number| put(visit(number, &[1], "2019"), 0))
            .collect()
    };
    let begun = || ledger.begin_batch(Batch::of(What::Import, None, Vec::new()));
    let mut writing = begun();
    writing.add(visits(10)).await.unwrap();
    writing.add(visits(20)).await.unwrap();
    let whole = writing.finish().await.unwrap();
    assert_eq!((whole.added, ledger.state().book.exchange_count()), (6, 6));
    let card = ledger.batch(whole.batch.unwrap()).await.unwrap().unwrap();
    assert_eq!((card.what, card.entries), (What::Import, 6));

    let mut writing = begun();
    writing.add(visits(30)).await.unwrap();
    let number = ledger.batches(i64::MAX, 1).await.unwrap()[0].number;
    let refused = ledger.undo(number, None).await;
    assert!(matches!(refused, Err(Refused::BeingWritten)));
    let refused = writing.add(visits(10)).await;
    assert!(matches!(refused, Err(Refused::Changed(_))));
    writing.give_up().await.unwrap();
    assert_eq!(ledger.state().book.exchange_count(), 6);

    let mut writing = begun();
    writing.add(visits(40)).await.unwrap();
    drop(writing);
    let open = "SELECT count(*) FROM ledger_batch WHERE open = 1";
    while count(&ledger, open).await > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(ledger.state().book.exchange_count(), 6);
    let nothing = begun().finish().await.unwrap();
    assert_eq!(nothing.batch, None);
    assert_is_as_read_anew(&ledger).await;
}
