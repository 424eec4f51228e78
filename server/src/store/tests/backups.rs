//! Backups of a store in use, and putting them back.

use std::os::unix::fs::PermissionsExt;

use super::super::{Allowed, BackupError, RestoreError, Shelf, backup, restore, sqlite};
use super::*;

const FORCE: Allowed = Allowed {
    force: true,
    without_papers: false,
};

/// A store with one fact kept and secrets beside it, as a server leaves it.
async fn in_use(folder: &Folder) -> Store {
    std::fs::write(folder.path().join("secrets.toml"), "the keys").expect("writes");
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let kept = store.journal().keep(turn(&epoch, vec![opened(1)]));
    kept.await.expect("keeps");
    store
}

fn mode(file: &Path) -> u32 {
    let metadata = std::fs::metadata(file).expect("is there");
    metadata.permissions().mode() & 0o777
}

#[tokio::test]
async fn a_backup_of_a_running_server_is_restored_whole() {
    let (folder, elsewhere, fresh) = (Folder::new(), Folder::new(), Folder::new());
    let store = in_use(&folder).await;
    let file = elsewhere.path().join("night.yunqiao");
    let secrets = backup(folder.path(), &file)
        .await
        .expect("backs up")
        .secrets;
    assert_eq!((mode(&file), mode(&secrets)), (0o600, 0o600));
    // What happens afterwards is not in it; a second backup replaces the first.
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let kept = store.journal().keep(turn(&epoch, vec![ended(2)]));
    kept.await.expect("keeps");
    restore(fresh.path(), &file, Allowed::default())
        .await
        .expect("restores");
    let restored = fresh.open().await;
    assert_eq!(restored.facts(FORUM).await.expect("reads"), [opened(1)]);
    let keys = std::fs::read(fresh.path().join("secrets.toml")).expect("reads");
    assert_eq!(keys, b"the keys");
    backup(folder.path(), &file).await.expect("backs up again");
    let left: Vec<_> = std::fs::read_dir(elsewhere.path())
        .expect("lists")
        .collect();
    assert_eq!(left.len(), 2, "nothing half done is left beside them");
}

#[tokio::test]
async fn a_folder_in_use_or_with_data_is_not_overwritten() {
    let (folder, elsewhere) = (Folder::new(), Folder::new());
    let store = in_use(&folder).await;
    let file = elsewhere.path().join("night.yunqiao");
    backup(folder.path(), &file).await.expect("backs up");
    let refused = restore(folder.path(), &file, FORCE).await;
    assert!(matches!(refused, Err(RestoreError::Folder(_))), "it runs");
    store.close().await;
    let refused = restore(folder.path(), &file, Allowed::default()).await;
    assert!(matches!(refused, Err(RestoreError::HoldsData(_))));
    let restored = restore(folder.path(), &file, FORCE)
        .await
        .expect("restores");
    let aside = restored.moved_aside.expect("the old data are kept");
    assert!(aside.join(sqlite::FILE).exists());
    let store = folder.open().await;
    assert_eq!(store.facts(FORUM).await.expect("reads"), [opened(1)]);
}

#[tokio::test]
async fn what_is_no_backup_is_refused_before_anything_is_touched() {
    let (folder, elsewhere) = (Folder::new(), Folder::new());
    in_use(&folder).await.close().await;
    let file = elsewhere.path().join("notes.txt");
    std::fs::write(&file, "a list of what to buy, longer than a header").expect("writes");
    let refused = restore(folder.path(), &file, FORCE).await;
    assert!(matches!(refused, Err(RestoreError::NoSecrets(_))));
    std::fs::write(elsewhere.path().join("notes.txt.secrets"), "").expect("writes");
    let refused = restore(folder.path(), &file, FORCE).await;
    assert!(
        matches!(refused, Err(RestoreError::NotABackup { .. })),
        "{refused:?}"
    );
    assert!(folder.path().join(sqlite::FILE).exists());
}

