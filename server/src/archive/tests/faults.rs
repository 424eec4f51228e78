//! What an archive does where the disk, the database or a file fails it.

use super::*;

#[tokio::test]
async fn a_disk_that_does_not_take_papers_leaves_everything_as_it_was() {
    let (_desk, archive) = office().await;
    let empty = Empty::new().await;
    std::fs::write(empty.folder.path().join("papers"), "in the way").unwrap();
    let refused = empty.import(&archive).await.unwrap_err().to_string();
    assert!(refused.starts_with("nothing was imported"), "{refused}");
    assert!(empty.ledger.is_new().await.unwrap());
}

/// As a database does whose disk is full when the last rows come.
async fn refuse_rows(store: &Store) {
    let trigger = "CREATE TRIGGER full BEFORE INSERT ON entry_paper WHEN NEW.name LIKE '%.txt'
         BEGIN SELECT RAISE(ABORT, 'full'); END";
    execute(store, trigger).await;
}

async fn execute(store: &Store, statement: &'static str) {
    let mut transaction = store.write().await.unwrap();
    let done = sqlx::query(statement).execute(&mut *transaction).await;
    done.unwrap();
    transaction.commit().await.unwrap();
}

/// What stands in a ledger.
async fn standing(store: &Store) -> Vec<String> {
    let query = "SELECT json_array(kind, id, doc) FROM ledger_entry
         JOIN ledger_version USING (kind, id, version) ORDER BY kind, id";
    let rows = sqlx::query_scalar(query).fetch_all(store.pool()).await;
    rows.unwrap()
}

#[tokio::test]
async fn rows_that_are_not_taken_take_the_files_and_the_batch_back() {
    let (_desk, archive) = office().await;
    let empty = Empty::new().await;
    refuse_rows(&empty.store).await;
    empty.import(&archive).await.unwrap_err();
    empty.assert_untouched("restored").await;

    let other = Desk::signed_in().await;
    let (store, data) = (&other.app.store, &other.app.config.data.dir);
    let own = exchange(&other).await;
    upload(&other, &own, "own.pdf", &b"%PDF-1.7\nown\n%%EOF\n"[..]).await;
    let before = (papers(store).await, files(data), standing(store).await);
    refuse_rows(store).await;
    let refused = import(&other.app.ledger, data, Cursor::new(&archive), "a.zip").await;
    refused.unwrap_err();
    let after = (papers(store).await, files(data), standing(store).await);
    assert_eq!(after, before);
}

/// What a disk takes no more of cannot be taken back there either, until there is room.
#[tokio::test]
async fn what_cannot_be_taken_back_at_once_is_at_the_next_start() {
    let (_desk, archive) = office().await;
    let other = Desk::signed_in().await;
    let (store, data) = (&other.app.store, &other.app.config.data.dir);
    exchange(&other).await;
    let before = standing(store).await;
    refuse_rows(store).await;
    execute(
        store,
        "CREATE TRIGGER fuller BEFORE INSERT ON ledger_version WHEN NEW.version > 1
         BEGIN SELECT RAISE(ABORT, 'full'); END",
    )
    .await;
    let refused = import(&other.app.ledger, data, Cursor::new(&archive), "a.zip").await;
    refused.unwrap_err();
    assert_ne!(
        standing(store).await,
        before,
        "it could not be taken back yet"
    );
    execute(store, "DROP TRIGGER fuller").await;
    Ledger::open(store).await.unwrap();
    assert_eq!(standing(store).await, before);
}

#[tokio::test]
async fn a_lost_file_is_named_and_no_archive_is_written_without_it() {
    let (desk, archive) = office().await;
    let file = file_with(&archive, PDF);
    let shelf = Shelf::of(&desk.app.config.data.dir);
    let place = shelf.place(file.strip_prefix("papers/").unwrap());
    for (content, expected) in [(Some("other"), "was altered"), (None, "is missing")] {
        match content {
            Some(content) => std::fs::write(&place, content).unwrap(),
            None => std::fs::remove_file(&place).unwrap(),
        }
        let refused = exported(&desk).await.unwrap_err().to_string();
        assert!(refused.starts_with(&file), "{refused}");
        assert!(refused.contains(expected), "{refused}");
    }
}
