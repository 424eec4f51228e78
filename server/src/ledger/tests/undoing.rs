//! A way back that is refused, or breaks off, leaves what stood and can be gone again.

use history::relation::Relation;
use meeting::id::RelationId;
use sqlx::AssertSqlSafe;

use super::*;

/// More than are written in one transaction.
const MANY: u64 = write::AT_ONCE as u64 + 100;

const CONTACTS: &str =
    "SELECT count(*) FROM ledger_version WHERE kind = 'contact' AND doc IS NOT NULL";

/// Cities, and contacts with some of them, in one batch of several parts.
async fn cities_with_contacts(ledger: &Ledger) -> i64 {
    let cities = (1..=MANY).map(|number| put(city(number), 0));
    let contacts = (1..=3).map(|number| put(contact(MANY + number, number), 0));
    written(ledger, cities.chain(contacts).collect()).await
}

async fn undone_by(ledger: &Ledger, batch: i64) -> Option<i64> {
    ledger.batch(batch).await.unwrap().unwrap().undone_by
}

/// Nothing that fulfils this condition can be written.
async fn no_room_for(ledger: &Ledger, condition: &str) {
    let trigger = format!(
        "CREATE TRIGGER no_room BEFORE INSERT ON ledger_version WHEN {condition}
         BEGIN SELECT RAISE(ABORT, 'no room'); END"
    );
    run(ledger, AssertSqlSafe(trigger)).await;
}

/// The removal of the last of the cities, for which there is no room.
fn last_removal() -> String {
    let last = PartnerId::from_bits(MANY);
    format!("NEW.doc IS NULL AND NEW.id = '{last}'")
}

#[tokio::test]
async fn a_refused_way_back_writes_nothing_and_can_be_gone_later() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let added = cities_with_contacts(&ledger).await;
    // Only the last part meets it; the contacts would be gone by then.
    let naming = visit(4 * MANY, &[MANY], "2020-01-02");
    written(&ledger, vec![put(naming.clone(), 0)]).await;
    let before = standing(&ledger).await;
    let refused = ledger.undo(added, None).await;
    assert!(matches!(refused, Err(Refused::InUse(key)) if key == city(MANY).key()));
    assert_eq!(standing(&ledger).await, before);
    assert_eq!(undone_by(&ledger, added).await, None);
    assert_eq!(ledger.batches(i64::MAX, 10).await.unwrap().len(), 2);

    written(&ledger, vec![Change::remove(naming.key(), Some(1))]).await;
    let undone = ledger.undo(added, None).await.unwrap();
    assert_eq!(undone_by(&ledger, added).await, undone.batch);
    assert_eq!(count(&ledger, CONTACTS).await, 0);
    assert!(ledger.cities().now().is_empty());
    assert_is_as_read_anew(&ledger).await;
}

#[tokio::test]
async fn a_way_back_that_breaks_off_is_taken_back_and_can_be_gone_again() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let added = cities_with_contacts(&ledger).await;
    let before = docs(&standing(&ledger).await);
    no_room_for(&ledger, &last_removal()).await;
    assert!(matches!(
        ledger.undo(added, None).await,
        Err(Refused::Store(_))
    ));
    assert_eq!(docs(&standing(&ledger).await), before);
    assert_eq!(undone_by(&ledger, added).await, None);
    let broken_off = added + 1;
    assert!(undone_by(&ledger, broken_off).await > Some(broken_off));
    assert_is_as_read_anew(&ledger).await;

    run(&ledger, "DROP TRIGGER no_room").await;
    let undone = ledger.undo(added, None).await.unwrap();
    assert_eq!(undone.removed, before.len());
    assert_eq!(undone_by(&ledger, added).await, undone.batch);
    assert_eq!(count(&ledger, CONTACTS).await, 0);
    assert!(standing(&ledger).await.is_empty());
    assert_is_as_read_anew(&ledger).await;
}