#[tokio::test]
async fn a_backup_replaces_nothing_that_the_server_works_with() {
    let (folder, elsewhere) = (Folder::new(), Folder::new());
    let store = in_use(&folder).await;
    std::fs::create_dir(folder.path().join("papers")).expect("makes");
    let alias = elsewhere.path().join("alias");
    std::os::unix::fs::symlink(folder.path(), &alias).expect("links");
    let roundabout = folder
        .path()
        .join("..")
        .join(folder.path().file_name().expect("has a name"));
    for way in [folder.path(), &alias, &roundabout] {
        for name in [
            "yunqiao.sqlite",
            "yunqiao.sqlite-wal",
            "yunqiao.sqlite-shm",
            "secrets.toml",
            "lock",
            "papers",
            "papers/night",
        ] {
            let refused = backup(folder.path(), &way.join(name)).await;
            assert!(matches!(refused, Err(BackupError::InUse(_))), "{name}");
        }
    }
    assert_eq!(store.facts(FORUM).await.expect("reads"), [opened(1)]);
    store.close().await;
    // The logs are not there now, and are not to be there for the next start either.
    let log = folder.path().join("yunqiao.sqlite-wal");
    let refused = backup(folder.path(), &log).await;
    assert!(matches!(refused, Err(BackupError::InUse(_))));
    let beside = folder.path().join("night.yunqiao");
    backup(folder.path(), &beside).await.expect("backs up");
}

/// Puts a paper into a store, as an upload does.
async fn add_paper(folder: &Folder, store: &Store, id: &str, content: &[u8]) -> String {
    let shelf = Shelf::of(folder.path());
    let mut incoming = shelf.begin(1).expect("begins");
    incoming.write(content).await.expect("writes");
    let arrived = incoming.finish().await.expect("finishes");
    let mut transaction = store.write().await.expect("begins");
    shelf.put(&arrived).expect("puts");
    sqlx::query("INSERT OR IGNORE INTO session VALUES ('s', '{}', 1, 'planned', 0, 0, NULL, NULL)")
        .execute(&mut *transaction)
        .await
        .expect("inserts");
    sqlx::query(
        "INSERT INTO paper VALUES
             ($1, 's', NULL, '{}', 'hosts', 'a.txt', 'text', $2, $3, 0, NULL, NULL)",
    )
    .bind(id)
    .bind(i64::try_from(arrived.bytes).expect("is short"))
    .bind(&arrived.sha256)
    .execute(&mut *transaction)
    .await
    .expect("inserts");
    transaction.commit().await.expect("commits");
    arrived.sha256
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("lists");
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.expect("lists").file_name();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry).into_string().expect("is text"))
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn papers_are_backed_up_with_the_database_that_names_them_and_come_back() {
    let (folder, elsewhere, fresh) = (Folder::new(), Folder::new(), Folder::new());
    let store = in_use(&folder).await;
    let speech = add_paper(&folder, &store, "p1", b"speech").await;
    let file = elsewhere.path().join("night.yunqiao");
    let papers = elsewhere.path().join("night.yunqiao.papers");
    let made = backup(folder.path(), &file).await.expect("backs up");
    assert_eq!((made.papers, made.lost), (Some(papers.clone()), vec![]));
    assert_eq!(mode(&papers.join(&speech)), 0o600);
    restore(fresh.path(), &file, Allowed::default())
        .await
        .expect("restores");
    let back = std::fs::read(fresh.path().join("papers").join(&speech)).expect("reads");
    assert_eq!(back, b"speech");

    // The next backup brings what is new, mends what rotted, and drops what nobody names any more.
    let draft = add_paper(&folder, &store, "p2", b"draft").await;
    let slides = add_paper(&folder, &store, "p3", b"slides").await;
    std::fs::write(papers.join(&speech), "rotten").expect("writes");
    backup(folder.path(), &file).await.expect("backs up");
    let mut all = vec![speech.clone(), draft.clone(), slides.clone()];
    all.sort();
    assert_eq!(names(&papers), all);
    assert_eq!(
        std::fs::read(papers.join(&speech)).expect("reads"),
        b"speech"
    );
    let mut transaction = store.write().await.expect("begins");
    let deleted = sqlx::query("DELETE FROM paper WHERE id = 'p2'");
    deleted.execute(&mut *transaction).await.expect("deletes");
    transaction.commit().await.expect("commits");
    backup(folder.path(), &file).await.expect("backs up");
    all.retain(|name| *name != draft);
    assert_eq!(names(&papers), all);
}

