//! What holds whatever is written.

use std::sync::Arc;

use super::*;

/// A small stream of numbers from a seed: the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % limit
    }
}

/// Some change of something, as an officer might make it: it may be refused.
fn some_change(dice: &mut Dice) -> Change {
    let (number, other) = (dice.below(6) + 1, dice.below(6) + 1);
    let year = 2000 + dice.below(20);
    let entry = match dice.below(8) {
        0 => city(number).entry(),
        1 => {
            let renamed = Partner {
                names: Localized::of("en", &format!("Renamed {year}")),
                ..city(number)
            };
            renamed.entry()
        }
        2 => department(number).entry(),
        3 => contact(number, other).entry(),
        4 => intent(number, Some(other).filter(|_| year.is_multiple_of(2))).entry(),
        5 => {
            let fields = json!({ "partner": PartnerId::from_bits(other), "kind": "sister",
                                 "valid_from": year.to_string() });
            record::<history::relation::Relation>(number, fields).entry()
        }
        _ => visit(number, &[other], &format!("{year}-04")).entry(),
    };
    if dice.below(4) == 0 {
        Change::remove(entry.key(), None)
    } else {
        Change::put(entry, None)
    }
}

#[tokio::test]
async fn after_random_writes_the_memory_is_what_a_start_reads() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let mut dice = Dice(20);
    let (mut kept, mut refused) = (0, 0);
    for round in 0..120 {
        let changes = (0..dice.below(5)).map(|_| some_change(&mut dice)).collect();
        match ledger.write(batch(changes)).await {
            Ok(_) => kept += 1,
            Err(_) => refused += 1,
        }
        if round % 20 == 19 {
            assert_is_as_read_anew(&ledger).await;
        }
    }
    // The dice throw both.
    assert!(kept > 20 && refused > 20, "{kept} kept, {refused} refused");
}

#[tokio::test]
async fn undo_restores_exactly_and_undoing_that_writes_it_again() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let mut dice = Dice(7);
    let mut undone = 0;
    for _ in 0..80 {
        let before = standing(&ledger).await;
        let changes = (0..=dice.below(4))
            .map(|_| some_change(&mut dice))
            .collect();
        let Ok(Written {
            batch: Some(number),
            ..
        }) = ledger.write(batch(changes)).await
        else {
            assert_eq!(standing(&ledger).await, before);
            continue;
        };
        let after = standing(&ledger).await;
        if dice.below(2) == 0 {
            continue;
        }
        match ledger.undo(number, None).await {
            Ok(undo) => {
                undone += 1;
                assert_eq!(docs(&standing(&ledger).await), docs(&before));
                let again = ledger.undo(undo.batch.unwrap(), None).await;
                if again.is_ok() {
                    assert_eq!(docs(&standing(&ledger).await), docs(&after));
                }
            }
            Err(Refused::Erased(_)) => assert_eq!(standing(&ledger).await, after),
            Err(refusal) => panic!("{refusal}"),
        }
    }
    assert!(undone > 10, "{undone}");
    assert_is_as_read_anew(&ledger).await;
}