#[tokio::test]
async fn contacts_outlive_a_way_back_that_the_next_start_takes_back() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let added = cities_with_contacts(&ledger).await;
    let before = docs(&standing(&ledger).await);
    let undoing = Batch {
        undoes: Some(added),
        ..Batch::of(What::Undo, None, Vec::new())
    };
    let mut writing = ledger.begin_batch(undoing);
    let contacts = before.keys().filter(|key| key.kind == EntryKind::Contact);
    let removed = contacts.map(|key| Change::remove(*key, Some(1)));
    writing.add(removed.collect()).await.unwrap();
    // The service is killed: nobody is left to take it back.
    std::mem::forget(writing);
    let half = standing(&ledger).await;
    assert!(half.keys().all(|key| key.kind != EntryKind::Contact));
    assert_eq!(undone_by(&ledger, added).await, None);

    let again = Ledger::open(ledger.store()).await.unwrap();
    assert_eq!(docs(&standing(&again).await), before);
    assert_is_as_read_anew(&again).await;
    again.undo(added, None).await.unwrap();
    assert_eq!(count(&again, CONTACTS).await, 0);
}

#[tokio::test]
async fn what_a_half_written_batch_removed_of_contacts_goes_where_it_cannot_come_back() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let both = [
        put(city(1), 0),
        put(city(2), 0),
        put(contact(5, 1), 0),
        put(contact(6, 2), 0),
    ];
    written(&ledger, both.into()).await;
    let mut writing = ledger.begin_batch(Batch::of(What::Form, None, Vec::new()));
    let contacts = [contact(5, 1).key(), contact(6, 2).key()];
    let removed = contacts.map(|key| Change::remove(key, Some(1)));
    writing.add(removed.into()).await.unwrap();
    assert_eq!(count(&ledger, CONTACTS).await, 2);
    // With whom one of them was has gone in the meantime.
    written(&ledger, vec![Change::remove(city(2).key(), Some(1))]).await;
    writing.give_up().await.unwrap();
    let stand = standing(&ledger).await;
    assert_eq!(contacts.map(|key| stand.contains_key(&key)), [true, false]);
    let left = "SELECT count(*) FROM ledger_version WHERE id = '0000000000006'
        AND kind = 'contact' AND doc IS NOT NULL";
    assert_eq!(count(&ledger, left).await, 0);
    assert_is_as_read_anew(&ledger).await;
}

#[tokio::test]
async fn what_was_taken_back_and_written_again_stands() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let first = written(&ledger, vec![put(city(1), 0)]).await;
    let undo = ledger.undo(first, None).await.unwrap().batch.unwrap();
    assert_eq!(undone_by(&ledger, first).await, Some(undo));
    let again = ledger.undo(undo, None).await.unwrap().batch.unwrap();
    assert_eq!(undone_by(&ledger, undo).await, Some(again));
    assert_eq!(undone_by(&ledger, first).await, None);
    let listed = ledger.batches(i64::MAX, 10).await.unwrap();
    let listed: Vec<_> = listed.iter().map(|batch| batch.undone_by).collect();
    assert_eq!(listed, [None, Some(again), None]);
    let last = ledger.undo(first, None).await.unwrap();
    assert_eq!(undone_by(&ledger, first).await, last.batch);
    assert!(standing(&ledger).await.is_empty());
}

#[tokio::test]
async fn a_record_that_a_batch_wrote_twice_goes_back_to_what_was_before() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    written(&ledger, vec![put(city(1), 0)]).await;
    let before = docs(&standing(&ledger).await);
    let named = |name: &str| Partner {
        names: Localized::of("en", name),
        ..city(1)
    };
    let once = |name| Change::put(named(name).entry(), None);
    let twice = written(&ledger, vec![once("One"), once("Two")]).await;
    ledger.undo(twice, None).await.unwrap();
    assert_eq!(docs(&standing(&ledger).await), before);

    let mut writing = ledger.begin_batch(Batch::of(What::Import, None, Vec::new()));
    writing.add(vec![once("Three")]).await.unwrap();
    written(&ledger, vec![once("Somebody else's")]).await;
    writing.add(vec![once("Four")]).await.unwrap();
    let mixed = writing.finish().await.unwrap().batch.unwrap();
    let refused = ledger.undo(mixed, None).await;
    assert!(matches!(refused, Err(Refused::Changed(keys)) if keys == [city(1).key()]));
}