#[tokio::test]
async fn lost_papers_are_told_and_not_restored_unasked() {
    let (folder, elsewhere, fresh) = (Folder::new(), Folder::new(), Folder::new());
    let store = in_use(&folder).await;
    let speech = add_paper(&folder, &store, "p1", b"speech").await;
    let draft = add_paper(&folder, &store, "p2", b"draft").await;
    let file = elsewhere.path().join("night.yunqiao");
    std::fs::write(folder.path().join("papers").join(&draft), "altered").expect("writes");
    let made = backup(folder.path(), &file).await.expect("backs up");
    assert_eq!(made.lost, std::slice::from_ref(&draft));
    let refused = restore(fresh.path(), &file, Allowed::default()).await;
    let Err(RestoreError::NoPapers { lost, example, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!((lost, example), (1, draft));
    assert_eq!(
        names(fresh.path()),
        Vec::<String>::new(),
        "nothing is touched"
    );
    let allowed = Allowed {
        without_papers: true,
        ..Allowed::default()
    };
    restore(fresh.path(), &file, allowed)
        .await
        .expect("restores");
    assert_eq!(names(&fresh.path().join("papers")), [speech]);
}

#[tokio::test]
async fn a_paper_that_cannot_be_read_stops_neither_a_backup_nor_what_is_allowed_of_a_restore() {
    let (folder, elsewhere, fresh) = (Folder::new(), Folder::new(), Folder::new());
    let store = in_use(&folder).await;
    let speech = add_paper(&folder, &store, "p1", b"speech").await;
    let draft = add_paper(&folder, &store, "p2", b"draft").await;
    let file = elsewhere.path().join("night.yunqiao");
    // A folder opens and does not read, for whoever asks.
    let unreadable = |papers: &Path| {
        std::fs::remove_file(papers.join(&draft)).expect("removes");
        std::fs::create_dir(papers.join(&draft)).expect("makes");
    };
    backup(folder.path(), &file).await.expect("backs up");
    unreadable(&elsewhere.path().join("night.yunqiao.papers"));
    let allowed = Allowed {
        without_papers: true,
        ..Allowed::default()
    };
    restore(fresh.path(), &file, allowed)
        .await
        .expect("restores");
    assert_eq!(
        names(&fresh.path().join("papers")),
        std::slice::from_ref(&speech)
    );

    unreadable(&folder.path().join("papers"));
    let other = elsewhere.path().join("morning.yunqiao");
    let made = backup(folder.path(), &other).await.expect("backs up");
    assert_eq!(made.lost, [draft]);
    assert_eq!(
        names(&elsewhere.path().join("morning.yunqiao.papers")),
        [speech]
    );
}

#[tokio::test]
async fn a_deleted_paper_is_backed_up_while_it_is_there_and_not_missed_afterwards() {
    let (folder, elsewhere, fresh) = (Folder::new(), Folder::new(), Folder::new());
    let store = in_use(&folder).await;
    let speech = add_paper(&folder, &store, "p1", b"speech").await;
    let mut transaction = store.write().await.expect("begins");
    sqlx::query("UPDATE paper SET deleted_at = 1")
        .execute(&mut *transaction)
        .await
        .expect("deletes");
    transaction.commit().await.expect("commits");
    let file = elsewhere.path().join("night.yunqiao");
    let papers = elsewhere.path().join("night.yunqiao.papers");
    let made = backup(folder.path(), &file).await.expect("backs up");
    assert_eq!((made.lost, names(&papers)), (vec![], vec![speech.clone()]));
    // The tidier came between.
    std::fs::remove_file(folder.path().join("papers").join(&speech)).expect("removes");
    std::fs::remove_file(papers.join(&speech)).expect("removes");
    let made = backup(folder.path(), &file).await.expect("backs up");
    assert_eq!(made.lost, Vec::<String>::new());
    restore(fresh.path(), &file, Allowed::default())
        .await
        .expect("restores");
}