#[tokio::test]
async fn what_takes_several_transactions_is_taken_back_exactly_too() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let many = write::AT_ONCE as u64 + 100;
    let before = standing(&ledger).await;
    let added = (1..=many).flat_map(|number| {
        // Its visit names it, and comes in another transaction.
        let visit = visit(many + number, &[number], "2019-05-06");
        [put(city(number), 0), put(visit, 0)]
    });
    let first = written(&ledger, added.collect()).await;
    let after = standing(&ledger).await;
    let renamed = (1..=many).map(|number| {
        let names = Localized::of("en", "Another name");
        let renamed = Partner {
            names,
            ..city(number)
        };
        put(renamed, 1)
    });
    let gone = Key::from(ExchangeId::from_bits(many + 1));
    let gone = Change::remove(gone, Some(1));
    let second = written(&ledger, renamed.chain([gone]).collect()).await;
    assert!(matches!(
        ledger.undo(first, None).await,
        Err(Refused::Changed(_))
    ));
    let undone = ledger.undo(second, None).await.unwrap();
    assert_eq!(
        (undone.added, undone.changed),
        (1, usize::try_from(many).unwrap())
    );
    assert_eq!(docs(&standing(&ledger).await), docs(&after));
    assert_is_as_read_anew(&ledger).await;

    let added = (1..=many).map(|number| put(city(number + 2 * many), 0));
    let third = written(&ledger, added.collect()).await;
    // One of them is named meanwhile: all stay, and nothing was written.
    let naming = visit(4 * many, &[3 * many], "2020-01-02");
    let naming = written(&ledger, vec![put(naming, 0)]).await;
    let all = standing(&ledger).await;
    assert!(matches!(
        ledger.undo(third, None).await,
        Err(Refused::InUse(_))
    ));
    assert_eq!(standing(&ledger).await, all);
    assert_ne!(docs(&all), docs(&before));
    let undone_by = async |batch| ledger.batch(batch).await.unwrap().unwrap().undone_by;
    assert_eq!(undone_by(third).await, None);
    // Once it is not, they go.
    ledger.undo(naming, None).await.unwrap();
    let undone = ledger.undo(third, None).await.unwrap();
    assert_eq!(undone_by(third).await, undone.batch);
    assert_eq!(docs(&standing(&ledger).await), docs(&after));
    assert_is_as_read_anew(&ledger).await;
}

/// The records that are looked at are those that stood, each as it was.
async fn assert_shows(view: &View, expected: &BTreeMap<Key, (i64, String)>) {
    let ids = |kind: EntryKind| {
        let keys = expected.keys().filter(move |key| key.kind == kind);
        keys.map(|key| key.id).collect::<Vec<_>>()
    };
    let stood = |key: Key| key.kind.parse(key.id, &expected[&key].1).unwrap();
    let partners = ids(EntryKind::Partner);
    let kept = view.get_many::<Partner>(&partners).await.unwrap();
    assert_eq!(kept.len(), partners.len());
    for kept in kept {
        let key = Key::from(kept.record.id);
        assert_eq!(stood(key), Entry::Partner(kept.record));
    }
    let cities: Vec<PartnerId> = partners
        .iter()
        .map(|id| PartnerId::from_bits(id.bits()))
        .collect();
    let shown = view.cities(&cities).await.unwrap();
    assert_eq!(shown.len(), cities.len());
    for (id, city) in shown {
        assert_eq!(stood(Key::from(id)), Entry::Partner(city.record.clone()));
    }
    let exchanges = ids(EntryKind::Exchange);
    let all: Vec<ExchangeId> = exchanges
        .iter()
        .map(|id| ExchangeId::from_bits(id.bits()))
        .collect();
    let shown = view.exchanges(&all).await.unwrap();
    assert_eq!(shown.len(), all.len());
    for shown in shown {
        assert_eq!(
            stood(Key::from(shown.record.id)),
            Entry::Exchange(shown.record)
        );
    }
}

#[tokio::test]
async fn what_was_believed_is_what_stood_then() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let mut dice = Dice(3);
    let mut stood = Vec::new();
    for _ in 0..60 {
        let changes = vec![some_change(&mut dice)];
        let Ok(Written {
            batch: Some(number),
            ..
        }) = ledger.write(batch(changes)).await
        else {
            continue;
        };
        let at = ledger.batch(number).await.unwrap().unwrap().at;
        stood.push((at, standing(&ledger).await));
    }
    // Of two in the same microsecond the later one is what was believed.
    stood.dedup_by(|later, earlier| {
        let same = later.0 == earlier.0;
        if same {
            std::mem::swap(later, earlier);
        }
        same
    });
    assert!(stood.len() > 10);
    for (at, expected) in stood {
        let believed = ledger.believed(at).await.unwrap();
        let mut anew = State::default();
        for (key, (_, doc)) in &expected {
            // What a contact held is erased from the past too; nothing here is computed from it.
            if key.kind != EntryKind::Contact {
                anew.load(&key.kind.parse(key.id, doc).unwrap());
            }
        }
        assert_eq!(believed.state.book, anew.book);
        assert_eq!(believed.state.departments, anew.departments);
        assert_shows(&ledger.seen(Some(Arc::new(believed))), &expected).await;
    }
}