fn relation(number: u64, successor: Option<u64>) -> Relation {
    let mut fields = json!({ "partner": PartnerId::from_bits(1), "kind": "exchange",
                             "valid_from": "1990" });
    if let Some(bits) = successor {
        let successor = RelationId::from_bits(bits);
        fields["ending"] = json!({ "on": "1999", "reason": "upgraded", "successor": successor });
    }
    record(number, fields)
}

/// Relations in more than one part, three of which follow one another: the identities in the order of
/// succession, or against it.
fn successions() -> [[u64; 3]; 2] {
    [[1, MANY / 2, MANY], [MANY, MANY / 2, 1]]
}

fn relations([first, second, third]: [u64; 3]) -> Vec<Change> {
    let successor = |number| match number {
        one if one == first => Some(second),
        one if one == second => Some(third),
        _ => None,
    };
    let all = (1..=MANY).map(|number| put(relation(number, successor(number)), 0));
    all.collect()
}

#[tokio::test]
async fn relations_that_followed_one_another_are_taken_back_and_removed_together() {
    for chain in successions() {
        let folder = TempDir::new();
        let ledger = ledger(&folder).await;
        written(&ledger, vec![put(city(1), 0)]).await;
        let before = docs(&standing(&ledger).await);
        let added = written(&ledger, relations(chain)).await;
        let undone = ledger.undo(added, None).await.unwrap();
        assert_eq!(docs(&standing(&ledger).await), before, "{chain:?}");
        ledger.undo(undone.batch.unwrap(), None).await.unwrap();
        let all = (1..=MANY).map(|number| Change::remove(relation(number, None).key(), None));
        written(&ledger, all.collect()).await;
        assert_eq!(docs(&standing(&ledger).await), before, "{chain:?}");
        assert_is_as_read_anew(&ledger).await;
    }
}

#[tokio::test]
async fn nothing_is_left_of_relations_that_followed_one_another_and_were_half_written() {
    for chain in successions() {
        let folder = TempDir::new();
        let ledger = ledger(&folder).await;
        written(&ledger, vec![put(city(1), 0)]).await;
        let before = docs(&standing(&ledger).await);
        half_written(&ledger, relations(chain)).await;
        let again = Ledger::open(ledger.store()).await.unwrap();
        assert_eq!(docs(&standing(&again).await), before, "{chain:?}");
        assert_is_as_read_anew(&again).await;
    }
}

#[tokio::test]
async fn what_stood_before_does_not_come_back_to_what_is_gone_or_taken() {
    let folder = TempDir::new();
    let ledger = ledger(&folder).await;
    let with = visit(5, &[1], "2020");
    let with = Exchange {
        departments: vec![department(2).id],
        ..with
    };
    let first = vec![put(city(1), 0), put(department(2), 0), put(with.clone(), 0)];
    written(&ledger, first).await;
    let without = Exchange {
        departments: Vec::new(),
        ..with.clone()
    };
    let taken_off = written(&ledger, vec![put(without, 1)]).await;
    let gone = written(&ledger, vec![Change::remove(department(2).key(), Some(1))]).await;
    let refused = ledger.undo(taken_off, None).await;
    assert!(matches!(
        refused,
        Err(Refused::Missing { key, missing })
            if key == with.key() && missing == [department(2).key()]
    ));
    ledger.undo(gone, None).await.unwrap();
    ledger.undo(taken_off, None).await.unwrap();

    let renamed = Partner {
        slug: "S99".to_owned(),
        ..city(1)
    };
    let renaming = written(&ledger, vec![put(renamed, 1)]).await;
    let other = Partner {
        slug: city(1).slug,
        ..city(7)
    };
    written(&ledger, vec![put(other, 0)]).await;
    let refused = ledger.undo(renaming, None).await;
    assert!(matches!(refused, Err(Refused::Unfit { key, .. }) if key == city(1).key()));
    assert_is_as_read_anew(&ledger).await;
}
